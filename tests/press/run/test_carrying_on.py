"""What GitHub, citing tools and contributors read: pinned, up to date, and in step with the rest."""

import os
import re
import subprocess
import tomllib

import pytest
import yaml

from press import ROOT
from tests.contributing import blocks

WORKFLOWS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / ".github/workflows").iterdir()}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINNED = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_pins_what_it_uses_and_is_allowed_nothing_by_default(name):
    text = WORKFLOWS[name]
    assert all(PINNED.search(line) for line in text.splitlines() if "uses:" in line)
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 60
        assert list(job["permissions"].values()) in (["read"], ["write"])


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_calls_only_what_is_there(name):
    targets = set(re.findall(r"^([\w-]+):", read("Makefile"), re.MULTILINE)) | {".venv/.installed"}
    assert set(re.findall(r"\bmake ([\w./-]+)", WORKFLOWS[name])) <= targets
    for script in re.findall(r"run: (\.ci/\w+)", WORKFLOWS[name]):
        assert (ROOT / script).stat().st_mode & 0o111


def test_the_tested_versions_of_python_begin_with_the_oldest_that_the_package_allows():
    versions = yaml.safe_load(WORKFLOWS["test.yml"])["jobs"]["test"]["strategy"]["matrix"]["python"]
    assert PROJECT["requires-python"] == f">={versions[0]}"


def test_the_citation_names_the_book_its_version_and_its_authors():
    citation, book = yaml.safe_load(read("CITATION.cff")), yaml.safe_load(read("_quarto.yml"))["book"]
    assert (citation["title"], citation["version"]) == (book["title"], PROJECT["version"])
    assert [author["name"] for author in citation["authors"]] == [book["author"]]


def test_the_form_for_errors_has_the_fields_that_pages_fill_in():
    fields = yaml.safe_load(read(".github/ISSUE_TEMPLATE/error.yml"))["body"]
    assert [field["id"] for field in fields if "id" in field] == ["place", "wrong", "right", "version"]


def test_the_days_of_the_changelog_go_back_in_time():
    days = re.findall(r"^### (\d{4}-\d\d-\d\d)$", read("CHANGELOG.md"), re.MULTILINE)
    assert days == sorted(set(days), reverse=True)


def test_the_example_for_contributors_is_made_of_commands_that_a_shell_can_read():
    found = blocks(read("CONTRIBUTING.md"))
    assert len(found) == 7
    for block in found:
        subprocess.run(["bash", "-n"], input=block, text=True, check=True)
    assert found[-1].endswith("make test\n")


def test_hooks_use_the_environment_and_no_network():
    (repository,) = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]
    assert repository["repo"] == "local"
    ways = (".venv/bin/python -m ", "env DENO_DIR=.press/deno DENO_NO_UPDATE_CHECK=1 .venv/bin/deno ")
    assert all(hook["entry"].startswith(ways) for hook in repository["hooks"])


@pytest.mark.parametrize(
    ("named", "meant"),
    [
        ("/data/my mnist", "/data/my mnist"),
        ("~/mnist", "~/mnist"),
        ("my data/mnist", f"{ROOT}/my data/mnist"),
        ("../it's $5", f"{ROOT}/../it's $5"),
    ],
)
def test_make_hands_on_the_folder_of_data_whatever_its_name(named, meant):
    rules = "include Makefile\nshow:\n\t@printf '%s' \"$$BACKPROP_DATA\"\n"
    command = ["make", "-s", "--no-print-directory", "-f", "-", "show"]
    environment = {**os.environ, "BACKPROP_DATA": named}
    made = subprocess.run(command, cwd=ROOT, env=environment, input=rules, capture_output=True, text=True)
    assert made.stdout == meant, made.stderr


def test_files_have_the_line_ends_that_scripts_need_in_every_checkout():
    command = ["git", "check-attr", "eol", "--", ".ci/run", "chapters/01-cost.ipynb", "Makefile"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout.splitlines()
    assert [line.endswith(": eol: lf") for line in said] == [True] * 3
