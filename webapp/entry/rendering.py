"""How templates are rendered: what all of them may use is laid out flat once for each of them, and calls are short."""

from collections.abc import MutableMapping
from types import FunctionType, MethodType
from typing import Any

from flask.templating import Environment as FlaskEnvironment
from jinja2.runtime import Context as JinjaContext
from jinja2.runtime import Macro

_PLAIN = (FunctionType, MethodType, Macro)


class Context(JinjaContext):
    """Jinja's, which calls macros and plain functions at once: that one looks up twice what each wants to be given."""

    def call(__self, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        kind = type(__obj)
        if kind not in _PLAIN or hasattr(__obj, "jinja_pass_arg"):
            return super().call(__obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return __obj(__self.eval_ctx, *args, **kwargs) if kind is Macro else __obj(*args, **kwargs)


class Environment(FlaskEnvironment):
    """Flask's, with globals in one dict instead of a chain of two.

    A chain is walked in Python, once for every macro that a page imports and every piece that it includes. What is added to the globals after a template was loaded is not seen by it; `create_app` adds all of it.
    """

    context_class = Context

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}
