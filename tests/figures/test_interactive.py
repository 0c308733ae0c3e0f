"""How an interactive picture is stored, bundled and shown live."""

import json
import re

import pytest

from backprop import Network
from figures import touch
from figures.interactive import bundler
from figures.interactive.picture import Interactive
from figures.network import diagram
from press.source.cells import take_content

MODULE = """import { one, two } from "../lib/a.js";

const render = () => one + two;

export default { render };
"""


@pytest.fixture
def modules(tmp_path, monkeypatch):
    """A folder of modules: `modules(toy__render=text)` writes `toy/render.js`."""
    monkeypatch.setattr(bundler, "MODULES", tmp_path)
    (tmp_path / "lib").mkdir()
    (tmp_path / "toy").mkdir()

    def write(**texts):
        for name, text in texts.items():
            (tmp_path / f"{name.replace('__', '/')}.js").write_text(text, encoding="utf-8")

    write(
        lib__a='import { three } from "./b.js";\nexport const one = three - 2;\nexport function two() {}\n',
        lib__b="export const three = 3;\n",
        toy__render=MODULE,
    )
    return write


def test_a_bundle_holds_each_imported_file_once_and_before_its_use(modules):
    modules(toy__render='import {\n  three,\n} from "../lib/b.js";\n' + MODULE)
    text = bundler.bundle("toy")
    assert "import" not in text
    assert re.findall(r"^export .*", text, re.MULTILINE) == ["export default { render };"]
    assert text.count("const three") == 1
    assert text.index("const three") < text.index("const one") < text.index("const render")


def test_a_bundle_leaves_out_lines_of_comment_and_nothing_else(modules):
    code = 'const address = "http://a"; // kept\nconst product = 2\n  * 3;\n'
    comments = "// One.\n/** Two. */\n/**\n * Three,\n *\n * four.\n */\n  // Five.\n"
    modules(toy__render=MODULE.replace("const render", comments + code + "const render"))
    bare = bundler.bundle("toy")
    modules(toy__render=MODULE.replace("const render", code + "const render"))
    assert bare == bundler.bundle("toy")
    assert code in bare


def test_a_page_script_registers_the_module_and_exports_nothing(modules):
    text = bundler.page_script("toy")
    assert text.startswith('(globalThis.interactiveModules ??= {})["toy"] = (() => {\n"use strict";\n')
    assert text.endswith("return { render };\n})();\n")
    assert not re.search(r"^(export|import) ", text, re.MULTILINE)


@pytest.mark.parametrize("name", ["draw_digit", "nudge", "roll_down", "send_back"])
def test_the_pictures_of_the_book_can_be_bundled(name):
    assert bundler.bundle(name).endswith("\nexport default { render };\n")


IMPORTS = 'cannot be bundled; expected import { name, … } from "./file.js";'
EXPORTS = "cannot be bundled; expected export before one const, let, function or class"
SEVERAL = "several names in one declaration; expected one name in each"
ENDS = "the module ends otherwise; expected export default { render }; at the end"
REFUSED = [
    (
        'import { one as uno } from "../lib/a.js";\n',
        f'1: import {{ one as uno }} from "../lib/a.js"; {IMPORTS}',
    ),
    (
        'import {\n  one as uno,\n} from "../lib/a.js";\n',
        f'1: import {{ one as uno, }} from "../lib/a.js"; {IMPORTS}',
    ),
    ('// A word.\n\nimport a from "../lib/a.js";\n', f'3: import a from "../lib/a.js"; {IMPORTS}'),
    ('import a, { one } from "../lib/a.js";\n', f'1: import a, {{ one }} from "../lib/a.js"; {IMPORTS}'),
    ('import * as all from "../lib/a.js";\n', f'1: import * as all from "../lib/a.js"; {IMPORTS}'),
    ('import "../lib/a.js";\n', f'1: import "../lib/a.js"; {IMPORTS}'),
    ('import { one } from "a";\n', f'1: import {{ one }} from "a"; {IMPORTS}'),
    (
        'import { one } from "./a.js";\n',
        '1: there is no file "./a.js"; expected one of the files below interactive/',
    ),
    ('import { three } from "../lib/a.js";\n', '1: "../lib/a.js" does not export three; it exports one, two'),
    ('export { one } from "../lib/a.js";\n', f'1: export {{ one }} from "../lib/a.js"; {EXPORTS}'),
    ('export * from "../lib/a.js";\n', f'1: export * from "../lib/a.js"; {EXPORTS}'),
    ("const other = 1;\nexport { other };\n", f"2: export {{ other }}; {EXPORTS}"),
    ("export default 1;\n", f"1: export default 1; {EXPORTS}"),
    ("export const { other } = {};\n", f"1: export const {{ other }} = {{}}; {EXPORTS}"),
    (
        'const part = () => import("../lib/a.js");\n',
        "1: import( cannot be bundled; expected imports at the top of the file",
    ),
    (
        "const here = import.meta.url;\n",
        "1: import. cannot be bundled; expected imports at the top of the file",
    ),
    ("const other = [1, 2], more = 2;\n", f"1: {SEVERAL}"),
    ("const other = 1,\n  more = 2;\n", f"1: {SEVERAL}"),
    ("let other, more;\n", f"1: {SEVERAL}"),
]


def refusal(name="toy"):
    """Return the lines in which a module is refused."""
    with pytest.raises(ValueError) as refused:  # noqa: PT011  its whole text is compared
        bundler.bundle(name)
    return str(refused.value).splitlines()


