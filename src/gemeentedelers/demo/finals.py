"""What the finalists are asked, and what they handed in; one team still has to."""

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TypedDict

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.models import Entry, TeamMember
from gemeentedelers.domain.entries.rules import TeamRole
from gemeentedelers.domain.finals.actions import check_material, hand_in_material, plan_final
from gemeentedelers.domain.finals.queries import finalists_in
from gemeentedelers.domain.finals.rules.material import Material
from gemeentedelers.domain.people.models import User


class Content(TypedDict):
    asked: dict[str, str]
    materials: list[dict[str, str]]


CONTENT = Path(__file__).parent / "content" / "finals.toml"
PLACES, N_CHECKED = 2, 3


def ask_of_finalists(edition: Edition, *, due: datetime, by: User, now: datetime) -> None:
    explanation = _content()["asked"]["explanation"].strip()
    plan_final(edition, places=PLACES, material_due_at=due, explanation=explanation, by=by, now=now)


def hand_in_all(edition: Edition, entries: Mapping[str, Entry], *, by: User, since: datetime) -> None:
    """Two teams a day; the organisers checked the first ones."""
    finalists = {finalist.entry_id: finalist for finalist in finalists_in([edition])}
    for place, written in enumerate(_content()["materials"]):
        entry = entries[written["title"]]
        owner = TeamMember.objects.select_related("user").get(entry=entry, role=TeamRole.OWNER).user
        material = Material(**{name: text.strip() for name, text in written.items() if name != "title"})
        handed_in_at = since + timedelta(days=place // 2, hours=place % 2 * 5)
        hand_in_material(finalists[entry.pk], material, by=owner, now=handed_in_at)
        if place < N_CHECKED:
            check_material(finalists[entry.pk], note="Gelezen.", by=by, now=handed_in_at + timedelta(hours=2))


@cache
def _content() -> Content:
    content: Content = tomllib.loads(CONTENT.read_text(encoding="utf-8"))  # type: ignore[assignment]  # the file is ours
    return content
