"""The guard of administration: one check in front of every page in this package."""

from flask import Blueprint, render_template
from flask_login import current_user
from werkzeug.exceptions import Forbidden

from webapp.operations.errors import Refused
from webapp.views.shell import shell

bp = Blueprint("admin", __name__, url_prefix="/admin")

ADMINS_ONLY = "Only admins look after the site. Ask one of them."


@bp.before_request
def require_admin() -> None:
    """Strangers have been sent to the sign-in page before this; members are told that they may not (403)."""
    if not current_user.is_admin:
        raise Forbidden(ADMINS_ONLY)
    shell().current = "admin"


@bp.errorhandler(Refused)
def refuse(error: Refused) -> tuple[str, int]:
    """An act that cannot be carried out, in a sentence that says what to do."""
    return render_template("admin/refused.html", sentence=str(error)), 409
