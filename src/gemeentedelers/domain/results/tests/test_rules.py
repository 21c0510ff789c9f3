from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.results.rules import (
    LONGEST_REASON,
    SHORTEST_REASON,
    CategoryResult,
    Contents,
    Laureate,
    PrizeOutcome,
    Readiness,
    ResultObstacle,
    SealState,
    WholeResult,
    contents_in,
    is_enough,
    prize_key,
    role_to_sign_in,
    whole_result_in,
    why_not_publish,
    why_not_release_alone,
    why_not_seal,
    why_not_sign,
)
from gemeentedelers.domain.verdicts.rules import Pronouncement, commitment
from gemeentedelers.foundation.refusals import Refusal

JURY_OPENS = datetime(2027, 3, 1, 8, tzinfo=UTC)
SEALED_AT = datetime(2027, 6, 1, 9, tzinfo=UTC)
REVEAL_FROM = datetime(2027, 6, 16, 14, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WHY = "Een winnaar trok zich terug."
READY = Readiness(missing=[], broken=[], n_verdicts=2)
OPEN, SEALED = SealState(), SealState(sealed_at=SEALED_AT)
RELEASED = replace(SEALED, is_released=True)

LAUREATE = Laureate("GD-2027-0001-2", "De bank", "Aalten", "GM0197", "“Zó” doe je dat\n€")
SAID = Pronouncement(2027, "leefomgeving", "GD-2027-0001-2", "Omdat het werkt.", {"GD-2027-0001-2": "Mooi."})
WHOLE = WholeResult(
    2027,
    "GemeenteDelers 2027",
    (CategoryResult("leefomgeving", "Leefomgeving", LAUREATE, SAID), CategoryResult("p", "Publieksprijs", None)),
    PrizeOutcome(None, "Te weinig stemmen.", {"GD-2027-0001-2": 3}),
)


def code(refusal: Refusal | None) -> object:
    return refusal.code if refusal else None


@pytest.mark.parametrize(
    ("readiness", "state", "reason", "now", "expected"),
    [
        (READY, OPEN, "", SEALED_AT, None),
        (READY, OPEN, "", JURY_OPENS, None),
        (READY, OPEN, "", JURY_OPENS - SECOND, ResultObstacle.JURY_NOT_OPEN),
        (replace(READY, missing=["Leefomgeving"]), OPEN, "", SEALED_AT, ResultObstacle.VERDICTS_MISSING),
        (replace(READY, broken=["Leefomgeving"]), OPEN, "", SEALED_AT, ResultObstacle.COMMITMENT_BROKEN),
        (
            replace(READY, why_no_prize=Refusal(ResultObstacle.NOT_SEALED)),
            OPEN,
            "",
            SEALED_AT,
            ResultObstacle.NOT_SEALED,
        ),
        (replace(READY, n_verdicts=0), OPEN, "", SEALED_AT, ResultObstacle.NOTHING_TO_SEAL),
        (READY, replace(OPEN, is_revealed=True), "", SEALED_AT, ResultObstacle.ALREADY_REVEALED),
        (READY, SEALED, WHY, SEALED_AT, ResultObstacle.ALREADY_SEALED),
        (READY, replace(SEALED, fits_key=False), WHY, SEALED_AT, ResultObstacle.WRONG_KEY),
        (READY, replace(SEALED, has_lapsed=True), WHY, SEALED_AT, None),
        (READY, replace(SEALED, has_lapsed=True), None, SEALED_AT, None),
        (READY, replace(SEALED, has_lapsed=True), "  ", SEALED_AT, ResultObstacle.RESEAL_WITHOUT_REASON),
        (
            READY,
            replace(SEALED, has_lapsed=True),
            "x" * (SHORTEST_REASON - 1),
            SEALED_AT,
            ResultObstacle.RESEAL_WITHOUT_REASON,
        ),
        (
            READY,
            replace(SEALED, has_lapsed=True),
            "x" * (LONGEST_REASON + 1),
            SEALED_AT,
            ResultObstacle.REASON_TOO_LONG,
        ),
    ],
)
def test_a_result_is_sealed_whole_and_once(
    readiness: Readiness, state: SealState, reason: str | None, now: datetime, expected: object
) -> None:
    refusal = why_not_seal(readiness, state=state, reason=reason, jury_opens=JURY_OPENS, now=now)
    assert code(refusal) == expected


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([Role.ORGANISER], Role.ORGANISER),
        ([Role.JURY_CHAIR, Role.ADMINISTRATOR], Role.ADMINISTRATOR),
        ([Role.JURY_CHAIR, Role.JUROR], Role.JURY_CHAIR),
        ([Role.JUROR, Role.OPERATOR, Role.SCORER], None),
        ([], None),
    ],
)
def test_who_holds_a_key_signs_in_one_role(roles: list[Role], expected: Role | None) -> None:
    assert role_to_sign_in(roles) == expected


