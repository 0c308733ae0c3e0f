"""Python in the page, with real Pyodide: cells print what is stored, and what goes wrong is one line."""

import functools
import http.server
import json
import os
import re
import shutil
import threading
import time
from pathlib import Path

import psutil
import pytest

from backprop.exercises import CATALOGUE
from press import ROOT
from press.site import python
from press.source.book import Book
from tests.browser.engines import DRIVEN
from tests.thorough import THOROUGH, some

PAGE = "<!doctype html><html lang='en'><title>Cells</title><link rel='icon' href='data:,'></html>"
# The cells of a page, run one after the other: what each printed, showed, and ended with.
HARNESS = """async () => {
  const { Python } = await import("/python.js");
  globalThis.python = new Python("/python/");
  globalThis.run = async (code, limit) => {
    const seen = { out: "", error: "", shown: [], loading: [] };
    const cell = {
      stream: (text, isError) => (seen[isError ? "error" : "out"] += text),
      display: (data) => seen.shown.push(data),
      loading: ({ loaded, total, what }) => seen.loading.push([what, loaded, total]),
    };
    return { result: await python.run(code, cell, limit ?? undefined), ...seen };
  };
  globalThis.start = () => python.start().then(() => "ready", (error) => error.message);
}"""

# Firefox lets no command see what a page's scripts have made; questions and answers stand in an element.
ANSWERING = """async (harness) => {
  const script = document.createElement("script");
  script.textContent = `(${harness})().then(() => {
    const { dataset } = document.documentElement;
    document.addEventListener("ask", async () => {
      const given = JSON.parse(dataset.given);
      dataset.answer = JSON.stringify(await globalThis[dataset.name](...given) ?? null);
    });
    dataset.answer = "ready";
  });`;
  document.head.append(script);
  while (!document.documentElement.dataset.answer) await new Promise((resolve) => setTimeout(resolve, 20));
}"""
ASK = """async (name, given) => {
  const { dataset } = document.documentElement;
  Object.assign(dataset, { name, given, answer: "" });
  document.dispatchEvent(new Event("ask"));
  while (!dataset.answer) await new Promise((resolve) => setTimeout(resolve, 20));
  return dataset.answer;
}"""

SHORT = "did not come whole: the connection broke off, or the server has not all of it."
MISSING = "no Pyodide in the cache: run `make book` where there is a network"
NO_MNIST = "MNIST is too large for a page"
NO_DASK = "there is no module dask here"
# The cells that cannot run in a page: their number in the chapter, counting those with code, and why.
CANNOT = {
    "chapters/09-digits": (NO_MNIST, (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 14, 16, 17)),
    "chapters/10-draw": (NO_MNIST, (5, 6, 10)),
    "chapters/13-machines": (NO_DASK, (2,)),
}
# Run although what they use is not there, and show something else than what is stored: the untrained network.
OTHERWISE = {"chapters/09-digits": (10, 12, 15, 18)}


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder; `faults` says what to do to a file, `headers_too` are sent with every one."""

    faults: dict[str, str]
    headers_too: dict[str, str]

    def log_message(self, *arguments):
        pass

    def end_headers(self):
        for name, value in self.headers_too.items():
            self.send_header(name, value)
        super().end_headers()

    def do_GET(self):
        name = Path(self.path).name
        fault = self.faults.get(name)
        if fault is None:
            return super().do_GET()
        if fault == "missing":
            return self.send_error(404)
        data = bytearray(Path(self.directory, self.path[1:]).read_bytes())
        whole = len(data)
        if fault == "damaged":
            data[whole // 2] ^= 1
        elif fault == "truncated":
            del data[whole // 2 :]
        elif fault == "longer":
            data += b"more"
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(self.path))
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if fault == "cut":
            del data[whole // 2 :]
            self.close_connection = True
        self.wfile.write(data)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A site's folder python/, and the module that talks to it. In CI the files have to be here."""
    if not python.find():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    site = tmp_path_factory.mktemp("python")
    (site / "page.html").write_text(PAGE, encoding="utf-8")
    python.put(site)
    shutil.copyfile(ROOT / "theme/live/python.js", site / "python.js")
    return site


@pytest.fixture
def server(folder):
    """The folder, served: `server.faults[name] = "damaged"` spoils a file, `server.address` its page."""
    faults: dict[str, str] = {}
    handler = type("Faulty", (Handler,), {"faults": faults, "headers_too": {}})
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(handler, directory=str(folder))
    ) as server:
        server.faults, server.handler = faults, handler
        server.address = f"http://127.0.0.1:{server.server_port}/page.html"
        server.handle_error = lambda *_: None  # of connections that the page has ended
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


