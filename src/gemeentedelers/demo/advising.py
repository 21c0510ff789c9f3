"""Every team hears back; what it hears is invented, as everything in a fictitious edition."""

from collections.abc import Mapping
from datetime import datetime

from gemeentedelers.demo.calendar import chance
from gemeentedelers.demo.cases import Case, advice_sentences, general_tips
from gemeentedelers.domain.advice.actions import write_advice
from gemeentedelers.domain.advice.models import Advice
from gemeentedelers.domain.advice.rules import Parts
from gemeentedelers.domain.editions.models import Round
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.people.models import User


def write_all(
    round_: Round, entries: Mapping[str, Entry], cases: Mapping[str, Case], *, by: User, now: datetime
) -> list[Advice]:
    """Advice that waits for a second pair of eyes, for these entries by the title of their case."""
    return [
        write_advice(entry, round_, _parts(cases[title]), is_ready=True, by=by, now=now)
        for title, entry in entries.items()
    ]


def _parts(case: Case) -> Parts:
    luck, said = chance("advice", case.title), advice_sentences()
    first, second = luck.sample(said["strengths"], 2)
    return Parts(first, second, case.tip, luck.choice(general_tips()), luck.choice(said["talks"]))
