from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from gemeentedelers.domain.editions.actions import archived_edition, load_themes
from gemeentedelers.domain.editions.models import Edition, Prize, Theme
from gemeentedelers.domain.editions.queries import criteria_of, themes
from gemeentedelers.domain.entries.models import Entry, FrozenVersion
from gemeentedelers.domain.entries.queries import newest_versions
from gemeentedelers.domain.entries.rules import Eligibility, EntryStatus
from gemeentedelers.domain.finals.queries import finalists_in
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.municipalities.rules import BadCell
from gemeentedelers.domain.people.models import Organisation
from gemeentedelers.domain.publications.models import Publication
from gemeentedelers.domain.publications.queries import municipalities_by_name, publications
from gemeentedelers.domain.publications.rules import (
    CaseRow,
    Outcome,
    country_of,
    faults_against,
    free_slug,
    parts_of_entry,
    why_not_publish,
)
from gemeentedelers.domain.results.queries import awarded_by_the_public
from gemeentedelers.domain.shortlists.queries import shortlist_of
from gemeentedelers.domain.verdicts.queries import winners_of
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import refuse

REFERENCE = Path(__file__).parent / "reference" / "cases.csv"


@dataclass(frozen=True)
class ImportReport:
    """What an import did, by slug, and the cells for which a row was left out."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    skipped: tuple[BadCell, ...] = ()


class BadCasesError(Exception):
    """Rows that cannot be stored; nothing of the file was."""

    def __init__(self, faults: Sequence[BadCell]) -> None:
        places = (f"line {fault.line}, column {fault.column}: {fault.refusal}" for fault in faults)
        super().__init__("; ".join(places))
        self.faults = tuple(faults)


@transaction.atomic
def import_cases(
    rows: Sequence[CaseRow],
    *,
    by: str,
    now: datetime,
    skip_bad_rows: bool = False,
    dry_run: bool = False,
) -> ImportReport:
    """Publish cases of past editions; a row is known by its edition, title and participants.

    Importing the same rows again changes nothing. An archived edition is made where there is none. Rows that the
    register, the themes or a running edition contradict stop everything, unless they may be skipped.
    """
    names = municipalities_by_name()
    known_themes = _themes_of(rows)
    faults = faults_against(
        rows,
        is_participant=lambda name: name in names or country_of(name) is not None,
        is_theme=lambda name: name in known_themes,
        closed_years=_closed_years(rows, now),
    )
    if faults and not skip_bad_rows:
        raise BadCasesError(faults)
    bad_lines = {fault.line for fault in faults}
    archive = _Archive(names, known_themes, by=by, now=now)
    for row in rows:
        if row.line not in bad_lines:
            archive.store(row)
    for slug in archive.added:
        record("case.published", subject=slug, by=by, now=now)
    for slug in archive.changed:
        record("case.corrected", subject=slug, by=by, now=now)
    if dry_run:
        transaction.set_rollback(True)
    return ImportReport(tuple(archive.added), tuple(archive.changed), tuple(archive.unchanged), tuple(faults))


def _themes_of(rows: Sequence[CaseRow]) -> dict[str, Theme]:
    return {theme.name: theme for theme in load_themes()} if any(row.themes for row in rows) else {}


def _closed_years(rows: Sequence[CaseRow], now: datetime) -> set[int]:
    """Years to come, and years whose edition has not been revealed."""
    years = {row.year for row in rows}
    existing = Edition.objects.filter(year__in=years)
    closed = {edition.year for edition in existing if why_not_publish(revealed_at=edition.revealed_at, now=now)}
    return closed | {year for year in years if year > now.year}


Key = tuple[int, str, frozenset[str]]


class _Archive:
    """The cases as they stand during one import, so that a thousand rows need no thousand searches."""

    def __init__(
        self, names: dict[str, Municipality], known_themes: dict[str, Theme], *, by: str, now: datetime
    ) -> None:
        self.names, self.themes, self.by, self.now = names, known_themes, by, now
        self.editions: dict[int, Edition] = {}
        self.organisations = {organisation.name: organisation for organisation in Organisation.objects.all()}
        self.known: dict[Key, Publication] = {}
        self.slugs = set(Publication.objects.values_list("slug", flat=True))
        self.added: list[str] = []
        self.changed: list[str] = []
        self.unchanged: list[str] = []

    def store(self, row: CaseRow) -> None:
        edition = self._edition(row.year)
        key = (row.year, row.title, frozenset(self._official(name) for name in row.municipalities))
        publication = self.known.get(key)
        if publication is None:
            self.known[key] = publication = self._add(row, edition)
            self.added.append(publication.slug)
        elif self._correct(publication, row):
            if publication.slug not in {*self.added, *self.changed}:
                self.changed.append(publication.slug)
        else:
            self.unchanged.append(publication.slug)

    def _edition(self, year: int) -> Edition:
        """The archived edition, locked so that two imports at once do not both add the same case."""
        if year not in self.editions:
            made = archived_edition(year, by=self.by, now=self.now)
            self.editions[year] = Edition.objects.select_for_update().get(pk=made.pk)
            for known in publications().filter(edition=made):
                self.known[year, known.title, frozenset(known.participants)] = known
        return self.editions[year]

    def _official(self, name: str) -> str:
        return self.names[name].name if name in self.names else name

    def _add(self, row: CaseRow, edition: Edition) -> Publication:
        slug = free_slug(row.title, row.municipalities[0], self.slugs)
        self.slugs.add(slug)
        publication = Publication.objects.create(
            slug=slug,
            edition=edition,
            title=row.title,
            is_fictitious=edition.is_fictitious,
            published_at=self.now,
            **_values(row),
        )
        publication.municipalities.set([self.names[name] for name in row.municipalities if name in self.names])
        publication.organisations.set(
            [self._organisation(name) for name in row.municipalities if name not in self.names]
        )
        publication.themes.set([self.themes[name] for name in row.themes])
        return publication

    def _organisation(self, name: str) -> Organisation:
        if name not in self.organisations:
            made = Organisation.objects.create(name=name, country=country_of(name) or "")
            self.organisations[name] = made
        return self.organisations[name]

    def _correct(self, publication: Publication, row: CaseRow) -> bool:
        """Bring a known case up to date; whether anything changed."""
        values = _values(row)
        differs = any(getattr(publication, field) != value for field, value in values.items())
        wanted = [self.themes[name] for name in row.themes]
        has_other_themes = set(publication.themes.all()) != set(wanted)
        if differs:
            for field, value in values.items():
                setattr(publication, field, value)
            publication.save(update_fields=list(values))
        if has_other_themes:
            publication.themes.set(wanted)
        return differs or has_other_themes


def _values(row: CaseRow) -> dict[str, object]:
    return {
        "summary": row.summary,
        "body": [asdict(part) for part in row.body],
        "category_name": row.category,
        "outcome": row.outcome.value,
        "prize": row.prize,
        "source_url": row.source_url,
        "population_served": row.population_served,
    }


@transaction.atomic
def publish_edition(edition: Edition, *, by: str, now: datetime) -> list[Publication]:
    """Make a case of every entry that took part and may be published, from its newest frozen version.

    Refused before the reveal. Entries that are public already are left alone, so a second call adds nothing.
    """
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    refuse(why_not_publish(revealed_at=locked.revealed_at, now=now))
    entries = Entry.objects.filter(
        edition=locked,
        status=EntryStatus.SUBMITTED,
        eligibility=Eligibility.ELIGIBLE,
        may_be_published=True,
        publication=None,
    )
    versions = newest_versions(entries)
    press = _Press(locked, now)
    published = [
        press.publish(entry, versions[entry.pk])
        for entry in entries.select_related("municipality", "category").order_by("reference")
        if entry.pk in versions
    ]
    for publication in published:
        record("case.published", subject=publication.slug, by=by, now=now)
    return published


class _Press:
    """What every case of one edition needs, read once."""

    def __init__(self, edition: Edition, now: datetime) -> None:
        self.edition, self.now = edition, now
        verdicts = list(winners_of(edition, now))
        self.motivations = {verdict.winner_id: verdict.motivation for verdict in verdicts}
        self.remarks = {reference: remark for verdict in verdicts for reference, remark in verdict.remarks.items()}
        self.prizes = dict(
            Prize.objects.filter(edition=edition).order_by("-position").values_list("category__name", "name")
        )
        self.by_the_public = awarded_by_the_public(edition, now)
        self.won_in = {verdict.winner_id: verdict.category.name for verdict in verdicts}
        self.finals = {finalist.entry_id: finalist.category.name for finalist in finalists_in([edition])}
        self.shortlist = set(shortlist_of(edition).values_list("entry", flat=True))
        self.criteria = list(criteria_of(edition).values_list("key", "name"))
        self.categories = dict(edition.categories.values_list("key", "name"))
        self.themes = {theme.slug: theme for theme in themes()}
        self.slugs = set(Publication.objects.values_list("slug", flat=True))

    def publish(self, entry: Entry, version: FrozenVersion) -> Publication:
        content = version.content
        outcome = self._outcome(entry)
        slug = free_slug(content["title"], entry.municipality.name, self.slugs)
        self.slugs.add(slug)
        publication = Publication.objects.create(
            slug=slug,
            edition=self.edition,
            entry=entry,
            title=content["title"],
            summary=content["summary"],
            result=content["result"],
            body=[asdict(part) for part in parts_of_entry(content, self.criteria)],
            category_name=self._category(entry, content["category"]),
            outcome=outcome.value,
            prize=self._prize(entry) if outcome is Outcome.WINNER else "",
            jury_remark=self.motivations.get(entry.pk) or self.remarks.get(entry.reference, ""),
            is_fictitious=self.edition.is_fictitious,
            published_at=self.now,
        )
        publication.municipalities.add(entry.municipality)
        publication.themes.set([self.themes[slug] for slug in content["themes"] if slug in self.themes])
        return publication

    def _outcome(self, entry: Entry) -> Outcome:
        if entry.pk in self.motivations or entry.reference in self.by_the_public:
            return Outcome.WINNER
        if entry.pk in self.finals:
            return Outcome.FINALIST
        return Outcome.SHORTLISTED if entry.pk in self.shortlist else Outcome.PARTICIPANT

    def _category(self, entry: Entry, asked_for: object) -> str:
        """Where it stood last: in the final, else where the organisers put it, else where the team entered it."""
        if entry.pk in self.finals:
            return self.finals[entry.pk]
        return entry.category.name if entry.category else self.categories.get(str(asked_for), "")

    def _prize(self, entry: Entry) -> str:
        """The prize of the category that it won, or else the name of that category; and the prize of the public."""
        won_in = self.won_in.get(entry.pk, "")
        return " en ".join(filter(None, [self.prizes.get(won_in, won_in), self.by_the_public.get(entry.reference, "")]))
