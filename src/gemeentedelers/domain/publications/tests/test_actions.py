import pytest

from gemeentedelers.domain.editions.actions import load_themes
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL, DURING_JURY, make_edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import EntryStatus
from gemeentedelers.domain.municipalities.actions import REFERENCE as REGISTER
from gemeentedelers.domain.municipalities.actions import load_register
from gemeentedelers.domain.municipalities.rules import BadCell, read_register
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.people.models import Organisation
from gemeentedelers.domain.publications.actions import (
    REFERENCE,
    BadCasesError,
    ImportReport,
    import_cases,
    publish_edition,
)
from gemeentedelers.domain.publications.jobs import publish_cases
from gemeentedelers.domain.publications.models import Publication
from gemeentedelers.domain.publications.queries import (
    broken_embargoes,
    broken_origins,
    public_slugs,
    publications_of_edition,
    publications_of_municipality,
    winning_publications,
)
from gemeentedelers.domain.publications.rules import Outcome, Part, PublicationObstacle, read_cases
from gemeentedelers.domain.publications.tests.factories import (
    NOW,
    case_row,
    published_case,
    revealed_edition,
)
from gemeentedelers.domain.verdicts.tests.factories import MOTIVATION, shortlisted_edition
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db


def facts(name: str) -> list[tuple[str, str]]:
    return list(Fact.objects.filter(name=name).values_list("subject", "actor").order_by("number"))


@pytest.fixture
def dorp() -> None:
    MunicipalityFactory(name="Dorp")


def test_the_documented_cases_are_all_published_and_a_second_import_changes_nothing() -> None:
    load_register(read_register(REGISTER.read_text(encoding="utf-8"))[0], by="test", now=NOW)
    rows, _ = read_cases(REFERENCE.read_text(encoding="utf-8"))

    first = import_cases(rows, by="office", now=NOW)
    second = import_cases(rows, by="office", now=NOW)

    assert (len(first.added), first.changed, first.unchanged, first.skipped) == (19, (), (), ())
    assert second == ImportReport(unchanged=first.added)
    assert facts("case.published") == [(slug, "office") for slug in first.added]
    assert list(Edition.objects.order_by("year").values_list("year", "is_archived")) == [
        (year, True) for year in (2021, 2022, 2023, 2024)
    ]
    openstad = Publication.objects.get(slug="openstad-van-voor-en-door-gemeenten")
    assert openstad.participants == ["'s-Gravenhage"]
    gent = Publication.objects.get(title="Proactieve dienstverlening")
    assert (gent.participants, gent.organisations.get().country) == (["Gent (België)"], "BE")
    assert Publication.objects.get(prize="Publieksprijs").outcome == Outcome.WINNER
    assert Publication.objects.get(title__startswith="Twentse Koers").municipalities.count() == 14
    assert not broken_embargoes().exists()
    assert not broken_origins().exists()


def test_a_corrected_row_changes_its_case_and_keeps_its_address(dorp: None) -> None:
    load_themes()
    import_cases([case_row()], by="office", now=NOW)
    corrected = case_row(summary="Beter.", themes=("Natuur en groen",), body=(Part("Kosten", "Niets."),))

    report = import_cases([corrected], by="office", now=NOW)

    publication = Publication.objects.get()
    assert report == ImportReport(changed=("groene-daken",))
    assert (publication.summary, publication.body) == ("Beter.", [{"heading": "Kosten", "text": "Niets."}])
    assert [theme.name for theme in publication.themes.all()] == ["Natuur en groen"]
    assert facts("case.corrected") == [("groene-daken", "office")]


def test_one_title_of_two_municipalities_is_two_cases(dorp: None) -> None:
    MunicipalityFactory(name="Stad")

    report = import_cases([case_row(), case_row(municipalities=("Stad",), line=3)], by="office", now=NOW)

    assert report.added == ("groene-daken", "groene-daken-stad")


@pytest.mark.parametrize(
    ("details", "column", "obstacle"),
    [
        ({"municipalities": ("Dorp", "Atlantis")}, "municipality", PublicationObstacle.UNKNOWN_MUNICIPALITY),
        ({"themes": ("Onzin",)}, "theme", PublicationObstacle.UNKNOWN_THEME),
        ({"year": 2031}, "edition", PublicationObstacle.NOT_REVEALED),
        ({"year": 2026}, "edition", PublicationObstacle.NOT_REVEALED),
    ],
)
def test_a_bad_row_stops_everything_unless_it_may_be_skipped(
    dorp: None, details: dict[str, object], column: str, obstacle: PublicationObstacle
) -> None:
    make_edition(2026)
    rows = [case_row(), case_row("Fout", line=3, **details)]

    with pytest.raises(BadCasesError) as error:
        import_cases(rows, by="office", now=NOW)
    assert Publication.objects.count() == 0
    assert Fact.objects.filter(name="case.published").count() == 0

    report = import_cases(rows, by="office", now=NOW, skip_bad_rows=True)

    (fault,) = error.value.faults
    assert (fault.line, fault.column, fault.refusal.code) == (3, column, obstacle)
    assert report.added == ("groene-daken",)
    assert report.skipped == (BadCell(3, column, fault.refusal),)


