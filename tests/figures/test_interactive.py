"""How an interactive picture is stored, bundled and shown live."""

import json
import re

import pytest

from backprop import Network
from figures import touch
from figures.interactive import modules as bundling
from figures.interactive.base import Interactive
from figures.network import diagram
from press.source.cells import take_content

MODULE = """import {
  one,
  two,
} from "./lib/a.js";

const render = () => one + two;

export default { render };
"""


@pytest.fixture
def modules(tmp_path, monkeypatch):
    """A folder of modules: `modules(name=text)` writes some."""
    monkeypatch.setattr(bundling, "MODULES", tmp_path)
    (tmp_path / "lib").mkdir()

    def write(**texts):
        for name, text in texts.items():
            (tmp_path / f"{name.replace('__', '/')}.js").write_text(text, encoding="utf-8")

    write(
        lib__a='import { three } from "./b.js";\nexport const one = three - 2;\nexport function two() {}\n',
        lib__b="export const three = 3;\n",
        toy=MODULE,
    )
    return write


def test_a_bundle_holds_each_imported_file_once_and_before_its_use(modules):
    modules(toy=MODULE.replace("import {", 'import { three } from "./lib/b.js";\nimport {', 1))
    text = bundling.bundle("toy")
    assert "import" not in text
    assert re.findall(r"^export .*", text, re.MULTILINE) == ["export default { render };"]
    assert text.count("const three") == 1
    assert text.index("const three") < text.index("const one") < text.index("const render")


def test_a_bundle_leaves_out_lines_of_comment_and_nothing_else(modules):
    code = 'const address = "http://a"; // kept\nconst product = 2\n  * 3;\n'
    comments = "// One.\n/** Two. */\n/**\n * Three,\n *\n * four.\n */\n  // Five.\n"
    modules(toy=MODULE.replace("const render", comments + code + "const render"))
    bare = bundling.bundle("toy")
    modules(toy=MODULE.replace("const render", code + "const render"))
    assert bare == bundling.bundle("toy")
    assert code in bare


def test_a_page_script_registers_the_module_and_exports_nothing(modules):
    text = bundling.page_script("toy")
    assert text.startswith('(globalThis.interactiveModules ??= {})["toy"] = (() => {\n"use strict";\n')
    assert text.endswith("return { render };\n})();\n")
    assert not re.search(r"^(export|import) ", text, re.MULTILINE)


@pytest.mark.parametrize(
    "text",
    [
        MODULE + "\n",
        MODULE.replace("import {", "import a, {"),
        'import * as all from "./lib/a.js";\n' + MODULE,
        "export const other = 1;\n" + MODULE,
        "const render = 1;\n",
    ],
)
def test_a_module_of_another_form_is_refused(modules, text):
    modules(toy=text)
    with pytest.raises(
        ValueError, match=r"^toy\.js: it cannot be made one file; expected named imports only"
    ):
        bundling.bundle("toy")


@pytest.fixture
def picture(monkeypatch):
    monkeypatch.setenv("BACKPROP_STILL", "1")
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
    (tmp_path / "toy.css").write_text(".toy { color: red }", encoding="utf-8")
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
