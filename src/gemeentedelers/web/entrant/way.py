"""The way of an entry as its team reads it: what happened, what comes next and when. Says nothing that is sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime

from gemeentedelers.domain.entries.rules import Eligibility
from gemeentedelers.web.ui.templatetags.ui import closing, moment

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.entries.models import Entry

ELIGIBILITY_NOTES: Mapping[Eligibility, str] = {
    Eligibility.UNDECIDED: "De organisatoren kijken dit na.",
    Eligibility.ELIGIBLE: "Ja, uw casus voldoet.",
    Eligibility.INELIGIBLE: "Nee, uw casus doet niet verder mee.",
}


@dataclass(frozen=True)
class Step:
    """A stage on the way of an entry."""

    label: str
    state: str
    note: str


def steps_of(entry: "Entry", now: datetime) -> list[Step]:
    """The way of a submitted entry: what happened, what comes next and when. Says nothing that is sealed."""
    timetable = entry.edition.timetable
    eligibility = Eligibility(entry.eligibility)
    decided = eligibility is not Eligibility.UNDECIDED
    announced = timetable.shortlist_announced_at
    revealed = timetable.revealed_at
    assert entry.submitted_at is not None
    stages = [
        ("Ingediend", True, moment(entry.submitted_at)),
        ("Voldoet uw casus aan de voorwaarden?", decided, ELIGIBILITY_NOTES[eligibility]),
        ("Scoorders lezen", now >= timetable.reading.closes, _until(entry.edition)),
        ("Shortlist en advies voor elk team", announced is not None and announced <= now, "Na de leesronde."),
        ("De jury kiest", now >= timetable.jury.closes, "De jury leest de casussen op de shortlist."),
        ("Uitslag", revealed is not None and revealed <= now, f"Vanaf {moment(timetable.reveal_from)}."),
    ]
    if eligibility is Eligibility.INELIGIBLE:
        stages = stages[:2]
    current = next((index for index, (_, is_past, _) in enumerate(stages) if not is_past), len(stages))
    return [
        Step(words, "done" if index < current else "current" if index == current else "todo", note)
        for index, (words, _, note) in enumerate(stages)
    ]


def _until(edition: "Edition") -> str:
    reading = edition.timetable.reading
    closes = next((closing(row.deadline) for row in edition.rounds.all() if row.closes == reading.closes), "")
    opens = date_format(localtime(reading.opens), "j F Y")
    return f"Van {opens} tot uiterlijk {closes}." if closes else f"Vanaf {opens}."
