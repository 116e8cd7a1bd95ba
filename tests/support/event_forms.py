"""The form of the retreat as a browser sends it, and htmx asking for a fragment."""

from tests.support.cast import a_document
from webapp.domain.event_input import as_form


def form(base=1, **changes):
    """The edit form of the retreat, with some fields changed."""
    return {**as_form(a_document()), "base": str(base), **changes}


def partial(client, method, url, **more):
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    return client.open(url, method=method, headers=headers, **more)
