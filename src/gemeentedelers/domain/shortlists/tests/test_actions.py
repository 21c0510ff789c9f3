from datetime import timedelta

import pytest

from gemeentedelers.domain.conflicts.models import Conflict
from gemeentedelers.domain.editions.actions import withdraw_shortlist
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import EditionObstacle, Phase, RoundKind, WildcardHolder, phase_of
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, DURING_READING, make_edition
from gemeentedelers.domain.entries.actions import withdraw_entry
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import eligible_entry, owner_of
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import UserFactory, somebody_with
from gemeentedelers.domain.scoring.models import Score
from gemeentedelers.domain.scoring.tests.factories import reading_round, score_all
from gemeentedelers.domain.shortlists.actions import (
    confirm_proposal,
    draw_lots,
    promise_draw,
    propose,
    rule_in_panel,
    spend_wildcard,
    take_back_wildcard,
    withdraw_announcement,
)
from gemeentedelers.domain.shortlists.jobs import write_decisions
from gemeentedelers.domain.shortlists.models import Draw, Proposal, ShortlistPlace, Wildcard
from gemeentedelers.domain.shortlists.queries import (
    announced_shortlist,
    broken_places,
    broken_signatures,
    broken_wildcards,
    decided_in,
    shortlist_of,
    standing_proposal,
    story_of,
)
from gemeentedelers.domain.shortlists.rules import (
    UNDO,
    DecisionOutcome,
    PanelDecision,
    ProposalStatus,
    ShortlistObstacle,
)
from gemeentedelers.domain.shortlists.tests.factories import (
    PROPOSED_AT,
    SIGNED_AT,
    WHY,
    an_organiser,
    announced,
    read_edition,
)
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.mail.actions import send_message
from gemeentedelers.foundation.mail.models import Message
from gemeentedelers.foundation.mail.queries import batch_status
from gemeentedelers.foundation.mail.rules import BatchStatus
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db


def said(proposal: Proposal) -> list[tuple[str, str, str]]:
    return [(row.reference, row.outcome, row.kind) for row in decided_in(proposal)]


def newest(name: str) -> tuple[str, str, dict[str, object]]:
    fact = Fact.objects.filter(name=name).latest("number")
    return fact.subject, fact.actor, fact.values


def ruled(entry: Entry, decision: PanelDecision, *, by: User) -> None:
    rule_in_panel(entry, decision, reason="Samen besproken.", present=[by], by=by, now=PROPOSED_AT)


def test_a_proposal_decides_on_every_entry_and_waits() -> None:
    edition, (first, second, third, unread) = read_edition(3, 5, 2, 0)
    oscar = an_organiser(edition)

    proposal = propose(edition, by=oscar, now=PROPOSED_AT)

    assert said(proposal) == [
        (second.reference, "advance", "ranked"),
        (first.reference, "advance", "ranked"),
        (third.reference, "stop", "ranked"),
        (unread.reference, "stop", "ranked"),
    ]
    assert (proposal.number, proposal.status, proposal.made_by) == (1, ProposalStatus.PENDING, oscar)
    assert newest("proposal.made") == ("2027", oscar.code, {"number": 1, "n_advance": 2, "n_stop": 2})
    assert list(shortlist_of(edition)) == []


def test_a_new_proposal_replaces_the_one_that_waits_and_the_same_one_does_not() -> None:
    edition, entries = read_edition(3, 5, 2)
    oscar = an_organiser(edition)
    first = propose(edition, by=oscar, now=PROPOSED_AT)

    assert propose(edition, by=oscar, now=PROPOSED_AT) == first
    changes = {entries[0].reference: "Bleek niet af.", entries[2].reference: "Komt in de plaats."}
    second = propose(edition, changes=changes, by=oscar, now=PROPOSED_AT)

    assert [(row.number, row.status) for row in Proposal.objects.all()] == [(2, "pending"), (1, "replaced")]
    assert [kind for _, _, kind in said(first)] == ["ranked"] * 3
    assert said(second) == [
        (entries[1].reference, "advance", "ranked"),
        (entries[0].reference, "stop", "by_hand"),
        (entries[2].reference, "advance", "by_hand"),
    ]


