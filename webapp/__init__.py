"""Daybook, a shared calendar that remembers. `create_app` is the table of contents."""

import os
from collections.abc import Mapping
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp import api, config, entry, ops, views
from webapp import cli as commands
from webapp import live as live_pages
from webapp.entry.addresses import Site
from webapp.entry.rendering import Environment
from webapp.extensions import csrf, db, limiter, migrate
from webapp.operations import engine


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The WSGI application, configured by the environment and `overrides`; raises BadSetting."""
    app = Site(
        __name__,
        template_folder="../templates",
        static_folder="../static",
        instance_path=config.instance_path(),
    )
    app.config.update(config.read_settings(os.environ, overrides))
    app.jinja_environment = Environment
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if app.config["TRUSTED_PROXIES"]:
        hops = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    _bind_extensions(app)
    ops.install(app)
    entry.install(app)
    csrf.init_app(app)
    entry.install_tokens(app)
    views.install(app)
    api.install(app)
    live_pages.install(app)
    commands.install(app)
    return app


def _bind_extensions(app: Flask) -> None:
    db.init_app(app)
    migrate.init_app(app, directory=str(config.ROOT / "migrations"))
    limiter.init_app(app)
    with app.app_context():
        engine.prepare(db.engine, app.config["SQLITE_SYNCHRONOUS"])
