"""The history check: whether every row of the chains is as it was written. It runs in parts, a page each."""

from typing import Any

import structlog
from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from webapp.domain.chain_heads import name_of
from webapp.entry.identity import person
from webapp.models import HistoryCheck
from webapp.operations.history_checks import begin_check, go_on, last_check
from webapp.operations.verifying import Found
from webapp.views.admin.blueprint import bp
from webapp.views.moments import moment

log = structlog.get_logger("daybook")


@bp.get("/checks")
def checks() -> str:
    check = last_check()
    return render_template("admin/checks.html", check=_shown(check) if check else None)


@bp.post("/checks")
def begin() -> Response:
    return _done(begin_check(person()))


@bp.post("/checks/parts")
def check_next() -> Response:
    return _done(go_on(person()))


def _done(found: list[Found]) -> Response:
    """Heads go into the log: whoever keeps logs elsewhere has them there."""
    for one in found:
        log.info("history head", chain=name_of(one.chain), links=one.head.position, link=one.head.link.hex())
    return redirect(url_for("admin.checks"), 303)


def _shown(check: HistoryCheck) -> dict[str, Any]:
    return {
        "rows": check.rows,
        "chains": check.chains,
        "misfits": check.misfits,
        "begun": moment(check.begun_at),
        "by": check.begun_by_label,
        "ended": moment(check.ended_at) if check.ended_at else None,
    }
