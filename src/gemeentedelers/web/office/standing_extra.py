"""Where an extra reading helps most: how many, at which entries, and why there."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms

from gemeentedelers.domain.rankings.queries import rows_of
from gemeentedelers.web.office.standing import of_a_hundred
from gemeentedelers.web.ui.forms import Form

if TYPE_CHECKING:
    from gemeentedelers.domain.rankings.models import Standing, StandingRow

MOST = 300


class ExtraForm(Form):
    USUAL = 20

    n = forms.IntegerField(
        label="Hoeveel extra lezingen zijn er?",
        help_text="Wij verdelen ze over de inzendingen bij wie zij het meeste uitmaken.",
        min_value=1,
        max_value=MOST,
        initial=USUAL,
        error_messages={
            "required": "Vul een aantal in.",
            "invalid": "Vul een heel getal in.",
            "min_value": "Vul minstens 1 in.",
            "max_value": "Vul hoogstens %(limit_value)s in.",
        },
    )


@dataclass(frozen=True)
class Advice:
    kept: "StandingRow"
    n_extra: int

    @property
    def reason(self) -> str:
        assert self.kept.chance is not None
        n_reads = self.kept.n_reads
        chance = of_a_hundred(self.kept.chance)
        return f"De kans op een plaats is {chance}, met {n_reads} lezer{'s' if n_reads != 1 else ''}."


def wanted_from(standing: "Standing | None", n_wanted: int) -> Counter[str]:
    """How many of so many readings go to each entry."""
    return Counter(standing.next_reads[:n_wanted] if standing else ())


def advised(standing: "Standing", n_wanted: int) -> list[Advice]:
    """The entries to which so many readings go, the most urgent first."""
    wanted = wanted_from(standing, n_wanted)
    rows = {row.entry.reference: row for row in rows_of(standing).filter(entry__reference__in=list(wanted))}
    return [Advice(rows[reference], n) for reference, n in wanted.items() if reference in rows]
