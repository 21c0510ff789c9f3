"""An edition on its way to the reveal, whose end can be written in two ways that differ in sealed facts only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser

from gemeentedelers.domain.deliberations.actions import open_cards, save_card, write_minutes
from gemeentedelers.domain.deliberations.tests.factories import filled
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL, DURING_JURY
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import civil_servant, owner_of
from gemeentedelers.domain.finals.models import Finalist
from gemeentedelers.domain.nominations.models import Nomination
from gemeentedelers.domain.nominations.tests.factories import invitation_of, nomination_of
from gemeentedelers.domain.outreach.tests.factories import campaign_in, contact_at
from gemeentedelers.domain.panels.models import Assignment, Reader
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import somebody_with
from gemeentedelers.domain.pitches.tests.factories import published_day
from gemeentedelers.domain.publications.rules import Outcome
from gemeentedelers.domain.publications.tests.factories import published_case
from gemeentedelers.domain.results.actions import seal_result, sign_release
from gemeentedelers.domain.results.models import SealedResult
from gemeentedelers.domain.reveals.actions import make_known, open_stage, press
from gemeentedelers.domain.reveals.models import Stage
from gemeentedelers.domain.reveals.rules import FrameKind
from gemeentedelers.domain.verdicts.actions import choose_entry, pronounce_verdict
from gemeentedelers.domain.verdicts.models import Verdict
from gemeentedelers.domain.verdicts.tests.factories import (
    a_chair,
    a_juror,
    category_of,
    entries_of,
    remarks_on,
    shortlisted_edition,
)
from gemeentedelers.domain.volunteers.tests.factories import volunteer_in
from gemeentedelers.domain.voting.models import Asking, Vote
from gemeentedelers.domain.voting.queries import link_of
from gemeentedelers.domain.voting.tests.factories import DURING_VOTE, closed, open_vote_in, voted
from gemeentedelers.foundation.journal.models import Fact
from tests.trust.worlds import Actor, Arguments, Nature

KEYS = ("leefomgeving", "uitvoering")
N_DECIDERS, N_VOTERS = 3, 5


@dataclass(frozen=True)
class Cast:
    """Everybody and everything before the end begins.

    `deciders` decide who wins and so know it: nobody asks anything on their behalf. `juror` and `chair` decide the same
    in both worlds.
    """

    edition: Edition
    finalists: Mapping[str, Sequence[Entry]]
    vote: Vote
    chair: User
    juror: User
    deciders: Sequence[User]
    operator: User
    signers: Sequence[User]
    actors: Sequence[Actor]
    arguments: Arguments


@dataclass(frozen=True)
class Ending:
    """Which finalist wins in each category, and which of all wins the public prize, counted from nought."""

    winners: Mapping[str, int]
    prize: int

    def winner(self, cast: Cast, key: str) -> Entry:
        return cast.finalists[key][self.winners[key]]

    def prize_winner(self, cast: Cast) -> Entry:
        return [entry for key in KEYS for entry in cast.finalists[key]][self.prize]


A = Ending({"leefomgeving": 0, "uitvoering": 0}, prize=1)
B = Ending({"leefomgeving": 1, "uitvoering": 1}, prize=3)


def gather() -> Cast:
    edition = shortlisted_edition(("leefomgeving", "leefomgeving", "leefomgeving", "uitvoering", "uitvoering"))
    finalists = {key: entries_of(category_of(edition, key)) for key in KEYS}
    chair, juror = a_chair(edition), a_juror(edition)
    deciders = [a_juror(edition) for _ in range(N_DECIDERS)]
    operator = somebody_with(Role.OPERATOR, year=edition.year)
    published_day(edition)
    published_case("Een winnaar van eerder", outcome=Outcome.WINNER, prize="Prijs van eerder")
    first, second, *_ = finalists["leefomgeving"]
    nominee = civil_servant()
    nomination = nomination_of(nominee, edition=edition)
    reader = Reader.objects.filter(round__edition=edition).select_related("user").order_by("pk")[0]
    assessor, organiser, scaler = (
        somebody_with(role, year=edition.year) for role in (Role.ASSESSOR, Role.ORGANISER, Role.SCALER)
    )
    administrator = somebody_with(Role.ADMINISTRATOR)
    actors = [
        Actor("anonymous", AnonymousUser()),
        Actor("entrant", owner_of(first)),
        Actor("rival", owner_of(second)),
        Actor("colleague", civil_servant(municipality=first.municipality)),
        Actor("nominee", nominee),
        Actor("scorer", reader.user),
        Actor("assessor", assessor),
        Actor("organiser", organiser),
        Actor("scaler", scaler),
        Actor("administrator", administrator),
        Actor("operator", operator),
        Actor("juror", juror),
        Actor("chair", chair),
    ]
    return Cast(
        edition=edition,
        finalists=finalists,
        vote=open_vote_in(edition),
        chair=chair,
        juror=juror,
        deciders=deciders,
        operator=operator,
        signers=[organiser, administrator],
        actors=actors,
        arguments=_arguments(edition, (first, second), reader, nomination),
    )


def _arguments(edition: Edition, entries: Sequence[Entry], reader: Reader, nomination: Nomination) -> Arguments:
    """A new route whose parts have these names needs nothing here; another part, or another meaning, needs a line."""
    references = [entry.reference for entry in entries]
    desk = Assignment.objects.filter(reader=reader).order_by("pk").values_list("code", flat=True)[0]
    contact, campaign, volunteer = contact_at(), campaign_in(edition), volunteer_in(edition)
    municipalities = [entry.municipality.code for entry in entries]
    return Arguments(
        parts={
            "year": [edition.year],
            "reference": references,
            "code": [desk],
            "key": KEYS,
            "slug": ["een-winnaar-van-eerder", "casus-1", "casus-2"],
            "into": references[:1],
            "gone": references[1:],
            "kind": ["reading"],
            "side": ["links"],
            "token": ["bestaat-niet"],
            "link": ["bestaat-niet"],
            "number": [1],
            "page_key": ["samenvatting"],
            "uidb36": ["1"],
            "photo": ["bestaat-niet"],
            "correction": ["bestaat-niet"],
            "deed": ["drukken"],
            "name": ["uitslag", "pitch"],
        },
        of_route={
            "public:press_file": {"name": ["persbericht.txt"]},
            "public:nomination": {"token": [invitation_of(nomination).token]},
            "public:unsubscribe": {"token": [contact.token]},
            "public:volunteer": {"token": [volunteer.token]},
            "public:municipality": {"code": municipalities},
            "public:certificate": {"code": references},
            "public:certificate_pdf": {"code": references},
            "public:share_municipality": {"code": municipalities},
            "public:share_picture": {"code": municipalities},
            "entrant:section": {"key": ["in-het-kort"]},
            "entrant:page": {"key": ["in-het-kort"]},
            "office:nomination": {"code": [nomination.code]},
            "office:campaign": {"code": [campaign.code]},
            "office:reach_municipality": {"code": municipalities},
        },
    )


def hand_in_cards(cast: Cast, ending: Ending) -> None:
    """Everybody at the same moment in both worlds; the scores and the length of the words follow the winner."""
    for key in KEYS:
        for finalist in Finalist.objects.filter(category=category_of(cast.edition, key)).order_by("entry__reference"):
            wins = finalist.entry == ending.winner(cast, key)
            words = {"strengths": "Dit wint. " * 20, "doubts": "Geen."} if wins else {}
            for juror, card in (
                *((user, filled(4)) for user in (cast.juror, cast.chair)),
                *((user, filled(5 if wins else 2, **words)) for user in cast.deciders),
            ):
                save_card(finalist, card, is_final=True, by=juror, now=DURING_JURY)


def judge(cast: Cast, ending: Ending) -> None:
    """The cards open, the jury chooses, and the chair pronounces what it chose."""
    hand_in_cards(cast, ending)
    for key in KEYS:
        category, winner = category_of(cast.edition, key), ending.winner(cast, key)
        open_cards(category, by=cast.chair, now=DURING_JURY)
        write_minutes(category, f"Vooral {winner.title}.", number=0, by=cast.chair, now=DURING_JURY)
        for juror, entry in (
            (cast.chair, cast.finalists[key][0]),
            (cast.juror, cast.finalists[key][1]),
            *((decider, winner) for decider in cast.deciders),
        ):
            choose_entry(category, entry, note=entry.title, by=juror, now=DURING_JURY)
        pronounce_verdict(
            category,
            winner,
            motivation=f"{winner.title} begint morgen." + " Zonder twijfel." * 20 * ending.winners[key],
            remarks=remarks_on(category, winner),
            by=cast.chair,
            now=DURING_JURY,
        )


def vote(cast: Cast, ending: Ending) -> None:
    """The same people, one by one at the same moments; all but the first vote for the winner."""
    winner = ending.prize_winner(cast)
    for number in range(N_VOTERS):
        choice = winner if number else cast.finalists["leefomgeving"][2]
        moment = DURING_VOTE + timedelta(hours=7 * number)
        voted(cast.vote, f"stemmer.{number}@voorbeeld{number}.example", choice.reference, now=moment)
    closed(cast.vote)


def come_on_stage(cast: Cast, ending: Ending) -> Stage:
    """Sealed, released by two people and on stage, at the drum before the first winner: the last moment."""
    judge(cast, ending)
    vote(cast, ending)
    seal_result(cast.edition, by=cast.operator.code, now=AFTER_REVEAL - timedelta(days=1))
    for signer in cast.signers:
        sign_release(cast.edition, by=signer, now=AFTER_REVEAL - timedelta(days=1))
    stage = open_stage(cast.edition, by=cast.operator, now=AFTER_REVEAL)
    while stage.position.current.kind is not FrameKind.DRUM:
        stage = _next(cast, stage)
    return stage


def reveal(cast: Cast, ending: Ending) -> None:
    stage = come_on_stage(cast, ending)
    while stage.position.current.kind is not FrameKind.ALL:
        stage = _next(cast, stage)
    make_known(stage, expected_number=stage.number, is_confirmed=True, by=cast.operator, now=AFTER_REVEAL)


def _next(cast: Cast, stage: Stage) -> Stage:
    return press(stage, expected_number=stage.number, is_confirmed=True, by=cast.operator, now=AFTER_REVEAL)


def links_used() -> list[str]:
    return [link_of(code) for code in Asking.objects.order_by("code").values_list("code", flat=True)]


SEALED = frozenset(
    {
        "deliberations_jurorcard.sealed",
        "deliberations_opening.sealed_minutes",
        "results_sealedresult.sealed",
        "verdicts_choice.sealed",
        "verdicts_verdict.sealed",
        "voting_ballot.sealed_choice",
    }
)


def nature_of_now() -> Nature:
    """What differs because it is computed from what is sealed: check numbers, cipher, and the chain of the journal."""
    found: dict[str, str] = {}
    for commitment, key in Verdict.objects.values_list("commitment", "category__key"):
        found[commitment] = f"commitment of {key}"
    for result in SealedResult.objects.all():
        found[result.commitment] = "commitment of the result"
        found |= {mark: f"mark of {key}" for key, mark in result.covers.items() if mark not in found}
        for envelope in result.envelopes:
            cipher = {name: text for name, text in envelope.items() if name != "category"}
            found |= {text: f"{name} of {len(text)} for {envelope['category']}" for name, text in cipher.items()}
    found |= {vote.commitment: "commitment of the prize" for vote in Vote.objects.exclude(commitment="")}
    found |= {_breakable(text): name for text, name in found.items() if len(text) == 64}
    return found | {digest: f"digest {number}" for digest, number in Fact.objects.values_list("digest", "number")}


def _breakable(commitment: str) -> str:
    """As it stands on a page, where it may be broken in four."""
    return "<wbr>".join(commitment[start : start + 16] for start in range(0, len(commitment), 16))
