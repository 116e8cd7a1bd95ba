"""The phrases of every message in German. `said` continues "Ben hat …", so that one verb carries a whole list."""

from webapp.domain.wording_german_marks import MARKS
from webapp.domain.wording_german_words import HUES, RULES, SENTENCES, WORDS
from webapp.domain.wording_language import IT, Language, Phrase

_EVENT = {
    "event.created": Phrase(f"{IT} angelegt", "beim Anlegen gesetzt"),
    "event.created_for": Phrase(f"{IT} angelegt: {{when}}", "beim Anlegen gesetzt"),
    "event.created_series": Phrase(f"{IT} angelegt: {{when}}, {{to}}", "beim Anlegen gesetzt"),
    "event.split_off": Phrase(f"{IT} von der Serie {{from}} abgetrennt", "von {from} abgetrennt"),
    "event.deleted": Phrase(f"{IT} gelöscht", "gelöscht"),
    "event.restored": Phrase(f"{IT} zurückgeholt", "zurückgeholt"),
    "event.moved": Phrase(f"{IT} in einen anderen Kalender verschoben", "in einem anderen Kalender"),
    "event.moved.from": Phrase(
        f"{IT} aus dem Kalender {{from}} in einen anderen verschoben", "vorher in {from}"
    ),
    "event.moved.to": Phrase(f"{IT} aus einem anderen Kalender in {{to}} verschoben", "jetzt in {to}"),
    "event.moved.from.to": Phrase(f"{IT} aus dem Kalender {{from}} in {{to}} verschoben", "jetzt in {to}"),
    "event.moved.here": Phrase(
        f"{IT} aus einem anderen Kalender hierher verschoben", "aus einem anderen Kalender"
    ),
    "event.moved.here.from": Phrase(f"{IT} aus dem Kalender {{from}} hierher verschoben", "aus {from}"),
    "event.moved.away": Phrase(
        f"{IT} in einen anderen Kalender verschoben", "in einen anderen Kalender verschoben"
    ),
    "event.moved.away.to": Phrase(f"{IT} in den Kalender {{to}} verschoben", "in {to} verschoben"),
    "event.reverted": Phrase(
        "Version {version} wiederhergestellt", "aus Version {version} wiederhergestellt"
    ),
    "event.undone": Phrase("Version {version} zurückgenommen", "Version {version} zurückgenommen"),
    "event.undone_all": Phrase(
        "die Versionen {first} bis {version} zurückgenommen", "Versionen {first} bis {version} zurückgenommen"
    ),
    "event.undone_of": Phrase(
        "Version {version} von {from} zurückgenommen", "Version {version} von {from} zurückgenommen"
    ),
    "event.undone_all_of": Phrase(
        "die Versionen {first} bis {version} von {from} zurückgenommen",
        "Versionen {first} bis {version} von {from} zurückgenommen",
    ),
    "event.purged": Phrase(
        f"{IT} endgültig entfernt: Inhalt und Vergangenheit sind für immer weg", "endgültig entfernt"
    ),
    "event.emptied": Phrase(
        f"{IT} aus dem Papierkorb entfernt: Inhalt und {{count}} sind für immer weg",
        "aus dem Papierkorb entfernt",
    ),
    "version.purged": Phrase(
        "eine Änderung gemacht, die {by} am {on} endgültig entfernt hat: {why}",
        "von {by} am {on} endgültig entfernt: {why}",
    ),
    "unit.reverted": Phrase(
        "das Feld {unit} aus Version {version} zurückgeholt", "aus Version {version} zurückgeholt"
    ),
    "title.renamed": Phrase(f"{IT} in {{to}} umbenannt", "umbenannt"),
    "location.set": Phrase("als Ort {to} gesetzt", "hinzugefügt"),
    "location.changed": Phrase("den Ort von {from} in {to} geändert", "vorher {from}"),
    "location.cleared": Phrase("den Ort {from} entfernt", "entfernt, vorher {from}"),
    "tags.added": Phrase("{tag} {tags} hinzugefügt", "{tags} hinzugefügt"),
    "tags.removed": Phrase("{tag} {tags} entfernt", "{tags} entfernt"),
    "status.confirmed": Phrase(f"{IT} bestätigt", "jetzt bestätigt"),
    "status.tentative": Phrase(f"{IT} als vorläufig markiert", "jetzt vorläufig"),
    "status.cancelled": Phrase(f"{IT} abgesagt", "jetzt abgesagt"),
    "extra.changed": Phrase("geändert, was keine Seite zeigt", "geändert"),
}