def test_no_proposal_while_people_read() -> None:
    edition = make_edition()
    eligible_entry(edition)
    reading_round(edition)
    score_all(edition)

    with pytest.raises(RefusedError) as caught:
        propose(edition, by=an_organiser(edition), now=DURING_READING)

    assert caught.value.refusal.code == ShortlistObstacle.ROUND_STILL_OPEN
    assert Proposal.objects.count() == 0


def test_a_second_person_signs_and_ten_minutes_later_everybody_knows() -> None:
    edition, entries = read_edition(3, 5, 2)
    oscar, ada = an_organiser(edition), somebody_with(Role.ADMINISTRATOR)
    proposal = propose(edition, by=oscar, now=PROPOSED_AT)

    signed = confirm_proposal(proposal, by=ada, now=SIGNED_AT)
    confirm_proposal(proposal, by=ada, now=SIGNED_AT)

    assert (signed.status, signed.signed_by, signed.signed_at) == (ProposalStatus.CONFIRMED, ada, SIGNED_AT)
    assert [(place.entry, place.kind, place.position) for place in shortlist_of(edition)] == [
        (entries[1], "ranked", 1),
        (entries[0], "ranked", 2),
    ]
    edition.refresh_from_db()
    assert edition.shortlist_announced_at == AFTER_READING == SIGNED_AT + UNDO
    assert newest("proposal.confirmed") == ("2027", ada.code, {"number": 1})
    assert newest("shortlist.announced") == ("2027", ada.code, {"at": AFTER_READING.isoformat()})
    assert Fact.objects.filter(name__in=["proposal.confirmed", "shortlist.announced"]).count() == 2


def test_until_the_moment_nobody_sees_anything() -> None:
    edition, entries = read_edition(3, 5, 2)
    confirm_proposal(
        propose(edition, by=an_organiser(edition), now=PROPOSED_AT), by=an_organiser(edition), now=SIGNED_AT
    )
    edition.refresh_from_db()
    entries[0].edition = edition
    a_moment_before = AFTER_READING - timedelta(microseconds=1)

    def seen(now: object) -> tuple[object, ...]:
        return (
            len(announced_shortlist(edition, now)),  # type: ignore[arg-type]
            phase_of(edition.timetable, now),  # type: ignore[arg-type]
            story_of(edition, now) is not None,  # type: ignore[arg-type]
        )

    assert seen(a_moment_before) == (0, Phase.SCORING, False)
    assert seen(AFTER_READING) == (2, Phase.FINALISTS, True)


def test_who_cannot_sign() -> None:
    edition, _ = read_edition(3, 5, 2)
    oscar = an_organiser(edition)
    proposal = propose(edition, by=oscar, now=PROPOSED_AT)
    elsewhere = somebody_with(Role.ORGANISER, year=2026)

    refused = []
    for somebody in (oscar, elsewhere, UserFactory()):
        with pytest.raises(RefusedError) as caught:
            confirm_proposal(proposal, by=somebody, now=SIGNED_AT)
        refused.append(caught.value.refusal.code)

    assert refused == [
        ShortlistObstacle.SECOND_PERSON_NEEDED,
        ShortlistObstacle.NOT_A_SIGNER,
        ShortlistObstacle.NOT_A_SIGNER,
    ]
    assert ShortlistPlace.objects.count() == 0


def test_a_round_whose_time_is_over_still_has_to_be_closed() -> None:
    edition, _ = read_edition(3, 5)
    edition.rounds.filter(kind=RoundKind.READING).update(closed_at=None)
    proposal = propose(edition, by=an_organiser(edition), now=AFTER_READING)

    with pytest.raises(RefusedError) as caught:
        confirm_proposal(proposal, by=an_organiser(edition), now=AFTER_READING)

    assert caught.value.refusal.code == ShortlistObstacle.ROUND_NOT_CLOSED


