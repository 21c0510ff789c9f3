"""The result as a file that anybody can check without this software, and what is wrong with a file that was changed.

The second line is the result exactly as it was sealed. With a line break and the nonce behind it, its SHA-256 is the
commitment that was published before: `(sed -n 2p FILE; printf %s NONCE) | sha256sum`.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from gemeentedelers.domain.entries.rules import canonical
from gemeentedelers.domain.verdicts.rules import is_kept
from gemeentedelers.foundation.journal.rules import Link, Statement, digest
from gemeentedelers.foundation.refusals import Refusal

FORMAT = "gemeentedelers-result-1"


class ExportObstacle(StrEnum):
    NOT_AN_EXPORT = "not_an_export"
    FILE_CHANGED = "file_changed"
    OTHER_YEAR = "other_year"
    COMMITMENT_DIFFERS = "commitment_differs"
    FACT_CHANGED = "fact_changed"
    NOT_PROMISED = "not_promised"


FactRow = Mapping[str, object]


@dataclass(frozen=True)
class Export:
    year: int
    commitment: str
    text: str
    nonce: str
    facts: tuple[FactRow, ...]


def fact_row(link: Link) -> FactRow:
    """A fact of the journal with everything that its digest is made of."""
    said = link.statement
    return {
        "name": said.name,
        "subject": said.subject,
        "actor": said.actor,
        "at": said.at.astimezone(UTC).isoformat(),
        "values": dict(said.values),
        "previous": link.previous,
        "digest": link.digest,
    }


def written(export: Export) -> str:
    """The one way in which an export is written; the checksum covers every byte before it."""
    head = canonical({"commitment": export.commitment, "format": FORMAT})[:-1] + ',"result":'
    tail = canonical({"facts": list(export.facts), "nonce": export.nonce, "year": export.year})[1:-1]
    body = f"{head}\n{export.text}\n,{tail}"
    return f'{body},"checksum":"{hashlib.sha256(body.encode()).hexdigest()}"}}\n'


def why_not_verified(raw: bytes) -> Refusal | None:
    """None when the file is whole, opens its commitment, and that commitment was recorded before it was opened."""
    export = _read(raw)
    if isinstance(export, Refusal):
        return export
    if json.loads(export.text)["year"] != export.year:
        return Refusal(ExportObstacle.OTHER_YEAR, year=export.year)
    if not is_kept(export.commitment, export.text, export.nonce):
        return Refusal(ExportObstacle.COMMITMENT_DIFFERS)
    return next(_faults_of_facts(export), None)


def _read(raw: bytes) -> Export | Refusal:
    """What the file says, if the same export would be written in exactly these bytes."""
    try:
        stored = json.loads(raw.decode())
        export = Export(
            year=stored["year"],
            commitment=stored["commitment"],
            text=canonical(stored["result"]),
            nonce=stored["nonce"],
            facts=tuple(stored["facts"]),
        )
        is_whole = stored["result"]["year"] is not None and written(export).encode() == raw
    except (ValueError, KeyError, TypeError, RecursionError):
        return Refusal(ExportObstacle.NOT_AN_EXPORT)
    return export if is_whole else Refusal(ExportObstacle.FILE_CHANGED)


def _faults_of_facts(export: Export) -> Iterator[Refusal]:
    changed = [row for row in export.facts if not _fits(row)]
    if changed:
        yield Refusal(ExportObstacle.FACT_CHANGED, n_changed=len(changed))
    elif not any(_promises(row, export) for row in export.facts):
        yield Refusal(ExportObstacle.NOT_PROMISED)


def _fits(row: FactRow) -> bool:
    try:
        at, values = datetime.fromisoformat(str(row["at"])), row["values"]
        said = Statement(str(row["name"]), str(row["subject"]), str(row["actor"]), at, values)  # type: ignore[arg-type]
        return digest(str(row["previous"]), said) == row["digest"]
    except (ValueError, KeyError, TypeError):
        return False


def _promises(row: FactRow, export: Export) -> bool:
    values = row["values"]
    is_about = (row["name"], row["subject"]) == ("result.sealed", str(export.year))
    return is_about and isinstance(values, dict) and values.get("commitment") == export.commitment
