"""The phrases of every message in English; what a message says and when is in wording.py."""

from webapp.domain.hues import HUES
from webapp.domain.wording_english_marks import MARKS
from webapp.domain.wording_english_words import RULES, SENTENCES, WORDS
from webapp.domain.wording_language import Language, Phrase

_EVENT = {
    "event.created": Phrase("made it", "set when it was made"),
    "event.created_for": Phrase("made it: {when}", "set when it was made"),
    "event.created_series": Phrase("made it: {when}, {to}", "set when it was made"),
    "event.split_off": Phrase("split it off from the series {from}", "split off from {from}"),
    "event.deleted": Phrase("deleted it", "deleted"),
    "event.restored": Phrase("brought it back", "brought back"),
    "event.reverted": Phrase("restored version {version}", "restored from version {version}"),
    "event.undone": Phrase("took back version {version}", "version {version} taken back"),
    "event.undone_all": Phrase(
        "took back versions {first} to {version}", "versions {first} to {version} taken back"
    ),
    "event.undone_of": Phrase(
        "took back version {version} of {from}", "version {version} of {from} taken back"
    ),
    "event.undone_all_of": Phrase(
        "took back versions {first} to {version} of {from}",
        "versions {first} to {version} of {from} taken back",
    ),
    "event.moved": Phrase("moved it to another calendar", "in another calendar"),
    "event.moved.from": Phrase("moved it from the calendar {from} to another one", "was in {from}"),
    "event.moved.to": Phrase("moved it from another calendar to {to}", "now in {to}"),
    "event.moved.from.to": Phrase("moved it from the calendar {from} to {to}", "now in {to}"),
    "event.moved.here": Phrase("moved it here from another calendar", "from another calendar"),
    "event.moved.here.from": Phrase("moved it here from the calendar {from}", "from {from}"),
    "event.moved.away": Phrase("moved it to another calendar", "gone to another calendar"),
    "event.moved.away.to": Phrase("moved it to the calendar {to}", "gone to {to}"),
    "event.purged": Phrase("purged it: its content and its past are gone for good", "purged"),
    "event.emptied": Phrase(
        "emptied it from the trash: its content and {count} are gone for good", "emptied from the trash"
    ),
    "version.purged": Phrase(
        "made a change that {by} purged on {on}: {why}", "purged by {by} on {on}: {why}"
    ),
    "unit.reverted": Phrase(
        "brought back {unit} of version {version}", "brought back from version {version}"
    ),
    "title.renamed": Phrase("renamed it to {to}", "renamed"),
    "location.set": Phrase("set Where to {to}", "added"),
    "location.changed": Phrase("changed Where from {from} to {to}", "was {from}"),
    "location.cleared": Phrase("removed Where, which was {from}", "removed, was {from}"),
    "tags.added": Phrase("added the {tag} {tags}", "added {tags}"),
    "tags.removed": Phrase("removed the {tag} {tags}", "removed {tags}"),
    "status.confirmed": Phrase("confirmed it", "now confirmed"),
    "status.tentative": Phrase("marked it tentative", "now tentative"),
    "status.cancelled": Phrase("cancelled it", "now cancelled"),
    "extra.changed": Phrase("changed what no page shows of it", "changed"),
}

_WHEN = {
    "when.all_day": Phrase("made it all day", "now all day"),
    "when.timed": Phrase("gave it a time, {times}", "now at {times}"),
    "when.later": Phrase("moved it {minutes} later", "moved {minutes} later"),
    "when.earlier": Phrase("moved it {minutes} earlier", "moved {minutes} earlier"),
    "when.day": Phrase("moved it from {from} to {to}", "moved from {from} to {to}"),
    "when.to_day": Phrase("moved it to {to}", "to {to}"),
    "when.clock": Phrase("set it to {time}", "now at {time}"),
    "when.starts_later": Phrase("made it start {minutes} later", "starts {minutes} later"),
    "when.starts_earlier": Phrase("made it start {minutes} earlier", "starts {minutes} earlier"),
    "when.longer": Phrase("made it {minutes} longer", "{minutes} longer"),
    "when.shorter": Phrase("made it {minutes} shorter", "{minutes} shorter"),
    "when.zone": Phrase("changed the time zone from {from} to {to}", "time zone from {from} to {to}"),
    "when.ends_elsewhere": Phrase("made it end by the clocks of {to}", "ends by the clocks of {to}"),
    "when.ends_here": Phrase(
        "made it end in the time zone it starts in", "ends in the time zone it starts in"
    ),
    "when.second_start": Phrase("made it start at the second {time}", "starts at the second {time}"),
    "when.second_end": Phrase("made it end at the second {time}", "ends at the second {time}"),
    "when.first_start": Phrase("made it start at the first {time}", "starts at the first {time}"),
    "when.first_end": Phrase("made it end at the first {time}", "ends at the first {time}"),
    "when.zone_moment": Phrase(
        "changed the time zone from {from} to {to}, same moment", "time zone from {from} to {to}, same moment"
    ),
    "when.zone_clock": Phrase(
        "changed the time zone from {from} to {to}, same clock time",
        "time zone from {from} to {to}, same clock time",
    ),
    "when.so_later": Phrase("made it {minutes} later", "so {minutes} later"),
    "when.so_earlier": Phrase("made it {minutes} earlier", "so {minutes} earlier"),
}

