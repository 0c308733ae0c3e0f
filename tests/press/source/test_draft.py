"""A chapter's text becomes a notebook, and a commit is held to what the press stores."""

import json

import pytest

from press import ROOT
from press.hooks import complaints, is_canonical
from press.source.canonical import canonical
from press.source.draft import main, notebook_of

TEXT = """# Sums {#sec-sums}

Guess first.

```{python}
#| label: fig-sums
1 + 1
```

$$
1 + 1 = 2
$$ {#eq-sums}

```{python}
2 + 2
```
"""


def test_text_and_code_become_cells_in_turn_with_names_of_their_own():
    cells = notebook_of(TEXT)["cells"]
    assert [cell["cell_type"] for cell in cells] == ["markdown", "code", "markdown", "code"]
    assert [cell["id"] for cell in cells] == ["sec-sums", "fig-sums", "eq-sums", "cell-03"]
    assert cells[1]["source"] == "#| label: fig-sums\n1 + 1"
    assert cells[2]["source"].startswith("$$\n1 + 1")


def test_a_draft_is_written_once_and_in_canonical_form(tmp_path, capsys):
    text = tmp_path / "sums.md"
    text.write_text(TEXT, encoding="utf-8")
    assert main([str(text)]) == 0
    written = (tmp_path / "sums.ipynb").read_text(encoding="utf-8")
    assert canonical(json.loads(written)) == written
    assert main([str(text)]) == 1
    assert "sums.ipynb exists" in capsys.readouterr().err


def test_every_notebook_of_the_book_may_be_committed_and_a_changed_one_not(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert list(complaints(["index.ipynb", "README.md", "figures/data/digits.json"])) == []
    stored = json.loads((ROOT / "index.ipynb").read_text(encoding="utf-8"))
    stored["metadata"]["widgets"] = {}
    changed = tmp_path / "changed.ipynb"
    changed.write_text(json.dumps(stored), encoding="utf-8")
    assert not is_canonical(changed)
    (complaint,) = complaints([str(changed)])
    assert complaint.endswith("run `make notebooks`")


def test_a_notebook_whose_cells_were_run_out_of_order_may_not_be_committed(tmp_path):
    notebook = json.loads((ROOT / "index.ipynb").read_text(encoding="utf-8"))
    first = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    first["execution_count"] += 1
    (tmp_path / "index.ipynb").write_text(canonical(notebook), encoding="utf-8")
    assert not is_canonical(tmp_path / "index.ipynb")


@pytest.mark.parametrize("size", [1_000_000, 1_000_001])
def test_a_file_may_have_a_million_bytes_and_no_more(tmp_path, size):
    file = tmp_path / "large.bin"
    file.write_bytes(bytes(size))
    assert bool(list(complaints([str(file)]))) == (size > 1_000_000)