def test_a_proposal_that_the_facts_overtook_is_not_signed() -> None:
    edition, entries = read_edition(3, 5, 2, 2)
    oscar, olga = an_organiser(edition), an_organiser(edition)
    proposal = propose(edition, by=oscar, now=PROPOSED_AT)
    Score.objects.filter(scorecard__assignment__entry=entries[2]).update(value=1)

    with pytest.raises(RefusedError) as changed:
        confirm_proposal(proposal, by=olga, now=SIGNED_AT)
    withdraw_entry(entries[3], reason="", by=owner_of(entries[3]), now=SIGNED_AT)
    with pytest.raises(RefusedError) as gone:
        confirm_proposal(proposal, by=olga, now=SIGNED_AT)

    assert changed.value.refusal.code == ShortlistObstacle.RANKING_CHANGED
    assert gone.value.refusal.code == ShortlistObstacle.ENTRIES_GONE
    assert gone.value.refusal.values == {"references": entries[3].reference}
    confirm_proposal(propose(edition, by=oscar, now=SIGNED_AT), by=olga, now=SIGNED_AT)
    assert shortlist_of(edition).count() == 2


def test_more_places_than_the_round_has_need_a_reason() -> None:
    edition, _ = read_edition(4, 4, 4)
    oscar = an_organiser(edition)

    with pytest.raises(RefusedError) as caught:
        propose(edition, by=oscar, now=PROPOSED_AT)
    proposal = propose(edition, places_reason="Drie even goede.", by=oscar, now=PROPOSED_AT)

    assert caught.value.refusal.code == ShortlistObstacle.PLACES_NEED_A_REASON
    assert caught.value.refusal.values == {"n_placed": 3, "places": 2}
    assert proposal.places_reason == "Drie even goede."


def signed_edition() -> tuple[Edition, User, Proposal]:
    edition, _ = read_edition(3, 5, 2)
    oscar = an_organiser(edition)
    proposal = propose(edition, by=oscar, now=PROPOSED_AT)
    confirm_proposal(proposal, by=an_organiser(edition), now=SIGNED_AT)
    write_decisions(Fact.objects.get(name="shortlist.announced"))
    proposal.refresh_from_db()
    return edition, oscar, proposal


def test_the_mails_wait_for_the_moment_and_are_written_once() -> None:
    edition, _, proposal = signed_edition()
    write_decisions(Fact.objects.get(name="shortlist.announced"))

    assert batch_status(proposal.batch) == BatchStatus(n_waiting=3, due=AFTER_READING)
    subjects = sorted(Message.objects.values_list("subject", flat=True))
    references = sorted(edition.entries.values_list("reference", flat=True))
    assert subjects == [
        f"Uw inzending {references[0]} staat op de shortlist",
        f"Uw inzending {references[1]} staat op de shortlist",
        f"Uw inzending {references[2]} staat niet op de shortlist",
    ]


def test_within_ten_minutes_all_of_it_is_taken_back() -> None:
    edition, oscar, proposal = signed_edition()

    withdraw_announcement(edition, by=oscar, now=AFTER_READING - timedelta(seconds=1))

    edition.refresh_from_db()
    proposal.refresh_from_db()
    assert (edition.shortlist_announced_at, list(shortlist_of(edition))) == (None, [])
    assert (proposal.status, proposal.signed_by) == (ProposalStatus.PENDING, None)
    assert batch_status(proposal.batch) == BatchStatus(n_withdrawn=3)
    assert newest("shortlist.withdrawn") == ("2027", oscar.code, {})
    for message in Message.objects.all():
        send_message(message.pk, now=AFTER_READING)
    assert Message.objects.filter(sent_at__isnull=False).count() == 0
    with pytest.raises(RefusedError) as caught:
        withdraw_announcement(edition, by=oscar, now=AFTER_READING)
    assert caught.value.refusal.code == ShortlistObstacle.NOTHING_TO_WITHDRAW


