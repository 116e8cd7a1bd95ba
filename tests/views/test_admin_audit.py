"""Administration: the audit log, its filters, its pages."""

from datetime import UTC, datetime

import pytest

from webapp.extensions import db
from webapp.models import AuditEntry
from webapp.operations.administration import disable_person, set_site_role

MARCH = datetime(2026, 3, 24, 23, 30, tzinfo=UTC)  # half past midnight on the 25th in Berlin


@pytest.fixture
def office(visit, no_csrf, root):
    """Root's browser."""
    return visit(root)


@pytest.fixture
def told(office, cast):
    """A log of a few days: who did what to whom."""
    disable_person(cast.bob.id, by=cast.root)
    set_site_role(cast.vera.id, "admin", by=cast.root)
    db.session.execute(
        AuditEntry.__table__.update().where(AuditEntry.action == "made-admin").values(at=MARCH)
    )
    db.session.commit()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"Bob", "Vera"}),
        ({"person": "voss"}, {"Vera"}),
        ({"person": "root"}, {"Bob", "Vera"}),
        ({"action": "person-disabled"}, {"Bob"}),
        ({"action": "no-such-thing"}, set()),
        ({"from": "2026-03-25", "to": "2026-03-25"}, {"Vera"}),
        ({"to": "2026-03-24"}, set()),
        ({"from": "2026-03-26"}, {"Bob"}),
        ({"person": "voss", "action": "person-disabled"}, set()),
    ],
)
def test_the_log_is_filtered_by_person_action_and_days(office, told, asked, found):
    shown = office.get("/admin/audit", query_string=asked).text

    sentences = {"Bob": "Root disabled Bob Brook", "Vera": "Root made Vera Voss an admin"}
    assert {name for name, sentence in sentences.items() if sentence in shown} == found


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"from": "2026-02-31"}, "This is no day."),
        ({"to": "0001-01-01"}, "This is no day."),
        ({"from": "soon\0"}, "This is no day."),
        ({"from": "2026-03-25", "to": "2026-03-24"}, "The last day is before the first one."),
    ],
)
def test_days_that_do_not_work_are_said_at_the_field(office, told, asked, sentence):
    response = office.get("/admin/audit", query_string=asked)

    assert response.status_code == 422
    assert sentence in response.text


def test_the_log_is_read_page_by_page_to_its_end(office, session, cast, root):
    for number in range(120):
        session.add(AuditEntry(at=MARCH, actor_label="Root Rowan", action=f"line-{number}-", details={}))
    session.commit()
    path, seen = "/admin/audit", []
    while path:
        shown = office.get(path).text
        seen += [int(part.split("-")[0]) for part in shown.split("Root: line-")[1:]]
        links = [part.split('"')[0] for part in shown.split('href="') if 'rel="next">Older' in part]
        path = links[0].replace("&amp;", "&") if links else None

    assert seen == list(range(119, -1, -1))


def test_nothing_in_the_pages_changes_the_log(app):
    writing = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "audit" in rule.rule and (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
    ]
    assert writing == []
