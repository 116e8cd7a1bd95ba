"""What happened in a calendar: its change sets and who was let in, newest first."""

from flask import Blueprint, render_template, request

from webapp.domain.roles import Role
from webapp.entry.identity import person
from webapp.fragments import calendar_history as fragments
from webapp.operations import calendar_history
from webapp.operations.access import open_calendar
from webapp.operations.history_choices import choices
from webapp.operations.history_readers import told_to
from webapp.views import history_query, looks
from webapp.views.shell import shell

bp = Blueprint("calendar_history", __name__)


@bp.get("/calendars/<int:calendar_id>/history")
def show(calendar_id: int) -> str:
    opened = open_calendar(person(), calendar_id)
    asked = history_query.read(".show", {"calendar_id": calendar_id}, request.args, shell().zone)
    page = calendar_history.happened(opened.calendar, asked.filters, asked.limit, asked.before, asked.after)
    return render_template(
        "calendars/history.html",
        calendar=opened.calendar,
        may_undo=opened.role >= Role.EDITOR,
        may_change=opened.role >= Role.OWNER,
        asked=asked,
        page=page,
        days=fragments.days(told_to(person(), page.rows), shell().audience(opened.role.word), shell().now),
        choices=history_query.offered(choices(opened.calendar), settings=True),
        limits=history_query.LIMITS,
        look=looks.of_calendar(opened.calendar),
        since=f"c{opened.calendar.id}.{opened.calendar.seq}",
    )