def test_a_withdrawn_announcement_can_be_signed_again_with_mails_of_its_own() -> None:
    edition, oscar, proposal = signed_edition()
    first = Fact.objects.get(name="shortlist.announced")
    withdraw_announcement(edition, by=oscar, now=SIGNED_AT + timedelta(minutes=1))

    again = confirm_proposal(proposal, by=an_organiser(edition), now=SIGNED_AT + timedelta(minutes=5))
    write_decisions(first)
    assert batch_status(again.batch) == BatchStatus()
    write_decisions(Fact.objects.filter(name="shortlist.announced").latest("number"))

    due = SIGNED_AT + timedelta(minutes=15)
    assert batch_status(again.batch) == BatchStatus(n_waiting=3, due=due)
    assert Message.objects.count() == 6


def test_a_job_that_comes_after_the_withdrawal_writes_nothing() -> None:
    edition, _ = read_edition(3, 5)
    oscar = an_organiser(edition)
    confirm_proposal(propose(edition, by=oscar, now=PROPOSED_AT), by=an_organiser(edition), now=SIGNED_AT)
    withdraw_announcement(edition, by=oscar, now=SIGNED_AT)

    write_decisions(Fact.objects.get(name="shortlist.announced"))

    assert Message.objects.count() == 0


def test_what_is_announced_stays_announced() -> None:
    edition, oscar, _ = signed_edition()

    with pytest.raises(RefusedError) as caught:
        withdraw_announcement(edition, by=oscar, now=AFTER_READING)
    with pytest.raises(RefusedError) as in_edition:
        withdraw_shortlist(edition, by=oscar.code, now=AFTER_READING)
    with pytest.raises(RefusedError) as stranger:
        withdraw_announcement(edition, by=UserFactory(), now=SIGNED_AT)
    with pytest.raises(RefusedError) as another:
        propose(edition, by=oscar, now=AFTER_READING)

    assert caught.value.refusal.code == ShortlistObstacle.ALREADY_ANNOUNCED
    assert in_edition.value.refusal.code == EditionObstacle.SHORTLIST_IS_OUT
    assert stranger.value.refusal.code == ShortlistObstacle.NOT_A_SIGNER
    assert another.value.refusal.code == ShortlistObstacle.ALREADY_SIGNED
    assert shortlist_of(edition).count() == 2


def test_a_wildcard_joins_those_that_go_on() -> None:
    edition, entries = read_edition(3, 5, 2, 1)
    oscar = an_organiser(edition)

    wildcard = spend_wildcard(entries[3], reason=f"  {WHY} ", by=oscar, now=PROPOSED_AT)
    proposal = propose(edition, by=oscar, now=PROPOSED_AT)

    assert said(proposal)[3] == (entries[3].reference, "advance", "wildcard")
    assert newest("wildcard.spent") == (entries[3].reference, oscar.code, {"wildcard": wildcard.code})
    confirm_proposal(proposal, by=an_organiser(edition), now=SIGNED_AT)
    assert [place.reason for place in shortlist_of(edition)] == ["", "", WHY]
    with pytest.raises(RefusedError) as caught:
        take_back_wildcard(wildcard, by=oscar, now=SIGNED_AT)
    assert caught.value.refusal.code == ShortlistObstacle.ALREADY_SIGNED


def test_a_wildcard_can_be_taken_back_and_makes_a_proposal_stale() -> None:
    edition, entries = read_edition(3, 5, 2, 1)
    oscar = an_organiser(edition)
    wildcard = spend_wildcard(entries[3], reason=WHY, by=oscar, now=PROPOSED_AT)
    proposal = propose(edition, by=oscar, now=PROPOSED_AT)

    take_back_wildcard(wildcard, by=oscar, now=PROPOSED_AT)
    take_back_wildcard(wildcard, by=oscar, now=PROPOSED_AT)

    assert Fact.objects.filter(name="wildcard.taken_back").count() == 1
    with pytest.raises(RefusedError) as caught:
        confirm_proposal(proposal, by=an_organiser(edition), now=SIGNED_AT)
    assert caught.value.refusal.code == ShortlistObstacle.RANKING_CHANGED
    spend_wildcard(entries[2], reason=WHY, by=oscar, now=PROPOSED_AT)
    with pytest.raises(RefusedError) as one_too_many:
        spend_wildcard(entries[3], reason=WHY, by=oscar, now=PROPOSED_AT)
    assert one_too_many.value.refusal.code == ShortlistObstacle.TOO_MANY_WILDCARDS


