"""Municipalities write, submit and nominate."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from gemeentedelers.demo.calendar import between, chance
from gemeentedelers.demo.cases import CRITERIA, Case
from gemeentedelers.demo.cast import Cast
from gemeentedelers.domain.cases.rules import YES, Chapter, EvidenceLevel, ready_key
from gemeentedelers.domain.editions.models import Category, Edition, Theme
from gemeentedelers.domain.editions.queries import categories_of, themes
from gemeentedelers.domain.entries.actions import (
    assign_category,
    judge_eligibility,
    start_entry,
    submit_entry,
    write_section,
)
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import form_of, key_to_submit
from gemeentedelers.domain.entries.rules import Eligibility
from gemeentedelers.domain.people.models import User
from gemeentedelers.foundation.texts.rules import Patch

EVERYTHING: tuple[str, ...] = (
    Chapter.MUNICIPALITY,
    Chapter.BASICS,
    *CRITERIA,
    Chapter.NEEDS,
    Chapter.FILES,
    Chapter.TEAM,
    Chapter.CONSENT,
)


class Desk:
    """Where the cases of one edition are typed in."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.form = form_of(edition)
        self.categories: dict[str, Category] = {row.key: row for row in categories_of(edition)}
        self.themes: dict[str, Theme] = {row.name: row for row in themes()}

    def write(self, case: Case, *, by: User, now: datetime, parts: Collection[str] = EVERYTHING) -> Entry:
        """Start a draft and fill in the sections, a few minutes apart."""
        entry = start_entry(self.edition, by=by, now=now)
        for minutes, part in enumerate(parts):
            moment = now + timedelta(minutes=7 * (minutes + 1))
            patches = [Patch(key, value, base=0) for key, value in self._texts(case, part).items() if value]
            if patches:
                write_section(entry, part, patches, by=by, now=moment)
        return entry

    def _texts(self, case: Case, part: str) -> dict[str, str]:
        """What the team types in one section; the invented cases say the rest in their own words."""
        ready = {ready_key(part): YES}
        match part:
            case Chapter.MUNICIPALITY:
                return {"was_decisive": YES}
            case Chapter.BASICS:
                return {**self._basics(case), **ready}
            case "succesvol":
                return {"answer.succesvol": case.answers[part], **_evidence(case), **ready}
            case Chapter.NEEDS:
                return {**_needs(case), **ready}
            case Chapter.CONSENT:
                return {"may_be_published": YES, "has_agreement": YES, "may_be_contacted": YES}
        return {f"answer.{part}": case.answers[part], **ready} if part in case.answers else ready

    def _basics(self, case: Case) -> dict[str, str]:
        return {
            "title": case.title,
            "summary": case.summary,
            "result": case.result,
            "problem": case.problem,
            "approach": case.approach,
            "category": case.category,
            "themes": "\n".join(self.themes[name].slug for name in case.themes),
            "started_on": case.started.isoformat(),
            "finished_on": case.finished.isoformat(),
        }


def _evidence(case: Case) -> dict[str, str]:
    """The result as a claim: counted when there is a number in it, else told."""
    luck = chance("evidence", case.title)
    counted = luck.choice((EvidenceLevel.COUNTED, EvidenceLevel.COUNTED, EvidenceLevel.COMPARED))
    has_number = any(letter.isdigit() for letter in case.result)
    return {
        "evidence.1.change": case.result,
        "evidence.1.level": counted if has_number else EvidenceLevel.TOLD,
        "evidence.1.period": f"{case.started:%d-%m-%Y} tot en met {case.finished:%d-%m-%Y}",
    }


def _needs(case: Case) -> dict[str, str]:
    """The first amount of the text as what it cost once."""
    amount = re.search(r"([0-9][0-9.]*) euro", case.costs)
    months = (case.finished.year - case.started.year) * 12 + case.finished.month - case.started.month
    return {
        "cost_once": amount[1] if amount else "",
        "costs": case.costs,
        "months": str(max(months, 1)),
        "lessons": case.lessons,
    }


def enter_all(desk: Desk, cases: Sequence[Case], cast: Cast, *, until: datetime) -> dict[str, Entry]:
    """Every case is written and submitted between the opening and `until`, most of them near the end; by title."""
    entries = {}
    for case in _in_order_of_arrival(cases):
        share = chance("arrival", case.title).random() ** 0.4
        started = between(desk.edition.entry_opens, until - timedelta(hours=30), share * 0.97)
        owner = cast.entrant(case.municipality, started)
        entry = desk.write(case, by=owner, now=started)
        key = key_to_submit(Entry.objects.get(pk=entry.pk))
        submit_entry(entry, key, by=owner, now=started + timedelta(hours=1 + 24 * chance(case.title).random()))
        entries[case.title] = entry
    return entries


def _in_order_of_arrival(cases: Sequence[Case]) -> list[Case]:
    return sorted(cases, key=lambda case: chance("arrival", case.title).random())


def admit_all(desk: Desk, entries: dict[str, Entry], cases: Sequence[Case], *, by: User, now: datetime) -> None:
    """The organisers find every entry eligible and place it where the team wished."""
    for case in cases:
        entry = entries[case.title]
        judge_eligibility(entry, Eligibility.ELIGIBLE, reason="", by=by, now=now)
        assign_category(entry, desk.categories[case.category], by=by, now=now)
