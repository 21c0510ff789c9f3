import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemeentedelers.science.calibration import Calibration, calibrate
from gemeentedelers.science.crossed import Numbers
from gemeentedelers.science.shortlist import (
    Band,
    bands,
    certainty,
    chance_of_place,
    next_reads,
    rank_interval,
    sensitivity,
)
from gemeentedelers.science.tests.made_scores import made, read_again

PLACES = 30


@pytest.fixture(scope="module")
def round_() -> Calibration:
    return made(11).calibrated()


@pytest.fixture(scope="module")
def chance(round_: Calibration) -> Numbers:
    return chance_of_place(round_, PLACES)


def n_found(worth: Numbers, score: Numbers) -> int:
    best, found = (set(np.argsort(-values)[:PLACES].tolist()) for values in (worth, score))
    return len(best & found)


def test_chances_add_up_and_follow_the_corrected_scores(round_: Calibration, chance: Numbers) -> None:
    order = np.argsort(-round_.corrected)

    assert chance.sum() == pytest.approx(PLACES)
    assert chance[order[:3]].min() > 0.95
    assert chance[order[-3:]].max() < 0.01
    assert np.abs(chance - chance_of_place(round_, PLACES, seed=5)).max() < 0.025


def test_the_same_seed_gives_the_same_chances(round_: Calibration, chance: Numbers) -> None:
    assert chance_of_place(round_, PLACES).tolist() == chance.tolist()


def test_chances_come_true() -> None:
    promised, kept = [], []
    for seed in range(40):
        data = made(seed, noise=1.2)
        promised.append(chance_of_place(data.calibrated(), PLACES, draws=500))
        kept.append(np.argsort(np.argsort(-data.worth)) < PLACES)
    chances, truths = np.concatenate(promised), np.concatenate(kept)

    for low, high in [(0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01)]:
        chosen = (chances >= low) & (chances < high)
        assert truths[chosen].mean() == pytest.approx(chances[chosen].mean(), abs=0.06), low


def test_entries_that_do_not_differ_have_the_same_chance() -> None:
    found = next(
        found for found in (made(seed, 20, 10, 3, worth=0.0).calibrated() for seed in range(20)) if not found.var_entry
    )

    assert chance_of_place(found, 5).tolist() == [0.25] * 20
    assert rank_interval(found, draws=2_000).expected == pytest.approx(np.full(20, 10.5), abs=0.6)


def test_ranks_lie_around_the_expected_one(round_: Calibration) -> None:
    best, worst, expected = rank_interval(round_)

    assert expected.sum() == pytest.approx(94 * 95 / 2)
    assert ((best <= expected) & (expected <= worst)).all()
    assert best.min() == 1
    assert worst.max() == 94
    narrow = rank_interval(round_, level=0.5)
    assert ((best <= narrow.best) & (narrow.worst <= worst)).all()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1), st.floats(0, 0.5), st.floats(0.5, 1))
def test_a_higher_chance_never_has_a_lower_band(chances: list[float], low: float, high: float) -> None:
    found = bands(sorted(chances), out_below=low, in_from=high)

    assert (np.diff(found) >= 0).all()


def test_the_limits_belong_to_the_higher_band() -> None:
    expected = [Band.OUT, Band.TOO_CLOSE, Band.TOO_CLOSE, Band.IN]

    assert bands([0.2499, 0.25, 0.7499, 0.75]).tolist() == expected


def test_correction_finds_more_of_the_true_top_than_raw_means() -> None:
    rows = [(data.worth, data.calibrated()) for data in map(made, range(60))]
    raw = np.mean([n_found(worth, found.raw_mean) for worth, found in rows])
    corrected = np.mean([n_found(worth, found.corrected) for worth, found in rows])

    assert corrected - raw > 1.5


def test_readings_near_the_cut_beat_the_same_number_spread_evenly() -> None:
    near: list[int] = []
    spread: list[int] = []
    for seed in range(40):
        data = made(seed, 94, 60, 3, severity=0.8, noise=1.2)
        found = data.calibrated()
        asked = next_reads(found, chance_of_place(found, PLACES, draws=1_000), 94)
        for extra, counts in ((asked, near), (np.arange(94), spread)):
            again = read_again(data, extra, seed=seed, noise=1.2).calibrated()
            counts.append(n_found(data.worth, again.corrected))

    assert np.mean(near) - np.mean(spread) > 0.4


def test_next_readings_go_to_the_closest_entries(round_: Calibration, chance: Numbers) -> None:
    asked = next_reads(round_, chance, 10)

    assert asked.tolist() == next_reads(round_, chance, 10).tolist()
    assert np.abs(chance[asked] - 0.5).max() < 0.4
    assert abs(chance[asked[0]] - 0.5) == pytest.approx(np.abs(chance - 0.5).min(), abs=0.1)


def test_planned_readings_count_and_no_entry_gets_more_than_allowed(round_: Calibration, chance: Numbers) -> None:
    first = int(next_reads(round_, chance, 1)[0])
    planned = np.zeros(94, dtype=int)
    planned[first] = 50

    assert first not in next_reads(round_, chance, 5, planned=planned)
    assert np.bincount(next_reads(round_, chance, 188, at_most=2)).tolist() == [2] * 94
    assert next_reads(round_, chance, 0).tolist() == []


