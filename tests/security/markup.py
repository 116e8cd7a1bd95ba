"""Reads HTML as a browser would and lists everything in it that could run a script."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

# What no page of ours has, whoever wrote it.
FORBIDDEN = {
    "iframe",
    "object",
    "embed",
    "applet",
    "base",
    "style",
    "math",
    "marquee",
    "frame",
    "frameset",
    "portal",
}
ADDRESSES = {
    "href",
    "src",
    "action",
    "formaction",
    "xlink:href",
    "poster",
    "data",
    "srcset",
    "background",
    "ping",
}
HARMLESS = ("", "http", "https", "mailto")


class Reader(HTMLParser):
    """Collects elements, and what is wrong with them; `mark` is a word that must stay text."""

    def __init__(self, html: str, mark: str = "") -> None:
        super().__init__(convert_charrefs=True)
        self.mark, self.wrong, self.elements, self.text = mark, [], [], ""
        self.inside = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.inside = tag
        self.elements.append((tag, dict(attrs)))
        if tag in FORBIDDEN or (self.mark and self.mark in tag):
            self.wrong.append(f"<{tag}>")
        if tag == "script" and not (dict(attrs).get("src") or "").startswith("/static/"):
            self.wrong.append(f"<script {attrs}>")
        if tag == "meta" and "http-equiv" in dict(attrs):
            self.wrong.append(f"<meta {attrs}>")
        for name, value in attrs:
            if wrong_attribute(name, value or "", self.mark):
                self.wrong.append(f'<{tag} {name}="{value}">')

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        self.text += data
        if self.inside == "script" and data.strip():
            self.wrong.append(f"<script>{data}")

    def handle_comment(self, data):
        if self.mark and self.mark in data:
            self.wrong.append(f"<!--{data}")


def wrong_attribute(name: str, value: str, mark: str = "") -> bool:
    """Whether an attribute runs something, styles something, or was made out of what somebody typed."""
    if name.startswith("on") or name == "style" or name == "srcdoc" or (mark and mark in name):
        return True
    # htmx evaluates these. hx-on is code; in the others "js:" begins code.
    if name.startswith(("hx-on", "data-hx-on")) or (
        name.startswith(("hx-", "data-hx-")) and value.strip().startswith(("js:", "javascript:"))
    ):
        return True
    if mark and name.startswith(("hx-", "data-hx-")) and mark in value:
        return True
    return name in ADDRESSES and not is_harmless(value)


def is_harmless(address: str) -> bool:
    """Whether following an address runs nothing, read as browsers do: without tabs, line breaks and leading blanks."""
    seen = "".join(char for char in address if char not in "\t\r\n").lstrip("".join(map(chr, range(33))))
    try:
        return urlsplit(seen).scheme in HARMLESS
    except ValueError:
        return False


def wrongs(html: str, mark: str = "") -> list[str]:
    """Everything in this HTML that runs or could run."""
    return Reader(html, mark).wrong
