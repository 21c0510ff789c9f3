"""Under which name in an address a topic is followed. The live process and the site read it the same way."""

import re

from django.conf import settings

NAMES = {"uitslag": "reveal:{year}", "pitch": "pitch:{year}"}
REHEARSAL = re.compile(r"repetitie-(?P<code>[A-Za-z0-9_-]{12,48})")


def topic_of(year: int, name: str) -> str | None:
    """The topic that this name stands for; None when it is the name of nothing."""
    if name in NAMES:
        return NAMES[name].format(year=year)
    rehearsal = REHEARSAL.fullmatch(name)
    return f"reveal:{year}:{rehearsal['code']}" if rehearsal else None


def stream_of(year: int, name: str) -> str:
    """Where the live process tells it, which may have an address of its own."""
    return f"{settings.LIVE_URL}/live/{year}/stroom/{name}/"
