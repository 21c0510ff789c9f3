"""What makes the journal trustworthy: each fact carries the digest of the fact before it.

Whoever changes, removes or reorders one fact breaks every digest after it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

FIRST_DIGEST = "0" * 64


@dataclass(frozen=True)
class Statement:
    """What a fact says, apart from its place in the chain."""

    name: str
    subject: str
    actor: str
    at: datetime
    values: Mapping[str, object]

    def canonical(self) -> str:
        return json.dumps(
            [self.name, self.subject, self.actor, self.at.astimezone(UTC).isoformat(), self.values],
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        )


@dataclass(frozen=True)
class Link:
    """A statement in its place: number, digest of the one before, own digest."""

    number: int
    statement: Statement
    previous: str
    digest: str


def digest(previous: str, statement: Statement) -> str:
    return hashlib.sha256(f"{previous}\n{statement.canonical()}".encode()).hexdigest()


def first_broken(chain: Iterable[Link]) -> int | None:
    """The number of the first fact that does not fit the chain, in order of number."""
    expected = FIRST_DIGEST
    for link in chain:
        if link.previous != expected or link.digest != digest(expected, link.statement):
            return link.number
        expected = link.digest
    return None
