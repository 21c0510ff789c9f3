import json
from collections.abc import Callable, Mapping

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL, DURING_JURY
from gemeentedelers.domain.entries.actions import withdraw_entry
from gemeentedelers.domain.entries.tests.factories import owner_of
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.results.actions import publish_result, seal_result
from gemeentedelers.domain.results.models import SealedResult
from gemeentedelers.domain.results.queries import broken_publications, broken_results
from gemeentedelers.domain.results.rules import ResultObstacle
from gemeentedelers.domain.results.tests.factories import KEYS, judged_edition, released, sealed
from gemeentedelers.domain.reveals.actions import (
    blackout,
    end,
    go_back,
    make_known,
    open_rehearsal,
    open_stage,
    press,
)
from gemeentedelers.domain.reveals.models import Stage
from gemeentedelers.domain.reveals.queries import broken_stages, envelopes_of, obstacles_on, open_stage_of
from gemeentedelers.domain.reveals.rules import FrameKind, RevealObstacle
from gemeentedelers.domain.reveals.tests.factories import an_operator, pressed_to, rehearsed, staged
from gemeentedelers.domain.verdicts.actions import choose_entry, pronounce_verdict
from gemeentedelers.domain.verdicts.tests.factories import (
    MOTIVATION,
    a_chair,
    category_of,
    entries_of,
    remarks_on,
    shortlisted_edition,
)
from gemeentedelers.foundation.broadcasts.models import Broadcast
from gemeentedelers.foundation.broadcasts.queries import newest_on
from gemeentedelers.foundation.envelopes import Envelope, open_envelope
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.foundation.sealing import unseal

pytestmark = pytest.mark.django_db
TOPIC = "reveal:2027"


@pytest.fixture
def edition() -> Edition:
    return judged_edition()


def on_air(topic: str = TOPIC) -> Mapping[str, object]:
    said = newest_on(topic)
    assert said is not None
    body: Mapping[str, object] = said.body
    return body


def everything_said() -> tuple[object, ...]:
    """The stages, what is broadcast, and the number of facts."""
    stages = Stage.objects.order_by("pk").values_list("step", "number", "is_black", "frames", "ended_at")
    return list(stages), list(Broadcast.objects.values_list("topic", "number", "body")), Fact.objects.count()


def refused(error: pytest.ExceptionInfo[RefusedError]) -> object:
    return error.value.refusal.code


def test_the_stage_opens_at_stand_by_and_says_so(edition: Edition) -> None:
    stage = staged(edition)
    assert (on_air()["kind"], stage.number, stage.order) == ("standby", 1, list(KEYS))
    fact = Fact.objects.get(name="stage.opened")
    assert fact.values == {"step": "standby", "category": None, "number": 1}


@pytest.mark.parametrize(
    ("prepare", "obstacle"),
    [
        (lambda edition: None, ResultObstacle.NOT_SEALED),
        (sealed, ResultObstacle.NOT_RELEASED),
        (rehearsed, RevealObstacle.REHEARSAL_IS_OPEN),
        (staged, RevealObstacle.STAGE_IS_OPEN),
    ],
)
def test_a_stage_does_not_open(edition: Edition, prepare: Callable[[Edition], object], obstacle: object) -> None:
    prepare(edition)
    before = everything_said()
    with pytest.raises(RefusedError) as error:
        open_stage(edition, by=an_operator(edition), now=AFTER_REVEAL)
    assert refused(error) is obstacle
    assert everything_said()[:2] == before[:2]


def test_a_stage_does_not_open_with_another_key(edition: Edition) -> None:
    released(edition)
    with override_settings(SEAL_KEY="another key"), pytest.raises(RefusedError) as error:
        open_stage(edition, by=an_operator(edition), now=AFTER_REVEAL)
    assert refused(error) is ResultObstacle.WRONG_KEY


def test_the_organiser_sets_the_order(edition: Edition) -> None:
    released(edition)
    with pytest.raises(RefusedError) as error:
        open_stage(edition, order=["uitvoering"], by=an_operator(edition), now=AFTER_REVEAL)
    assert refused(error) is RevealObstacle.WRONG_ORDER
    stage = open_stage(edition, order=["uitvoering", "leefomgeving"], by=an_operator(edition), now=AFTER_REVEAL)
    category = pressed_to(stage, FrameKind.CATEGORY, "uitvoering").shown[1]["category"]
    assert category == {
        "key": "uitvoering",
        "name": "Uitvoeringskracht",
        "position": 1,
        "of": 2,
        "is_public_prize": False,
    }


