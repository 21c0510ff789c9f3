"""What happened to an entry while somebody was away, and who is writing now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime

from gemeentedelers.domain.cases.rules import Section
from gemeentedelers.domain.people.queries import users_by_code
from gemeentedelers.foundation.texts.queries import changes_by_others
from gemeentedelers.web.entrant.tasks import page_url
from gemeentedelers.web.ui.casefile import NAMES, Names
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.entries.models import Entry
    from gemeentedelers.foundation.texts.models import Text

NOW_WRITING = timedelta(minutes=3)
MOST_SHOWN = 8
VISIT = "visited:{}"


@dataclass(frozen=True)
class Change:
    """One field that somebody else wrote in since the viewer's last visit."""

    who: str
    what: str
    at: datetime
    url: str


def activity_of(request: SignedInRequest, entry: "Entry", texts: "Mapping[str, Text]", names: Names) -> list[Change]:
    """What others wrote since the viewer was here before; this visit then becomes the last one."""
    since = _last_visit(request, entry, texts)
    request.session[VISIT.format(entry.reference)] = request.now.isoformat()
    if since is None:
        return []
    changed = list(changes_by_others(entry.reference, since=since, but=request.user.code)[:MOST_SHOWN])
    people = users_by_code({text.written_by for text in changed}) if changed else {}
    return [
        Change(
            people[text.written_by].name if text.written_by in people else "Iemand van het team",
            _name(text.key, names),
            text.written_at,
            page_url(entry.reference, section) if (section := _section(text.key)) else "",
        )
        for text in changed
        if text.written_at and not text.key.startswith("ready.")
    ]


def _last_visit(request: SignedInRequest, entry: "Entry", texts: "Mapping[str, Text]") -> datetime | None:
    """From the session; after signing in anew, the last time that the viewer wrote something."""
    kept = parse_datetime(str(request.session.get(VISIT.format(entry.reference), "")))
    own = [text.written_at for text in texts.values() if text.written_by == request.user.code and text.written_at]
    return kept or max(own, default=None)


def _name(key: str, names: Names) -> str:
    if key.startswith("answer."):
        return names.criteria.get(key.partition(".")[2], NAMES["answer"])
    head, _, rest = key.partition(".")
    return NAMES.get(f"{head}.{rest.rpartition('.')[2]}" if rest else head, "een onderdeel")


def _section(key: str) -> str:
    return key.partition(".")[2] if key.startswith("answer.") else ""


def writers_now(section: Section, texts: "Mapping[str, Text]", *, but: str, now: datetime) -> list[str]:
    """The names of others who wrote in this section in the last minutes."""
    keys = {field.key for field in section.fields}
    codes = {
        text.written_by
        for text in texts.values()
        if text.key in keys and text.written_by != but and text.written_at and now - text.written_at < NOW_WRITING
    }
    return sorted(user.name for user in users_by_code(codes).values()) if codes else []


def saved_at(texts: "Iterable[Text]", now: datetime) -> str:
    """14:03, and the day as well when that was not today; empty when nothing was written yet."""
    moments = [text.written_at for text in texts if text.written_at]
    if not moments:
        return ""
    saved, today = localtime(max(moments)), localtime(now).date()
    return date_format(saved, "H:i" if saved.date() == today else "H:i, j F Y")
