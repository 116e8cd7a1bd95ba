"""Text that people type: what is let in, in which form, and what is said when it is refused."""

import re
import unicodedata

MANY_LINES_BYTES = 65536

# UAX #15 (stream-safe text) needs no more than 30; a longer run makes NFC take quadratic time.
_ACCENTS_AT_MOST = 30
# NFC can make a text longer or shorter, by a factor of at most three in UTF-8.
_NFC_FACTOR = 3
# The Unicode property Bidi_Control: these reorder what is read around them.
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_LINE_BREAK = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# U+FFFD stands where the bytes that came in were no UTF-8 (a lone surrogate, say); saving it would lose them.
_HIDDEN = re.compile(f"[\x00-\x1f\x7f-\x9f{_BIDI}\ud800-\udfff\ufffd]")
_HIDDEN_IN_LINES = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_UNSHOWABLE = re.compile("[\x00\ud800-\udfff]")
# Not Cn: a character that this Python has not heard of yet may well be a new emoji.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Me"})
# Letters by category that are drawn as nothing: Hangul fillers and the empty Braille pattern.
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


class Refused(ValueError):
    """Something typed was not let in; its text is a full sentence for the person who typed it."""


def one_line(value: object, *, label: str, at_most: int, required: bool = False) -> str:
    """The text of a one-line field: NFC, trimmed, at most `at_most` characters; raises Refused."""
    text = _text(value, label)
    _refuse_longer(text.strip(), label, at_most * _NFC_FACTOR, at_most)
    text = _composed(text.strip(), label)
    _refuse_longer(text, label, at_most, at_most)
    if _LINE_BREAK.search(text):
        raise Refused(f"{label} has a line break in it. Write it on one line.")
    if _HIDDEN.search(text):
        raise Refused(f"{label} has a hidden character in it. Type it anew instead of pasting it.")
    if not _is_seen(text):
        return _blank(label, required)
    return text


def many_lines(value: object, *, label: str, at_most_bytes: int = MANY_LINES_BYTES) -> str:
    """The text of a field with many lines: NFC, lines ended by LF, at most so many bytes; raises Refused."""
    text = _text(value, label).replace("\r\n", "\n").replace("\r", "\n")
    _refuse_heavier(text, label, at_most_bytes * _NFC_FACTOR, at_most_bytes)
    if _HIDDEN_IN_LINES.search(text):
        raise Refused(f"{label} has a hidden character in it. Type that part anew instead of pasting it.")
    text = _composed(text, label).strip("\n")
    _refuse_heavier(text, label, at_most_bytes, at_most_bytes)
    return text if _is_seen(text) else ""


def cleaned_line(text: str) -> str:
    """A text from elsewhere on one line, without the hidden characters that a person would be asked to remove."""
    return _HIDDEN.sub("", _LINE_BREAK.sub(" ", text.replace("\t", " "))).strip()


def cleaned_lines(text: str) -> str:
    """The same for a text of many lines."""
    return _HIDDEN_IN_LINES.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def showable(value: object) -> str:
    """What was typed, to be shown again: never fails, and can always be sent as UTF-8."""
    return _UNSHOWABLE.sub("\ufffd", value) if isinstance(value, str) else ""


def initials(name: str) -> str:
    """One or two letters that stand for a person: "Ana Sousa" -> "AS"."""
    words = [word for word in map(_letters_from_start, name.split()) if word]
    chosen = words[:1] + words[1:][-1:]
    return "".join(word[0].upper()[0] for word in chosen) or "?"


def _text(value: object, label: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused(f"{label} has to be text. Type it in words.")
    return value


def _refuse_longer(text: str, label: str, limit: int, at_most: int) -> None:
    if len(text) > limit:
        raise Refused(f"{label} is {len(text):,} characters long. Shorten it to {at_most:,}.")


def _refuse_heavier(text: str, label: str, limit: int, at_most: int) -> None:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > limit:
        raise Refused(f"{label} takes {_kibibytes(size)} KB. Shorten it to {_kibibytes(at_most)} KB.")


def _kibibytes(size: int) -> str:
    """Rounded up to a tenth, so that what is a little too much never reads like the limit itself."""
    return f"{-(-size * 10 // 1024) / 10:,g}"


def _composed(text: str, label: str) -> str:
    if text.isascii():
        return text
    if _longest_run_of_accents(text) > _ACCENTS_AT_MOST:
        raise Refused(f"{label} has a letter with more than {_ACCENTS_AT_MOST} accents. Remove some of them.")
    return unicodedata.normalize("NFC", text)


def _longest_run_of_accents(text: str) -> int:
    longest = run = 0
    for combining in map(unicodedata.combining, text):
        run = run + 1 if combining else 0
        longest = max(longest, run)
    return longest


def _is_seen(text: str) -> bool:
    return any(
        unicodedata.category(letter) not in _UNSEEN and letter not in _BLANK_LETTERS for letter in text
    )


def _blank(label: str, required: bool) -> str:
    if required:
        raise Refused(f"{label} is empty. Fill it in.")
    return ""


def _letters_from_start(word: str) -> str:
    return word.lstrip("".join(letter for letter in word if not letter.isalnum()))
