"""The console as somebody uses it: what it prints, with which exit code, and what it stored."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from gemeentedelers.cli import root
from gemeentedelers.cli.demo import EDITIONS
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.rules import Deadline
from gemeentedelers.domain.editions.tests.factories import make_edition
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.municipalities.actions import REFERENCE as REGISTER
from gemeentedelers.domain.municipalities.actions import REGIONS
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.publications.models import Publication
from gemeentedelers.foundation.journal.models import Fact

HEADER = "edition,title,municipality,category,result,summary_nl,source_url\n"


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(root, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def commands(group: click.Group, *path: str) -> list[tuple[str, ...]]:
    context = click.Context(group)
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append((*path, name))
        if isinstance(command, click.Group):
            found += commands(command, *path, name)
    return found


@pytest.mark.parametrize("path", [(), *commands(root)])
def test_every_command_explains_itself(path: tuple[str, ...]) -> None:
    result = run(*path, "--help")
    assert (result.exit_code, result.output.startswith("Usage:")) == (0, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("conquer",),
        ("serve", "--port", "many"),
        ("edition", "show", "soon"),
        ("edition", "new", "nowhere.toml"),
        ("municipalities", "load"),
        ("ranking", "show", "2026", "oracle"),
    ],
)
def test_wrong_usage_exits_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments", [("edition", "show", "2031"), ("ranking", "show", "2031"), ("result", "reveal", "2031")]
)
def test_an_unknown_edition_is_one_sentence(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.output) == (1, "Error: There is no edition 2031.\n")


@pytest.mark.django_db
def test_a_refusal_is_one_sentence() -> None:
    make_edition(2027)
    result = run("panel", "assign", "2027")
    assert (result.exit_code, result.output) == (1, "Error: Refused: no readers.\n")


@pytest.mark.django_db
def test_the_capacity_of_a_round_as_text_and_for_machines() -> None:
    edition = make_edition(2027)
    eligible_entry(edition)

    lines = run("panel", "capacity", "2027", "--minutes", "30").output.splitlines()
    report = json.loads(run("panel", "capacity", "2027", "reading", "--json").output)

    assert lines[:2] == [
        "1 entries of 30 minutes; 0 readers with 0.0 hours, 0 to decide with 0.0 hours.",
        "  2 readings: 2 in all, 1.0 hours, unknown readers, covered: no; finds about 1 of the 1 best",
    ]
    assert (report["n_entries"], report["hours"], report["places"]) == (1, 0.0, 2)
    assert [row["reads"] for row in report["outlooks"]] == [2, 3, 4, 5, 6, 7, 8]
    assert report["outlooks"][0] == {
        "reads": 2,
        "n_readings": 2,
        "hours": 0.4,
        "n_readers": None,
        "is_covered": False,
        "is_covered_with_waiting": False,
        "share_of_best_found": 1.0,
    }


@pytest.mark.django_db
def test_a_round_that_an_edition_lacks_is_one_sentence() -> None:
    make_edition(2027)
    result = run("panel", "capacity", "2027", "pairs")
    assert (result.exit_code, result.output) == (1, "Error: Edition 2027 has no pairs round.\n")
    assert run("panel", "capacity", "2027", "jury").exit_code == 2


@pytest.mark.django_db
def test_an_edition_is_made_from_its_file_once() -> None:
    file = str(EDITIONS / "2027.toml")
    assert run("edition", "new", file, "--dry-run").exit_code == 0
    assert Edition.objects.count() == 0
    assert run("edition", "new", file).output == "GemeenteDelers 2027 is made.\n"
    shown = json.loads(run("edition", "show", "2027", "--json").output)
    assert (shown["categories"][0], shown["criteria"]["waardevol"]) == ("inclusieve-samenleving", 1)
    again = run("edition", "new", file)
    assert (again.exit_code, again.output) == (1, "Error: Refused: edition exists (year: 2027).\n")


@pytest.mark.django_db
def test_an_edition_shows_its_closings_and_its_grace() -> None:
    make_edition(grace_minutes=5, nominations_closing=Deadline(datetime(2026, 11, 27, 16, tzinfo=UTC)))

    shown = json.loads(run("edition", "show", "2027", "--json").output)

    assert shown["grace_minutes"] == 5
    assert [shown["moments"][name] for name in ("entry closes", "nominations close")] == [
        "2026-12-05T00:00+01:00",
        "2026-11-27T17:00+01:00",
    ]
    assert "grace: 5 minutes for drafts" in run("edition", "show", "2027").output


@pytest.mark.django_db
def test_a_faulty_edition_is_not_made_and_every_fault_is_listed(tmp_path: Path) -> None:
    file = tmp_path / "edition.toml"
    text = (EDITIONS / "2027.toml").read_text(encoding="utf-8")
    file.write_text(text.replace("year = 2027", "year = 1").replace("weight = 2", "weight = 0"))
    result = run("edition", "new", str(file))
    lines = result.output.splitlines()
    assert (result.exit_code, lines[0]) == (1, f"Error: 3 faults in {file}; nothing is stored.")
    assert lines[1].startswith(f"  {file}:4: year: ")
    assert Edition.objects.count() == 0


@pytest.mark.django_db
def test_the_register_is_loaded_once() -> None:
    n_rows = len(REGISTER.read_text(encoding="utf-8").splitlines()) - 1
    assert run("municipalities", "load", str(REGISTER), "--dry-run").exit_code == 0
    assert (Municipality.objects.count(), Fact.objects.count()) == (0, 0)
    first = run("municipalities", "load", str(REGISTER))
    assert first.output == f"{n_rows} added, 0 changed, 0 ended.\n"
    assert run("municipalities", "load", str(REGISTER)).output == "0 added, 0 changed, 0 ended.\n"


@pytest.mark.django_db
def test_regions_are_loaded_once_and_only_of_known_municipalities() -> None:
    unknown = run("municipalities", "regions", str(REGIONS))
    assert (unknown.exit_code, "nothing is stored" in unknown.output) == (1, True)
    run("municipalities", "load", str(REGISTER))
    assert run("municipalities", "regions", str(REGIONS)).output == "342 changed.\n"
    assert run("municipalities", "regions", str(REGIONS)).output == "0 changed.\n"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("code,name\nGM0001,Aa\n", "1: column tooi: "),
        ("code,name\nGM0001\n", "2: 1 cells instead of 2"),
        ("code\n\xff", "is not UTF-8 text"),
    ],
)
def test_a_bad_register_says_where(tmp_path: Path, text: str, fault: str) -> None:
    file = tmp_path / "register.csv"
    file.write_bytes(text.encode("latin-1"))
    result = run("municipalities", "load", str(file))
    assert (result.exit_code, fault in result.output) == (1, True)


@pytest.mark.django_db
def test_cases_are_imported_once_and_a_bad_row_is_named(tmp_path: Path) -> None:
    run("municipalities", "load", str(REGISTER))
    file = tmp_path / "cases.csv"
    file.write_text(HEADER + "2021,Digitale balie,Rotterdam,,winnaar,Videoloket.,\n")
    assert run("cases", "import", str(file)).output == "1 added, 0 changed, 0 unchanged, 0 skipped.\n"
    assert run("cases", "import", str(file)).output == "0 added, 0 changed, 1 unchanged, 0 skipped.\n"
    rows = "2021,Nieuw,Rotterdam,,,Kort.,\n2021,Vreemd,Nergenshuizen,,,Kort.,\n21,Oud,Rotterdam,,,Kort.,\n"
    file.write_text(HEADER + rows)
    refused = run("cases", "import", str(file))
    assert (refused.exit_code, f"{file}:4: column edition:" in refused.output) == (1, True)
    assert Publication.objects.count() == 1
    skipped = run("cases", "import", str(file), "--skip-bad-rows")
    assert (skipped.exit_code, skipped.output.splitlines()[0]) == (
        0,
        "1 added, 0 changed, 0 unchanged, 2 skipped.",
    )
    assert Publication.objects.count() == 2


@pytest.mark.django_db
def test_what_is_whole_is_said_to_be_whole() -> None:
    make_edition(2027)
    assert run("journal", "verify").output == "The chain of 1 facts is whole.\n"
    checked = run("invariants", "check", "--json")
    report = json.loads(checked.output)
    assert (checked.exit_code, report["is_whole"], set(report["broken"].values())) == (0, True, {0})
    assert {"journal.broken_chain", "entries.broken_versions", "shortlists.broken_places"} <= set(report["broken"])


@pytest.mark.django_db
def test_what_is_broken_is_listed_and_exits_1() -> None:
    edition = make_edition(2027)
    Edition.objects.filter(pk=edition.pk).update(revealed_at=edition.reveal_from)
    result = run("invariants", "check")
    assert (result.exit_code, "BROKEN  editions.broken_announcements: 1" in result.output) == (1, True)


def test_facts_lists_who_reacts_to_what() -> None:
    reactions = json.loads(run("facts", "--json").output)
    assert any("send_receipt" in name for name in reactions["entry.submitted"])