_WHEN = {
    "when.all_day": Phrase(f"{IT} ganztägig gemacht", "jetzt ganztägig"),
    "when.timed": Phrase(f"{IT} auf eine Uhrzeit gelegt, {{times}}", "jetzt {times}"),
    "when.later": Phrase(
        f"{IT} um {{minutes}} nach hinten verschoben", "um {minutes} nach hinten verschoben"
    ),
    "when.earlier": Phrase(f"{IT} um {{minutes}} nach vorn verschoben", "um {minutes} nach vorn verschoben"),
    "when.day": Phrase(f"{IT} von {{from}} auf {{to}} verschoben", "von {from} auf {to} verschoben"),
    "when.to_day": Phrase(f"{IT} auf {{to}} verschoben", "auf {to}"),
    "when.clock": Phrase(f"{IT} auf {{time}} gelegt", "jetzt um {time}"),
    "when.starts_later": Phrase("den Beginn um {minutes} nach hinten verschoben", "beginnt {minutes} später"),
    "when.starts_earlier": Phrase("den Beginn um {minutes} nach vorn verschoben", "beginnt {minutes} früher"),
    "when.longer": Phrase(f"{IT} um {{minutes}} verlängert", "{minutes} länger"),
    "when.shorter": Phrase(f"{IT} um {{minutes}} verkürzt", "{minutes} kürzer"),
    "when.zone": Phrase("die Zeitzone von {from} in {to} geändert", "Zeitzone von {from} in {to} geändert"),
    "when.ends_elsewhere": Phrase("das Ende nach der Uhr von {to} gestellt", "endet nach der Uhr von {to}"),
    "when.ends_here": Phrase(
        "das Ende in die Zeitzone des Beginns gelegt", "endet in der Zeitzone des Beginns"
    ),
    "when.second_start": Phrase("den Beginn auf das zweite {time} gelegt", "beginnt beim zweiten {time}"),
    "when.second_end": Phrase("das Ende auf das zweite {time} gelegt", "endet beim zweiten {time}"),
    "when.first_start": Phrase("den Beginn auf das erste {time} gelegt", "beginnt beim ersten {time}"),
    "when.first_end": Phrase("das Ende auf das erste {time} gelegt", "endet beim ersten {time}"),
    "when.zone_moment": Phrase(
        "die Zeitzone von {from} in {to} geändert, gleicher Zeitpunkt",
        "Zeitzone von {from} in {to} geändert, gleicher Zeitpunkt",
    ),
    "when.zone_clock": Phrase(
        "die Zeitzone von {from} in {to} geändert, gleiche Uhrzeit",
        "Zeitzone von {from} in {to} geändert, gleiche Uhrzeit",
    ),
    "when.so_later": Phrase(f"{IT} um {{minutes}} nach hinten verschoben", "also {minutes} später"),
    "when.so_earlier": Phrase(f"{IT} um {{minutes}} nach vorn verschoben", "also {minutes} früher"),
}

_REPEATS = {
    "repeats.set": Phrase("die Wiederholung auf „{to}“ gestellt", "jetzt {to}"),
    "repeats.cleared": Phrase("die Wiederholung aufgehoben, vorher {from}", "vorher {from}"),
    "repeats.rule": Phrase("die Wiederholung von „{from}“ auf „{to}“ umgestellt", "vorher {from}"),
    "repeats.fewer": Phrase("{count} weniger im Jahr {year}", "{count} weniger im Jahr {year}"),
    "repeats.more": Phrase("{count} mehr im Jahr {year}", "{count} mehr im Jahr {year}"),
    "repeats.added": Phrase("{dates} hinzugefügt", "{dates} hinzugefügt"),
    "repeats.undone": Phrase("das zusätzliche Datum {dates} zurückgenommen", "{dates} zurückgenommen"),
    "repeats.left_out": Phrase("{dates} herausgenommen", "{dates} herausgenommen"),
    "repeats.back": Phrase("{dates} zurückgeholt", "{dates} zurückgeholt"),
    "repeats.same": Phrase("die Regel neu geschrieben", "neu geschrieben"),
    "repeats.along": Phrase("die Daten der Serie mitverschoben", "mitverschoben"),
    "overrides.changed": Phrase("nur {dates} geändert", "nur {dates} geändert"),
    "overrides.one": Phrase("nur {dates} geändert: {what}", "nur {dates}: {what}"),
    "overrides.along": Phrase("die Ausnahmen mitverschoben", "mitverschoben"),
    "overrides.reset": Phrase(
        "{dates} wieder an die Serie angeglichen", "{dates} wieder an die Serie angeglichen"
    ),
}

