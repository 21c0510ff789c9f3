from datetime import UTC, datetime

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries, Settings

from gemeentedelers.foundation.mail.actions import Letter, write_message, write_messages
from gemeentedelers.foundation.mail.models import Message

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)


TEXT = "Dag\n  {{ name }}\n\nDit komt van {{ site }}."


@pytest.fixture(autouse=True)
def template(settings: Settings) -> None:
    loader = ("django.template.loaders.locmem.Loader", {"letter.txt": TEXT})
    backend = "django.template.backends.django.DjangoTemplates"
    settings.TEMPLATES = [{"BACKEND": backend, "OPTIONS": {"loaders": [loader]}}]


def letter(number: int) -> Letter:
    return Letter(f"proef:{number}", f"{number}@gemeente.example", "letter.txt", {"name": f"Persoon {number}"})


def test_many_letters_are_the_same_as_many_times_one() -> None:
    write_messages([letter(1), letter(2)], now=NOON)
    alone = letter(3)
    write_message(key=alone.key, to=alone.to, template=alone.template, context=alone.context, now=NOON)

    first, second, third = Message.objects.order_by("pk")
    assert [(message.key, message.to) for message in (first, second)] == [
        ("proef:1", "1@gemeente.example"),
        ("proef:2", "2@gemeente.example"),
    ]
    assert (first.subject, first.body) == ("Dag", "Persoon 1\n\nDit komt van http://testserver.")
    assert (third.subject, third.body) == ("Dag", "Persoon 3\n\nDit komt van http://testserver.")
    assert {message.written_at for message in (first, second, third)} == {NOON}
    queued = ProcrastinateJob.objects.filter(task_name="mail.send").order_by("id").values_list("args", flat=True)
    assert [args["message"] for args in queued] == [first.pk, second.pk, third.pk]


def test_a_letter_that_was_written_before_is_left_out() -> None:
    assert write_messages([letter(1)], now=NOON) == 1
    assert write_messages([letter(1), letter(2), letter(2)], now=NOON) == 1
    assert write_messages([letter(1), letter(2)], now=NOON) == 0
    assert write_messages([], now=NOON) == 0

    assert Message.objects.count() == 2
    assert ProcrastinateJob.objects.filter(task_name="mail.send").count() == 2


@pytest.mark.parametrize("n_letters", [1, 30])
def test_thirty_letters_cost_as_many_queries_as_one(
    n_letters: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(6):
        write_messages([letter(number) for number in range(n_letters)], now=NOON)
