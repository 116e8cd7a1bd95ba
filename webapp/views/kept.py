"""What was typed into a form that was refused: handed back with the refusal, to be read, copied, mended and sent again."""

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_login import current_user
from werkzeug.exceptions import RequestEntityTooLarge

from webapp.domain.texts import showable
from webapp.entry.guard import is_own_origin
from webapp.views.forms import new_key

# A body that is too large to be saved (MAX_CONTENT_LENGTH) is still read this far, to be handed back and shortened.
AT_MOST = 4 * 1024 * 1024
FIELDS_AT_MOST = 100
_NAME = 40  # of a date of a series
# A password is not shown again, and the old token may be the reason why we are here.
SECRETS = frozenset(("csrf_token", "password", "present", "new_password"))
# What somebody chose, and what the form says by itself: it goes along unseen.
UNSEEN = frozenset(
    (
        "key",
        "base",
        "draft",
        "next",
        "back",
        "chosen",
        "version",
        "unit",
        "shown",
        "calendar_id",
        "role",
        "hue",
        "status",
        "carried",
        "leave_out",
        "occurrence",
        "scope",
    )
).union(("all_day", "zone", "locale", "clock", "week_start", "theme", "keys"))
UNSEEN_PREFIXES = ("base.", "choice.", "from.", "asked.", "role-")
# Under which name the browser keeps a draft of a form, and the page that shows the form.
FORMS = {
    "events.create": ("event-new", "events.new"),
    "events.update": ("event-{event_id}", "events.edit"),
    "events.update_field": ("event-{event_id}-{unit}", "events.field_form"),
}


@dataclass(frozen=True)
class Field:
    """One field as it was sent; `seen` when a person typed it."""

    name: str
    value: str
    seen: bool

    @property
    def label(self) -> str:
        words = self.name.removeprefix("anew.").replace("_", " ").replace("location", "where")
        said = words.replace("attendees", "people").capitalize()
        return f"{said}, written anew" if self.name.startswith("anew.") else said

    @property
    def lines(self) -> int:
        """How many lines its box shows; one for what fits into a field of one line."""
        breaks = self.value.count("\n") + self.value.count("\r")
        return min(12, max(breaks + 1, len(self.value) // 60 + 1))


@dataclass(frozen=True)
class Kept:
    """A form to be sent again: where to, with what, the secrets to ask for anew, its draft, and the page it stood on."""

    action: str
    fields: list[Field]
    secrets: list[str]
    draft: str
    page: str

    @property
    def base(self) -> str:
        return next((field.value for field in self.fields if field.name == "base"), "")


def kept(fresh_key: bool = False) -> Kept | None:
    """The form of this request with everything that was typed, or None when nothing was, or it was not ours.

    A form that came from another site is never handed back: it would carry a good token then.
    """
    if request.method != "POST" or request.endpoint is None or request.blueprint == "accounts":
        return None
    if "HX-Request" in request.headers or not is_own_origin():  # a form in place is still there
        return None
    fields = sent_fields(fresh_key)
    if not any(field.seen and field.value for field in fields):
        return None
    return Kept(request.path, fields, secrets(), *_form())


def sent_fields(fresh_key: bool = False) -> list[Field]:
    """What was sent, without secrets. A key that was spent on something else is replaced."""
    sent = [(name, value) for name, value in _sent() if name not in SECRETS][:FIELDS_AT_MOST]
    return [_field(name, new_key() if fresh_key and name == "key" else value) for name, value in sent]


def secrets() -> list[str]:
    """The passwords that were sent with the form, by name."""
    return sorted({name for name, _ in _sent()} & (SECRETS - {"csrf_token"}))


def _field(name: str, value: str) -> Field:
    seen = name not in UNSEEN and not name.startswith(UNSEEN_PREFIXES)
    return Field(showable(name), showable(value), seen)


def _sent() -> list[tuple[str, str]]:
    readable = _readable()
    if (request.content_length or 0) > readable:
        return []
    request.max_content_length = readable
    try:
        return list(request.form.items(multi=True))
    except RequestEntityTooLarge:  # a part of a multipart body, which no form of ours sends
        return []


def _readable() -> int:
    """Whoever is not signed in is read no further than for any page."""
    return (
        AT_MOST
        if current_user and current_user.is_authenticated
        else current_app.config["MAX_CONTENT_LENGTH"]
    )


def _form() -> tuple[str, str]:
    """The name of the form's draft, and the address of its page."""
    draft, page = FORMS.get(request.endpoint or "", ("", "home.index"))
    there = request.view_args or {} if draft else {}
    # The form of one date of a series is not that of all of it.
    date = (request.form.get("occurrence", "") if request.endpoint == "events.update" else "")[:_NAME]
    suffix = f"@{date}" if date else ""
    return draft.format(**there) + suffix, url_for(page, **there, occurrence=date or None)