def test_where_nothing_is_gained_readings_are_spread() -> None:
    found = made(0, 20, 10, 3).calibrated()

    assert sorted(next_reads(found, np.zeros(20), 20).tolist()) == list(range(20))


def test_a_reader_who_is_the_only_link_leaves_nothing_to_compare() -> None:
    one, other = made(1, 6, 4, 3), made(2, 6, 4, 3)
    entry = np.concatenate((one.entry, other.entry + 6, [0, 6]))
    reviewer = np.concatenate((one.reviewer, other.reviewer + 4, [8, 8]))
    found = calibrate(entry, reviewer, np.concatenate((one.score, other.score, [3.0, 2.0])))
    without = sensitivity(found, 4, draws=200)

    assert without.is_comparable.tolist() == [True] * 8 + [False]
    assert np.isnan(without.chance[8]).all()
    assert without.n_changed[8] == -1
    assert without.chance[:8].sum(axis=1) == pytest.approx(np.full(8, 4.0))


def test_a_reader_who_turns_the_order_around_is_seen() -> None:
    data = made(8, 20, 8, 4, noise=0.4)
    partial = data.score + np.where(data.reviewer == 2, 3.0 * (data.entry % 2) - 1.5, 0.0)
    without = sensitivity(calibrate(data.entry, data.reviewer, partial), 6, draws=200)

    assert without.n_changed.argmax() == 2


def sure(reads: int, *, var_entry: float = 1.0, var_reviewer: float = 0.64, var_residual: float = 1.44) -> float:
    return certainty(
        94, PLACES, reads, n_reviewers=60, var_entry=var_entry, var_reviewer=var_reviewer, var_residual=var_residual
    )


def test_more_readings_make_the_cut_surer() -> None:
    shares = [sure(reads) for reads in (2, 3, 4, 6, 8)]

    assert shares == sorted(shares)
    assert shares == pytest.approx([0.66, 0.71, 0.75, 0.79, 0.81], abs=0.015)
    assert shares[0] == sure(2)


def test_without_differences_a_shortlist_is_chance_and_without_noise_it_is_certain() -> None:
    assert sure(4, var_entry=0.0) == PLACES / 94
    assert sure(4, var_residual=1e-9) == pytest.approx(1.0, abs=1e-3)


def test_certainty_is_what_a_calibrated_round_finds() -> None:
    rows = [(data.worth, data.calibrated()) for data in map(made, range(60))]
    found = np.mean([n_found(worth, calibration.corrected) for worth, calibration in rows]) / PLACES
    planned = certainty(94, PLACES, 5, var_entry=1, var_reviewer=1, var_residual=0.49, n_reviewers=40)

    assert planned == pytest.approx(found, abs=0.02)


def test_what_cannot_be_compared_is_refused_with_what_to_do(round_: Calibration) -> None:
    data = made(1, 6, 4, 3)
    unread = calibrate(data.entry, data.reviewer, data.score, n_entries=8)
    apart = calibrate(
        np.concatenate((data.entry, data.entry + 6)),
        np.concatenate((data.reviewer, data.reviewer + 4)),
        np.concatenate((data.score, data.score + 1)),
    )

    for refuse in (lambda found: chance_of_place(found, 2), lambda found: next_reads(found, np.zeros(12), 2)):
        with pytest.raises(ValueError, match=re.escape("no score for entry 6, 7: have it read, or leave it out")):
            refuse(unread)
        with pytest.raises(ValueError, match=r"2 groups of 6, 6 that no reader connects.*let readers"):
            refuse(apart)


@pytest.mark.parametrize("places", [0, 95, 2.5, True])
def test_places_are_a_number_of_entries(round_: Calibration, places: int) -> None:
    with pytest.raises(ValueError, match="places must be a whole number from 1 to 94"):
        chance_of_place(round_, places)


def test_other_unusable_numbers_are_named(round_: Calibration, chance: Numbers) -> None:
    with pytest.raises(ValueError, match="draws must be a whole number from 1"):
        chance_of_place(round_, PLACES, draws=0)
    with pytest.raises(ValueError, match=r"chance must be from 0 to 1; entry 1 has 1\.5"):
        bands([0.5, 1.5])
    with pytest.raises(ValueError, match="0 ≤ out_below ≤ in_from ≤ 1"):
        bands([0.5], out_below=0.8, in_from=0.2)
    with pytest.raises(ValueError, match="chance must have 94 entries, not 2"):
        next_reads(round_, [0.5, 0.5], 1)
    with pytest.raises(ValueError, match="planned must be 94 whole numbers"):
        next_reads(round_, chance, 1, planned=[-1] * 94)
    with pytest.raises(ValueError, match="leaves no room for 95 readings"):
        next_reads(round_, chance, 95, at_most=1)
    with pytest.raises(ValueError, match="5 readings need as many different readers, and there are 4"):
        certainty(10, 3, 5, var_entry=1, var_reviewer=1, var_residual=1, n_reviewers=4)
    with pytest.raises(ValueError, match="variances must be finite and not negative"):
        sure(4, var_reviewer=-1.0)
