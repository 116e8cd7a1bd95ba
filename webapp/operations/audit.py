"""Writing the audit log, in the transaction of what it tells."""

from typing import Any

from webapp.models import AuditEntry
from webapp.operations.unit import Unit


def audit(
    unit: Unit,
    action: str,
    target: tuple[str, int | None, str] = ("", None, ""),
    address: str = "",
    **details: Any,
) -> None:
    """Add one line: who (the unit's actor) did `action` to which target (kind, id, label), from where."""
    kind, number, label = target
    unit.session.add(
        AuditEntry(
            at=unit.now,
            actor_id=unit.actor_id,
            actor_label=unit.actor_label,
            action=action,
            target_kind=kind,
            target_id=number,
            target_label=label[:200],
            address=address[:64],
            details=details,
        )
    )
