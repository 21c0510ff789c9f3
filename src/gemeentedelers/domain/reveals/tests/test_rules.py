from dataclasses import asdict, replace

import pytest

from gemeentedelers.domain.results.rules import Laureate
from gemeentedelers.domain.reveals.rules import (
    FrameKind,
    Hall,
    Position,
    RevealObstacle,
    Step,
    order_of,
    script,
    topic_of,
    why_not_call,
    why_not_end,
    why_not_go_back,
    why_not_make_known,
    why_not_open,
    why_not_press,
)
from gemeentedelers.domain.reveals.rules.frames import (
    Act,
    Called,
    Nominee,
    Show,
    blackened,
    frame,
    invented_laureate,
    invented_show,
    winners_in,
)
from gemeentedelers.foundation.refusals import Refusal

KINDS = FrameKind
ZWOLLE = Nominee("GD-2", "De brief", "Zwolle", "GM0193")
AALTEN = Nominee("GD-9", "De bank", "Aalten", "GM0197")
EMMEN = Nominee("GD-5", "De buurt", "Emmen", "GM0114")
LIVING = Act("leefomgeving", "Leefomgeving", (ZWOLLE, AALTEN))
PRIZE = Act("publieksprijs", "Publieksprijs", (ZWOLLE, AALTEN, EMMEN), is_public_prize=True)
SHOW = Show(2027, "GemeenteDelers 2027", (LIVING, PRIZE))
LAUREATE = Laureate("GD-9", "De bank", "Aalten", "GM0197", "Omdat iedereen er zit.")
STEPS = script(["a", "b"])
START = Position(STEPS, step=0, number=1)
AT_DRUM = Position(STEPS, step=3, number=4, shown=frozenset(range(4)))
AT_WINNER = Position(STEPS, step=4, number=5, shown=frozenset(range(5)))
AT_ALL = Position(STEPS, step=9, number=10, shown=frozenset(range(10)))
AT_DONE = Position(STEPS, step=10, number=11, shown=frozenset(range(11)))


def code(refusal: Refusal | None) -> object:
    return refusal.code if refusal else None


def test_the_script_goes_through_every_category_and_ends() -> None:
    assert [(step.kind.value, step.key) for step in script(["a", "b"])] == [
        ("standby", None),
        ("category", "a"),
        ("nominees", "a"),
        ("drum", "a"),
        ("winner", "a"),
        ("category", "b"),
        ("nominees", "b"),
        ("drum", "b"),
        ("winner", "b"),
        ("all", None),
        ("done", None),
    ]


@pytest.mark.parametrize(
    ("keys", "wanted", "expected"),
    [
        (["a", "b"], [], ("a", "b")),
        (["a", "b"], ["b", "a"], ("b", "a")),
        (["a", "b"], ["b"], Refusal(RevealObstacle.WRONG_ORDER)),
        (["a", "b"], ["b", "b"], Refusal(RevealObstacle.WRONG_ORDER)),
        (["a", "b"], ["b", "a", "c"], Refusal(RevealObstacle.WRONG_ORDER)),
        ([], [], Refusal(RevealObstacle.NOTHING_ON_STAGE)),
    ],
)
def test_every_category_comes_once(keys: list[str], wanted: list[str], expected: object) -> None:
    assert order_of(keys, wanted) == expected


@pytest.mark.parametrize(
    ("hall", "is_rehearsal", "expected"),
    [
        (Hall(), False, None),
        (Hall(), True, None),
        (Hall(open_stage=True, was_opened=True), False, RevealObstacle.STAGE_IS_OPEN),
        (Hall(open_stage=True, was_opened=True), True, RevealObstacle.STAGE_IS_OPEN),
        (Hall(open_rehearsal=True), False, RevealObstacle.REHEARSAL_IS_OPEN),
        (Hall(open_rehearsal=True), True, RevealObstacle.REHEARSAL_IS_OPEN),
        (Hall(was_opened=True), True, RevealObstacle.TOO_LATE_TO_REHEARSE),
        (Hall(is_released=True), True, RevealObstacle.TOO_LATE_TO_REHEARSE),
        (Hall(was_opened=True, is_released=True), False, None),
    ],
)
def test_one_stage_stands_at_a_time_and_no_rehearsal_comes_late(
    hall: Hall, is_rehearsal: bool, expected: object
) -> None:
    assert code(why_not_open(hall, is_rehearsal=is_rehearsal)) == expected


