"""Two operators at the same moment, each over a connection of their own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.results.tests.factories import judged_edition
from gemeentedelers.domain.reveals.actions import go_back, make_known, press
from gemeentedelers.domain.reveals.models import Stage
from gemeentedelers.domain.reveals.rules import FrameKind, RevealObstacle
from gemeentedelers.domain.reveals.tests.factories import an_operator, pressed_to, staged
from gemeentedelers.foundation.broadcasts.queries import newest_on
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db(transaction=True)
N_RUNS = 200
Deed = Callable[[], object]


@pytest.fixture(autouse=True)
def empty_queue() -> Iterator[None]:
    """The tables of the queue are not Django's, so the end of such a test does not empty them."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def together(pool: ThreadPoolExecutor, *deeds: Deed) -> list[object]:
    """What each gets when all begin at once: None, or the obstacle."""
    start = Barrier(len(deeds))

    def begin(deed: Deed) -> object:
        start.wait()
        try:
            deed()
        except RefusedError as error:
            return error.refusal.code
        return None

    return list(pool.map(begin, deeds))


def close() -> None:
    connection.close()


def pressing(stage: Stage, by: User) -> Deed:
    return lambda: press(stage, expected_number=stage.number, is_confirmed=True, by=by, now=AFTER_REVEAL)


def stepping_back(stage: Stage, by: User) -> Deed:
    return lambda: go_back(stage, expected_number=stage.number, by=by, now=AFTER_REVEAL)


def test_two_presses_at_once_are_one_step_every_time() -> None:
    """Up and down the script, two operators on every button, over two connections that stay open."""
    stage = staged(judged_edition())
    first, second = stage.opened_by, an_operator(stage.edition)
    with ThreadPoolExecutor(2) as pool:
        for run in range(N_RUNS):
            stage = Stage.objects.select_related("edition").get(pk=stage.pk)
            forward = run % 16 < 8
            deed = pressing if forward else stepping_back
            outcomes = together(pool, deed(stage, first), deed(stage, second))
            moved = Stage.objects.get(pk=stage.pk)
            assert sorted(outcomes, key=str) == [None, RevealObstacle.MOVED_MEANWHILE]
            assert (moved.step, moved.number) == (stage.step + (1 if forward else -1), stage.number + 1)
        together(pool, close, close)
    said = newest_on("reveal:2027")
    assert said is not None
    assert said.number == N_RUNS + 1
    assert Fact.objects.filter(name__startswith="stage.").count() == N_RUNS + 1


def test_forward_and_back_at_once_is_one_of_both() -> None:
    stage = pressed_to(staged(judged_edition()), FrameKind.WINNER, "leefomgeving")
    with ThreadPoolExecutor(2) as pool:
        outcomes = together(pool, pressing(stage, stage.opened_by), stepping_back(stage, an_operator(stage.edition)))
        together(pool, close, close)
    assert sorted(outcomes, key=str) == [None, RevealObstacle.MOVED_MEANWHILE]


def test_two_operators_make_everything_known_once() -> None:
    stage = pressed_to(staged(judged_edition()), FrameKind.ALL)

    def making_known(by: User) -> Deed:
        return lambda: make_known(stage, expected_number=stage.number, is_confirmed=True, by=by, now=AFTER_REVEAL)

    with ThreadPoolExecutor(2) as pool:
        outcomes = together(pool, making_known(stage.opened_by), making_known(an_operator(stage.edition)))
        together(pool, close, close)
    assert sorted(outcomes, key=str) == [None, RevealObstacle.MOVED_MEANWHILE]
    assert Fact.objects.filter(name="result.revealed").count() == 1