class Cells:
    """A page with Python: `cells.run(code)`."""

    def __init__(self, watched, address):
        self.watched, self.page = watched, watched.page
        self.page.set_default_timeout(300_000)
        self.page.goto(address)
        self.page.evaluate(HARNESS)

    def run(self, code, limit=None):
        return self.page.evaluate("([code, limit]) => run(code, limit)", [code, limit])

    def printed(self, code):
        """Run a cell that has to work, and return what it printed."""
        seen = self.run(code)
        assert seen["result"] == {"ok": True}
        return seen["out"]

    def start(self):
        """Load Python; return "ready" or what is said."""
        return self.page.evaluate("start()")


@pytest.fixture
def cells(watch, server):
    made = Cells(watch(alone=True), server.address)
    yield made
    assert not made.watched.troubles


@pytest.fixture
def faulty(watch, server):
    """The same; what the browser says of missing files is expected."""
    return Cells(watch(alone=True), server.address)


def stored(cell):
    """Return what a cell of a notebook printed and showed when it was stored."""
    out = "".join("".join(o["text"]) for o in cell["outputs"] if o["output_type"] == "stream")
    shown = [o["data"] for o in cell["outputs"] if o["output_type"] != "stream"]
    return out, [("".join(data["text/plain"]), sorted(data)) for data in shown]


CHAPTERS = [str(page.source.with_suffix("")) for page in Book().pages]
FEW = [name for name in CHAPTERS if name.endswith(("01-cost", "10-draw", "13-machines"))]


@pytest.mark.parametrize("chapter", some(CHAPTERS, FEW))
def test_every_cell_prints_what_is_stored(cells, chapter):
    notebook = json.loads((ROOT / f"{chapter}.ipynb").read_text(encoding="utf-8"))
    reason, cannot = CANNOT.get(chapter, ("", ()))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(code):
        seen = cells.run("".join(cell["source"]))
        if number in cannot:
            assert reason in seen["result"]["error"]["message"], number
            continue
        assert seen["result"] == {"ok": True}, number
        assert seen["error"] == "", number
        if number not in OTHERWISE.get(chapter, ()):
            shown = [(data["text/plain"], sorted(data)) for data in seen["shown"]]
            printed = re.sub(r"[^\n]*\r", "", seen["out"])  # a bar is drawn over itself
            assert (printed, shown) == stored(cell), number


def test_a_picture_is_drawn_in_the_books_style_for_light_and_dark(cells):
    [drawn] = cells.run("from figures import network\nnetwork.diagram([2, 3, 2])")["shown"]
    [again] = cells.run("network.diagram([2, 3, 2])")["shown"]
    assert drawn == again
    own = "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\nplt.xlabel('$x$')\nplt.show()"
    seen = cells.run(own)
    assert seen["result"] == {"ok": True}
    assert [sorted(data) for data in seen["shown"]] == [["image/svg+xml", "text/plain"]]
    without_show = cells.run("plt.plot([1, 2, 3]);")
    for data in (drawn, seen["shown"][0], without_show["shown"][0]):
        assert data["image/svg+xml"].lstrip().startswith("<?xml")
        assert "prefers-color-scheme: dark" in data["image/svg+xml"]
    assert "building the font cache" not in seen["error"]


def test_loading_tells_how_far_it_is_and_matplotlib_waits_until_it_is_needed(cells):
    sizes = python.table()["files"].values()
    first = cells.run("1")["loading"]
    assert {what for what, *_ in first} == {"Python"}
    assert first[0][1] == 0
    assert first[-1][1] == first[-1][2] > sum(file["size"] for file in sizes if file["use"] == "first")
    assert cells.run("import numpy")["loading"] == []
    then = cells.run("import matplotlib")["loading"]
    assert {what for what, *_ in then} == {"pictures"}
    assert then[-1][1] == then[-1][2]
    assert cells.run("import matplotlib")["loading"] == []


# Exercises. The cells of the chapters, above, hold the stubs and the solutions.


@pytest.mark.parametrize("number", some([*range(1, 10), 11, 12, 13], (5,)))
def test_the_mistakes_are_named(cells, number):
    names = [name for name in CATALOGUE if f"chapter{number:02}" in CATALOGUE[name].right.__module__]
    assert names
    last = None if THOROUGH else 1
    code = f"""
from backprop import exercises

for name in {names}:
    exercise = exercises.CATALOGUE[name]
    assert exercises.check(name, exercise.right).right, name
    for slip in exercise.slips[:{last}]:
        print(name, slip.part('').name, exercises.check(name, exercise.function_of(slip)).mistake, sep=";")
"""
    printed = cells.printed(code)
    lines = [line.split(";") for line in printed.splitlines()]
    assert len(lines) >= len(names)
    assert [line for line in lines if line[1] not in line[2].split(", ")] == []