def test_a_dry_run_reports_and_stores_nothing(dorp: None) -> None:
    report = import_cases([case_row(municipalities=("Dorp", "Gent (België)"))], by="office", now=NOW, dry_run=True)

    assert report.added == ("groene-daken",)
    assert (Publication.objects.count(), Edition.objects.count(), Organisation.objects.count()) == (0, 0, 0)


def test_publishing_is_refused_until_the_reveal() -> None:
    edition = shortlisted_edition()

    with pytest.raises(RefusedError) as error:
        publish_edition(edition, by="office", now=DURING_JURY)

    assert error.value.refusal.code is PublicationObstacle.NOT_REVEALED
    assert Publication.objects.count() == 0


def test_the_reveal_publishes_every_case_once_with_what_became_of_it() -> None:
    edition = revealed_edition()
    fact = Fact.objects.get(name="result.revealed")

    publish_cases(fact)
    publish_cases(fact)

    cases = list(publications_of_edition(edition))
    assert [(case.title, case.outcome, case.prize) for case in cases] == [
        ("Casus 1", "winner", "Prijs Leefomgeving"),
        ("Casus 4", "winner", "Prijs Uitvoeringskracht"),
        ("Casus 2", "finalist", ""),
        ("Casus 3", "finalist", ""),
    ]
    assert cases[0].jury_remark == MOTIVATION
    assert cases[0].category_name == "Leefomgeving"
    assert cases[0].themes.get().slug == "natuur-en-groen"
    assert [part["heading"] for part in cases[0].body] == [
        "Het probleem",
        "De aanpak",
        "Succesvol",
        "Herbruikbaar",
        "Kosten",
        "Wat ging er mis",
    ]
    assert sorted(facts("case.published")) == sorted((case.slug, fact.actor) for case in cases)
    assert not broken_embargoes().exists()
    assert not broken_origins().exists()


def test_only_what_took_part_with_consent_is_published() -> None:
    edition = revealed_edition()
    withdrawn, silent, *others = Entry.objects.order_by("-reference")
    Entry.objects.filter(pk=withdrawn.pk).update(status=EntryStatus.WITHDRAWN, withdrawn_at=DURING_JURY)
    Entry.objects.filter(pk=silent.pk).update(may_be_published=False)

    published = publish_edition(edition, by="office", now=AFTER_REVEAL)

    assert {case.entry for case in published} == set(others)


def test_a_case_shows_what_was_frozen_not_what_is_written_later() -> None:
    edition = revealed_edition()
    Entry.objects.filter(status=EntryStatus.SUBMITTED).update(title="Stilletjes gewijzigd")

    publish_edition(edition, by="office", now=AFTER_REVEAL)

    assert set(Publication.objects.values_list("title", flat=True)) == {f"Casus {n}" for n in (1, 2, 3, 4)}


def test_winners_come_from_the_newest_editions_first(dorp: None) -> None:
    rows = [
        case_row(title, line=line, year=year, outcome=outcome)
        for line, (title, year, outcome) in enumerate(
            [
                ("Oud", 2021, Outcome.WINNER),
                ("Nieuw", 2023, Outcome.WINNER),
                ("Net niet", 2024, Outcome.FINALIST),
                ("Midden", 2022, Outcome.WINNER),
            ],
            start=2,
        )
    ]
    import_cases(rows, by="office", now=NOW)

    assert [case.title for case in winning_publications(limit=2)] == ["Nieuw", "Midden"]
    assert public_slugs() == ["midden", "net-niet", "nieuw", "oud"]


def test_a_municipality_finds_what_it_shared() -> None:
    municipality = MunicipalityFactory()
    shared = published_case(shared_by=municipality)
    published_case("Van een ander")

    assert list(publications_of_municipality(municipality)) == [shared]


def test_what_is_public_too_early_is_reported_as_broken(dorp: None) -> None:
    import_cases([case_row()], by="office", now=NOW)
    publication = Publication.objects.get()
    Edition.objects.update(revealed_at=None)
    publication.municipalities.clear()

    assert list(broken_embargoes()) == [publication]
    assert list(broken_origins()) == [publication]
