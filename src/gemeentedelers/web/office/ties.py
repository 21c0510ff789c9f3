"""Could this person judge this entry? Who is asked for, what the answer is, and which entries are hard to divide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms

from gemeentedelers.domain.conflicts.queries import people_about, tie_graph, ties_of_somebody
from gemeentedelers.domain.conflicts.rules import EMPLOYER_LENGTH, Person, Severity, Tie, severity_of
from gemeentedelers.domain.people.queries import people_called
from gemeentedelers.web.ui.forms import Form

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from gemeentedelers.domain.entries.models import Entry
    from gemeentedelers.domain.municipalities.models import Municipality
    from gemeentedelers.domain.people.models import User

MOST_NAMESAKES = 10
TOO_LONG = "Dit is te lang: %(show_value)d tekens. Er passen %(limit_value)d tekens."


class TiesForm(Form):
    """Whom to look up: somebody with an account, or what is known of somebody who has none yet."""

    wie = forms.CharField(
        label="Naam of mailadres",
        help_text="Van een lezer, een jurylid, een vrijwilliger of iemand die u nog wilt vragen.",
        max_length=254,
        required=False,
        error_messages={"max_length": TOO_LONG},
    )
    gemeente: "forms.ModelChoiceField[Municipality]" = forms.ModelChoiceField(
        label="Gemeente",
        queryset=None,
        to_field_name="code",
        empty_label="Geen of onbekend",
        required=False,
        error_messages={"invalid_choice": "Kies een gemeente uit de lijst."},
    )
    organisatie = forms.CharField(
        label="Organisatie", max_length=EMPLOYER_LENGTH, required=False, error_messages={"max_length": TOO_LONG}
    )
    inzending: "forms.ModelChoiceField[Entry]" = forms.ModelChoiceField(
        label="Inzending",
        queryset=None,
        to_field_name="reference",
        empty_label="Alle inzendingen",
        required=False,
        error_messages={"invalid_choice": "Kies een inzending uit de lijst."},
    )

    def __init__(
        self,
        municipalities: "QuerySet[Municipality]",
        entries: "QuerySet[Entry]",
        answers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(answers)
        for name, choices in (("gemeente", municipalities), ("inzending", entries)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = choices


@dataclass(frozen=True)
class Line:
    """One entry before the person asked for."""

    entry: "Entry"
    ties: Sequence[Tie]

    @property
    def severity(self) -> Severity | None:
        return severity_of(self.ties)


@dataclass(frozen=True)
class Answer:
    """Who was meant and what ties them to what was asked. `namesakes` are the others of that name."""

    name: str
    lines: Sequence[Line] = ()
    user: "User | None" = None
    namesakes: Sequence["User"] = ()
    is_unknown: bool = False


def answer_to(asked: Mapping[str, object], entries: Sequence["Entry"]) -> Answer | None:
    """None when nobody was asked for. All entries that carry a tie, or the one that was asked for in any case."""
    words = str(asked.get("wie") or "").strip()
    typed = _typed(asked)
    found = list(people_called(words)[: MOST_NAMESAKES + 1])
    exact = [user for user in found if user.email.lower() == words.lower()] or found
    if len(exact) > 1:
        return Answer(words, namesakes=exact[:MOST_NAMESAKES])
    if exact:
        [person] = people_about(exact)
        return Answer(str(exact[0]), _lines(person, asked, entries), user=exact[0])
    if typed == Person():
        return Answer(words, is_unknown=True) if words else None
    return Answer(words or "Deze persoon", _lines(typed, asked, entries))


def _typed(asked: Mapping[str, object]) -> Person:
    words, municipality = str(asked.get("wie") or "").strip(), asked.get("gemeente")
    return Person(
        municipalities=frozenset({municipality.code} if municipality is not None else ()),  # type: ignore[attr-defined]  # the form's choice
        organisation=str(asked.get("organisatie") or ""),
        address=words.lower() if "@" in words else "",
    )


def _lines(person: Person, asked: Mapping[str, object], entries: Sequence["Entry"]) -> list[Line]:
    chosen = asked.get("inzending")
    wanted = [entry for entry in entries if chosen is None or entry == chosen]
    graph = ties_of_somebody(person, wanted)
    lines = [Line(entry, graph.get((person.code, entry.reference), ())) for entry in wanted]
    told = [line for line in lines if line.ties or chosen is not None]
    return sorted(told, key=lambda line: -(line.severity.weight if line.severity else -1))


@dataclass(frozen=True)
class Room:
    """How many of the readers an entry leaves."""

    entry: "Entry"
    n_barred: int
    n_warned: int
    n_free: int


def rooms_of(entries: Sequence["Entry"], readers: "Iterable[User]") -> list[Room]:
    """Every entry with the readers that remain for it, the hardest to divide first."""
    known = list(readers)
    heaviest = {pair: severity_of(ties) for pair, ties in tie_graph(known, entries).items()}
    rooms = []
    for entry in entries:
        found = [heaviest.get((user.code, entry.reference)) for user in known]
        n_barred, n_warned = found.count(Severity.BAR), found.count(Severity.WARN)
        rooms.append(Room(entry, n_barred, n_warned, len(known) - n_barred - n_warned))
    return sorted(rooms, key=lambda room: (-room.n_barred, -room.n_warned, room.entry.reference))