_ATTENDEES = {
    "attendees.invited": Phrase("{people} eingeladen", "{people} eingeladen"),
    "attendees.invited_optional": Phrase(
        "{people} als optional eingeladen", "{people} als optional eingeladen"
    ),
    "attendees.uninvited": Phrase("{people} ausgeladen", "{people} ausgeladen"),
    "attendees.optional": Phrase("{people} auf optional gesetzt", "{people} auf optional gesetzt"),
    "attendees.required": Phrase("{people} auf erforderlich gesetzt", "{people} auf erforderlich gesetzt"),
    "attendees.renamed": Phrase("Namen bei den Personen geändert", "anders genannt"),
    "attendees.set.accepted": Phrase("für {people} zugesagt", "Zusage für {people}"),
    "attendees.set.declined": Phrase("für {people} abgesagt", "Absage für {people}"),
    "attendees.set.tentative": Phrase("für {people} mit Vielleicht geantwortet", "Vielleicht für {people}"),
    "attendees.set.none": Phrase("die Antwort von {people} zurückgenommen", "keine Antwort von {people}"),
    "attendees.said.accepted": Phrase("zugesagt", "zugesagt"),
    "attendees.said.declined": Phrase("abgesagt", "abgesagt"),
    "attendees.said.tentative": Phrase("mit Vielleicht geantwortet", "mit Vielleicht geantwortet"),
    "attendees.said.none": Phrase("die eigene Antwort zurückgenommen", "Antwort zurückgenommen"),
    "overrides.said.accepted": Phrase("für {dates} zugesagt", "für {dates} zugesagt"),
    "overrides.said.declined": Phrase("für {dates} abgesagt", "für {dates} abgesagt"),
    "overrides.said.tentative": Phrase(
        "für {dates} mit Vielleicht geantwortet", "für {dates} mit Vielleicht geantwortet"
    ),
    "overrides.said.none": Phrase(
        "die Antwort für {dates} zurückgenommen", "Antwort für {dates} zurückgenommen"
    ),
}

_DESCRIPTION = {
    "description.added": Phrase("eine Beschreibung geschrieben", "hinzugefügt"),
    "description.cleared": Phrase("die Beschreibung entfernt", "entfernt"),
    "description.rewritten": Phrase("die Beschreibung neu geschrieben", "neu geschrieben"),
    "description.spacing": Phrase("die Abstände in der Beschreibung geändert", "Abstände geändert"),
    "description.several": Phrase("die Beschreibung geändert ({parts})", "{parts}"),
    "description.moved_up": Phrase(
        "{count} der Beschreibung nach oben verschoben", "{count} nach oben verschoben"
    ),
    "description.moved_down": Phrase(
        "{count} der Beschreibung nach unten verschoben", "{count} nach unten verschoben"
    ),
    "description.split": Phrase("{count} der Beschreibung geteilt", "{count} geteilt"),
    "description.joined": Phrase("aus Zeilen der Beschreibung {count} gemacht", "Zeilen verbunden: {count}"),
    "description.wordings": Phrase("{count} in der Beschreibung geändert", "{count} geändert"),
    "description.lines_added": Phrase("der Beschreibung {count} hinzugefügt", "{count} hinzugefügt"),
    "description.lines_removed": Phrase("{count} der Beschreibung entfernt", "{count} entfernt"),
}

_SHARING = {
    "sharing.granted.owner": Phrase("{person} Besitzrechte gegeben", "{person} Besitzrechte gegeben"),
    "sharing.granted.editor": Phrase("{person} das Bearbeiten erlaubt", "{person} das Bearbeiten erlaubt"),
    "sharing.granted.viewer": Phrase("{person} das Ansehen erlaubt", "{person} das Ansehen erlaubt"),
    "sharing.changed.owner": Phrase("{person} Besitzrechte gegeben", "{person} Besitzrechte gegeben"),
    "sharing.changed.editor": Phrase(
        "die Rolle von {person} auf Bearbeiten geändert", "Rolle von {person}: Bearbeiten"
    ),
    "sharing.changed.viewer": Phrase(
        "die Rolle von {person} auf Ansehen geändert", "Rolle von {person}: Ansehen"
    ),
    "sharing.taken.owner": Phrase("die Besitzrechte übernommen", "Besitzrechte übernommen"),
    "sharing.taken.editor": Phrase("das Bearbeiten übernommen", "Bearbeiten übernommen"),
    "sharing.taken.viewer": Phrase("das Ansehen übernommen", "Ansehen übernommen"),
    "sharing.revoked": Phrase("{person} den Zugriff entzogen", "{person} den Zugriff entzogen"),
    "sharing.left": Phrase("den eigenen Zugriff aufgegeben", "Zugriff aufgegeben"),
}

