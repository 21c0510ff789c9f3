"""Readers get their entries and score them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from gemeentedelers.demo.calendar import between, chance
from gemeentedelers.demo.cases import CRITERIA, Case, general_tips, golden_of
from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.entries.models import FrozenVersion
from gemeentedelers.domain.panels.actions import accept_rules, declare_interests
from gemeentedelers.domain.panels.models import Assignment, Reader
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.scoring.actions import choose_golden_case, score_golden_case, write_scorecard
from gemeentedelers.domain.scoring.queries import golden_cases_of

# Apart enough that whom the readers prefer never depends on who happened to read what.
USUAL, HIGHEST_USUAL, STRONG = 3.05, 3.5, 4.5
LOWEST, HIGHEST = 1, 5
ShareDone = Callable[[str], float]


@dataclass(frozen=True)
class Taste:
    """What readers are going to think: which cases stand out, and what can be said about each."""

    cases: Mapping[str, Case]
    strong: Collection[str]
    contested: Collection[str] = ()

    def values(self, title: str, reader: str) -> dict[str, int]:
        """Scores that differ as people differ: by the case, by how strict the reader is, and by the day."""
        is_strong = title in self.strong
        worth = STRONG if is_strong else self._usual_worth(title)
        mildness = chance("mildness", reader).gauss(0, 0.15 if is_strong else 0.35)
        day = chance("day", title, reader)
        return {key: _bounded(worth + mildness + day.gauss(0, 0.3 if is_strong else 0.55)) for key in CRITERIA}

    def _usual_worth(self, title: str) -> float:
        if title in self.contested:
            return USUAL
        return min(HIGHEST_USUAL, chance("worth", title).gauss(USUAL, 0.6))

    def tip(self, title: str, reader: str) -> str:
        """The tip that belongs to the case from one reader in two, a general one from the others."""
        luck = chance("tip", title, reader)
        return self.cases[title].tip if luck.random() < 0.5 else luck.choice(general_tips())


def _bounded(value: float) -> int:
    return max(LOWEST, min(HIGHEST, round(value)))


def everything(reader: str) -> float:
    return 1.0


def some(reader: str) -> float:
    """How far a reader is halfway: some are done, some have not begun."""
    return chance("pace", reader).choice([0.0, 0.25, 0.4, 0.5, 0.6, 0.75, 1.0])


def choose_golden_cases(edition: Edition, *, by: User, now: datetime) -> None:
    for golden in golden_of(edition.year):
        version = FrozenVersion.objects.select_related("entry__edition").get(
            entry__title=golden.title, entry__edition__revealed_at__isnull=False
        )
        choose_golden_case(edition, version, golden.values, golden.explanation, by=by.code, now=now)


def begin(round_: Round, *, since: datetime) -> None:
    """Every reader accepts the rules, is involved nowhere, and warms up near the verdict of the panel."""
    golden = list(golden_cases_of(round_.edition))
    for reader in Reader.objects.filter(round=round_).select_related("user"):
        now = since + timedelta(minutes=chance("begin", reader.user.email).randrange(0, 500))
        accept_rules(reader, by=reader.user, now=now)
        declare_interests(reader, {}, by=reader.user, now=now + timedelta(minutes=3))
        for place, case in enumerate(golden, start=1):
            luck = chance("golden", case.position, reader.user.email)
            values = {key: _bounded(value + luck.gauss(0, 0.6)) for key, value in case.values.items()}
            score_golden_case(reader, case, values, by=reader.user, now=now + timedelta(minutes=3 + 6 * place))


def score(round_: Round, taste: Taste, *, since: datetime, until: datetime, share_done: ShareDone = everything) -> None:
    """Each reader finishes a share of the entries on the desk, and leaves one more as a draft when not done."""
    for email, desk in _desks(round_).items():
        n_final = round(len(desk) * share_done(email))
        for place, assignment in enumerate(desk[: n_final + 1]):
            if place == n_final and (n_final == 0 or chance("draft", email).random() < 0.5):
                continue
            title = assignment.entry.title
            values = taste.values(title, email)
            is_final = place < n_final
            write_scorecard(
                assignment,
                values if is_final else {CRITERIA[0]: values[CRITERIA[0]]},
                tip=taste.tip(title, email) if is_final else "",
                is_final=is_final,
                by=assignment.reader.user,
                now=between(since, until, (place + chance("pace", email, place).random()) / (len(desk) + 1)),
            )


def _desks(round_: Round) -> dict[str, list[Assignment]]:
    """What lies on each desk, by the address of the reader."""
    desks: dict[str, list[Assignment]] = {}
    assignments = Assignment.objects.filter(reader__round=round_, ended_at=None).select_related("entry", "reader__user")
    for assignment in assignments.order_by("reader__user__email", "entry__title"):
        desks.setdefault(assignment.reader.user.email, []).append(assignment)
    return desks
