from threading import Event, Thread

import pytest

from gemeentedelers.foundation.kept import Kept


def test_a_thing_is_made_again_only_when_its_mark_differs() -> None:
    marks = iter(["first", "first", "second", "second", "first"])
    made: list[int] = []

    def make() -> int:
        made.append(len(made))
        return len(made)

    kept = Kept(lambda: next(marks), make)

    assert [kept.get() for _ in range(5)] == [1, 1, 2, 2, 3]


def test_what_cannot_be_made_is_tried_again() -> None:
    things: list[str] = []
    kept = Kept(lambda: 1, things.pop)

    with pytest.raises(IndexError):
        kept.get()
    things.append("thing")
    assert kept.get() == "thing"


class Workshop:
    """Makes numbered things, the next one only when it is told to go on."""

    def __init__(self) -> None:
        self.mark = 0
        self.n_made = 0
        self.is_busy, self.may_go_on = Event(), Event()
        self.kept = Kept(lambda: self.mark, self.make)

    def make(self) -> int:
        self.is_busy.set()
        assert self.may_go_on.wait(timeout=10)
        self.n_made += 1
        return self.n_made

    def start_getting(self, answers: list[int]) -> Thread:
        thread = Thread(target=lambda: answers.append(self.kept.get()))
        thread.start()
        return thread


def test_at_first_all_threads_wait_for_one_maker() -> None:
    workshop = Workshop()
    answers: list[int] = []
    threads = [workshop.start_getting(answers) for _ in range(8)]
    assert workshop.is_busy.wait(timeout=10)

    workshop.may_go_on.set()
    for thread in threads:
        thread.join(timeout=10)

    assert answers == [1] * 8
    assert workshop.n_made == 1


def test_while_one_thread_makes_it_anew_others_go_on_with_the_former() -> None:
    workshop = Workshop()
    workshop.may_go_on.set()
    assert workshop.kept.get() == 1
    workshop.may_go_on.clear()
    workshop.is_busy.clear()
    workshop.mark = 1
    answers: list[int] = []
    maker = workshop.start_getting(answers)
    assert workshop.is_busy.wait(timeout=10)

    assert workshop.kept.get() == 1
    workshop.may_go_on.set()
    maker.join(timeout=10)

    assert answers == [2]
    assert workshop.kept.get() == 2
