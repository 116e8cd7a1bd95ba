"""Descriptions as safe HTML: a small Markdown, cleaned again against a narrow list, never slower than a page can bear."""

import re
from collections.abc import Collection
from functools import lru_cache
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_LONGEST_TEXT = 64 * 1024
_SCHEMES = {"http", "https", "mailto"}
_LINKABLE = re.compile("(?:https?|mailto):", re.IGNORECASE)

# Beyond this many levels markdown-it leaves content out without a word; such a text is shown as it was typed.
_DEEPEST = 40

# Microseconds that signs cost in markdown-it 4.3 (measured on 64 KiB of each), and what a text may cost in all.
_SIGN_COSTS = {"[": 10, "\n": 15, "*": 4, "_": 4, "~": 4, "`": 4, "<": 3, "&": 3, "\\": 3, "]": 2}
_CELL_COST, _COST_LIMIT = 10, 40_000

_SUMMARY_SOURCE, _SUMMARY = 2000, 140
_SPEAKING = {"text", "code_inline", "code_block", "fence"}


def _is_linkable(url: str) -> bool:
    return _LINKABLE.match(url) is not None


def _parser() -> MarkdownIt:
    options = {"html": False, "linkify": False, "typographer": False, "breaks": True, "maxNesting": _DEEPEST}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough"]).disable("image")
    parser.validateLink = _is_linkable  # type: ignore[method-assign]
    return parser


_PARSER = _parser()
_TEXT_TAGS = {"p", "br", "em", "strong", "s", "code", "pre", "a", "h3", "h4", "h5", "h6", "hr"}
_GROUP_TAGS = {"ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td"}


def _cleaner(also: Collection[str] = ()) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TEXT_TAGS | _GROUP_TAGS | set(also),
        attributes={"*": set(), "a": {"href"}},
        url_schemes=_SCHEMES,
        url_relative="deny",
        link_rel="noopener nofollow",
    )


_CLEANER = _cleaner()


@lru_cache(maxsize=128)
def render(text: str) -> str:
    """The text's Markdown as HTML that is safe to show; too long or hostile text comes back as typed, in a paragraph."""
    tokens = _parsed(text)
    if tokens is None:
        return f"<p>{escape(text)}</p>"
    _nest_headings(tokens)
    return html_of(tokens)


def html_of(tokens: list[Token], also: Collection[str] = ()) -> str:
    """Tokens as HTML that is safe to show; `also` are tags that may be in it besides."""
    cleaner = _CLEANER if not also else _cleaner(also)
    return cleaner.clean(_PARSER.renderer.render(tokens, _PARSER.options, {}))


def blocks_of(text: str) -> list[list[Token]] | None:
    """The outermost paragraphs, headings, lists and so on of a text, each as its tokens; None where `render` shows it as typed."""
    tokens = _parsed(text)
    if tokens is None:
        return None
    _nest_headings(tokens)
    found: list[list[Token]] = []
    for token in tokens:
        if token.level == 0 and token.nesting >= 0:
            found.append([])
        found[-1].append(token)
    return found


def _nest_headings(tokens: list[Token]) -> None:
    """Headings become h3 to h6 by their depth in the text, whatever they start with: an outline without a gap."""
    open_levels: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            open_levels = [*(outer for outer in open_levels if outer < level), level]
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, 2 + len(open_levels))}"


@lru_cache(maxsize=512)
def plain(text: str) -> str:
    """The beginning of the text on one line, without its Markdown signs."""
    start = text[:_SUMMARY_SOURCE]
    tokens = _parsed(start)
    line = " ".join((start if tokens is None else _spoken(tokens)).split())
    return line if len(line) <= _SUMMARY else line[: _SUMMARY - 1].rstrip() + "…"


def _parsed(text: str) -> list[Token] | None:
    """The tokens of a text, or None where reading it costs too much or it is nested too deep to be read whole."""
    if len(text) > _LONGEST_TEXT or _cost(text) > _COST_LIMIT:
        return None
    tokens = _PARSER.parse(text)
    return tokens if max((token.level for token in tokens), default=0) < _DEEPEST - 1 else None


def _cost(text: str) -> int:
    signs = sum(text.count(sign) * cost for sign, cost in _SIGN_COSTS.items())
    return signs + _CELL_COST * sum(
        _most_cells(block) for block in re.split(r"\n[ \t]*\n", text) if "|" in block
    )


def _most_cells(block: str) -> int:
    """An upper bound of the cells of a table in the block: short rows are filled up to the widest."""
    lines = block.split("\n")
    return len(lines) * max(line.count("|") for line in lines)


def _spoken(tokens: list[Token]) -> str:
    """What the tokens say, block after block."""
    parts: list[str] = []
    for token in tokens:
        for piece in token.children or [token]:
            parts.append(piece.content if piece.type in _SPEAKING else " " * piece.type.endswith("break"))
        parts.append(" ")
    return "".join(parts)
