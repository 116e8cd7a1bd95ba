"""Erasing a person: why, and typed once more. What they did stays, as that of somebody who left."""

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from webapp.domain.audit_wording import count
from webapp.domain.erasing import SOMEBODY
from webapp.domain.texts import initials
from webapp.entry.identity import device, person
from webapp.models import Person
from webapp.operations.administration import ERASED, open_account
from webapp.operations.erasing import erasable, erase_person
from webapp.operations.errors import Refused
from webapp.views.admin.blueprint import bp
from webapp.views.admin.purge_forms import page, read, scrubbed


@bp.get("/people/<int:person_id>/erasure", endpoint="erasure")
def show(person_id: int) -> str:
    return _form(_erasable(person_id), {})


@bp.post("/people/<int:person_id>/erasure", endpoint="erase")
def erase(person_id: int) -> Response | tuple[str, int]:
    who = _erasable(person_id)
    why, errors = read(_words(who))
    if errors:
        return _form(who, errors), 422
    rows = erase_person(person_id, why, person(), device().address)
    flash(scrubbed(f"Person {person_id} is erased from {count(rows, 'row')} of history."))
    return redirect(url_for("admin.purges"), 303)


def _erasable(person_id: int) -> Person:
    """Raises NotThere, and Refused for whoever has been erased already."""
    who = open_account(person_id).person
    if who.erased_at is not None:
        raise Refused(ERASED)
    return who


def _words(who: Person) -> str:
    return f"erase {who.username}"


def _form(who: Person, errors: dict[str, str]) -> str:
    shown = {"id": who.id, "name": who.name, "username": who.username, "email": who.email, "hue": who.hue}
    shown |= {"initials": initials(who.name), "first_name": who.first_name}
    found, becomes = erasable(who.id), SOMEBODY
    words, yourself = _words(who), who.id == person().id
    return page(
        "admin/erasure.html", errors, who=shown, found=found, becomes=becomes, words=words, yourself=yourself
    )
