from dataclasses import replace

import pytest

from gemeentedelers.domain.advice.rules import (
    AdviceObstacle,
    AdvicePart,
    AdviceRemark,
    AdviceStatus,
    Parts,
    remarks_on,
    why_not_approve,
    why_not_close,
    why_not_keep,
    why_not_ready,
)
from gemeentedelers.foundation.refusals import Refusal

WHOLE = Parts(
    "Bewoners dachten vanaf dag één mee.",
    "De brief staat klaar om te gebruiken.",
    "Meet over een jaar of het nog zo is.",
    "Schrijf op wat het een kleine gemeente kost.",
    "Praat met gemeente Kreekwijk: zij begonnen er ook mee.",
)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"talk_to": ""}, AdviceObstacle.PART_MISSING),
        ({"first_step": "Uw score van 3 kan hoger."}, AdviceObstacle.HOLDS_A_SCORE),
        ({"first_step": "U kreeg een 4 op 5 van ons."}, AdviceObstacle.HOLDS_A_SCORE),
        ({"first_step": "U stond op plaats 31."}, AdviceObstacle.HOLDS_A_SCORE),
        ({"first_step": "Het kost 4 uur per week."}, None),
        ({"first_step": "Ga van 2 naar 5 dorpen."}, None),
        ({"first_step": "Bel lezer 7 (fictief) eens op."}, AdviceObstacle.HOLDS_A_NAME),
    ],
)
def test_advice_is_whole_and_gives_nothing_away(change: dict[str, str], code: AdviceObstacle | None) -> None:
    refusal = why_not_ready(replace(WHOLE, **change), names=["Lezer 7"])
    assert (refusal.code if refusal else None) == code


def test_a_refusal_names_the_part() -> None:
    assert why_not_ready(Parts("Sterk."), names=[]) == Refusal(
        AdviceObstacle.PART_MISSING, part=AdvicePart.SECOND_STRENGTH
    )


@pytest.mark.parametrize(
    ("text", "remarks"),
    [
        ("Bewoners dachten mee.", []),
        ("Top", [AdviceRemark.TOO_SHORT]),
        ("DIT MOET BETER KUNNEN", [AdviceRemark.SHOUTING]),
        ("Het verhaal is wat saai verteld.", [AdviceRemark.UNFRIENDLY]),
        ("de brief staat klaar om te gebruiken.", [AdviceRemark.SAID_TWICE]),
    ],
)
def test_a_careful_colleague_points_at_it(text: str, remarks: list[AdviceRemark]) -> None:
    assert [remark for _, remark in remarks_on(replace(WHOLE, talk_to=text))] == remarks


def test_a_tip_goes_where_nothing_stands_yet() -> None:
    assert Parts("Sterk.").with_tip(" Vraag  bewoners. ") == Parts("Sterk.", "Vraag bewoners.")
    assert WHOLE.with_tip("Meer.") == WHOLE
    assert len(Parts().with_tip("x" * 500).first_strength) == 300


@pytest.mark.parametrize(
    ("parts", "status", "code"),
    [
        (Parts(), AdviceStatus.DRAFT, None),
        (Parts("x" * 300), AdviceStatus.APPROVED, None),
        (Parts("x" * 301), AdviceStatus.DRAFT, AdviceObstacle.PART_TOO_LONG),
        (WHOLE, AdviceStatus.RELEASED, AdviceObstacle.ALREADY_RELEASED),
    ],
)
def test_unfinished_advice_is_kept(parts: Parts, status: AdviceStatus, code: AdviceObstacle | None) -> None:
    refusal = why_not_keep(parts, status=status)
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("status", "is_own", "is_read_again", "code"),
    [
        (AdviceStatus.READY, False, False, None),
        (AdviceStatus.READY, True, True, None),
        (AdviceStatus.READY, True, False, AdviceObstacle.NOT_READ_AGAIN),
        (AdviceStatus.DRAFT, False, True, AdviceObstacle.NOT_READY),
        (AdviceStatus.RELEASED, False, False, AdviceObstacle.ALREADY_RELEASED),
    ],
)
def test_somebody_else_reads_it_first(
    status: AdviceStatus, is_own: bool, is_read_again: bool, code: AdviceObstacle | None
) -> None:
    refusal = why_not_approve(status=status, is_own=is_own, is_read_again=is_read_again)
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("n_without_advice", "reason", "closes"),
    [(0, "", True), (3, "Deze teams spreken wij morgen.", True), (3, "Druk.", False), (1, " " * 30, False)],
)
def test_a_round_closes_with_advice_or_with_a_signature(n_without_advice: int, reason: str, closes: bool) -> None:
    assert (why_not_close(n_without_advice=n_without_advice, reason=reason) is None) is closes
