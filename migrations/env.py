"""Alembic's way into the app: `flask --app wsgi db upgrade`."""

from alembic import context
from flask import current_app

from webapp.models.base import Base

engine = current_app.extensions["migrate"].db.engine


def run() -> None:
    """Run the migrations on the app's own engine; SQLite alters tables by copying them (batch mode)."""
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            user_module_prefix="base.",
        )
        with context.begin_transaction():
            context.run_migrations()


run()
