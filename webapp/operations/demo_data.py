"""What the demo team plans: a sound studio that makes audio guides. Days are working days, 0 is today."""

from typing import Any, NamedTuple


class Plan(NamedTuple):
    """One event of the demo: `day` and `days` in days, `at` as wall time (None: all day), `minutes` long."""

    calendar: str
    by: str
    day: int
    at: str | None
    minutes: int
    title: str
    location: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    status: str = "confirmed"
    days: int = 1
    repeats: str = ""
    people: dict[str, str] = {}  # who is invited, and what they answered; a name with * need not come


class Edit(NamedTuple):
    """One change to an event of the demo, made `ago` minutes before now; `alone` is for the next instance alone."""

    title: str
    by: str
    ago: int
    changes: dict[str, Any]


HOUR, DAY = 60, 1440
WEEKDAYS, MONTHLY = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "FREQ=MONTHLY;COUNT=4"

PEOPLE = (
    # username, name, site role, hue, what the sign-in page says
    ("alice", "Alice Adler", "member", "teal", "owns the calendars Team and Away"),
    ("bob", "Bob Brook", "member", "indigo", "edits Team, owns Product"),
    ("vera", "Vera Voss", "member", "orchid", "views Team and Product"),
    ("charlie", "Charlie Chan", "member", "amber", "is new and sees nothing of theirs yet"),
    ("root", "Root Rowan", "admin", "rose", "looks after the site"),
)

YES, MAYBE, NO, OPEN = "accepted", "tentative", "declined", "needs-action"

ROOM = "Harbour room"  # holds one at a time, and takes no overlaps
CALENDARS = (
    # name, hue, owner, members
    ("Team", "sky", "alice", {"bob": "editor", "vera": "viewer"}),
    ("Product", "violet", "bob", {"alice": "editor", "vera": "viewer"}),
    ("Away and holidays", "leaf", "alice", {"bob": "editor", "vera": "editor"}),
    (ROOM, "honey", "alice", {"bob": "editor", "vera": "viewer"}),
)

PLANNING = """Please read the draft before the meeting. Lunch is at noon in the canteen, vegetarian food on request.

## Agenda

- Review the budget for the first quarter and agree on the open positions.
- Hiring plan: two engineers, one designer.
- What we stop doing.

Dial-in details are sent the evening before by the office team, together with the slides."""