_SHARING_OF_A_CALENDAR = {
    "sharing.granted.owner.calendar": Phrase(
        "{person} Besitzrechte am Kalender {calendar} gegeben", "{person} Besitzrechte gegeben"
    ),
    "sharing.granted.editor.calendar": Phrase(
        "{person} das Bearbeiten des Kalenders {calendar} erlaubt", "{person} das Bearbeiten erlaubt"
    ),
    "sharing.granted.viewer.calendar": Phrase(
        "{person} das Ansehen des Kalenders {calendar} erlaubt", "{person} das Ansehen erlaubt"
    ),
    "sharing.changed.owner.calendar": Phrase(
        "{person} Besitzrechte am Kalender {calendar} gegeben", "{person} Besitzrechte gegeben"
    ),
    "sharing.changed.editor.calendar": Phrase(
        "die Rolle von {person} im Kalender {calendar} auf Bearbeiten geändert",
        "Rolle von {person}: Bearbeiten",
    ),
    "sharing.changed.viewer.calendar": Phrase(
        "die Rolle von {person} im Kalender {calendar} auf Ansehen geändert", "Rolle von {person}: Ansehen"
    ),
    "sharing.taken.owner.calendar": Phrase(
        "die Besitzrechte am Kalender {calendar} übernommen", "Besitzrechte übernommen"
    ),
    "sharing.taken.editor.calendar": Phrase(
        "das Bearbeiten des Kalenders {calendar} übernommen", "Bearbeiten übernommen"
    ),
    "sharing.taken.viewer.calendar": Phrase(
        "das Ansehen des Kalenders {calendar} übernommen", "Ansehen übernommen"
    ),
    "sharing.revoked.calendar": Phrase(
        "{person} den Zugriff auf den Kalender {calendar} entzogen", "{person} den Zugriff entzogen"
    ),
    "sharing.left.calendar": Phrase("den Kalender {calendar} verlassen", "verlassen"),
}

_CALENDAR = {
    "calendar.created": Phrase("den Kalender {name} angelegt", "angelegt"),
    "calendar.renamed": Phrase("den Kalender von {from} in {to} umbenannt", "vorher {from}"),
    "calendar.recoloured": Phrase("die Farbe von {from} in {to} geändert", "vorher {from}"),
    "calendar.zone": Phrase("die Zeitzone des Kalenders von {from} in {to} geändert", "vorher {from}"),
    "calendar.one_at_a_time": Phrase("im Kalender nur einen Termin zugleich erlaubt", "ein Termin zugleich"),
    "calendar.many_at_a_time": Phrase("im Kalender mehrere Termine zugleich erlaubt", "mehrere zugleich"),
    "calendar.warns": Phrase("Überschneidungen im Kalender erlaubt", "Überschneidungen werden gespeichert"),
    "calendar.refuses": Phrase(
        "Überschneidungen im Kalender ausgeschlossen", "Überschneidungen werden abgelehnt"
    ),
    "calendar.trash_days": Phrase("den Papierkorb auf {count} gestellt", "{count}"),
    "calendar.trash_as_site": Phrase("den Papierkorb gestellt wie überall hier", "wie überall hier"),
    "calendar.undone": Phrase("eine Änderung der Einstellungen zurückgenommen", "zurückgenommen"),
    "calendar.deleted": Phrase("den Kalender gelöscht", "gelöscht"),
    "calendar.restored": Phrase("den Kalender zurückgeholt", "zurückgeholt"),
}

GERMAN = Language(
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
        "wording": ("Formulierung", "Formulierungen"),
        "line": ("Zeile", "Zeilen"),
        "paragraph": ("Absatz", "Absätze"),
        "tag": ("das Schlagwort", "die Schlagwörter"),
        "occurrence": ("Termin", "Termine"),
        "event": ("Termin", "Termine"),
        "day": ("Tag", "Tage"),
        "hour": ("Std.", "Std."),
        "minute": ("Min.", "Min."),
        "more": ("weiteres", "weitere"),
        "version": ("Version", "Versionen"),
    },
    words={
        **WORDS,
        **RULES,
        **SENTENCES,
        **MARKS,
        **HUES,
    },
    joined=("{0} und {1}", "{0} und {1}", "{0}, und {1}"),
    quotes=("„", "“"),
    lead="hat ",
    it=("den Termin", "ihn"),
)
