"""The newest of every topic in memory, and a bell for whoever waits for something newer."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    number: int
    body: str


class Hub:
    """Belongs to one event loop.

    Nobody has a queue: whoever is slow finds only the newest when they come back, and costs nothing meanwhile.
    """

    def __init__(self) -> None:
        self.is_filled = False
        self.is_closed = False
        self._said: dict[str, Said] = {}
        self._bells: dict[str, asyncio.Event] = {}

    def newest(self, topic: str) -> Said | None:
        return self._said.get(topic)

    def bell(self, topic: str) -> asyncio.Event:
        """Rings once, at the next change of the topic or when everything ends. Ask for it before looking."""
        return self._bells.setdefault(topic, asyncio.Event())

    def fill(self, everything: Mapping[str, Said]) -> None:
        """This is all there is now; rings for every topic that differs."""
        before, self._said, self.is_filled = self._said, dict(everything), True
        for topic in {*before, *everything}:
            if before.get(topic) != everything.get(topic):
                self._ring(topic)

    def close(self) -> None:
        self.is_closed = True
        for topic in list(self._bells):
            self._ring(topic)

    def _ring(self, topic: str) -> None:
        bell = self._bells.pop(topic, None)
        if bell:
            bell.set()
