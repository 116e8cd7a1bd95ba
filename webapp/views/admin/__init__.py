"""Administration: people, calendars that nobody looks after, the audit log. Guarded once, in blueprint.py."""

from webapp.views.admin import audit_log, calendars, people
from webapp.views.admin.blueprint import bp

__all__ = ["audit_log", "bp", "calendars", "people"]
