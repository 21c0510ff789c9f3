"""Municipalities write, submit and nominate."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from gemeentedelers.demo.calendar import between, chance
from gemeentedelers.demo.cases import CRITERIA, Case
from gemeentedelers.demo.cast import Cast
from gemeentedelers.domain.editions.models import Category, Criterion, Edition, Theme
from gemeentedelers.domain.editions.queries import categories_of, criteria_of, themes
from gemeentedelers.domain.entries.actions import (
    WrittenValue,
    answer_criterion,
    assign_category,
    judge_eligibility,
    start_entry,
    submit_entry,
    write_section,
)
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import Eligibility, Section
from gemeentedelers.domain.people.models import User

EVERYTHING: tuple[str, ...] = (*(section.value for section in Section), *CRITERIA)


class Desk:
    """Where the cases of one edition are typed in."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.categories: dict[str, Category] = {row.key: row for row in categories_of(edition)}
        self.criteria: dict[str, Criterion] = {row.key: row for row in criteria_of(edition)}
        self.themes: dict[str, Theme] = {row.name: row for row in themes()}

    def write(self, case: Case, *, by: User, now: datetime, parts: Collection[str] = EVERYTHING) -> Entry:
        """Start a draft and fill in the parts, a few minutes apart."""
        entry = start_entry(self.edition, by=by, now=now)
        for minutes, part in enumerate(parts):
            moment = now + timedelta(minutes=7 * (minutes + 1))
            if part in self.criteria:
                answer_criterion(entry, self.criteria[part], case.answers[part], by=by, now=moment)
            else:
                self._write_section(entry, case, Section(part), by, moment)
        return entry

    def _write_section(self, entry: Entry, case: Case, section: Section, by: User, now: datetime) -> None:
        filed = [self.themes[name] for name in case.themes] if section is Section.BASICS else None
        write_section(entry, section, self._values(case, section), by=by, now=now, themes=filed)

    def _values(self, case: Case, section: Section) -> dict[str, WrittenValue]:
        values: dict[Section, dict[str, WrittenValue]] = {
            Section.BASICS: {
                "title": case.title,
                "summary": case.summary,
                "result": case.result,
                "category": self.categories[case.category],
                "started_on": case.started,
                "finished_on": case.finished,
            },
            Section.STORY: {"problem": case.problem, "approach": case.approach},
            Section.NEEDS: {"costs": case.costs, "lessons": case.lessons},
            Section.CONSENT: {"was_decisive": True, "may_be_published": True},
        }
        return values[section]


def enter_all(desk: Desk, cases: Sequence[Case], cast: Cast, *, until: datetime) -> dict[str, Entry]:
    """Every case is written and submitted between the opening and `until`, most of them near the end; by title."""
    entries = {}
    for case in _in_order_of_arrival(cases):
        share = chance("arrival", case.title).random() ** 0.4
        started = between(desk.edition.entry_opens, until - timedelta(hours=30), share * 0.97)
        owner = cast.entrant(case.municipality, started)
        entry = desk.write(case, by=owner, now=started)
        submit_entry(entry, by=owner, now=started + timedelta(hours=1 + 24 * chance(case.title).random()))
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
