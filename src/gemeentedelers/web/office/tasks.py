"""What in an edition waits for a person, in the order in which an edition is lived."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import Phase, RoundKind, phase_of
from gemeentedelers.domain.entries.queries import intake_counts
from gemeentedelers.domain.scoring.queries import progress_of, shortlist_of
from gemeentedelers.domain.verdicts.queries import obstacle_to_reveal, verdict_progress

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition, Round


@dataclass(frozen=True)
class Task:
    """A row of the list: `busy` is under way with others, `todo` waits for the organisers."""

    title: str
    url: str
    state: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Desk:
    edition: "Edition"
    phase: Phase
    tasks: tuple[Task, ...]


def desk_of(edition: "Edition", now: datetime) -> Desk:
    return Desk(edition, phase_of(edition.timetable, now), tuple(_tasks(edition, now)))


def _tasks(edition: "Edition", now: datetime) -> Iterator[Task]:
    if edition.revealed_at is not None:
        return
    yield from _intake(edition)
    round_ = round_of(edition, RoundKind.READING)
    if edition.shortlist_announced_at is None and round_ is not None and now >= round_.opens:
        yield from _reading(edition, round_, now)
    if edition.shortlist_announced_at is not None:
        yield from _verdicts(edition, now)


def _intake(edition: "Edition") -> Iterator[Task]:
    counts, page = intake_counts(edition), reverse("office:intake", args=[edition.year])
    if counts.n_undecided:
        yield Task(
            "Beoordeel of inzendingen voldoen",
            f"{page}?staat=te-beoordelen",
            "todo",
            _counted(counts.n_undecided),
        )
    if counts.n_without_category:
        yield Task(
            "Geef inzendingen een categorie",
            f"{page}?staat=zonder-categorie",
            "todo",
            _counted(counts.n_without_category),
            "Zonder categorie wordt een inzending niet gelezen.",
        )


def _reading(edition: "Edition", round_: "Round", now: datetime) -> Iterator[Task]:
    progress = progress_of(round_)
    panel, ranking = (reverse(f"office:{page}", args=[edition.year]) for page in ("readers", "ranking"))
    if round_.is_open(now) and not progress.n_assigned:
        yield Task("Verdeel de inzendingen over de lezers", panel, "todo", "Nog niet verdeeld")
    elif round_.is_open(now):
        done = f"{progress.n_final} van {progress.n_assigned} klaar"
        yield Task("Volg de leesronde", panel, "busy", done)
    elif shortlist_of(edition).exists():
        yield Task("Maak de shortlist bekend", ranking, "todo", "Staat klaar")
    else:
        yield Task("Maak de shortlist", ranking, "todo", "Nog niet gemaakt")


def _verdicts(edition: "Edition", now: datetime) -> Iterator[Task]:
    page = reverse("office:result", args=[edition.year])
    progress = verdict_progress(edition)
    n_waiting = sum(not category.is_pronounced for category in progress)
    if n_waiting:
        said = f"{len(progress) - n_waiting} van {len(progress)} binnen"
        yield Task("Wacht op het oordeel van de jury", page, "busy", said)
    elif obstacle_to_reveal(edition, now) is None:
        yield Task("Maak de uitslag bekend", page, "todo", "Kan nu")
    else:
        yield Task("Bereid de uitslag voor", page, "busy", "Alle oordelen zijn binnen")


def _counted(count: int) -> str:
    return f"{count} te doen"
