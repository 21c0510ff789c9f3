from collections import Counter
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from gemeentedelers.domain.advice.models import Advice, AdviceReply
from gemeentedelers.domain.advice.rules import ENOUGH_TO_CLOSE, AdviceStatus, Usefulness
from gemeentedelers.domain.editions.models import Round
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import entries_in_competition
from gemeentedelers.domain.entries.rules import EntryStatus
from gemeentedelers.domain.panels.models import Assignment
from gemeentedelers.domain.scoring.models import Scorecard
from gemeentedelers.domain.scoring.rules import ScorecardStatus


@dataclass(frozen=True)
class AdviceRow:
    """An entry of the board, with its advice as far as there is any."""

    entry: Entry
    advice: Advice | None

    @property
    def status(self) -> AdviceStatus | None:
        return AdviceStatus(self.advice.status) if self.advice else None


def entries_to_advise(round_: Round) -> QuerySet[Entry]:
    """Everybody in the competition after a round that reads all, and otherwise who lay on a desk in the round."""
    entries = entries_in_competition(round_.edition)
    if round_.kind in (RoundKind.READING, RoundKind.SCREENING):
        return entries
    read = Assignment.objects.filter(reader__round=round_, ended_at=None).values("entry")
    return entries.filter(pk__in=read)


def board_of(round_: Round) -> list[AdviceRow]:
    """In two queries; who lacks advice first, and then in the order in which advice comes about."""
    advice = {row.entry_id: row for row in Advice.objects.filter(round=round_).select_related("written_by")}
    rows = [AdviceRow(entry, advice.get(entry.pk)) for entry in entries_to_advise(round_)]
    order = [None, *AdviceStatus]
    return sorted(rows, key=lambda row: order.index(row.status))


def counts_of(round_: Round) -> Counter[AdviceStatus | None]:
    """How many entries stand at each status; None is an entry for which nobody began."""
    found = Advice.objects.filter(round=round_, entry__in=entries_to_advise(round_)).values_list("status", flat=True)
    counts: Counter[AdviceStatus | None] = Counter(AdviceStatus(status) for status in found.order_by())
    counts[None] = entries_to_advise(round_).count() - counts.total()
    return counts


def n_without_advice(round_: Round) -> int:
    counts = counts_of(round_)
    return counts.total() - sum(counts[status] for status in ENOUGH_TO_CLOSE)


def advice_on(entry: Entry, round_: Round) -> Advice | None:
    return Advice.objects.filter(entry=entry, round=round_).first()


def tips_about(entry: Entry, round_: Round) -> list[str]:
    """What the readers of the round wrote for the team, without who wrote it: codes of assignments are random."""
    cards = Scorecard.objects.filter(
        assignment__entry=entry,
        assignment__reader__round=round_,
        assignment__ended_at=None,
        status=ScorecardStatus.FINAL,
    ).exclude(tip="")
    return list(cards.order_by("assignment__code").values_list("tip", flat=True))


def names_to_keep_out(entry: Entry, round_: Round) -> frozenset[str]:
    """Who read the entry in the round, by name: a team never learns that."""
    readers = Assignment.objects.filter(entry=entry, reader__round=round_).exclude(reader__user__name="")
    return frozenset(readers.values_list("reader__user__name", flat=True))


def advice_for(entry: Entry) -> QuerySet[Advice]:
    """For the team: what was released, the newest round first."""
    return (
        Advice.objects.filter(entry=entry, status=AdviceStatus.RELEASED)
        .select_related("round", "reply")
        .order_by("-round__opens")
    )


def approved_advice(round_: Round) -> QuerySet[Advice]:
    """What can go out. An entry that left the competition gets none."""
    return Advice.objects.filter(
        round=round_, status=AdviceStatus.APPROVED, entry__status=EntryStatus.SUBMITTED
    ).select_related("entry__edition")


def ready_advice(round_: Round) -> QuerySet[Advice]:
    """What waits for a second pair of eyes."""
    return Advice.objects.filter(round=round_, status=AdviceStatus.READY, entry__in=entries_to_advise(round_))


def replies_in(round_: Round) -> Counter[Usefulness]:
    found = AdviceReply.objects.filter(advice__round=round_).values_list("usefulness", flat=True)
    return Counter(Usefulness(answer) for answer in found)


def broken_advice() -> QuerySet[Advice]:
    """Advice with a team although a part is missing, or of another edition than its entry."""
    parts = ("first_strength", "second_strength", "first_step", "second_step", "talk_to")
    is_missing = Q()
    for part in parts:
        is_missing |= Q(**{part: ""})
    return Advice.objects.filter(Q(is_missing, status=AdviceStatus.RELEASED) | ~Q(entry__edition=F("round__edition")))
