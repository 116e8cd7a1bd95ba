"""Templates are compiled once a run: each app and each server of a test would do it again, up to a second of CPU."""

from pathlib import Path

from flask import Flask
from jinja2 import FileSystemBytecodeCache


def keep_compiled(app: Flask, run: Path) -> Flask:
    """The app, which finds in the run's folder what others have compiled, and leaves there what it compiles itself."""
    kept = run / "templates"
    kept.mkdir(exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(kept))
    return app
