"""What lies before a juror who opened a category: put together once for every page about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from gemeentedelers.domain.deliberations.queries import jury_categories
from gemeentedelers.domain.verdicts.queries import (
    Agenda,
    Dossier,
    OwnChoice,
    Sitting,
    agenda_of,
    choices_of,
    dossiers_for,
)
from gemeentedelers.domain.verdicts.rules import JuryState
from gemeentedelers.web.ui.casefile import Group, Names, laid_out, names_of
from gemeentedelers.web.ui.labels import label
from gemeentedelers.web.ui.requests import SignedInRequest

TASK_STATES: Mapping[JuryState, str] = {
    JuryState.WAITING: "busy",
    JuryState.CARDS: "todo",
    JuryState.OPEN: "todo",
    JuryState.CHOSEN: "done",
    JuryState.CLOSED: "busy",
    JuryState.SEALED: "done",
    JuryState.REVEALED: "done",
}


@dataclass(frozen=True)
class Table:
    agenda: Agenda
    sitting: Sitting
    dossiers: Sequence[Dossier]
    own: OwnChoice | None
    names: Names

    @property
    def papers(self) -> list[tuple[Dossier, list[Group]]]:
        """Every dossier with its case as a reader finds it."""
        return [(dossier, laid_out(dossier.content, self.names)) for dossier in self.dossiers]

    @property
    def can_choose(self) -> bool:
        is_open = self.sitting.state in (JuryState.OPEN, JuryState.CHOSEN)
        return is_open and any(dossier.refusal is None for dossier in self.dossiers)

    @property
    def own_dossier(self) -> Dossier | None:
        return self.dossier(self.own.reference) if self.own else None

    def dossier(self, reference: str) -> Dossier | None:
        return next((row for row in self.dossiers if row.entry.reference == reference), None)


def table_of(request: SignedInRequest, year: int, key: str) -> Table:
    """The table of one category; 404 for whoever does not judge it, and where nothing is to be judged."""
    category = get_object_or_404(jury_categories(request.user, request.now), edition__year=year, key=key)
    for agenda in agenda_of(request.user, request.now):
        for sitting in agenda.sittings:
            if sitting.category == category:
                dossiers = dossiers_for(request.user, category)
                own = choices_of(request.user).get(category.pk)
                return Table(agenda, sitting, dossiers, own, names_of(agenda.edition))
    raise Http404


def tasks_of(agenda: Agenda) -> list[dict[str, object]]:
    return [
        {
            "title": sitting.category.name,
            "url": address("jury:dossiers", sitting),
            "state": TASK_STATES[sitting.state],
            "label": label(sitting.state),
            "hint": f"{sitting.n_candidates} in de finale",
        }
        for sitting in agenda.sittings
    ]


def rail_of(table: Table) -> list[dict[str, object]]:
    overview = {"url": reverse("jury:agenda"), "label": "Overzicht", "current": False}
    return [overview] + [
        {
            "url": address("jury:dossiers", sitting),
            "label": sitting.category.name,
            "count": sitting.n_candidates,
            "current": sitting == table.sitting,
        }
        for sitting in table.agenda.sittings
    ]


def crumbs_of(table: Table, *, page: str = "") -> list[dict[str, str]]:
    name = table.sitting.category.name
    here = {"label": name} if not page else {"label": name, "url": address("jury:dossiers", table.sitting)}
    return [{"label": "Jury", "url": reverse("jury:agenda")}, here] + ([{"label": page}] if page else [])


def address(name: str, sitting: Sitting) -> str:
    return reverse(name, args=[sitting.category.edition.year, sitting.category.key])