@pytest.mark.parametrize(("text", "reason"), REFUSED, ids=[text for text, _ in REFUSED])
@pytest.mark.parametrize("file", ["toy/render", "toy/part"])
def test_what_cannot_be_bundled_is_refused_with_its_place(modules, tmp_path, text, reason, file):
    if file == "toy/render":
        modules(toy__render=text + MODULE)
    else:
        modules(toy__part=text, toy__render='import {} from "./part.js";\n' + MODULE)
    assert refusal() == [f"{file}.js:{reason}".replace("below interactive/", f"below {tmp_path.name}/")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("const three = 1;", 1),
        ("let three = 1;", 1),
        ("function three() {}", 1),
        ("async function* three() {}", 1),
        ("class three {}", 1),
        ("\nconst [four, three] = [1, 2];", 2),
        ("const { four: three, five = { six } } = {};", 1),
    ],
)
def test_two_files_with_one_name_are_refused(modules, one, other):
    modules(toy__render=MODULE.replace("const render", f"{one}\nconst render"))
    assert refusal() == [
        f"toy/render.js:{other + 2}: three is declared in lib/b.js:1 too; expected another name"
    ]


def test_an_import_is_a_name_that_its_file_cannot_declare_and_others_can_use(modules):
    modules(toy__render=MODULE.replace("const render", "const inner = { three: 1 };\nconst render"))
    assert "const inner = { three: 1 };" in bundler.bundle("toy")


@pytest.mark.parametrize(
    "text", [MODULE + "\n", "const render = 1;\n", MODULE.replace("render };", "render }")]
)
def test_a_module_must_end_with_its_render(modules, text):
    modules(toy__render=text)
    assert refusal()[-1].endswith(f": {ENDS}")


def test_files_that_import_each_other_are_refused(modules):
    modules(lib__b='import { one } from "./a.js";\nexport const three = one;\n')
    assert refusal() == [
        'lib/b.js:1: "./a.js" imports this file in its turn; expected imports that run one way'
    ]


def test_all_that_is_wrong_is_said_at_once(modules):
    modules(
        lib__b='export const three = 3;\nexport * from "./c.js";\n', toy__render="const two = 1;\n" + MODULE
    )
    assert refusal() == [
        f'lib/b.js:2: export * from "./c.js"; {EXPORTS}',
        "toy/render.js:1: two is declared in lib/a.js:3 too; expected another name",
    ]


@pytest.fixture(params=["BACKPROP_STILL", "QUARTO_DOCUMENT_PATH"])
def picture(request, monkeypatch):
    for name in ("BACKPROP_STILL", "QUARTO_DOCUMENT_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(request.param, "1")
    return Interactive(
        "toy", {"words": "a < b & c]]> </script>", "x": [0.1]}, diagram([2, 3]), state={"answer": None}
    )


def test_a_stored_picture_is_the_still_one_with_its_data_inside(picture):
    stored = picture._repr_mimebundle_()
    assert stored.keys() == {"image/svg+xml", "text/plain"}
    still, content = take_content(stored["image/svg+xml"])
    assert still == diagram([2, 3])._repr_svg_()
    assert not set("<>&") & set(content)
    expected = {"module": "toy", "data": {"words": "a < b & c]]> </script>", "x": [0.1]}, "files": {}}
    assert json.loads(content) == expected


def test_what_is_not_a_number_is_not_stored(picture):
    picture._data["x"] = [float("nan")]
    with pytest.raises(ValueError, match="not JSON compliant"):
        picture._repr_svg_()


def test_a_live_picture_shares_its_state_and_reads_its_files(modules, monkeypatch, tmp_path):
    monkeypatch.delenv("BACKPROP_STILL", raising=False)
    (tmp_path / "lib/base.css").touch()
    (tmp_path / "toy/style.css").write_text(".toy { color: red }", encoding="utf-8")
    (tmp_path / "large.json").write_text('{"n": 7}', encoding="utf-8")
    files = {"network": tmp_path / "large.json"}
    live = Interactive("toy", {"x": 1}, diagram([2, 3]), files=files, state={"answer": None})
    bundled = live._repr_mimebundle_()
    bundled = bundled[0] if isinstance(bundled, tuple) else bundled
    assert {"image/svg+xml", "application/vnd.jupyter.widget-view+json"} <= bundled.keys()
    assert live.widget.data == {"x": 1, "network": {"n": 7}}
    assert live.answer is None
    live.answer = 3
    assert live.widget.answer == 3
    with pytest.raises(AttributeError, match="no 'anser'"):
        live.anser = 4
    with pytest.raises(AttributeError, match="no 'anser'"):
        _ = live.anser


def test_a_picture_refuses_a_cost_that_its_module_does_not_compute():
    small, large = (Network(sizes, seed=0, cost="cross-entropy") for sizes in ([2, 3, 2], [784, 10]))
    x, y = [[1.0], [0.5]], [[1.0], [0.0]]
    message = r'^the network\'s cost is "cross-entropy"; expected "quadratic", the one this picture computes$'
    for call in (
        lambda: touch.send_back(small, x, y),
        lambda: touch.draw_digit(large),
        lambda: touch.roll_down((small, x, y, (0, 0, 0), (0, 1, 1))),
    ):
        with pytest.raises(ValueError, match=message):
            call()