def test_an_endless_loop_is_stopped_and_the_next_check_works(cells):
    cells.run("x = 1")
    code = "import itertools\nfor i in itertools.count():\n    if i == 0: print('on')"
    cells.page.evaluate(
        "(code) => { globalThis.first = run(code); globalThis.second = run('print(2)'); }", code
    )
    cells.page.wait_for_function("python.isReady")
    cells.page.wait_for_timeout(300)
    cells.page.evaluate("python.stop()")
    assert cells.page.evaluate("first.then(({ result }) => result)") == {"ok": False, "stopped": True}
    assert cells.page.evaluate("second.then(({ result }) => result)") == {"ok": False, "stopped": True}
    seen = cells.run("from backprop import exercises\nexercises.check('cost-of-one', lambda a, y: ...)")
    assert "not written yet" in seen["shown"][0]["text/plain"]
    assert cells.run("x")["result"]["error"]["message"] == "name 'x' is not defined"


def test_a_check_has_a_time_limit(cells):
    code = "from backprop import exercises\nexercises.check('cost-of-one', {})"
    endless = "def endless(a, y):\n    while True:\n        pass\n\n\n" + code.format("endless")
    assert cells.run(endless, limit=1)["result"] == {"ok": False, "timeout": True}
    seen = cells.run(code.format("lambda a, y: ((a - y) ** 2).sum() / 2"), limit=20)
    assert seen["result"] == {"ok": True}
    assert "right" in seen["shown"][0]["text/plain"]


def test_training_shows_its_bar_and_warns_of_nothing(cells):
    code = """from backprop import Network, load_digits
train, test = load_digits()
net = Network([64, 20, 10], activation="sigmoid", seed=1)
_ = net.train(train, epochs=1, batch_size=10, eta=1.0, progress=True)"""
    seen = cells.run(code)
    assert seen["result"] == {"ok": True}
    assert "100%" in seen["error"]
    assert "thread" not in seen["error"]


# The other engines.


def used(processes):
    """Return how many seconds of work the processes have done."""
    return sum(sum(process.cpu_times()[:2]) for process in processes)


@pytest.mark.parametrize("name", some(list(DRIVEN), ["firefox"]))
def test_the_other_engines_run_check_draw_and_stop(server, tmp_path, name):
    kind = DRIVEN[name]
    if not kind.is_there():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"missing: {kind.needs}")
    driven = kind(tmp_path)
    check = "exercises.check('cost-of-one', lambda a, y: ((a - y) ** 2).sum())"

    def ask(name, *arguments):
        return json.loads(driven.evaluate(ASK, name, json.dumps(arguments)))

    try:
        driven.open(server.address)
        driven.evaluate(ANSWERING, HARNESS)
        server.faults["python_stdlib.zip"] = "cut"
        assert ask("start") == f"python/python_stdlib.zip {SHORT}"
        server.faults.clear()
        seen = ask("run", "print(1)\nimport numpy\nnumpy.arange(3)")
        assert (seen["result"], seen["out"]) == ({"ok": True}, "1\n")
        seen = ask("run", f"from backprop import exercises\n{check}")
        assert "twice as" in seen["shown"][0]["text/plain"]
        seen = ask("run", "from figures import network\nnetwork.diagram([2, 3, 2])")
        assert "<svg" in seen["shown"][0]["image/svg+xml"]
        assert ask("run", "while True: pass", 1)["result"] == {"ok": False, "timeout": True}
        assert ask("run", "print(2)")["out"] == "2\n"
        processes = [
            child for one in driven.processes for child in psutil.Process(one.pid).children(recursive=True)
        ]
        before = used(processes)
        time.sleep(1)
        assert used(processes) - before < 0.5  # nothing runs any more
    finally:
        driven.close()


# What goes wrong.


def test_code_that_breaks_python_itself_is_said_and_the_next_cell_runs(faulty):
    faulty.printed("x = 1")
    seen = faulty.run("deep = []\nfor _ in range(100_000):\n    deep = [deep]\nrepr(deep)")
    assert seen["result"]["lost"]
    assert re.fullmatch(
        r"Python has broken off \(RangeError: .*\); it starts anew\.", seen["result"]["error"]["message"]
    )
    assert faulty.run("x")["result"]["error"]["name"] == "NameError"


