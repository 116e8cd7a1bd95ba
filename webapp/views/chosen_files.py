"""The calendar file that somebody chose: as it is uploaded, or carried along in the page that says what is wrong with it,
so that a second click brings in the rest of it."""

import base64
import binascii
import zlib

from flask import current_app, request

from webapp.domain.icalendar.problems import refuse_file
from webapp.entry.guard import most_megabytes
from webapp.operations.importing import file_digest

CHOOSE = "Choose a calendar file. Its name ends in .ics."
_LOST = "The file did not come along. Choose it again."
# A field of a form may have as much as MAX_FORM_MEMORY_SIZE; the others need little.
_FORM = 16 * 1024


def chosen_file() -> bytes:
    """What was chosen; raises FileRefused."""
    if packed := request.form.get("carried"):
        return _unpacked(packed)
    chosen = request.files.get("file")
    if not chosen or not chosen.filename:
        raise refuse_file(CHOOSE)
    with chosen.stream as stream:
        return stream.read()


def has_seen(data: bytes) -> bool:
    """Whether somebody wants what is wrong with a file left out, and has been told what that is, of this very file."""
    return request.form.get("leave_out") == file_digest(data)


def carried(data: bytes) -> str:
    """A file as a field of a form; nothing where it is too large for one, and has to be chosen again."""
    packed = base64.b64encode(zlib.compress(data)).decode()
    return packed if len(packed) <= current_app.config["MAX_FORM_MEMORY_SIZE"] - _FORM else ""


def _unpacked(packed: str) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(base64.b64decode(packed, validate=True), most_megabytes() * 1024 * 1024)
    except (binascii.Error, ValueError, zlib.error):
        raise refuse_file(_LOST) from None
    if not unpacking.eof:
        raise refuse_file(_LOST)
    return data
