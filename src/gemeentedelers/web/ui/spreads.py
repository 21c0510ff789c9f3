"""Where the dots of a few scores lie on the axis from 1 to 5."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

STEP, RADIUS = 0.17, 0.1


@dataclass(frozen=True)
class Dots:
    """Equal scores lie above each other; the picture is as high as its highest pile."""

    scores: Sequence[int]
    mean: float | None
    places: Sequence[tuple[int, float]]
    height: float
    floor: float


def dots_of(scores: Sequence[int], mean: Fraction | None) -> Dots:
    highest = max(Counter(scores).values(), default=1)
    height = round(2 * RADIUS + STEP * (highest - 1) + 0.1, 2)
    floor = round(height - RADIUS, 2)
    seen: Counter[int] = Counter()
    places = []
    for score in scores:
        places.append((score, round(floor - STEP * seen[score], 2)))
        seen[score] += 1
    return Dots(scores, None if mean is None else round(float(mean), 3), places, height, floor)
