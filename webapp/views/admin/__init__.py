"""Administration: people, calendars that nobody looks after, the audit log, purges, the check of the history.

Guarded once, in blueprint.py.
"""

from webapp.views.admin import audit_log, calendar_purges, calendars, checks, erasures, people, purges
from webapp.views.admin.blueprint import bp

__all__ = ["audit_log", "bp", "calendar_purges", "calendars", "checks", "erasures", "people", "purges"]