@pytest.mark.parametrize(
    ("holder", "role"),
    [
        (WildcardHolder.ORGANISER, Role.ORGANISER),
        (WildcardHolder.ASSESSOR, Role.ASSESSOR),
        (WildcardHolder.JURY_CHAIR, Role.JURY_CHAIR),
    ],
)
def test_only_the_holder_spends_a_wildcard(holder: WildcardHolder, role: Role) -> None:
    edition, entries = read_edition(3, 5, 2, 1)
    edition.rounds.filter(kind=RoundKind.READING).update(wildcards_by=holder)
    others = [other for other in (Role.ORGANISER, Role.ASSESSOR, Role.JURY_CHAIR, Role.JUROR) if other is not role]

    for other in others:
        with pytest.raises(RefusedError) as caught:
            spend_wildcard(entries[3], reason=WHY, by=somebody_with(other, year=2027), now=PROPOSED_AT)
        assert caught.value.refusal.code == ShortlistObstacle.NOT_THE_HOLDER

    spend_wildcard(entries[3], reason=WHY, by=somebody_with(role, year=2027), now=PROPOSED_AT)
    assert Wildcard.objects.get().entry == entries[3]


def test_nobody_gives_a_wildcard_to_people_they_know() -> None:
    edition, entries = read_edition(3, 5, 2, 1)
    involved, neighbour = an_organiser(edition), an_organiser(edition, municipality=entries[3].municipality)
    Conflict.objects.create(user=involved, entry=entries[3], reason="Adviseerde.", declared_at=DURING_READING)

    for somebody in (involved, neighbour):
        with pytest.raises(RefusedError) as caught:
            spend_wildcard(entries[3], reason=WHY, by=somebody, now=PROPOSED_AT)
        assert caught.value.refusal.code == ShortlistObstacle.WILDCARD_TOO_CLOSE_TO_HOME

    spend_wildcard(entries[2], reason=WHY, by=involved, now=PROPOSED_AT)


def test_a_panel_decides_what_is_too_close() -> None:
    edition, entries = read_edition(5, 4, 4, 1)
    oscar, ria = an_organiser(edition), somebody_with(Role.SCORER, year=2027)

    rule_in_panel(entries[1], PanelDecision.STOP, reason=" Te dun. ", present=[oscar, ria], by=oscar, now=PROPOSED_AT)
    ruled(entries[2], PanelDecision.ADVANCE, by=oscar)

    decided = {row.reference: row for row in decided_in(propose(edition, by=oscar, now=PROPOSED_AT))}
    assert (decided[entries[1].reference].outcome, decided[entries[1].reference].reason) == ("stop", "Te dun.")
    assert decided[entries[2].reference].outcome is DecisionOutcome.ADVANCE
    fact = Fact.objects.filter(name="panel.ruled").earliest("number")
    assert (fact.subject, fact.values) == (
        entries[1].reference,
        {"decision": "stop", "present": sorted([oscar.code, ria.code])},
    )


def test_the_newest_verdict_of_a_panel_holds() -> None:
    edition, entries = read_edition(5, 4, 4)
    oscar = an_organiser(edition)
    for decision in (PanelDecision.ADVANCE, PanelDecision.STOP):
        ruled(entries[1], decision, by=oscar)

    assert said(propose(edition, by=oscar, now=PROPOSED_AT))[1] == (entries[1].reference, "stop", "panel")


def test_who_knows_the_people_is_not_at_the_table() -> None:
    edition, entries = read_edition(5, 4, 4, 1)
    oscar = an_organiser(edition)
    neighbour = somebody_with(Role.ASSESSOR, year=2027, name="Bea", municipality=entries[1].municipality)

    with pytest.raises(RefusedError) as caught:
        rule_in_panel(
            entries[1], PanelDecision.STOP, reason="Nee.", present=[oscar, neighbour], by=oscar, now=PROPOSED_AT
        )
    with pytest.raises(RefusedError) as far:
        ruled(entries[3], PanelDecision.ADVANCE, by=oscar)

    assert caught.value.refusal.code == ShortlistObstacle.PRESENT_TOO_CLOSE_TO_HOME
    assert caught.value.refusal.values == {"names": "Bea"}
    assert far.value.refusal.code == ShortlistObstacle.NOT_TOO_CLOSE


