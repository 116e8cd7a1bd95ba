"""Which occurrence of a series a program means, by its original start."""

from webapp.domain.api_input import NO_DATE, Read
from webapp.domain.api_times import read_name
from webapp.domain.document import Document
from webapp.domain.series import has_instance, repeats
from webapp.domain.texts import Refused as Unreadable
from webapp.operations.errors import Invalid

NOT_RECURRING = "This event happens once. Leave scope and occurrence out."
NEEDS_OCCURRENCE = "Send the original start of the occurrence that is meant."


def occurrence_name(occurrence: str | None, document: Document) -> str:
    """The name of an occurrence by what was sent; raises Invalid for what is none."""
    if not repeats(document):
        raise Invalid({"scope": NOT_RECURRING})
    if occurrence is None:
        raise Invalid({"occurrence": NEEDS_OCCURRENCE})
    try:
        name = read_name(occurrence, document)
    except Unreadable as refused:
        raise Invalid({"occurrence": str(refused)}) from None
    if not has_instance(document, name):
        raise Invalid({"occurrence": NO_DATE.format(occurrence)})
    return name


def required(found: Read) -> Document:
    """The document that was read; raises Invalid with what will not do."""
    if found.document is None:
        raise Invalid(found.errors)
    return found.document
