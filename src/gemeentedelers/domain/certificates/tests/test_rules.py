import re

import pytest

from gemeentedelers.domain.certificates.rules import (
    CertificateObstacle,
    Honour,
    check_code,
    code_as_kept,
    honours,
    why_not_issue,
    why_not_withdraw,
)
from gemeentedelers.foundation.refusals import Refusal


def test_everybody_on_the_shortlist_gets_the_highest_honour_and_the_public_prize_comes_beside_it() -> None:
    found = honours(
        ["A", "B", "C", "D"],
        finalists=["A", "B", "C"],
        winners={"A": "Leefomgeving"},
        public_prize={"A": "Publieksprijs", "B": "Publieksprijs"},
    )
    assert list(found) == [
        ("A", Honour.PUBLIC_PRIZE, "Publieksprijs"),
        ("A", Honour.WINNER, "Leefomgeving"),
        ("B", Honour.PUBLIC_PRIZE, "Publieksprijs"),
        ("B", Honour.FINALIST, ""),
        ("C", Honour.FINALIST, ""),
        ("D", Honour.SHORTLISTED, ""),
    ]


def test_a_code_is_random_and_has_no_letters_that_look_alike() -> None:
    codes = {check_code() for _ in range(1_000)}
    assert len(codes) == 1_000
    assert all(re.fullmatch(r"([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}", code) for code in codes)


@pytest.mark.parametrize(
    "typed", ["ABCD-EFGH-JKLM-2345", "abcd efgh jklm 2345", " abcdefghjklm2345 ", "ABCD – EFGH – JKLM – 2345"]
)
def test_a_code_is_found_however_it_is_typed(typed: str) -> None:
    assert code_as_kept(typed) == "ABCD-EFGH-JKLM-2345"


@pytest.mark.parametrize(
    ("is_withdrawn", "reason", "refusal"),
    [
        (False, "Bij vergissing uitgegeven.", None),
        (False, " kort ", Refusal(CertificateObstacle.WITHDRAWAL_WITHOUT_REASON, shortest=10)),
        (True, "Bij vergissing uitgegeven.", Refusal(CertificateObstacle.WITHDRAWN_ALREADY)),
    ],
)
def test_a_certificate_is_withdrawn_once_and_with_a_reason(
    is_withdrawn: bool, reason: str, refusal: Refusal | None
) -> None:
    assert why_not_withdraw(is_withdrawn=is_withdrawn, reason=reason) == refusal


def test_nothing_is_issued_before_the_reveal() -> None:
    assert why_not_issue(is_revealed=False) == Refusal(CertificateObstacle.NOT_REVEALED)
    assert why_not_issue(is_revealed=True) is None
