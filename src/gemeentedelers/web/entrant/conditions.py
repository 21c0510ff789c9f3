"""The conditions of the regulations as a team reads them while it writes: what is seen, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemeentedelers.domain.cases.rules import Texts
from gemeentedelers.domain.entries.rules import Check, Condition, Sight, eligibility_checks
from gemeentedelers.web.ui.labels import label, sentence

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition

HINTS: Mapping[tuple[Condition, Sight], str] = {
    (Condition.FINISHED, Sight.MET): "De casus was op tijd klaar.",
    (Condition.FINISHED, Sight.UNKNOWN): "Vul in wanneer de casus klaar was.",
    (Condition.RECENT, Sight.MET): "De casus is niet te oud.",
    (Condition.RECENT, Sight.UNKNOWN): "Dat zien wij aan de dag waarop de casus klaar was.",
    (Condition.PROVEN, Sight.MET): "U zegt wat er veranderde en hoe u dat weet.",
    (Condition.PROVEN, Sight.UNKNOWN): "Noem bij het bewijs één verandering, en hoe zeker die is.",
    (Condition.PROVEN, Sight.DOUBTFUL): "U vertelt het alleen. Kunt u iets tellen of vergelijken? Dat helpt lezers.",
    (Condition.RELEVANT, Sight.MET): "U beschrijft het probleem.",
    (Condition.RELEVANT, Sight.UNKNOWN): "Schrijf voor wie het een probleem was.",
    (Condition.VALUABLE, Sight.MET): "U beschrijft wat mensen eraan hebben.",
    (Condition.VALUABLE, Sight.UNKNOWN): "Schrijf wat mensen ervan merken.",
    (Condition.SCALABLE, Sight.MET): "U beschrijft wat een ander kan overnemen.",
    (Condition.SCALABLE, Sight.UNKNOWN): "Schrijf wat een andere gemeente kan overnemen.",
}


@dataclass(frozen=True)
class Row:
    name: str
    sight: Sight
    state: str
    why: str


def conditions_of(edition: "Edition", texts: Texts) -> list[Row]:
    checks = eligibility_checks(texts, reference=edition.reference_date, max_age_years=edition.max_age_years)
    return list(_rows(checks))


def _rows(checks: list[Check]) -> Iterator[Row]:
    for check in checks:
        why = sentence(check.doubt) if check.doubt else HINTS[check.condition, check.sight]
        yield Row(label(check.condition), check.sight, label(check.sight), why)
