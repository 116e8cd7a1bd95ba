"""What all forms that delete something for good share: the reason, and words that are typed once more."""

import re
from typing import Any

from flask import render_template

from webapp.domain.texts import Refused, one_line, showable
from webapp.operations.access import LARGEST_ID
from webapp.operations.purging import WHY_AT_MOST
from webapp.operations.scrubbing import scrub_at_once
from webapp.views.forms import typed

CONFIRM = "Type {} here. A purge cannot be undone, so it is not done by one click."
REMAINS = "Old copies of it stay in the files of the database until `flask scrub` runs."


def number_in(asked: str, nouns: str) -> int:
    """The number of one of these ("events") in the address of its page, or alone; 0 where there is none."""
    match = re.fullmatch(rf"(?:.*/{nouns}/)?([1-9][0-9]{{0,9}})(?:[/?#].*)?", asked.strip())
    return min(int(match[1]), LARGEST_ID + 1) if match else 0


def read(words: str) -> tuple[str, dict[str, str]]:
    """The reason that was typed, and what is wrong with it or with the words that confirm."""
    errors, why = {}, ""
    try:
        why = one_line(typed().get("why"), label="Reason", at_most=WHY_AT_MOST, required=True)
    except Refused as refusal:
        errors["why"] = str(refusal)
    if " ".join(showable(typed().get("confirm")).lower().split()) != words:
        errors["confirm"] = CONFIRM.format(words)
    return why, errors


def page(template: str, errors: dict[str, str], **shown: Any) -> str:
    """The form, with everything that was typed."""
    kept = {name: showable(typed().get(name))[:WHY_AT_MOST] for name in ("why", "confirm")}
    return render_template(template, typed=kept, errors=errors, why_at_most=WHY_AT_MOST, **shown)


def scrubbed(said: str) -> str:
    """The sentence about what was purged, once its bytes are gone from the files too, or that they are not yet."""
    return said if scrub_at_once() else f"{said} {REMAINS}"