@pytest.mark.parametrize(
    ("position", "expected_number", "is_confirmed", "expected"),
    [
        (START, 1, False, None),
        (START, 2, True, RevealObstacle.MOVED_MEANWHILE),
        (START, 0, True, RevealObstacle.MOVED_MEANWHILE),
        (replace(START, is_black=True), 1, True, RevealObstacle.IS_BLACK),
        (replace(START, has_ended=True), 1, True, RevealObstacle.STAGE_HAS_ENDED),
        (AT_DRUM, 4, False, RevealObstacle.NOT_CONFIRMED),
        (AT_DRUM, 4, True, None),
        (replace(AT_DRUM, shown=frozenset(range(5))), 4, False, None),
        (AT_ALL, 10, True, RevealObstacle.PUBLISH_INSTEAD),
        (AT_DONE, 11, True, RevealObstacle.NOTHING_AFTER),
    ],
)
def test_a_press_goes_on_from_what_the_operator_saw(
    position: Position, expected_number: int, is_confirmed: bool, expected: object
) -> None:
    refusal = why_not_press(position, expected_number=expected_number, is_confirmed=is_confirmed)
    assert code(refusal) == expected


@pytest.mark.parametrize(
    ("position", "expected_number", "expected"),
    [
        (AT_WINNER, 5, None),
        (AT_WINNER, 4, RevealObstacle.MOVED_MEANWHILE),
        (replace(AT_WINNER, is_black=True), 5, RevealObstacle.IS_BLACK),
        (START, 1, RevealObstacle.NOTHING_BEFORE),
        (AT_DONE, 11, RevealObstacle.NOTHING_BEFORE),
    ],
)
def test_the_way_back_leads_to_what_was_shown(position: Position, expected_number: int, expected: object) -> None:
    assert code(why_not_go_back(position, expected_number=expected_number)) == expected


@pytest.mark.parametrize(
    ("position", "expected_number", "is_confirmed", "expected"),
    [
        (AT_ALL, 10, True, None),
        (AT_ALL, 10, False, RevealObstacle.NOT_CONFIRMED),
        (AT_ALL, 9, True, RevealObstacle.MOVED_MEANWHILE),
        (AT_WINNER, 5, True, RevealObstacle.NOT_YET_EVERYBODY),
        (AT_DONE, 11, True, RevealObstacle.NOT_YET_EVERYBODY),
    ],
)
def test_the_result_is_made_known_after_the_last_winner(
    position: Position, expected_number: int, is_confirmed: bool, expected: object
) -> None:
    refusal = why_not_make_known(position, expected_number=expected_number, is_confirmed=is_confirmed)
    assert code(refusal) == expected


@pytest.mark.parametrize(
    ("position", "is_rehearsal", "is_stale", "expected"),
    [
        (START, False, False, None),
        (AT_DRUM, False, False, None),
        (AT_WINNER, False, False, RevealObstacle.HALF_REVEALED),
        (AT_WINNER, False, True, None),
        (AT_WINNER, True, False, None),
        (AT_ALL, False, False, RevealObstacle.HALF_REVEALED),
        (AT_DONE, False, False, None),
    ],
)
def test_a_real_stage_does_not_stop_half_way(
    position: Position, is_rehearsal: bool, is_stale: bool, expected: object
) -> None:
    refusal = why_not_end(position, expected_number=position.number, is_rehearsal=is_rehearsal, is_stale=is_stale)
    assert code(refusal) == expected


def test_nobody_is_called_who_left() -> None:
    assert code(why_not_call("GD-1", competing={"GD-2"})) is RevealObstacle.WINNER_HAS_LEFT
    assert why_not_call("GD-1", competing={"GD-1"}) is None
    assert why_not_call(None, competing=set()) is None


def test_a_rehearsal_is_broadcast_where_nobody_finds_it_by_chance() -> None:
    assert (topic_of(2027), topic_of(2027, rehearsal_code="kL3")) == ("reveal:2027", "reveal:2027:kL3")


def test_the_frame_of_nominees_stands_in_the_order_of_municipalities() -> None:
    assert frame(Step(KINDS.NOMINEES, "leefomgeving"), SHOW) == {
        "kind": "nominees",
        "black": False,
        "rehearsal": False,
        "edition": {"year": 2027, "name": "GemeenteDelers 2027"},
        "category": {
            "key": "leefomgeving",
            "name": "Leefomgeving",
            "position": 1,
            "of": 2,
            "is_public_prize": False,
        },
        "nominees": [asdict(AALTEN), asdict(ZWOLLE)],
        "winner": None,
        "winners": [],
        "key": None,
        "sentence": "2 genomineerden, categorie Leefomgeving.",
    }


