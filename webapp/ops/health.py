"""Whether the process lives, and whether it can do its work."""

from flask import Blueprint
from sqlalchemy import text

from webapp.extensions import db, limiter

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@limiter.exempt
def alive() -> tuple[dict[str, str], int]:
    return {"status": "alive"}, 200


@bp.get("/readyz")
@limiter.exempt
def ready() -> tuple[dict[str, str], int]:
    """200 when the database answers and its schema is there; otherwise the error page for a lost database (503)."""
    db.session.execute(text("SELECT count(*) FROM alembic_version"))
    return {"status": "ready"}, 200
