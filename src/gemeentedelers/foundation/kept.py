"""What a process keeps in memory because it is dear to make, and makes again when what it was made of has changed."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class _Made(Generic[T]):
    mark: Hashable
    thing: T


class Kept(Generic[T]):
    """One thing for all threads of a process. `mark` is cheap, and differs when the thing has to be made again.

    One thread makes it; others go on with the former one meanwhile, and wait only when there is none yet.
    The mark is taken before the thing is made, so a change in between shows at the next look.
    """

    def __init__(self, mark: Callable[[], Hashable], make: Callable[[], T]) -> None:
        self._mark, self._make = mark, make
        self._making = Lock()
        self._made: _Made[T] | None = None

    def get(self) -> T:
        mark, made = self._mark(), self._made
        if made is not None and made.mark == mark:
            return made.thing
        if made is not None and self._making.locked():
            return made.thing
        with self._making:
            if self._made is made or self._made is None:
                self._made = _Made(mark, self._make())
            return self._made.thing