FAULTS = (
    (r"numpy-.*", "damaged", r"python/numpy-\S+ is damaged on the server\."),
    (r"modules\.zip", "truncated", rf"python/modules\.zip {SHORT}"),
    (r"python_stdlib\.zip", "longer", r"python/python_stdlib\.zip is damaged on the server\."),
    (
        r"pyodide\.asm\.wasm",
        "missing",
        r"The site has no python/pyodide\.asm\.wasm \(the server answers 404\)\.",
    ),
    (r"pyodide\.asm\.wasm", "cut", rf"python/pyodide\.asm\.wasm {SHORT}"),
    (r"pyodide-module\.js", "damaged", r"python/pyodide-module\.js is damaged on the server\."),
    (r"files\.json", "missing", r"The site has no python/files\.json \(the server answers 404\)\."),
    (r"files\.json", "truncated", r"python/files\.json is damaged on the server\."),
    (r"worker\.js", "missing", r"python/worker\.js cannot be loaded: is there a network\?"),
)


@pytest.mark.parametrize(("name", "fault", "says"), some(FAULTS, FAULTS[:1] + FAULTS[3:5] + FAULTS[-1:]))
def test_a_file_that_is_not_right_is_named_and_try_again_works(faulty, server, folder, name, fault, says):
    [file] = [path.name for path in (folder / "python").iterdir() if re.fullmatch(name, path.name)]
    server.faults[file] = fault
    assert re.fullmatch(says, faulty.start())
    seen = faulty.run("1")
    assert re.fullmatch(says, seen["result"]["error"]["message"])
    server.faults.clear()
    assert faulty.start() == "ready"
    assert faulty.printed("print(1)") == "1\n"


def test_a_file_for_pictures_that_is_not_right_leaves_python_as_it_was(faulty, server, folder):
    faulty.printed("x = 1")
    [file] = [path.name for path in (folder / "python").glob("pillow-*")]
    server.faults[file] = "cut"
    problem = faulty.run("import matplotlib")["result"]["error"]
    assert problem["message"] == f"python/{file} {SHORT}"
    assert faulty.printed("print(x)") == "1\n"
    server.faults.clear()
    assert faulty.printed("import matplotlib\nprint(x)") == "1\n"


def test_what_the_browser_has_kept_of_an_older_print_is_fetched_anew(cells, folder, server):
    server.handler.headers_too["Cache-Control"] = "max-age=600"
    cells.printed("print(1)")
    listed = folder / "python/files.json"
    modules = folder / "python/modules.zip"
    before = listed.read_bytes(), modules.read_bytes()
    try:
        data = before[1] + b"\0"  # a zip file's comment may be cut off
        files = json.loads(before[0])
        files["files"]["modules.zip"] |= {"size": len(data), "sha256": python._sha256(data)}
        modules.write_bytes(data)
        listed.write_text(json.dumps(files), encoding="utf-8")
        cells.page.evaluate("python.stop()")
        assert cells.start() == "ready"
    finally:
        listed.write_bytes(before[0])
        modules.write_bytes(before[1])


def test_without_a_network_it_says_so(faulty, server):
    faulty.watched.context.set_offline(True)
    assert "is there a network?" in faulty.start()
    faulty.watched.context.set_offline(False)
    assert faulty.start() == "ready"


def test_loading_can_be_stopped_and_begun_again(cells):
    cells.page.evaluate("globalThis.first = start(); python.cancel()")
    assert cells.page.evaluate("first") == "Loading was stopped."
    assert cells.page.evaluate("Promise.all([start(), start()])") == ["ready", "ready"]
    cells.page.evaluate("python.cancel()")  # nothing loads
    assert cells.printed("print(1)") == "1\n"


def test_loading_pictures_can_be_stopped_and_what_has_run_stays(faulty, server, folder):
    faulty.printed("x = 1")
    page = faulty.page
    page.evaluate("globalThis.first = run('import matplotlib'); setTimeout(() => python.cancel())")
    problem = page.evaluate("first.then(({ result }) => result.error)")
    assert problem["message"] == "Loading was stopped."
    assert faulty.printed("import matplotlib\nprint(x)") == "1\n"


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ("default-src 'self'", "lacks 'wasm-unsafe-eval'"),
        ("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'", "ready"),
    ],
)
def test_a_strict_policy_is_named(watch, server, policy, says):
    server.handler.headers_too["Content-Security-Policy"] = policy
    watched = watch(alone=True, bypass_csp=False)
    watched.page.goto(server.address)
    watched.page.evaluate(HARNESS)
    assert says in watched.page.evaluate("start()")


def test_a_page_that_was_opened_as_a_file_says_how_to_serve_it(watch, folder):
    text = (
        (folder / "python.js")
        .read_text(encoding="utf-8")
        .replace("export class", "globalThis.Python = class")
    )
    page = watch(alone=True).page
    page.goto((folder / "page.html").as_uri())
    page.evaluate(f"() => {{ {text} }}")
    said = page.evaluate("new Python('python/').start().then(() => '', (error) => error.message)")
    assert "make serve" in said
