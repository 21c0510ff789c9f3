"""Numbers, their bars, the table that is printed and the comparison with an earlier run."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

TITLES = ("figure", "data", "n", "errors", "median", "p95", "bar", "met", "× yardstick", "before", "change")


@dataclass(frozen=True)
class Figure:
    """One thing that was measured. A count or a size is measured once: then median and p95 are the same."""

    name: str
    data: str
    unit: str
    n: int
    median: float
    p95: float
    bar: float | None = None
    n_errors: int = 0

    @property
    def is_met(self) -> bool | None:
        """None when nobody set a bar. A figure with errors never meets its bar."""
        return None if self.bar is None else self.p95 <= self.bar and not self.n_errors

    @property
    def is_time(self) -> bool:
        return self.unit == "ms"


def quantile(values: Sequence[float], share: float) -> float:
    """The nearest rank: a time that really occurred, never one in between."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan


def of_times(name: str, data: str, seconds: Sequence[float], *, bar: float | None = None, n_errors: int = 0) -> Figure:
    median, p95 = (round(1000 * quantile(seconds, share), 2) for share in (0.5, 0.95))
    return Figure(name, data, "ms", len(seconds), median, p95, bar, n_errors)


def of_number(name: str, data: str, number: float, unit: str, *, bar: float | None = None) -> Figure:
    return Figure(name, data, unit, 1, number, number, bar)


@dataclass(frozen=True)
class Report:
    """One run: when and where, how long a fixed piece of work took meanwhile, and the figures."""

    at: str
    machine: Mapping[str, object]
    yardstick_ms: float
    figures: tuple[Figure, ...]

    def ratio(self, figure: Figure) -> float | None:
        """How many yardsticks the p95 is long; less moved by a busy or slow machine than milliseconds are."""
        return figure.p95 / self.yardstick_ms if figure.is_time and self.yardstick_ms else None

    @property
    def n_errors(self) -> int:
        return sum(figure.n_errors for figure in self.figures)

    def as_json(self) -> dict[str, object]:
        rows = [
            {**asdict(figure), "is_met": figure.is_met, "p95_in_yardsticks": self.ratio(figure)}
            for figure in self.figures
        ]
        return {"at": self.at, "machine": dict(self.machine), "yardstick_ms": self.yardstick_ms, "figures": rows}


def report_in(stored: Mapping[str, object]) -> Report:
    """A report as it was stored. What a later version added to a figure is left out."""
    known = Figure.__dataclass_fields__
    rows, machine, yardstick = stored["figures"], stored["machine"], stored["yardstick_ms"]
    assert isinstance(rows, list) and isinstance(machine, dict) and isinstance(yardstick, int | float)
    figures = tuple(Figure(**{key: value for key, value in row.items() if key in known}) for row in rows)
    return Report(str(stored["at"]), machine, float(yardstick), figures)


def table(report: Report, before: Report | None = None) -> list[str]:
    """The lines to print: columns as wide as their widest cell, numbers to the right."""
    rows = [TITLES, *(_cells(figure, report, before) for figure in report.figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(TITLES))]
    return ["  ".join(_placed(row, widths)).rstrip() for row in rows]


def _placed(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    n_words = 2
    return [
        cell.ljust(width) if place < n_words else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]


def _cells(figure: Figure, report: Report, before: Report | None) -> tuple[str, ...]:
    ratio = report.ratio(figure)
    met = {None: "", True: "yes", False: "NO"}[figure.is_met]
    was, change = _compared(figure, report, before)
    return (
        figure.name,
        figure.data,
        str(figure.n),
        str(figure.n_errors or ""),
        _said(figure.median, figure.unit),
        _said(figure.p95, figure.unit),
        "" if figure.bar is None else _said(figure.bar, figure.unit),
        met,
        "" if ratio is None else f"{ratio:.2f}",
        was,
        change,
    )


def _compared(figure: Figure, report: Report, before: Report | None) -> tuple[str, str]:
    """The former p95, and the change; a time is compared in yardsticks, because both runs shared their machine."""
    former = next((row for row in before.figures if row.name == figure.name), None) if before else None
    if before is None or former is None:
        return "", ""
    new, old = report.ratio(figure), before.ratio(former)
    pair = (figure.p95, former.p95) if new is None or old is None else (new, old)
    change = f"{100 * (pair[0] / pair[1] - 1):+.0f}%" if pair[1] else ""
    return _said(former.p95, former.unit), change


def _said(number: float, unit: str) -> str:
    if math.isnan(number):
        return "none"
    digits = 0 if unit in {"queries"} else 1
    return f"{number:.{digits}f} {unit}"