_REPEATS = {
    "repeats.set": Phrase("made it repeat {to}", "now {to}"),
    "repeats.cleared": Phrase("made it happen once, no longer {from}", "was {from}"),
    "repeats.rule": Phrase("made it repeat {to}, no longer {from}", "was {from}"),
    "repeats.fewer": Phrase("which removes {count} in {year}", "removes {count} in {year}"),
    "repeats.more": Phrase("which adds {count} in {year}", "adds {count} in {year}"),
    "repeats.added": Phrase("added {dates}", "added {dates}"),
    "repeats.undone": Phrase("took the extra date {dates} back", "took back {dates}"),
    "repeats.left_out": Phrase("took out {dates}", "took out {dates}"),
    "repeats.back": Phrase("brought {dates} back", "brought {dates} back"),
    "repeats.same": Phrase("wrote the rule anew", "written anew"),
    "repeats.along": Phrase("moved its dates along", "moved along"),
    "overrides.changed": Phrase("changed {dates} alone", "changed {dates} alone"),
    "overrides.one": Phrase("changed {dates} alone: {what}", "{dates} alone: {what}"),
    "overrides.along": Phrase("moved its exceptions along", "moved along"),
    "overrides.reset": Phrase("made {dates} like the others again", "made {dates} like the others again"),
}

_ATTENDEES = {
    "attendees.invited": Phrase("invited {people}", "invited {people}"),
    "attendees.invited_optional": Phrase("invited {people} as optional", "invited {people} as optional"),
    "attendees.uninvited": Phrase("uninvited {people}", "uninvited {people}"),
    "attendees.optional": Phrase("made {people} optional", "made {people} optional"),
    "attendees.required": Phrase("made {people} required", "made {people} required"),
    "attendees.renamed": Phrase("changed what People are called", "called otherwise"),
    "attendees.set.accepted": Phrase("put down a yes for {people}", "yes for {people}"),
    "attendees.set.declined": Phrase("put down a no for {people}", "no for {people}"),
    "attendees.set.tentative": Phrase("put down a maybe for {people}", "maybe for {people}"),
    "attendees.set.none": Phrase("took back the answer of {people}", "no answer of {people}"),
    "attendees.said.accepted": Phrase("answered yes", "answered yes"),
    "attendees.said.declined": Phrase("answered no", "answered no"),
    "attendees.said.tentative": Phrase("answered maybe", "answered maybe"),
    "attendees.said.none": Phrase("took the answer back", "took the answer back"),
    "overrides.said.accepted": Phrase("answered yes for {dates}", "answered yes for {dates}"),
    "overrides.said.declined": Phrase("answered no for {dates}", "answered no for {dates}"),
    "overrides.said.tentative": Phrase("answered maybe for {dates}", "answered maybe for {dates}"),
    "overrides.said.none": Phrase("took the answer for {dates} back", "took the answer for {dates} back"),
}

_DESCRIPTION = {
    "description.added": Phrase("wrote Description", "added"),
    "description.cleared": Phrase("removed Description", "removed"),
    "description.rewritten": Phrase("rewrote Description", "rewritten"),
    "description.spacing": Phrase("changed the spacing of Description", "spacing changed"),
    "description.several": Phrase("changed Description ({parts})", "{parts}"),
    "description.moved_up": Phrase("moved {count} of Description up", "{count} moved up"),
    "description.moved_down": Phrase("moved {count} of Description down", "{count} moved down"),
    "description.split": Phrase("split {count} of Description", "{count} split"),
    "description.joined": Phrase("joined lines of Description into {count}", "lines joined into {count}"),
    "description.wordings": Phrase("changed {count} in Description", "{count} changed"),
    "description.lines_added": Phrase("added {count} to Description", "{count} added"),
    "description.lines_removed": Phrase("removed {count} from Description", "{count} removed"),
}

