"""House rules that a machine can check. Each message says which file breaks the rule."""

import ast
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.sources import (
    ROOT,
    TEMPLATES,
    body_lines,
    fragment,
    free_names,
    functions,
    names_imported,
    python_files,
    templates,
    tracked,
    tree,
    without_jinja,
)
from tools import check_lock, vendor
from webapp.config import SETTINGS

# Put together here, so that this file does not hold what it looks for.
REGISTRIES = [
    ".".join(parts)
    for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("debian", "org"))
]
MACHINE_PATHS = ["/" + part + "/" for part in ("work", "root", "home/[a-z]+", "tmp/daybook")]
BELOW_THE_ENTRIES = ("webapp/domain/", "webapp/models/", "webapp/operations/", "webapp/fragments/")
SERVER_SETTINGS = ["HOST", "PORT", "WEB_WORKERS"]
CLOCKS = {"now", "today", "utcnow", "time", "monotonic", "localtime", "gmtime"}


def test_imports_point_down() -> None:
    linted = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout


def test_no_import_is_inside_a_function() -> None:
    inside = [
        f"{path}:{node.lineno}"
        for path in python_files("webapp/")
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_python_files_stay_under_300_lines() -> None:
    long = [
        path for path in python_files("webapp/", "tests/", "tools/", "bench/") if count_lines(path) >= 300
    ]
    assert long == []


def count_lines(path: str) -> int:
    return len((ROOT / path).read_text().splitlines())


def test_functions_are_small() -> None:
    sizes = sorted(body_lines(function) for path in python_files("webapp/") for function in functions(path))
    assert statistics.median(sizes) <= 6
    assert sizes[len(sizes) * 9 // 10] <= 20


def test_the_domain_has_no_clock_of_its_own() -> None:
    clocks = [
        f"{path}:{node.lineno}"
        for path in python_files("webapp/domain/")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and reads_a_clock(node.func)
    ]
    assert clocks == []


def reads_a_clock(call: ast.Attribute) -> bool:
    return (
        isinstance(call.value, ast.Name)
        and call.value.id in {"datetime", "date", "time"}
        and call.attr in CLOCKS
    )


def test_nothing_below_the_entries_reads_the_request() -> None:
    forbidden = {
        "flask.request",
        "flask.session",
        "flask.g",
        "flask_login.current_user",
        "flask_login.login_user",
    }
    readers = {
        path: found
        for path in python_files(*BELOW_THE_ENTRIES)
        if (found := names_imported(path) & forbidden)
    }
    assert readers == {}


def test_no_file_holds_the_address_of_a_registry_or_a_path_of_a_machine() -> None:
    pattern = re.compile(
        "|".join([*map(re.escape, REGISTRIES), *(rf"(?<![\w./-]){path}" for path in MACHINE_PATHS)])
    )
    found = [
        f"{path}: {match.group()}"
        for path in tracked()
        if not path.startswith(("static/vendor/", "tests/vendor/"))
        for match in [pattern.search((ROOT / path).read_text(errors="replace"))]
        if match
    ]
    assert found == []


def test_no_file_holds_what_a_merge_left() -> None:
    pattern = re.compile(rb"^(?:<{7}|>{7}) ", re.MULTILINE)
    assert [str(path) for path in tracked() if pattern.search((ROOT / path).read_bytes())] == []


def test_vendored_files_are_the_pinned_ones() -> None:
    assert vendor.check() == []


def test_the_lock_fits_what_the_project_asks_for() -> None:
    assert check_lock.problems() == []


@pytest.mark.parametrize("name", [*(setting.name for setting in SETTINGS), *SERVER_SETTINGS])
def test_every_setting_is_documented(name: str) -> None:
    assert re.search(rf"\b{name}\b", (ROOT / "docs" / "self-hosting.md").read_text())


@pytest.mark.parametrize("name", templates(fragments_only=True))
def test_a_fragment_has_one_root_element_with_an_id(name: str) -> None:
    taken = fragment(name)
    if taken.is_library:
        assert any(len(roots) == 1 and roots[0].id for roots in taken.macros)
    elif not taken.is_answer:
        assert taken.loose == ""
        assert len(taken.roots) == 1 and taken.roots[0].id


@pytest.mark.parametrize("name", templates(fragments_only=True))
def test_a_fragment_extends_nothing_and_knows_nobody(name: str) -> None:
    assert not re.search(r"\{%-?\s*extends\b", (TEMPLATES / name).read_text())
    assert free_names(name).isdisjoint({"current_user", "request", "session", "g"})


@pytest.mark.parametrize("name", templates())
def test_a_template_needs_nothing_that_the_csp_forbids(name: str) -> None:
    html = without_jinja(name)
    assert not re.search(r"<style\b", html)
    assert not re.search(r"<[^>]*\s(?:style|on[a-z]+|hx-on[^=\s]*)\s*=", html)
    assert not re.search(r"=\s*[\"']\s*(?:js|javascript):", html)
    assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", html))