@pytest.mark.parametrize(
    ("role", "signers", "state", "now", "expected"),
    [
        (Role.ORGANISER, (), SEALED, SEALED_AT, None),
        (Role.ORGANISER, ("ander",), SEALED, SEALED_AT, None),
        (Role.ORGANISER, ("ik",), SEALED, REVEAL_FROM - SECOND, ResultObstacle.ALREADY_SIGNED),
        (Role.ORGANISER, ("ik",), SEALED, REVEAL_FROM, None),
        (None, (), SEALED, REVEAL_FROM, ResultObstacle.NOT_A_KEY_HOLDER),
        (Role.ORGANISER, (), OPEN, REVEAL_FROM, ResultObstacle.NOT_SEALED),
        (Role.ORGANISER, (), replace(SEALED, fits_key=False), REVEAL_FROM, ResultObstacle.WRONG_KEY),
        (Role.ORGANISER, (), replace(SEALED, has_lapsed=True), REVEAL_FROM, ResultObstacle.SEAL_LAPSED),
        (Role.ORGANISER, (), RELEASED, REVEAL_FROM, ResultObstacle.ALREADY_RELEASED),
        (Role.ORGANISER, (), replace(SEALED, is_revealed=True), REVEAL_FROM, ResultObstacle.ALREADY_REVEALED),
        (Role.ORGANISER, (), SEALED, SEALED_AT - SECOND, ResultObstacle.CLOCK_BEHIND),
    ],
)
def test_who_may_sign(
    role: Role | None, signers: tuple[str, ...], state: SealState, now: datetime, expected: object
) -> None:
    refusal = why_not_sign(role=role, signer="ik", signers=signers, state=state, reveal_from=REVEAL_FROM, now=now)
    assert code(refusal) == expected


@pytest.mark.parametrize(
    ("signers", "now", "expected"),
    [
        (("a",), REVEAL_FROM - SECOND, False),
        (("a", "a"), REVEAL_FROM - SECOND, False),
        (("a", "b"), SEALED_AT, True),
        (("a",), REVEAL_FROM, True),
    ],
)
def test_two_people_or_one_in_time(signers: Collection[str], now: datetime, expected: bool) -> None:
    assert is_enough(signers, reveal_from=REVEAL_FROM, now=now) is expected


@pytest.mark.parametrize(
    ("state", "now", "expected"),
    [
        (SEALED, REVEAL_FROM, None),
        (SEALED, REVEAL_FROM - SECOND, ResultObstacle.TOO_EARLY_ALONE),
        (RELEASED, REVEAL_FROM - SECOND, None),
        (OPEN, REVEAL_FROM, ResultObstacle.NOT_SEALED),
        (replace(SEALED, fits_key=False), REVEAL_FROM, ResultObstacle.WRONG_KEY),
    ],
)
def test_one_person_is_never_early(state: SealState, now: datetime, expected: object) -> None:
    assert code(why_not_release_alone(reveal_from=REVEAL_FROM, state=state, now=now)) == expected


@pytest.mark.parametrize(
    ("readiness", "state", "expected"),
    [
        (READY, RELEASED, None),
        (READY, SEALED, ResultObstacle.NOT_RELEASED),
        (READY, OPEN, ResultObstacle.NOT_SEALED),
        (READY, replace(RELEASED, has_lapsed=True), ResultObstacle.SEAL_LAPSED),
        (READY, replace(RELEASED, fits_key=False), ResultObstacle.WRONG_KEY),
        (READY, replace(RELEASED, is_revealed=True), ResultObstacle.ALREADY_REVEALED),
        (replace(READY, missing=["Leefomgeving"]), RELEASED, ResultObstacle.VERDICTS_MISSING),
        (replace(READY, broken=["Leefomgeving"]), RELEASED, ResultObstacle.COMMITMENT_BROKEN),
    ],
)
def test_a_result_is_published_sealed_released_and_untouched(
    readiness: Readiness, state: SealState, expected: object
) -> None:
    assert code(why_not_publish(readiness, state=state, now=REVEAL_FROM)) == expected


def test_what_goes_under_the_seal_comes_out_unchanged() -> None:
    contents = Contents(WHOLE.canonical, "nonce", {"leefomgeving": "sleutel", "p": "andere"})
    assert whole_result_in(WHOLE.canonical) == WHOLE
    assert contents_in(contents.canonical) == contents
    assert (contents.result, contents.result.laureate_of("p")) == (WHOLE, None)


def test_the_size_of_the_seal_does_not_tell_the_winner() -> None:
    short = replace(WHOLE, edition="G")
    sizes = {len(Contents(whole.canonical, "nonce", {}).canonical) for whole in (WHOLE, short)}
    assert len(sizes) == 1


def test_a_seal_fits_one_result_of_one_year() -> None:
    promised = commitment(WHOLE.canonical, "nonce")
    contents = Contents(WHOLE.canonical, "nonce", {})
    assert contents.fits(promised, 2027)
    assert not contents.fits(promised, 2026)
    assert not contents.fits(commitment(WHOLE.canonical, "nonce2"), 2027)


def test_the_public_prize_has_a_key_of_its_own() -> None:
    assert prize_key(["leefomgeving"]) == "publieksprijs"
    assert prize_key(["publieksprijs", "publieksprijs-"]) == "publieksprijs--"