def test_lots_part_what_a_panel_could_not() -> None:
    edition, entries = read_edition(5, 4, 4)
    oscar = an_organiser(edition)
    pair = [entry.reference for entry in entries[1:]]
    for entry in entries[1:]:
        ruled(entry, PanelDecision.UNDECIDED, by=oscar)

    def promised(promise: str) -> Draw:
        return promise_draw(edition, pair, places=1, promise=promise, reason="Even sterk.", by=oscar, now=PROPOSED_AT)

    dropped = promised("De trekking van morgen")
    kept = promised(" De trekking  van 10 december ")
    drawn = draw_lots(kept, "4 8  15", by=oscar, now=PROPOSED_AT)

    dropped.refresh_from_db()
    assert (dropped.dropped_at, drawn.promise, drawn.seed) == (PROPOSED_AT, "De trekking van 10 december", "4 8 15")
    assert newest("draw.promised")[2] == {
        "draw": kept.code,
        "references": pair,
        "places": 1,
        "promise": "De trekking van 10 december",
    }
    assert newest("lots.drawn")[2] == {"draw": kept.code, "seed": "4 8 15", "order": drawn.order, "places": 1}
    decided = {row.reference: row for row in decided_in(propose(edition, by=oscar, now=PROPOSED_AT))}
    assert [(decided[reference].outcome, decided[reference].kind) for reference in drawn.order] == [
        ("advance", "draw"),
        ("stop", "draw"),
    ]
    for draw in (dropped, kept):
        with pytest.raises(RefusedError) as caught:
            draw_lots(draw, "16 23 42", by=oscar, now=PROPOSED_AT)
        assert caught.value.refusal.code == ShortlistObstacle.DRAWN_ALREADY
    with pytest.raises(RefusedError) as again:
        promised("Nog eens")
    assert again.value.refusal.code == ShortlistObstacle.DRAWN_ALREADY


def test_the_story_tells_everybody_how_it_went() -> None:
    edition, entries = read_edition(5, 4, 4, 1)
    oscar = an_organiser(edition)
    ruled(entries[1], PanelDecision.STOP, by=oscar)
    spend_wildcard(entries[3], reason=WHY, by=oscar, now=PROPOSED_AT)
    confirm_proposal(propose(edition, by=oscar, now=PROPOSED_AT), by=an_organiser(edition), now=SIGNED_AT)
    edition.refresh_from_db()

    story = story_of(edition, AFTER_READING)

    assert story is not None
    assert (story.n_entries, story.n_readings, story.n_places, story.n_by_panel) == (4, 8, 3, 1)
    assert [(place.entry, place.reason) for place in story.wildcards] == [(entries[3], WHY)]
    assert (list(story.by_hand), list(story.draws), story.places_reason) == ([], [], "")


def test_an_edition_without_a_reading_round_or_scores_has_no_shortlist() -> None:
    edition = make_edition()
    oscar = an_organiser(edition)

    with pytest.raises(RefusedError) as empty:
        propose(edition, by=oscar, now=AFTER_READING)
    edition.rounds.filter(kind=RoundKind.READING).delete()
    with pytest.raises(RefusedError) as without:
        propose(edition, by=oscar, now=AFTER_READING)

    assert empty.value.refusal.code == without.value.refusal.code == ShortlistObstacle.NO_SCORES


def test_a_signed_edition_breaks_nothing() -> None:
    edition = make_edition()
    eligible_entry(edition)
    announced(edition)
    round_ = round_of(edition, RoundKind.READING)
    assert round_ is not None

    assert standing_proposal(round_) is not None
    assert [list(query()) for query in (broken_places, broken_signatures, broken_wildcards)] == [[], [], []]

    Proposal.objects.update(status=ProposalStatus.PENDING)
    assert list(broken_signatures()) == [edition]
