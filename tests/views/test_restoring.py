"""The ways back: a whole version, one field, and taking either back."""

import re

import pytest

from tests.support.cast import a_document
from webapp.models import Event
from webapp.operations.events import delete_event, edit_event

pytestmark = pytest.mark.usefixtures("no_csrf")

PATHS = ("history", "compare/1/2", "versions/1")
RESTORE = {"version": 1, "key": "k"}


@pytest.fixture
def summit(retreat, bob):
    """The retreat with two versions: Bob renamed it and moved it to another room."""
    edit_event(retreat, a_document(title="Summit", location="Studio Nord"), based_on=1, by=bob)
    return retreat


def row_of(page, number):
    return page.text.split(f'id="v-{number}"', 1)[1].split("</li>", 1)[0]


@pytest.mark.parametrize("path", ["restorations", "fields/title/restorations"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("alice", 303), ("bob", 303), ("vera", 403), ("charlie", 404), ("root", 404), (None, 401)],
)
def test_only_owners_and_editors_go_back(visit, cast, session, summit, path, who, status):
    visitor = visit(getattr(cast, who) if who else None)
    answer = visitor.post(f"/events/{summit}/{path}", data=RESTORE)

    assert answer.status_code == status
    assert session.get(Event, summit).title == ("Retreat" if status == 303 else "Summit")


def test_viewers_are_offered_no_way_back(visit, cast, summit):
    for path in (*PATHS, "compare/1/2"):
        editors, viewers = (visit(who).get(f"/events/{summit}/{path}").text for who in (cast.bob, cast.vera))
        editors, viewers = (re.sub("<option.*?</option>", "", page) for page in (editors, viewers))
        assert "Restore" in editors
        assert "Restore" not in viewers.split("<main", 1)[1]
        assert "Bring back" not in viewers


def test_restoring_makes_a_new_version_and_says_so(visit, bob, session, summit):
    client = visit(bob)
    page = client.post(f"/events/{summit}/restorations", data=RESTORE, follow_redirects=True)

    assert session.get(Event, summit).document == a_document()
    assert "Restored version 1." in page.text
    assert "restored version 1: renamed it to “Retreat”" in row_of(page, 3)
    assert "via restore" in row_of(page, 3)
    assert f'action="/events/{summit}/restorations?version=2"' in page.text


def test_a_restore_can_be_undone(visit, bob, session, summit):
    visit(bob).post(f"/events/{summit}/restorations", data=RESTORE)
    visit(bob).post(f"/events/{summit}/restorations?version=2", data={"key": "u"})

    assert session.get(Event, summit).title == "Summit"
    assert session.get(Event, summit).version == 4


def test_restoring_twice_with_one_form_writes_once(visit, bob, session, summit):
    for _ in range(2):
        assert visit(bob).post(f"/events/{summit}/restorations", data=RESTORE).status_code == 303
    assert session.get(Event, summit).version == 3


def test_one_form_serves_every_button_of_a_page(visit, bob, session, summit):
    visit(bob).post(f"/events/{summit}/fields/title/restorations", data=RESTORE)
    visit(bob).post(f"/events/{summit}/fields/location/restorations", data=RESTORE)

    assert session.get(Event, summit).document == a_document()
    assert session.get(Event, summit).version == 4


def test_bringing_one_field_back_says_so_and_can_be_undone(visit, bob, session, summit):
    client = visit(bob)
    page = client.post(f"/events/{summit}/fields/location/restorations", data=RESTORE, follow_redirects=True)

    assert session.get(Event, summit).document == a_document(title="Summit")
    assert "Brought back Where of version 1." in page.text
    assert "brought back Where of version 1: changed Where from “Studio Nord”" in row_of(page, 3)
    visit(bob).post(f"/events/{summit}/fields/location/restorations?version=2", data={"key": "u"})
    assert session.get(Event, summit).location == "Studio Nord"


def test_what_is_as_it_was_already_makes_no_version(visit, bob, session, summit):
    page = visit(bob).post(
        f"/events/{summit}/restorations", data={"version": 2, "key": "k"}, follow_redirects=True
    )

    assert "It is as in version 2 already." in page.text
    assert session.get(Event, summit).version == 2


@pytest.mark.parametrize("version", ["0", "3", "2147483648", "99999999999999", "x", ""])
def test_going_back_to_what_never_was_is_not_found(visit, bob, session, summit, version):
    for path in ("restorations", "fields/title/restorations"):
        answer = visit(bob).post(f"/events/{summit}/{path}", data={"version": version, "key": "k"})
        assert answer.status_code == 404
    assert visit(bob).post(f"/events/{summit}/fields/owner/restorations", data=RESTORE).status_code == 404
    assert session.get(Event, summit).version == 2


def test_a_deleted_event_keeps_its_history_and_can_be_restored(visit, cast, session, summit):
    delete_event(summit, by=cast.bob)
    page = visit(cast.bob).get(f"/events/{summit}/history")

    assert "This event is deleted." in page.text
    assert f'action="/events/{summit}/recoveries"' in page.text
    assert "deleted it" in row_of(page, 3)
    assert "recoveries" not in visit(cast.vera).get(f"/events/{summit}/history").text
    back = visit(cast.bob).post(f"/events/{summit}/restorations", data=RESTORE, follow_redirects=True)
    assert not session.get(Event, summit).deleted
    said = back.text.split('id="toasts"', 1)[1].split("</section>", 1)[0]
    visit(cast.bob).post(re.search(r'action="(/changes/\d+/undo)"', said)[1], data={"key": "u"})
    session.expire_all()
    assert session.get(Event, summit).deleted, "as it was before"
