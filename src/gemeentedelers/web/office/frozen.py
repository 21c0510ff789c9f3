"""A frozen version as rows of a list: what the organisers check before an entry goes to the readers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Criterion


@dataclass(frozen=True)
class Part:
    label: str
    value: str


STORY = (("result", "Resultaat"), ("summary", "Samenvatting"), ("problem", "Probleem"), ("approach", "Aanpak"))
NEEDS = (("costs", "Kosten"), ("lessons", "Lessen"))


def rows_of(content: Mapping[str, object], criteria: Iterable["Criterion"]) -> list[Part]:
    answers = content.get("answers")
    assert isinstance(answers, dict)
    return [
        *(Part(label, str(content.get(part, ""))) for part, label in STORY),
        *(Part(criterion.name, answers.get(criterion.key, "")) for criterion in criteria),
        *(Part(label, str(content.get(part, ""))) for part, label in NEEDS),
        Part("Gestart op", _day(content.get("started_on"))),
        Part("Afgerond op", _day(content.get("finished_on"))),
        Part("Gemeente was beslissend", _answered(content.get("was_decisive"))),
        Part("Mag in de kennisbank", _answered(content.get("may_be_published"))),
    ]


def _day(written: object) -> str:
    return date_format(date.fromisoformat(str(written)), "j F Y") if written else ""


def _answered(written: object) -> str:
    return "ja" if written else "nee"
