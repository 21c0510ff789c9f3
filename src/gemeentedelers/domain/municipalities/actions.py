from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from django.db import transaction

from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.municipalities.rules import RegionRow, RegisterObstacle, RegisterRow
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import Refusal, refuse
from gemeentedelers.science.tilemap import tiles

REFERENCE = Path(__file__).parent / "reference" / "municipalities.csv"
REGIONS = REFERENCE.with_name("regions.csv")


@dataclass(frozen=True)
class LoadReport:
    added: tuple[str, ...]
    changed: tuple[str, ...]
    ended: tuple[str, ...]


@transaction.atomic
def load_register(rows: Sequence[RegisterRow], *, by: str, now: datetime, dry_run: bool = False) -> LoadReport:
    """Bring the register up to date with the rows. Loading the same rows again changes nothing.

    Who ended counts as ended only, not as changed too. A municipality that the rows leave out stays as it is.
    """
    report = _compared(rows)
    if dry_run or report == LoadReport((), (), ()):
        return report
    touched = {*report.added, *report.changed, *report.ended}
    _store([row for row in rows if row.code in touched])
    _place_tiles()
    record(
        "register.loaded",
        subject="register",
        by=by,
        now=now,
        n_added=len(report.added),
        n_changed=len(report.changed),
        n_ended=len(report.ended),
    )
    return report


@transaction.atomic
def load_regions(rows: Sequence[RegionRow], *, by: str, now: datetime, dry_run: bool = False) -> tuple[str, ...]:
    """Keep to which regions municipalities belong; returns the codes of those that changed.

    Loading the same rows again changes nothing. Refuses all rows when the register does not know one of them.
    """
    known = Municipality.objects.in_bulk([row.code for row in rows], field_name="code")
    unknown = [row.code for row in rows if row.code not in known]
    if unknown:
        refuse(Refusal(RegisterObstacle.UNKNOWN_MUNICIPALITY, codes=", ".join(unknown)))
    changed = [row for row in rows if known[row.code].regions != row.regions]
    if dry_run or not changed:
        return tuple(row.code for row in changed)
    for row in changed:
        known[row.code].regions = dict(row.regions)
    Municipality.objects.bulk_update([known[row.code] for row in changed], ["regions"])
    record("regions.loaded", subject="register", by=by, now=now, n_changed=len(changed))
    return tuple(row.code for row in changed)


def _compared(rows: Sequence[RegisterRow]) -> LoadReport:
    known = {municipality.code: municipality for municipality in Municipality.objects.prefetch_related("successors")}
    added, changed, ended = [], [], []
    for row in rows:
        municipality = known.get(row.code)
        if municipality is None:
            added.append(row.code)
        elif row.valid_to and municipality.valid_to is None:
            ended.append(row.code)
        elif _differs(municipality, row):
            changed.append(row.code)
    return LoadReport(tuple(added), tuple(changed), tuple(ended))


def _differs(municipality: Municipality, row: RegisterRow) -> bool:
    successors = {successor.code for successor in municipality.successors.all()}
    return successors != set(row.successors) or any(
        getattr(municipality, name) != value for name, value in _values(row).items()
    )


def _values(row: RegisterRow) -> dict[str, object]:
    return {name: value for name, value in asdict(row).items() if name != "successors"}


def _store(rows: Sequence[RegisterRow]) -> None:
    names = [name for name in _values(rows[0]) if name != "code"]
    Municipality.objects.bulk_create(
        [Municipality(**_values(row)) for row in rows],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=names,
    )
    known = Municipality.objects.prefetch_related("successors").in_bulk(field_name="code")
    for row in rows:
        if row.successors or known[row.code].successors.all():
            known[row.code].successors.set([known[code] for code in row.successors])


def _place_tiles() -> None:
    """Compute the tile map anew for the municipalities of today."""
    Municipality.objects.exclude(valid_to=None).update(tile_column=None, tile_row=None)
    current = list(Municipality.objects.filter(valid_to=None).order_by("code"))
    points = [(municipality.longitude, municipality.latitude) for municipality in current]
    for municipality, (column, row) in zip(current, tiles(np.array(points).reshape(-1, 2)).tolist(), strict=True):
        municipality.tile_column, municipality.tile_row = column, row
    Municipality.objects.bulk_update(current, ["tile_column", "tile_row"])