_SHARING = {
    "sharing.granted.owner": Phrase("made {person} an owner", "made {person} an owner"),
    "sharing.granted.editor": Phrase("let {person} edit it", "let {person} edit"),
    "sharing.granted.viewer": Phrase("let {person} view it", "let {person} view"),
    "sharing.changed.owner": Phrase("made {person} an owner", "made {person} an owner"),
    "sharing.changed.editor": Phrase("made {person} an editor", "made {person} an editor"),
    "sharing.changed.viewer": Phrase("made {person} a viewer", "made {person} a viewer"),
    "sharing.taken.owner": Phrase("became an owner", "became an owner"),
    "sharing.taken.editor": Phrase("became an editor", "became an editor"),
    "sharing.taken.viewer": Phrase("became a viewer", "became a viewer"),
    "sharing.revoked": Phrase("took back {person}’s access", "took back {person}’s access"),
    "sharing.left": Phrase("left", "left"),
}

_SHARING_OF_A_CALENDAR = {
    "sharing.granted.owner.calendar": Phrase(
        "made {person} an owner of the calendar {calendar}", "made {person} an owner"
    ),
    "sharing.granted.editor.calendar": Phrase(
        "let {person} edit the calendar {calendar}", "let {person} edit"
    ),
    "sharing.granted.viewer.calendar": Phrase(
        "let {person} view the calendar {calendar}", "let {person} view"
    ),
    "sharing.changed.owner.calendar": Phrase(
        "made {person} an owner of the calendar {calendar}", "made {person} an owner"
    ),
    "sharing.changed.editor.calendar": Phrase(
        "made {person} an editor of the calendar {calendar}", "made {person} an editor"
    ),
    "sharing.changed.viewer.calendar": Phrase(
        "made {person} a viewer of the calendar {calendar}", "made {person} a viewer"
    ),
    "sharing.taken.owner.calendar": Phrase("became an owner of the calendar {calendar}", "became an owner"),
    "sharing.taken.editor.calendar": Phrase(
        "became an editor of the calendar {calendar}", "became an editor"
    ),
    "sharing.taken.viewer.calendar": Phrase("became a viewer of the calendar {calendar}", "became a viewer"),
    "sharing.revoked.calendar": Phrase(
        "took back {person}’s access to the calendar {calendar}", "took back {person}’s access"
    ),
    "sharing.left.calendar": Phrase("left the calendar {calendar}", "left"),
}

_CALENDAR = {
    "calendar.created": Phrase("made the calendar {name}", "made"),
    "calendar.renamed": Phrase("renamed the calendar from {from} to {to}", "was {from}"),
    "calendar.recoloured": Phrase("changed the colour from {from} to {to}", "was {from}"),
    "calendar.zone": Phrase("changed the calendar’s time zone from {from} to {to}", "was {from}"),
    "calendar.one_at_a_time": Phrase("made the calendar hold one event at a time", "one event at a time"),
    "calendar.many_at_a_time": Phrase("let the calendar hold several events at a time", "several at a time"),
    "calendar.warns": Phrase("let overlaps be saved in the calendar", "overlaps are saved"),
    "calendar.refuses": Phrase("made the calendar refuse overlaps", "overlaps are refused"),
    "calendar.trash_days": Phrase("had the trash keep things for {count}", "{count}"),
    "calendar.trash_as_site": Phrase("had the trash keep things as long as the site does", "as the site"),
    "calendar.undone": Phrase("took back a change of the settings", "taken back"),
    "calendar.deleted": Phrase("deleted the calendar", "deleted"),
    "calendar.restored": Phrase("brought the calendar back", "brought back"),
}

ENGLISH = Language(
    phrases={
        **_EVENT,
        **_WHEN,
        **_REPEATS,
        **_ATTENDEES,
        **_DESCRIPTION,
        **_SHARING,
        **_SHARING_OF_A_CALENDAR,
        **_CALENDAR,
    },
    nouns={
        "wording": ("wording", "wordings"),
        "line": ("line", "lines"),
        "paragraph": ("paragraph", "paragraphs"),
        "tag": ("tag", "tags"),
        "occurrence": ("occurrence", "occurrences"),
        "event": ("event", "events"),
        "day": ("day", "days"),
        "hour": ("h", "h"),
        "minute": ("min", "min"),
        "more": ("more", "more"),
        "version": ("version", "versions"),
    },
    words={
        **WORDS,
        **RULES,
        **SENTENCES,
        **MARKS,
        **{f"hue.{hue}": hue for hue in HUES},
    },
    joined=("{0} and {1}", "{0}, and {1}", "{0}, and {1}"),
    quotes=("“", "”"),
)
