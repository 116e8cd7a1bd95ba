"""Personal tokens: made within limits, shown once, found by scanners, revoked."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from tests.support.cast import switch_off
from tests.support.programs import personal_token
from webapp.extensions import db
from webapp.models import AuditEntry, Person, PersonalToken
from webapp.operations.bearers import find_bearer
from webapp.operations.errors import Invalid, NotThere
from webapp.operations.personal_tokens import MOST, NewToken, make_token, revoke_token, tokens_of


def test_a_token_is_kept_as_a_hash_and_told_apart_by_its_last_letters(session, alice):
    made, text = make_token(NewToken("Backup", frozenset({"write"}), 30), by=alice)
    row = dict(session.execute(select(PersonalToken.__table__)).mappings().one())

    assert re.fullmatch(r"daybook_[0-9a-f]{40}", text)
    assert text not in str(row) and text[8:] not in str(row)
    assert (row["name"], row["scopes"], row["ending"]) == ("Backup", "read write", text[-4:])
    assert made.expires_at - made.created_at == timedelta(days=30)


def test_making_and_revoking_leave_a_line_each(session, alice):
    made, _ = make_token(NewToken("Backup", frozenset({"share"}), 365), by=alice, address="198.51.100.7")
    assert revoke_token(made.id, by=alice, address="198.51.100.8") == "Backup"

    lines = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(one.action, one.target_label, one.address, one.details) for one in lines] == [
        ("token-made", "Backup", "198.51.100.7", {"scopes": "read share", "days": 365}),
        ("token-revoked", "Backup", "198.51.100.8", {}),
    ]
    assert {one.actor_id for one in lines} == {alice.id}


def test_only_admins_give_the_right_to_administer(session, alice, root):
    with pytest.raises(Invalid) as refused:
        personal_token(alice, "admin")
    assert refused.value.errors.keys() == {"scopes"}

    assert personal_token(root, "admin")
    assert session.scalars(select(PersonalToken.person_id)).all() == [root.id]


def test_somebody_switched_off_makes_none(session, alice):
    assert personal_token(alice)
    switch_off(session, alice, datetime.now(UTC))

    with pytest.raises(NotThere):
        personal_token(alice)


def test_twenty_are_the_most_and_ended_ones_do_not_count(session, alice, bob):
    for _ in range(MOST):
        personal_token(alice)
    with pytest.raises(Invalid) as refused:
        personal_token(alice)
    assert refused.value.errors.keys() == {"name"}
    assert personal_token(bob)

    newest = tokens_of(alice)[0].id
    session.rollback()
    session.execute(
        update(PersonalToken).where(PersonalToken.id == newest).values(expires_at=datetime.now(UTC))
    )
    session.commit()
    assert personal_token(alice)


def test_many_at_once_do_not_go_past_the_limit(app, session, alice):
    for _ in range(MOST - 1):
        personal_token(alice)
    alice_id = alice.id
    session.rollback()

    def once(_number):
        with app.app_context():
            try:
                return personal_token(db.session.get_one(Person, alice_id))
            except Invalid:
                return None
            finally:
                db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        assert len([one for one in pool.map(once, range(4)) if one]) == 1


def test_an_ended_token_is_shown_for_a_while_and_then_gone(session, alice):
    for days in (1, 91):
        personal_token(alice, name=f"ended {days} days ago")
        ended = datetime.now(UTC) - timedelta(days=days)
        newest = tokens_of(alice)[0].id
        session.rollback()
        session.execute(update(PersonalToken).where(PersonalToken.id == newest).values(expires_at=ended))
        session.commit()

    personal_token(alice, name="new")
    assert [one.name for one in tokens_of(alice)] == ["new", "ended 1 days ago"]
    assert len(session.scalars(select(PersonalToken.id)).all()) == 2


def test_nobody_revokes_the_token_of_somebody_else(alice, bob):
    token = personal_token(alice)
    number = tokens_of(alice)[0].id

    for by, wrong in ((bob, number), (alice, number + 1), (alice, 2**40)):
        with pytest.raises(NotThere):
            revoke_token(wrong, by=by)
    assert find_bearer(token)
    revoke_token(number, by=alice)
    assert find_bearer(token) is None
