"""Content lines (RFC 5545, section 3.1): unfolded and taken apart, with what they looked like kept beside."""

import quopri
import re
from collections.abc import Iterator, Mapping

from webapp.domain.icalendar.problems import refuse_file

MOST_LINES = 500_000
_FOLDED_AT = 75
_BREAK = re.compile(rb"\r\n|\n|\r")
# What a line that could not be read is kept under, so that what goes out is a calendar file again.
UNREAD = "X-DAYBOOK-UNREAD"
_NAME = re.compile(r"[A-Za-z0-9-]+")
# A parameter: its name, then values in quotes or without, with commas between them.
# (some programs escape what would end a value as if it were a text, or write a semicolon too many).
_PARAMETER = re.compile(
    r';[;\s]*([A-Za-z0-9-]+)=((?:"[^"]*"|\\[;,]|[^",;:])*(?:,(?:"[^"]*"|\\[;,]|[^",;:])*)*)'
)
# RFC 6868.
_CARETS = {"^n": "\n", "^'": '"', "^^": "^"}
_CARET = re.compile(r"\^[n'^]")


class Line:
    """One content line; `text` is unfolded, `came` how the file has it, folds ("\\n ") included, or nothing. Files have
    hundreds of thousands: the name is looked up at once, the rest where it is asked for."""

    __slots__ = ("_params", "came", "name", "number", "text", "value_at")

    def __init__(self, number: int, text: str, came: str = "") -> None:
        self.number, self.text, self.came = number, text, came
        self.name = name_of_line(text)
        self.value_at = self._end()
        self._params: dict[str, str] | None = None

    @property
    def raw(self) -> str:
        """How the file has it; of a line that was put together here, how it is folded."""
        return self.came or folded(self.text).replace("\r\n", "\n")

    @property
    def params(self) -> dict[str, str]:
        """Parameters by name in capitals, without quotes; of several values the text as it stands."""
        if self._params is None:
            self._params = {
                found[1].upper(): _CARET.sub(lambda caret: _CARETS[caret[0]], found[2].replace('"', ""))
                for found in self._parameters()
            }
        return self._params

    @property
    def value(self) -> str:
        return self.text[self.value_at :].removeprefix(":")

    def with_params(self, params: Mapping[str, str]) -> str:
        """The text with these parameters in the place of those of the same names."""
        others = (found[0] for found in self._parameters() if found[1].upper() not in params)
        fresh = (f";{name}={value}" for name, value in params.items())
        return "".join([self.text[: len(self.name)], *others, *fresh, self.text[self.value_at :]])

    def is_content(self) -> bool:
        """Whether a name, parameters and a colon are there."""
        return bool(self.name) and self.text[self.value_at : self.value_at + 1] == ":"

    def is_unread(self) -> bool:
        """Whether it is kept without having been understood."""
        return self.name == UNREAD

    def goes_on(self) -> bool:
        """Whether it ends in the middle, the way of vCalendar 1.0: quoted-printable with a soft break."""
        return self.text.endswith("=") and self._is_quoted_printable()

    @property
    def content(self) -> str:
        """The value, decoded where it is quoted-printable."""
        if not self._is_quoted_printable():
            return self.value
        data = quopri.decodestring(self.value.encode("utf-8", "surrogatepass"))
        for encoding in ("utf-8", "cp1252"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
        return self.value

    def _is_quoted_printable(self) -> bool:
        return "QUOTED-PRINTABLE" in self.text[:200].upper() and (
            self.params.get("ENCODING", "").upper() == "QUOTED-PRINTABLE"
        )

    def _end(self) -> int:
        """Where the parameters end and the colon should be."""
        end = len(self.name)
        if self.text[end : end + 1] == ";":
            for found in self._parameters():
                end = found.end()
        return end

    def _parameters(self) -> Iterator[re.Match[str]]:
        at = len(self.name)
        while found := _PARAMETER.match(self.text, at):
            yield found
            at = found.end()


def name_of_line(text: str) -> str:
    """The name of the property of a line."""
    found = _NAME.match(text)
    return found[0].upper() if found else ""


def lines_of(data: bytes) -> Iterator[Line]:
    """The content lines of a file, blank ones left out; UTF-8 or UTF-16 with or without a mark, else as Windows
    writes. Raises FileRefused."""
    data = _of_wide_letters(data)
    if b"\0" in data:
        raise refuse_file("This is no calendar file: it has binary data in it.")
    physical = _BREAK.split(data.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t"))
    if len(physical) > MOST_LINES:
        raise refuse_file(f"The file has {len(physical):,} lines. At most {MOST_LINES:,} come in at once.")
    encoding = _encoding(data)
    for number, parts in _unfolded(physical):
        yield _line(number, parts, encoding)


def _of_wide_letters(data: bytes) -> bytes:
    """UTF-16 as UTF-8: told by its mark, or by the zero in each letter of BEGIN."""
    wide = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"B\0": "utf-16-le", b"\0B": "utf-16-be"}.get(
        data[:2]
    )
    try:
        return data.decode(wide).encode() if wide else data
    except UnicodeError:  # no such file after all; its zeros are told
        return data


def _unfolded(physical: list[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """Lines that begin with a blank go on with the line before, also where blank lines lie between."""
    parts: list[bytes] = []
    first = 0
    for number, line in enumerate(physical, 1):
        if line[:1] in (b" ", b"\t") and parts:
            parts.append(line)
        elif line.strip():
            if parts:
                yield first, parts
            parts, first = [line], number
    if parts:
        yield first, parts


def _line(number: int, parts: list[bytes], encoding: str) -> Line:
    joined = parts[0] + b"".join(part[1:] for part in parts[1:])
    text = joined.decode(encoding)
    if len(parts) == 1:
        return Line(number, text, text)
    try:
        return Line(number, text, b"\n".join(parts).decode(encoding))
    except UnicodeDecodeError:  # folded in the middle of a letter: the file's own folds cannot be kept
        return Line(number, text)


def _encoding(data: bytes) -> str:
    """Unfolded, as some programs fold in the middle of a letter."""
    whole = re.sub(rb"(?:\r\n|\n|\r)[ \t]", b"", data)
    for encoding in ("utf-8", "cp1252"):
        try:
            whole.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def folded(text: str) -> str:
    """A line as it is written: at most 75 octets a piece, never cut within a letter; no break at its end."""
    if text.isascii() and len(text) <= _FOLDED_AT:
        return text
    pieces: list[str] = []
    piece, size = "", 0
    for letter in text:
        width = len(letter.encode("utf-8", "surrogatepass"))
        if size + width > _FOLDED_AT:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + width
    return "\r\n".join([*pieces, piece])
