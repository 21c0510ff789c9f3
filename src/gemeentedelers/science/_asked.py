"""What is asked of an assignment, checked: every refusal says which value and why."""

import operator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gemeentedelers.science._flow import Codes, Flags, Numbers

ROWS_AT_ONCE = 256  # of a large matrix that are looked at together, which bounds the memory


@dataclass(frozen=True)
class Asked:
    """Affinity float[n_entries, n_readers], flags of that shape, and one number for each entry or each reader."""

    affinity: Numbers
    reads: Codes
    max_load: Codes
    min_load: Codes
    forbidden: Flags
    keep: Flags
    current: Flags | None
    seed: int

    def __post_init__(self) -> None:
        if (crossed := np.flatnonzero(self.min_load > self.max_load)).size:
            reader = crossed[0]
            message = (
                f"reader {reader} cannot read at least {self.min_load[reader]} and at most {self.max_load[reader]}"
            )
            raise ValueError(message)
        for rows in _slices(self.affinity):
            if (both := np.argwhere(self.keep[rows] & self.forbidden[rows])).size:
                entry, reader = rows.start + both[0, 0], both[0, 1]
                message = f"keep and forbidden contradict each other: entry {entry}, reader {reader}"
                raise ValueError(message)
        may_read = len(self.affinity) - np.count_nonzero(self.forbidden, axis=0)
        if (idle := np.flatnonzero(self.min_load > may_read)).size:
            reader = idle[0]
            message = (
                f"reader {reader} must read at least {self.min_load[reader]} entries and may read {may_read[reader]}"
            )
            raise ValueError(message)


def affinities(given: ArrayLike) -> Numbers:
    try:
        matrix = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        message = f"affinity must be a matrix of numbers: {error}"
        raise ValueError(message) from None
    if matrix.ndim != 2 or not matrix.size:
        message = f"affinity must have shape (n_entries, n_readers) with at least one of each, not {matrix.shape}"
        raise ValueError(message)
    for rows in _slices(matrix):
        if (odd := np.argwhere(~np.isfinite(matrix[rows]))).size:
            entry, reader = rows.start + odd[0, 0], odd[0, 1]
            message = f"affinity must be finite; entry {entry}, reader {reader} is {matrix[entry, reader]}"
            raise ValueError(message)
    return matrix


def counts(given: ArrayLike, name: str, n: int, whose: str) -> Codes:
    """One whole number of at least 0 for each, from one for all or one for each."""
    numbers = np.asarray(given)
    if numbers.dtype.kind not in "iu":
        message = f"{name} must be a whole number or one for each {whose}, not {given!r}"
        raise ValueError(message)
    if numbers.shape not in ((), (n,)):
        message = f"{name} must be one number or one for each of {n}, not of shape {numbers.shape}"
        raise ValueError(message)
    each = np.broadcast_to(numbers, n).astype(np.int64)
    if (below := np.flatnonzero(each < 0)).size:
        message = f"{name} must be 0 or more; {whose} {below[0]} has {each[below[0]]}"
        raise ValueError(message)
    return each


def flags(given: ArrayLike | None, name: str, shape: tuple[int, ...]) -> Flags:
    """A matrix of true and false; false everywhere when nothing is given."""
    if given is None:
        return np.zeros(shape, dtype=np.bool_)
    matrix = np.asarray(given)
    if matrix.dtype != np.bool_:
        message = f"{name} must be a matrix of true and false, not of {matrix.dtype}"
        raise ValueError(message)
    if matrix.shape != shape:
        message = f"{name} must have the shape {shape} of affinity, not {matrix.shape}"
        raise ValueError(message)
    return matrix


def whole_seed(given: int) -> int:
    try:
        seed = operator.index(given)
    except TypeError:
        seed = -1
    if seed < 0 or isinstance(given, bool):
        message = f"seed must be a whole number from 0, not {given!r}"
        raise ValueError(message)
    return seed


def _slices(matrix: Numbers) -> list[slice]:
    return [slice(first, first + ROWS_AT_ONCE) for first in range(0, len(matrix), ROWS_AT_ONCE)]