PLANS = (
    Plan("Product", "bob", -16, "14:00", 60, "Sprint planning", "Big screen", tags=("sprint",)),
    Plan("Team", "alice", -15, "10:00", 45, "Translators’ round", "Video", "Portuguese first.", ("client",)),
    Plan("Team", "bob", -14, "13:00", 180, "Recording: Hall 1", "Studio Nord", "", ("recording",)),
    Plan("Away and holidays", "alice", -14, None, 0, "Alice on leave", days=2),
    Plan("Team", "bob", -12, "09:30", 15, "Stand-up", "Harbour room", repeats=WEEKDAYS),
    Plan("Team", "bob", -12, "11:00", 60, "Museum visit: tidal hall", "Maritime Museum", "", ("client",)),
    Plan("Team", "bob", -10, "14:00", 180, "Recording: Hall 2", "Studio Nord", "", ("recording",)),
    Plan(
        "Team",
        "alice",
        0,
        "11:00",
        60,
        "Quarterly planning",
        "Harbour room",
        PLANNING,
        ("budget", "planning"),
        people={"alice": YES, "bob": YES, "vera": MAYBE},
    ),
    Plan(
        "Team",
        "bob",
        0,
        "15:00",
        45,
        "Maritime Museum call",
        "Video",
        "They want *two* voices a hall.",
        ("client",),
        people={"bob": YES, "alice": NO, "vera": YES},
    ),
    Plan(
        "Product",
        "bob",
        0,
        "14:00",
        90,
        "Usability test, round 2",
        "Lab",
        "Five visitors, one guide each.",
        ("research",),
        people={"bob": YES, "alice": OPEN, "vera": NO},
    ),
    Plan(
        "Team", "alice", -11, "10:00", 60, "Board call", "Video", "Figures by the evening before.", ("board",)
    ),
    Plan(
        "Team",
        "bob",
        -9,
        None,
        0,
        "Winter school, Lyon",
        "Lyon",
        "Hotel *Les Halles*, train at 07:41.",
        ("travel",),
        days=3,
    ),
    Plan("Product", "alice", -8, "15:00", 60, "Sprint review", "Big screen", tags=("sprint",)),
    Plan(
        "Team",
        "alice",
        -6,
        "12:30",
        60,
        "Lunch and learn: captions",
        "Kitchen",
        "Bring a plate.",
        ("learning",),
    ),
    Plan(
        "Product",
        "bob",
        -5,
        "10:00",
        90,
        "Design review",
        "Big screen",
        "The player on small screens.",
        ("design",),
    ),
    Plan(
        "Team",
        "bob",
        -4,
        "14:00",
        180,
        "Recording: Hall 3",
        "Studio Nord",
        "Takes in German and Portuguese.",
        ("recording",),
    ),
    Plan("Team", "alice", -3, "11:00", 30, "Invoice run", "", "Everything up to the 20th."),
    Plan("Away and holidays", "vera", -2, None, 0, "Vera on leave", days=2),
    Plan(
        "Team",
        "bob",
        1,
        "10:00",
        180,
        "Recording: Hall 4, with the full cast",
        "Studio Nord",
        "",
        ("recording",),
        people={"bob": YES, "alice": MAYBE, "vera*": OPEN},
    ),
    Plan(
        "Team",
        "alice",
        1,
        "15:00",
        60,
        "Interview: sound engineer",
        "Harbour room",
        "Second round.",
        ("hiring",),
        people={"alice": YES, "bob": YES, "casting@lantern.example": OPEN},
    ),
    Plan(
        "Product",
        "bob",
        2,
        "10:00",
        60,
        "Release 4.2",
        "",
        "1. Freeze at nine\n2. Smoke test\n3. Go",
        ("release",),
    ),
    Plan("Team", "bob", 2, "16:00", 30, "Handover to support", "Harbour room"),
    Plan(
        "Team",
        "alice",
        3,
        "12:30",
        60,
        "Lunch and learn: microphones",
        "Kitchen",
        "",
        ("learning",),
        "tentative",
    ),
    Plan("Away and holidays", "bob", 3, None, 0, "Bob on leave", days=4),
    Plan("Team", "alice", 6, "09:00", 30, "Week opening", "Harbour room"),
    Plan(
        "Team",
        "alice",
        7,
        "18:00",
        120,
        "Quarter closes: dinner",
        "Trattoria Vento",
        "Table for nine.",
        ("social",),
    ),
    Plan("Product", "alice", 8, "14:00", 60, "Sprint planning", "Big screen", "", ("sprint",)),
    Plan(
        "Team",
        "bob",
        9,
        "10:00",
        120,
        "Translators’ round",
        "Video",
        "Portuguese first, they are ahead.",
        ("client",),
    ),
    Plan(
        "Product", "bob", 10, "11:00", 60, "Player: offline mode", "Big screen", "", ("design",), "tentative"
    ),
    Plan("Team", "alice", 13, None, 0, "Book fair, Leipzig", "Leipzig", "Stand B 204.", ("travel",), days=4),
    Plan("Team", "alice", 16, "16:00", 60, "Board call", "Video", "", ("board",), repeats=MONTHLY),
    Plan("Product", "bob", 17, "13:00", 120, "Captions workshop", "Lab", "", ("design", "learning")),
    Plan(
        "Team",
        "bob",
        20,
        "10:00",
        45,
        "Museum visit: new wing",
        "Maritime Museum",
        "Meet at the side door.",
        ("client",),
    ),
    Plan("Away and holidays", "alice", 24, None, 0, "Public holiday"),
    Plan(ROOM, "alice", 0, "08:30", 45, "Piano tuning"),
    Plan(ROOM, "bob", 2, "17:00", 75, "Rehearsal: tidal hall"),
    Plan(ROOM, "alice", 6, "13:00", 120, "Rehearsal: new wing"),
    Plan("Alice, private", "alice", 0, "18:30", 60, "Yoga", "Kanalstraße 8"),
    Plan("Alice, private", "alice", 4, "10:00", 90, "Breakfast at Mara’s"),
    Plan("Bob, private", "bob", 5, "09:00", 30, "Dentist"),
    Plan("Charlie, private", "charlie", 1, "17:00", 60, "Climbing", "North hall"),
)

SECOND = PLANNING.replace("first quarter", "second quarter").replace("two engineers", "three engineers")
DIAL_IN = "Dial-in details are sent the evening before by the office team, together with the slides."
MOVED_UP = DIAL_IN + "\n\n" + SECOND.replace("\n\n" + DIAL_IN, "")
SPLIT = MOVED_UP.replace(" Lunch is at noon in the canteen", "\n\nLunch is at noon in the garden")

EDITS = (
    Edit("Quarterly planning", "bob", 3 * DAY + 200, {"description": SECOND}),
    Edit("Quarterly planning", "alice", 3 * DAY, {"location": "Harbour room, 2nd floor"}),
    Edit("Quarterly planning", "bob", 1 * DAY + 95, {"description": MOVED_UP}),
    Edit(
        "Quarterly planning",
        "bob",
        1 * DAY + 90,
        {"description": SPLIT, "tags": ["budget", "hiring", "planning"]},
    ),
    Edit("Quarterly planning", "alice", 22 * HOUR, {"title": "Quarterly planning, Q2"}),
    Edit("Quarterly planning", "bob", 5 * HOUR, {"at": "13:00", "minutes": 90}),
    Edit("Quarterly planning", "alice", 2 * HOUR, {"title": "Quarterly planning"}),
    Edit(
        "Stand-up",
        "alice",
        6 * HOUR,
        {"alone": {"location": "Studio Nord", "title": "Stand-up in the studio"}},
    ),
    Edit("Release 4.2", "bob", 2 * DAY, {"at": "11:00"}),
    Edit(
        "Release 4.2",
        "alice",
        20 * HOUR,
        {"description": "1. Freeze at nine\n2. Smoke test on two phones\n3. Go"},
    ),
    Edit("Usability test, round 2", "alice", 30 * HOUR, {"location": "Lab, ground floor"}),
    Edit("Museum visit: new wing", "alice", 4 * HOUR, {"status": "tentative"}),
    Edit("Interview: sound engineer", "bob", 50 * HOUR, {"location": "Studio Nord, room 4"}),
)

DELETED = ("Player: offline mode", "bob", 90)  # title, who, minutes ago
