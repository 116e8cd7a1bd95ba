"""How templates are rendered: what all of them may use is laid out flat once for each of them."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment as FlaskEnvironment


class Environment(FlaskEnvironment):
    """Flask's, with globals in one dict instead of a chain of two.

    A chain is walked in Python, once for every macro that a page imports and every piece that it includes. What is added to the globals after a template was loaded is not seen by it; `create_app` adds all of it.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}
