"""What in an edition waits for a person, in the order in which an edition is lived."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from gemeentedelers.domain.advice.queries import counts_of
from gemeentedelers.domain.advice.rules import AdviceStatus
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import Phase, RoundKind, phase_of
from gemeentedelers.domain.entries.queries import intake_counts
from gemeentedelers.domain.finals.queries import bringings_in, final_of, places_to_choose_from, standing_list
from gemeentedelers.domain.finals.rules import NominationStatus
from gemeentedelers.domain.intake.queries import waiting_counts
from gemeentedelers.domain.nominations.queries import nomination_counts
from gemeentedelers.domain.plans.queries import n_entries_short
from gemeentedelers.domain.recuts.queries import n_objections_waiting, newest_recut, without_placement
from gemeentedelers.domain.results.queries import seal_in_force
from gemeentedelers.domain.results.rules import N_SIGNATURES
from gemeentedelers.domain.scoring.queries import progress_of
from gemeentedelers.domain.shortlists.queries import standing_proposal
from gemeentedelers.domain.verdicts.queries import verdict_progress
from gemeentedelers.domain.volunteers.queries import n_volunteers_by_status
from gemeentedelers.domain.volunteers.rules import VolunteerStatus
from gemeentedelers.domain.voting.queries import n_open_rulings
from gemeentedelers.web.ui.templatetags.ui import hour

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
    yield from _nominations(edition, now)
    yield from _waiting(edition)
    yield from _volunteers(edition)
    yield from _intake(edition)
    round_ = round_of(edition, RoundKind.READING)
    if edition.shortlist_is_out(now):
        yield from _final_categories(edition)
        yield from _final(edition, now)
        yield from _verdicts(edition)
        yield from _public_prize(edition)
    elif round_ is not None and now >= round_.opens:
        yield from _reading(edition, round_, now)
    if round_ is not None and progress_of(round_).n_final:
        yield from _advice(edition, round_)


def _public_prize(edition: "Edition") -> Iterator[Task]:
    if n_groups := n_open_rulings(edition):
        page = reverse("office:public_prize", args=[edition.year])
        hint = "Twee mensen besluiten of deze stemmen meetellen."
        yield Task("Stemmen in quarantaine", page, "todo", _counted(n_groups), hint)


def _nominations(edition: "Edition", now: datetime) -> Iterator[Task]:
    """After the close there is nobody left to invite."""
    if not edition.nomination_window.is_open(now):
        return
    counts, page = nomination_counts(edition), reverse("office:nominations", args=[edition.year])
    if counts.n_tips:
        hint = "Anonieme tips: er gaat pas een mail uit als u ze goedkeurt."
        yield Task("Tips", f"{page}?staat=tips", "todo", _counted(counts.n_tips), hint)
    if counts.n_without_contact:
        yield Task(
            "Nominaties zonder contactpersoon",
            f"{page}?staat=contactpersoon-nodig",
            "todo",
            _counted(counts.n_without_contact),
            "Ook nominaties waarop niemand antwoordde.",
        )


def _waiting(edition: "Edition") -> Iterator[Task]:
    waiting = waiting_counts(edition)
    if waiting.n_extensions:
        page = reverse("office:extensions", args=[edition.year])
        yield Task("Vragen om uitstel", page, "todo", _counted(waiting.n_extensions))
    intake = reverse("office:intake", args=[edition.year])
    if waiting.n_appeals:
        yield Task("Beslis over bezwaren", f"{intake}?staat=bezwaar", "todo", _counted(waiting.n_appeals))
    if waiting.n_questions:
        wait = f"{waiting.n_questions} vragen open" if waiting.n_questions > 1 else "1 vraag open"
        yield Task("Wacht op antwoord van teams", f"{intake}?staat=vraag-open", "busy", wait)


def _volunteers(edition: "Edition") -> Iterator[Task]:
    n_waiting = n_volunteers_by_status(edition)[VolunteerStatus.SIGNED_UP]
    if n_waiting:
        page = reverse("office:volunteers", args=[edition.year])
        yield Task("Beslis wie mag meelezen", page, "todo", _counted(n_waiting))


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
    pages = ("readers", "division", "ranking")
    panel, division, ranking = (reverse(f"office:{page}", args=[edition.year]) for page in pages)
    n_short = n_entries_short(round_) if round_.is_open(now) else 0
    if n_short:
        said = "1 inzending mist een lezer" if n_short == 1 else f"{n_short} inzendingen missen een lezer"
        yield Task("Zoek lezers voor wat is weggevallen", division, "todo", said)
    if round_.is_open(now) and not progress.n_assigned:
        yield Task("Verdeel de inzendingen over de lezers", division, "todo", "Nog niet verdeeld")
    elif round_.is_open(now):
        done = f"{progress.n_final} van {progress.n_assigned} klaar"
        yield Task("Volg de leesronde", panel, "busy", done)
    elif round_.closed_at is None:
        yield Task("Sluit de leesronde", ranking, "todo", "De tijd is om")
    else:
        yield _decisions(edition, round_)


def _decisions(edition: "Edition", round_: "Round") -> Task:
    page, standing = reverse("office:decisions", args=[edition.year]), standing_proposal(round_)
    if standing is None:
        return Task("Beslis wie doorgaat", page, "todo", "Nog geen voorstel")
    if edition.shortlist_announced_at is None:
        hint = f"Voorstel {standing.number}, gemaakt door {standing.made_by.name}."
        return Task("Zet de tweede handtekening", page, "todo", "Voorstel wacht", hint)
    hint = "Tot die tijd kunt u de bekendmaking terugtrekken."
    return Task("De shortlist wordt bekend", page, "busy", f"Om {hour(edition.shortlist_announced_at)}", hint)


def _advice(edition: "Edition", round_: "Round") -> Iterator[Task]:
    counts, page = counts_of(round_), reverse("office:advice_board", args=[edition.year])
    n_unwritten = counts[None] + counts[AdviceStatus.DRAFT]
    if n_unwritten:
        yield Task("Schrijf advies voor elk team", f"{page}?staat=zonder", "todo", _counted(n_unwritten))
    if counts[AdviceStatus.READY]:
        yield Task("Kijk adviezen na", f"{page}?staat=nakijken", "todo", _counted(counts[AdviceStatus.READY]))
    if counts[AdviceStatus.APPROVED]:
        yield Task("Geef adviezen vrij", page, "todo", _counted(counts[AdviceStatus.APPROVED]))


def _final(edition: "Edition", now: datetime) -> Iterator[Task]:
    page, final, standing = reverse("office:final", args=[edition.year]), final_of(edition), standing_list(edition)
    if standing is not None and standing.status == NominationStatus.PENDING:
        said = "Aanvulling" if standing.is_supplement else "Lijst"
        url = reverse("office:nomination_list", args=[edition.year, standing.code])
        hint = f"{said} {standing.number} van de finalisten, gemaakt door {standing.made_by.name}."
        yield Task("Zet de tweede handtekening", url, "todo", f"{said} wacht", hint)
    elif final.announced_at is None:
        if places_to_choose_from(edition).exists():
            yield Task("Kies de finalisten", page, "todo", "Nog geen lijst")
    elif not final.is_out(now):
        hint = "Tot die tijd kunt u de handtekening terugtrekken."
        yield Task("De finalisten worden bekend", page, "busy", f"Om {hour(final.announced_at)}", hint)
    if final.is_out(now) and final.material_due_at is not None:
        n_missing = sum(row.is_missing for row in bringings_in(edition))
        if n_missing:
            finalists = "1 finalist" if n_missing == 1 else f"{n_missing} finalisten"
            yield Task(f"Materiaal van {finalists} ontbreekt", page, "busy", "Wacht op teams")


def _final_categories(edition: "Edition") -> Iterator[Task]:
    page = reverse("office:final_categories", args=[edition.year])
    if newest_recut(edition) is None:
        yield Task("Deel de shortlist in voor de finale", page, "todo", "Nog geen indeling")
        return
    if n_waiting := n_objections_waiting(edition):
        yield Task("Beantwoord bezwaren tegen een categorie", page, "todo", _counted(n_waiting))
    if n_without := len(without_placement(edition)):
        hint = "Deze inzendingen kwamen terug nadat u indeelde."
        yield Task("Geef inzendingen een categorie in de finale", page, "todo", _counted(n_without), hint)


def _verdicts(edition: "Edition") -> Iterator[Task]:
    page = reverse("office:result", args=[edition.year])
    progress = verdict_progress(edition)
    if not progress:
        return
    n_waiting = sum(not category.is_pronounced for category in progress)
    if n_waiting:
        said = f"{len(progress) - n_waiting} van {len(progress)} binnen"
        yield Task("Wacht op het oordeel van de jury", page, "busy", said)
        return
    result = seal_in_force(edition)
    if result is None:
        yield Task("Verzegel de uitslag", page, "todo", "Alle oordelen zijn binnen")
    elif result.released_at is None:
        said = f"{result.signatures.count()} van {N_SIGNATURES} handtekeningen"
        yield Task("Geef de uitslag vrij", page, "todo", said)
    else:
        yield Task("Maak de uitslag bekend", page, "todo", "Vrijgegeven")


def _counted(count: int) -> str:
    return f"{count} te doen"
