"""How a rule says no: with the obstacle and the facts that a person needs to understand it.

A rule returns a `Refusal`, an action raises `RefusedError`; the sentence on screen is made in `web/ui/labels.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, init=False)
class Refusal:
    code: StrEnum
    values: Mapping[str, object]

    def __init__(self, code: StrEnum, /, **values: object) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "values", values)

    def __str__(self) -> str:
        details = ", ".join(f"{name}: {value}" for name, value in self.values.items())
        return f"{self.code.value} ({details})" if details else self.code.value


class RefusedError(Exception):
    """Raised by an action when a rule refuses; nothing has been changed."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


def refuse(refusal: Refusal | None) -> None:
    """Stop an action when its rule refused."""
    if refusal is not None:
        raise RefusedError(refusal)