@pytest.mark.parametrize(
    ("step", "n_nominees", "sentence"),
    [
        (Step(KINDS.STANDBY), 0, "De uitslag van GemeenteDelers 2027 begint zo."),
        (Step(KINDS.CATEGORY, "leefomgeving"), 0, "Nu: categorie Leefomgeving."),
        (Step(KINDS.CATEGORY, "publieksprijs"), 0, "Nu: Publieksprijs."),
        (Step(KINDS.NOMINEES, "publieksprijs"), 3, "3 genomineerden, Publieksprijs."),
        (Step(KINDS.DRUM, "leefomgeving"), 2, "De winnaar, categorie Leefomgeving, komt nu."),
        (Step(KINDS.ALL), 0, "Dit zijn alle winnaars van GemeenteDelers 2027."),
        (
            Step(KINDS.DONE),
            0,
            "De uitslag van GemeenteDelers 2027 is bekend. Lees alles over de winnaars op de website.",
        ),
    ],
)
def test_no_frame_before_the_winner_depends_on_who_it_is(step: Step, n_nominees: int, sentence: str) -> None:
    body = frame(step, SHOW)
    assert body == frame(step, SHOW, called=Called(LAUREATE, "sleutel"))
    nominees = body["nominees"]
    assert isinstance(nominees, list)
    assert (len(nominees), body["sentence"], body["winner"], body["key"]) == (n_nominees, sentence, None, None)


def test_the_winner_comes_with_the_key_of_the_envelope() -> None:
    body = frame(Step(KINDS.WINNER, "leefomgeving"), SHOW, called=Called(LAUREATE, "sleutel"))
    assert (body["winner"], body["key"]) == (asdict(LAUREATE), "sleutel")
    assert body["sentence"] == "Winnaar categorie Leefomgeving: De bank, van Aalten."


def test_a_public_prize_may_end_without_a_winner() -> None:
    body = frame(Step(KINDS.WINNER, "publieksprijs"), SHOW, called=Called(None, "sleutel"))
    assert (body["winner"], body["key"]) == (None, "sleutel")
    assert body["sentence"] == "Er is geen winnaar, Publieksprijs. De prijs wordt dit jaar niet uitgereikt."


def test_at_the_end_everybody_stands_there_who_was_called() -> None:
    frames = {
        5: frame(Step(KINDS.WINNER, "publieksprijs"), SHOW, called=Called(None, "x")),
        4: frame(Step(KINDS.WINNER, "leefomgeving"), SHOW, called=Called(LAUREATE, "x")),
        3: frame(Step(KINDS.DRUM, "leefomgeving"), SHOW),
    }
    assert winners_in(frames) == [{"category": "Leefomgeving", **asdict(LAUREATE)}]
    assert frame(Step(KINDS.ALL), SHOW, winners=winners_in(frames))["winners"] == winners_in(frames)
    assert frame(Step(KINDS.DRUM, "leefomgeving"), SHOW, winners=winners_in(frames))["winners"] == []


def test_a_blackout_changes_nothing_but_the_light() -> None:
    body = frame(Step(KINDS.DRUM, "leefomgeving"), SHOW)
    dark = blackened(body, is_black=True)
    assert {name for name in body if body[name] != dark[name]} == {"black"}
    assert blackened(dark, is_black=False) == body


def test_a_rehearsal_has_the_names_of_the_categories_and_nothing_else_that_is_real() -> None:
    show = invented_show(2027, "GemeenteDelers 2027", [LIVING, PRIZE])
    assert [act.name for act in show.acts] == ["Leefomgeving", "Publieksprijs"]
    for act in show.acts:
        called = invented_laureate(act)
        assert called.reference in {nominee.reference for nominee in act.nominees}
        body = frame(Step(KINDS.WINNER, act.key), show, called=Called(called, None))
        assert (body["rehearsal"], body["key"]) == (True, None)
        assert str(body["sentence"]).startswith("Repetitie, alles is verzonnen. ")
        assert all("(fictief)" in nominee.title and "(fictief)" in nominee.municipality for nominee in act.nominees)
        assert not any(real.reference in str(body) for real in (ZWOLLE, AALTEN, EMMEN))
