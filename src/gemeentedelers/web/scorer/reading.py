"""An entry as its reader gets it: the frozen version in sections that can be jumped to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Criterion


@dataclass(frozen=True)
class Section:
    """`anchor` is the id of the heading; `jump` is the short name in the list of links."""

    anchor: str
    title: str
    jump: str
    text: str


def sections_of(content: Mapping[str, object], criteria: Iterable["Criterion"]) -> list[Section]:
    """The story first, then an answer for each criterion, and at the end what a colleague needs to repeat it."""
    answers = content.get("answers")
    assert isinstance(answers, dict)
    return [
        _section(content, "result", "resultaat", "Het resultaat", "Resultaat"),
        _section(content, "problem", "probleem", "Het probleem", "Probleem"),
        _section(content, "approach", "aanpak", "De aanpak", "Aanpak"),
        *(
            Section(f"criterium-{criterion.key}", criterion.name, criterion.name, answers.get(criterion.key, ""))
            for criterion in criteria
        ),
        _section(content, "costs", "kosten", "Wat het kostte", "Kosten"),
        _section(content, "lessons", "lessen", "Wat de gemeente leerde", "Lessen"),
    ]


def _section(content: Mapping[str, object], part: str, anchor: str, title: str, jump: str) -> Section:
    return Section(anchor, title, jump, str(content.get(part, "")))
