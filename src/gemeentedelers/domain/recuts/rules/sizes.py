"""When a category of the final is called thin or full, and when too few of the jury could judge it.

Regulations: with one or two entries a jury has nothing to choose from; with more than half of the shortlist, or more
than twice what everybody would have if all were equal, a category hides what is in it. These say where to look and
refuse nothing. A juror who may not judge one of the entries of a category sits out the whole of it.
"""

from enum import StrEnum

from gemeentedelers.foundation.refusals import Refusal

THIN_BELOW = 3
TIMES_THE_EVEN_SHARE = 2
FEWEST_JURORS = 3


class SizeObstacle(StrEnum):
    THIN = "thin"
    MORE_THAN_HALF = "more_than_half"
    TWICE_THE_EVEN_SHARE = "twice_the_even_share"


class JuryObstacle(StrEnum):
    NOBODY_WITHOUT_TIE = "nobody_without_tie"
    FEW_WITHOUT_TIE = "few_without_tie"


def remark_on_size(size: int, *, total: int, n_categories: int) -> Refusal | None:
    """Half is only much when there are three categories or more to share it."""
    if size < THIN_BELOW:
        return Refusal(SizeObstacle.THIN, fewest=THIN_BELOW)
    if n_categories > 2 and 2 * size > total:
        return Refusal(SizeObstacle.MORE_THAN_HALF)
    if size * n_categories > TIMES_THE_EVEN_SHARE * total:
        return Refusal(SizeObstacle.TWICE_THE_EVEN_SHARE)
    return None


def is_thin(size: int) -> bool:
    return size < THIN_BELOW


def remark_on_jury(*, n_jurors: int, n_free: int) -> Refusal | None:
    """Nothing as long as nobody is in the jury: then there is nobody to count."""
    if not n_jurors or n_free >= FEWEST_JURORS:
        return None
    if not n_free:
        return Refusal(JuryObstacle.NOBODY_WITHOUT_TIE)
    return Refusal(JuryObstacle.FEW_WITHOUT_TIE, n_free=n_free, fewest=FEWEST_JURORS)