def test_a_winner_is_called_with_the_key_that_opens_the_envelope(edition: Edition) -> None:
    stage = pressed_to(staged(edition), FrameKind.WINNER, "leefomgeving")
    winner, body = entries_of(category_of(edition))[0], on_air()
    called = body["winner"]
    assert isinstance(called, dict)
    assert (called["reference"], called["motivation"]) == (winner.reference, MOTIVATION)
    envelopes = {row["category"]: Envelope(row["iv"], row["ciphertext"]) for row in envelopes_of(edition) or []}
    assert json.loads(open_envelope(envelopes["leefomgeving"], key=str(body["key"]))) == called
    with pytest.raises(ValueError, match="does not open"):
        open_envelope(envelopes["uitvoering"], key=str(body["key"]))
    assert Fact.objects.filter(name="stage.pressed").last().values == {  # type: ignore[union-attr]
        "step": "winner",
        "category": "leefomgeving",
        "number": stage.number,
    }


def test_the_seal_is_opened_for_a_winner_only(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = staged(edition)
    opened: list[str] = []

    def watched(text: str) -> str:
        opened.append(text)
        return unseal(text)

    monkeypatch.setattr("gemeentedelers.domain.results.queries.unseal", watched)
    stage = pressed_to(stage, FrameKind.DRUM, "leefomgeving")
    assert opened == []
    stage = pressed_to(stage, FrameKind.WINNER, "leefomgeving")
    assert len(opened) == 1
    go_back(stage, expected_number=stage.number, by=stage.opened_by, now=AFTER_REVEAL)
    pressed_to(Stage.objects.get(), FrameKind.DRUM, "uitvoering")
    assert len(opened) == 1


def test_no_winner_is_anywhere_in_the_clear_before_the_own_press(edition: Edition) -> None:
    stage = pressed_to(staged(edition), FrameKind.WINNER, "leefomgeving")
    said = json.dumps([stage.frames, on_air()])
    other = entries_of(category_of(edition, "uitvoering"))[0]
    assert other.reference not in said
    assert MOTIVATION in said


def test_a_second_press_of_the_same_button_changes_nothing(edition: Edition) -> None:
    stage = staged(edition)
    press(stage, expected_number=1, by=stage.opened_by, now=AFTER_REVEAL)
    before = everything_said()
    for deed in (press, go_back, blackout, make_known, end):
        with pytest.raises(RefusedError) as error:
            deed(stage, expected_number=1, by=an_operator(edition), now=AFTER_REVEAL)
        assert refused(error) is RevealObstacle.MOVED_MEANWHILE
    assert everything_said()[:2] == before[:2]


def test_a_winner_needs_a_confirmation(edition: Edition) -> None:
    stage = pressed_to(staged(edition), FrameKind.DRUM, "leefomgeving")
    before = everything_said()
    with pytest.raises(RefusedError) as error:
        press(stage, expected_number=stage.number, by=stage.opened_by, now=AFTER_REVEAL)
    assert refused(error) is RevealObstacle.NOT_CONFIRMED
    assert everything_said() == before


def test_a_winner_is_not_called_with_another_key(edition: Edition) -> None:
    stage = pressed_to(staged(edition), FrameKind.DRUM, "leefomgeving")
    before = everything_said()
    with override_settings(SEAL_KEY="another key"), pytest.raises(RefusedError) as error:
        press(stage, expected_number=stage.number, is_confirmed=True, by=stage.opened_by, now=AFTER_REVEAL)
    assert refused(error) is RevealObstacle.KEY_LOST
    assert everything_said() == before
    pressed_to(stage, FrameKind.WINNER, "leefomgeving")


def test_a_winner_who_left_is_not_called(edition: Edition) -> None:
    stage = pressed_to(staged(edition), FrameKind.DRUM, "leefomgeving")
    winner = entries_of(category_of(edition))[0]
    withdraw_entry(winner, by=owner_of(winner), now=AFTER_REVEAL)
    before = everything_said()
    with pytest.raises(RefusedError) as error:
        press(stage, expected_number=stage.number, is_confirmed=True, by=stage.opened_by, now=AFTER_REVEAL)
    assert refused(error) is RevealObstacle.WINNER_HAS_LEFT
    assert everything_said() == before


def test_a_stage_whose_seal_was_replaced_stops_and_opens_anew(edition: Edition) -> None:
    stage = pressed_to(staged(edition), FrameKind.WINNER, "leefomgeving")
    winner = entries_of(category_of(edition, "uitvoering"))[0]
    stage = pressed_to(stage, FrameKind.DRUM, "uitvoering")
    with pytest.raises(RefusedError) as error:
        end(stage, expected_number=stage.number, by=stage.opened_by, now=AFTER_REVEAL)
    assert refused(error) is RevealObstacle.HALF_REVEALED
    first, second = entries_of(category_of(edition))[:2]
    withdraw_entry(first, by=owner_of(first), now=DURING_JURY)
    chair = User.objects.get(pk=category_of(edition).verdict.pronounced_by_id)
    choose_entry(category_of(edition), second, note="", by=chair, now=DURING_JURY)
    pronounce_verdict(
        category_of(edition),
        second,
        motivation=MOTIVATION,
        remarks=remarks_on(category_of(edition), second),
        by=chair,
        now=DURING_JURY,
    )
    seal_result(edition, by="oscar", now=AFTER_REVEAL, reason="Een winnaar trok zich terug.")
    with pytest.raises(RefusedError) as error:
        press(stage, expected_number=stage.number, is_confirmed=True, by=stage.opened_by, now=AFTER_REVEAL)
    assert refused(error) is RevealObstacle.SEAL_REPLACED
    end(stage, expected_number=stage.number, by=stage.opened_by, now=AFTER_REVEAL)
    assert (on_air()["kind"], broken_stages()) == ("standby", [])
    released(edition, now=AFTER_REVEAL)
    again = open_stage(edition, by=stage.opened_by, now=AFTER_REVEAL)
    pressed_to(again, FrameKind.WINNER, "leefomgeving")
    assert second.reference in str(on_air()["winner"])
    assert winner.reference not in str(on_air()["winner"])


def test_back_shows_what_was_shown_and_on_shows_it_again(edition: Edition) -> None:
    stage = pressed_to(staged(edition), FrameKind.WINNER, "leefomgeving")
    shown = on_air()
    stage = go_back(stage, expected_number=stage.number, by=stage.opened_by, now=AFTER_REVEAL)
    assert on_air()["kind"] == "drum"
    press(stage, expected_number=stage.number, by=stage.opened_by, now=AFTER_REVEAL)
    assert on_air() == shown


def test_a_blackout_keeps_the_step_and_stops_the_script(edition: Edition) -> None:
    stage = pressed_to(staged(edition), FrameKind.NOMINEES, "leefomgeving")
    shown = on_air()
    stage = blackout(stage, expected_number=stage.number, by=stage.opened_by, now=AFTER_REVEAL)
    assert on_air() == {**shown, "black": True}
    with pytest.raises(RefusedError) as error:
        press(stage, expected_number=stage.number, by=stage.opened_by, now=AFTER_REVEAL)
    assert refused(error) is RevealObstacle.IS_BLACK
    blackout(stage, expected_number=stage.number, by=stage.opened_by, now=AFTER_REVEAL)
    assert on_air() == shown


def test_the_last_press_publishes_and_says_so_together(edition: Edition) -> None:
    stage = pressed_to(staged(edition), FrameKind.ALL)
    edition.refresh_from_db()
    assert edition.revealed_at is None
    stage = make_known(stage, expected_number=stage.number, is_confirmed=True, by=stage.opened_by, now=AFTER_REVEAL)
    edition = Edition.objects.get()
    winners = on_air()["winners"]
    assert isinstance(winners, list)
    assert (on_air()["kind"], edition.revealed_at) == ("done", AFTER_REVEAL)
    assert [row["category"] for row in winners] == ["Leefomgeving", "Uitvoeringskracht"]
    end(stage, expected_number=stage.number, by=stage.opened_by, now=AFTER_REVEAL)
    assert (on_air()["kind"], open_stage_of(edition)) == ("done", None)
    assert (broken_stages(), broken_results(), list(broken_publications())) == ([], [], [])


def test_when_publishing_is_refused_nothing_is_said(edition: Edition) -> None:
    stage = pressed_to(staged(edition), FrameKind.ALL)
    before = everything_said()
    with override_settings(SEAL_KEY="another key"), pytest.raises(RefusedError) as error:
        make_known(stage, expected_number=stage.number, is_confirmed=True, by=stage.opened_by, now=AFTER_REVEAL)
    assert refused(error) is ResultObstacle.WRONG_KEY
    assert everything_said() == before
    edition.refresh_from_db()
    assert edition.revealed_at is None


def test_a_result_that_was_published_without_the_stage_lets_the_stage_end(edition: Edition) -> None:
    stage = pressed_to(staged(edition), FrameKind.ALL)
    publish_result(edition, by="oscar", now=AFTER_REVEAL)
    make_known(stage, expected_number=stage.number, is_confirmed=True, by=stage.opened_by, now=AFTER_REVEAL)
    assert on_air()["kind"] == "done"
    assert Fact.objects.filter(name="result.revealed").count() == 1


def test_a_rehearsal_never_touches_the_seal(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed(edition)

    def forbidden(text: str) -> str:
        raise AssertionError(text)

    for module in ("results.queries", "verdicts.queries"):
        monkeypatch.setattr(f"gemeentedelers.domain.{module}.unseal", forbidden)
    stage = pressed_to(rehearsed(edition), FrameKind.ALL)
    make_known(stage, expected_number=stage.number, is_confirmed=True, by=stage.opened_by, now=AFTER_REVEAL)
    edition.refresh_from_db()
    assert (edition.revealed_at, newest_on(TOPIC)) == (None, None)
    said = on_air(stage.topic)
    assert (said["kind"], said["rehearsal"]) == ("done", True)
    frames = list(Stage.objects.get().shown.values())
    assert {frame["rehearsal"] for frame in frames} == {True}
    assert {frame["key"] for frame in frames} == {None}
    for entry in edition.entries.all():
        assert entry.reference not in json.dumps(frames)
        assert entry.title not in json.dumps(frames)


def test_nobody_rehearses_once_the_winners_can_be_called(edition: Edition) -> None:
    released(edition)
    with pytest.raises(RefusedError) as error:
        rehearsed(edition)
    assert refused(error) is RevealObstacle.TOO_LATE_TO_REHEARSE


def test_a_rehearsal_may_stop_anywhere_and_begin_again(edition: Edition) -> None:
    stage = pressed_to(rehearsed(edition), FrameKind.WINNER, "leefomgeving")
    end(stage, expected_number=stage.number, by=stage.opened_by, now=DURING_JURY)
    assert open_rehearsal(edition, by=stage.opened_by, now=DURING_JURY).topic != stage.topic


def test_the_database_itself_refuses_a_second_stage_and_a_rehearsal_with_a_result(edition: Edition) -> None:
    stage = staged(edition)
    details = {"edition": edition, "order": [], "opened_by": stage.opened_by, "opened_at": AFTER_REVEAL}
    with pytest.raises(IntegrityError, match="reveals_one_open_stage"):
        Stage.objects.create(is_rehearsal=True, **details)


def test_the_database_itself_refuses_a_rehearsal_with_a_result(edition: Edition) -> None:
    stage = staged(edition)
    with pytest.raises(IntegrityError, match="reveals_rehearsal_has_no_result"):
        Stage.objects.filter(pk=stage.pk).update(is_rehearsal=True)


def test_the_console_knows_which_buttons_do_something(edition: Edition) -> None:
    stage = pressed_to(staged(edition), FrameKind.WINNER, "leefomgeving")
    found = {name: refusal.code if refusal else None for name, refusal in obstacles_on(stage).items()}
    assert found == {
        "press": None,
        "back": None,
        "blackout": None,
        "publish": RevealObstacle.NOT_YET_EVERYBODY,
        "end": RevealObstacle.HALF_REVEALED,
    }


def test_a_stage_left_half_way_is_found(edition: Edition) -> None:
    stage = pressed_to(staged(edition), FrameKind.WINNER, "leefomgeving")
    Stage.objects.update(ended_at=AFTER_REVEAL)
    assert broken_stages() == [stage]


def frames_of_a_world(edition: Edition, chair: User, place: int) -> tuple[str, str, str]:
    """What is said until the drum, who then wins, and the commitment, when the jury chose that entry; undone after."""
    with transaction.atomic():
        for key in KEYS:
            category = category_of(edition, key)
            winner = entries_of(category)[min(place, len(entries_of(category)) - 1)]
            choose_entry(category, winner, note="", by=chair, now=DURING_JURY)
            pronounce_verdict(
                category,
                winner,
                motivation=f"Woord nummer {place} van de jury.",
                remarks=remarks_on(category, winner),
                by=chair,
                now=DURING_JURY,
            )
        stage = pressed_to(staged(edition), FrameKind.DRUM, "leefomgeving")
        said = json.dumps([stage.frames, on_air()], sort_keys=True)
        commitment = SealedResult.objects.get().commitment
        stage = pressed_to(stage, FrameKind.WINNER, "leefomgeving")
        winner_frame = json.dumps(on_air()["winner"])
        transaction.set_rollback(True)
    return said, winner_frame, commitment


def test_two_worlds_with_other_winners_look_the_same_until_the_winner() -> None:
    edition = shortlisted_edition()
    chair = a_chair(edition)
    first, second = frames_of_a_world(edition, chair, 0), frames_of_a_world(edition, chair, 1)
    assert first[0] == second[0]
    assert first[1] != second[1]
    assert first[2] != second[2]
