"""What a form on a page would send as it stands, read from the page's HTML."""

import re
from html import unescape

_ATTRIBUTE = re.compile(r'([\w.-]+)(?:="([^"]*)")?')
_CONTROL = re.compile(r"<(input|textarea|select)\b([^>]*)>")
_CHOSEN = re.compile(r'<option value="([^"]*)" selected')


def fields_of(page: str, form_id: str) -> dict[str, str]:
    """The fields of the form with this id, by name; a box or a radio button only when it is ticked."""
    start = re.search(rf'<form\b[^>]*\bid="{form_id}"', page)
    assert start, f"There is no form {form_id} on this page."
    form = page[start.start() : page.index("</form>", start.start())]
    fields: dict[str, str] = {}
    for control in _CONTROL.finditer(form):
        attributes = dict(_ATTRIBUTE.findall(control[2]))
        value = _value(control[1], attributes, form, control.end())
        if "name" in attributes and value is not None:
            fields[attributes["name"]] = unescape(value)
    return fields


def _value(tag: str, attributes: dict[str, str], form: str, end: int) -> str | None:
    if tag == "textarea":
        return form[end : form.index("</textarea>", end)].removeprefix("\n")
    if tag == "select":
        chosen = _CHOSEN.search(form[end : form.index("</select>", end)])
        return chosen[1] if chosen else None
    if attributes.get("type") in ("radio", "checkbox") and "checked" not in attributes:
        return None
    return attributes.get("value", "")
