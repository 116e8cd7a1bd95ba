"""The project's own files, for rules about them."""

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment
from jinja2.meta import find_undeclared_variables

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
MACRO = r"\{%-?\s*macro\b.*?%\}(.*?)\{%-?\s*endmacro\s*-?%\}"
FRAME = r"\{%-?\s*call\s+\w+\(id\b.*?%\}(.*?)\{%-?\s*endcall\s*-?%\}"
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "use"}


@cache
def tracked() -> list[str]:
    """What git holds, or would hold: paths from the root, without what is ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for path in listed.splitlines() if (ROOT / path).is_file()]


def python_files(*folders: str) -> list[str]:
    """The Python files below these folders, as paths from the root."""
    return [path for path in tracked() if path.endswith(".py") and path.startswith(folders)]


@cache
def tree(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(), path)


def functions(path: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, those inside others and in classes included."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines below the signature, without the docstring and without functions inside."""
    body = function.body
    if ast.get_docstring(function) is not None:
        body = body[1:]
    nested = (ast.FunctionDef, ast.AsyncFunctionDef)
    return sum(
        1 if isinstance(node, nested) else node.end_lineno - node.lineno + 1
        for node in body
        if node.end_lineno
    )


def names_imported(path: str) -> set[str]:
    """Names that a file imports, and module.name for `from module import name`."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def templates(*, fragments_only: bool = False) -> list[str]:
    """Template names; fragments are those whose file name starts with an underscore."""
    names = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
    return [name for name in names if not fragments_only or Path(name).name.startswith("_")]


def without_jinja(name: str) -> str:
    """The template's HTML: statements and comments gone, each expression a word."""
    return plain((TEMPLATES / name).read_text())


def plain(source: str) -> str:
    html = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", source, flags=re.DOTALL)
    return re.sub(r"\{\{.*?\}\}", "word", html, flags=re.DOTALL)


@dataclass(frozen=True)
class Fragment:
    """A fragment template, taken apart."""

    roots: list["Root"]
    loose: str
    macros: list[list["Root"]]

    @property
    def is_answer(self) -> bool:
        """Only pieces that know where they go: what htmx gets when several fragments change at once."""
        return bool(self.roots) and all(root.tag == "hx-partial" for root in self.roots)

    @property
    def is_library(self) -> bool:
        """Only macros: the pieces of a list, made without the cost of an include each."""
        return not self.roots and bool(self.macros)


def fragment(name: str) -> Fragment:
    """Take a fragment template apart. `{% call frame(id, …) %}`, whose macro makes the root, counts as that root."""
    source = re.sub(FRAME, r'<div id="word">\1</div>', (TEMPLATES / name).read_text(), flags=re.DOTALL)
    macros = [Roots(plain(body)).roots for body in re.findall(MACRO, source, flags=re.DOTALL)]
    outside = Roots(plain(re.sub(MACRO, "", source, flags=re.DOTALL)))
    return Fragment(outside.roots, outside.loose, macros)


def free_names(name: str) -> set[str]:
    """What a template takes from its context instead of from its arguments."""
    return find_undeclared_variables(
        Environment(extensions=["jinja2.ext.do"]).parse((TEMPLATES / name).read_text())
    )


class Root(NamedTuple):
    """An outermost element."""

    tag: str
    id: str | None


class Roots(HTMLParser):
    """Collects the outermost elements of a piece of HTML, and text beside them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.depth = 0
        self.roots: list[Root] = []
        self.loose = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.depth += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.depth == 0:
            self.roots.append(Root(tag, dict(attrs).get("id")))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.depth == 0:
            self.loose += data.strip()
