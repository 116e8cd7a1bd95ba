"""What pages, sockets and the API share at the door: who is asking, from where, and with which form."""

from flask import Flask

from webapp.entry import assets, form_tokens, guard, identity


def install(app: Flask) -> None:
    """Identity first, then the checks that every request must pass."""
    identity.install(app)
    guard.install(app)
    assets.install(app)
    app.after_request(guard.no_store)


def install_tokens(app: Flask) -> None:
    """After Flask-WTF, whose way to the token of forms is the longer one."""
    form_tokens.install(app)
