import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.foundation.texts.actions import prune_history, settle_text, write_text, write_texts
from gemeentedelers.foundation.texts.models import Text, Version
from gemeentedelers.foundation.texts.queries import (
    broken_histories,
    changes_by_others,
    history_of,
    parked_text,
    texts_of,
    values_of,
    values_of_many,
)
from gemeentedelers.foundation.texts.rules import KEPT_VERSIONS, LONGEST, Patch, Reception, TextObstacle

NOW = datetime(2026, 11, 24, 14, 3, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def typed(value: str, *, by: str = "alice", base: int = 0, now: datetime = NOW, key: str = "titel") -> Reception:
    return write_text("GD-1", Patch(key, value, base), by=by, now=now).reception


@pytest.mark.django_db
def test_a_text_is_kept_with_who_and_when() -> None:
    receipt = write_text("GD-1", Patch("titel", "Hallo\r\n", 0, client="tab", seq=1), by="alice", now=NOW)

    text = Text.objects.get()
    assert (text.value, text.version, text.written_by, text.written_at) == ("Hallo\n", 1, "alice", NOW)
    assert (receipt.reception, receipt.standing) == (Reception.KEPT, text.written)


@pytest.mark.django_db
def test_a_second_person_in_the_same_field_overwrites_nothing() -> None:
    typed("Van Alice")

    receipt = write_text("GD-1", Patch("titel", "Van Bob", 0), by="bob", now=NOW + MINUTE)

    assert (receipt.reception, receipt.standing.value, receipt.standing.by) == (
        Reception.CONFLICT,
        "Van Alice",
        "alice",
    )
    parked = parked_text("GD-1", "titel", by="bob")
    assert parked is not None
    assert (values_of("GD-1")["titel"], parked.value) == ("Van Alice", "Van Bob")


@pytest.mark.django_db
def test_what_was_decided_after_comparing_stands_and_nothing_stays_parked() -> None:
    typed("Van Alice")
    typed("Van Bob", by="bob")

    settled = settle_text("GD-1", Patch("titel", "Van ons samen", 1), by="bob", now=NOW + MINUTE)

    assert settled.reception is Reception.KEPT
    assert values_of("GD-1") == {"titel": "Van ons samen"}


@pytest.mark.django_db
def test_comparing_with_a_text_that_changed_again_settles_nothing() -> None:
    typed("Van Alice")
    typed("Van Bob", by="bob")
    typed("Nog meer van Alice", base=1)

    settled = settle_text("GD-1", Patch("titel", "Van ons samen", 1), by="bob", now=NOW + MINUTE)

    parked = parked_text("GD-1", "titel", by="bob")
    assert settled.reception is Reception.CONFLICT
    assert parked is not None
    assert (values_of("GD-1")["titel"], parked.value) == ("Nog meer van Alice", "Van ons samen")


@pytest.mark.django_db
def test_writing_twice_the_same_makes_one_version() -> None:
    assert [typed("Hallo"), typed("Hallo")] == [Reception.KEPT, Reception.KNOWN]
    assert Text.objects.get(key="titel").version == 1


@pytest.mark.django_db
def test_a_whole_page_keeps_what_it_can() -> None:
    typed("Van Alice")

    receipts = write_texts("GD-1", [Patch("titel", "Van Bob", 0), Patch("soort", "proef", 0)], by="bob", now=NOW)

    assert {receipt.key: receipt.reception for receipt in receipts} == {
        "titel": Reception.CONFLICT,
        "soort": Reception.KEPT,
    }
    assert {key: values_of("GD-1")[key] for key in ("titel", "soort")} == {"titel": "Van Alice", "soort": "proef"}


@pytest.mark.django_db
def test_a_text_that_nobody_can_have_typed_is_refused() -> None:
    with pytest.raises(RefusedError) as caught:
        typed("a" * (LONGEST + 1))

    assert caught.value.refusal.code is TextObstacle.TOO_LARGE
    assert not Text.objects.exists()


@pytest.mark.django_db
def test_the_history_holds_the_text_before_each_burst() -> None:
    typed("Eerste versie van de tekst")
    typed("Eerste versie van de tekst, langer", base=1, now=NOW + MINUTE * 2)
    typed("Eerste versie van de tekst, langer nog", base=2, now=NOW + MINUTE * 2.5)
    typed("Bob schrijft hier verder", base=3, by="bob", now=NOW + MINUTE * 2.6)

    assert [(row.number, row.value, row.written_by) for row in history_of("GD-1", "titel")] == [
        (3, "Eerste versie van de tekst, langer nog", "alice"),
        (1, "Eerste versie van de tekst", "alice"),
    ]
    assert not broken_histories().exists()


@pytest.mark.django_db
def test_what_others_changed_since_a_visit() -> None:
    typed("Oud", now=NOW - MINUTE)
    typed("Van mij", key="soort")
    typed("Van Bob", key="aanpak", by="bob", now=NOW + MINUTE)

    assert [text.key for text in changes_by_others("GD-1", since=NOW, but="alice")] == ["aanpak"]
    assert [text.key for text in changes_by_others("GD-1", since=NOW - MINUTE, but="bob")] == ["soort"]


@pytest.mark.django_db
def test_fields_of_many_subjects_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    typed("Hallo")
    with django_assert_num_queries(1):
        found = values_of_many(["GD-1", "GD-2"], ["titel"])
    assert found == {"GD-1": {"titel": "Hallo"}, "GD-2": {}}
    assert list(texts_of("GD-1")) == ["titel"]


@pytest.mark.django_db
def test_old_versions_are_removed_and_a_second_time_nothing_is() -> None:
    typed("Nu")
    text = Text.objects.get()
    text.version = 100
    text.save()
    moments = [NOW - timedelta(days=31), *(NOW - MINUTE * place for place in range(KEPT_VERSIONS + 1, 0, -1))]
    Version.objects.bulk_create(
        Version(text=text, number=number, value=str(number), written_at=moment)
        for number, moment in enumerate(moments, start=1)
    )

    assert [prune_history(now=NOW), prune_history(now=NOW)] == [2, 0]
    assert history_of("GD-1", "titel").count() == KEPT_VERSIONS


@pytest.mark.django_db(transaction=True)
def test_many_at_once_in_one_field_lose_nothing_silently() -> None:
    gate = threading.Barrier(8)
    receptions: list[Reception] = []

    def write(person: str) -> None:
        gate.wait()
        receptions.append(typed(f"Van {person}", by=person))
        connection.close()

    threads = [threading.Thread(target=write, args=(f"p{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(receptions) == [Reception.CONFLICT] * 7 + [Reception.KEPT]
    assert Text.objects.get(key="titel").version == 1
