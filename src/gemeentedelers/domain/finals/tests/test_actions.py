from datetime import timedelta
from io import BytesIO

import pytest

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, AFTER_REVEAL, make_edition
from gemeentedelers.domain.entries.actions import withdraw_entry
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import team_of
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.finals.actions import (
    Upload,
    check_material,
    confirm_finalists,
    forget_pitchers,
    give_more_time,
    hand_in_material,
    keep_material,
    nominate,
    plan_final,
    remove_slides,
    withdraw_confirmation,
)
from gemeentedelers.domain.finals.models import Finalist, NominationList, PitchMaterial
from gemeentedelers.domain.finals.queries import (
    announced_finalists,
    broken_finalists,
    final_of,
    finalists_in,
    is_material_checked,
    material_of,
)
from gemeentedelers.domain.finals.rules import FinalsObstacle, NominationStatus
from gemeentedelers.domain.finals.rules.material import Material, MaterialObstacle, MaterialState
from gemeentedelers.domain.finals.tests.factories import BECAUSE, MATERIAL, handed_in, in_the_final
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.recuts.models import Placement
from gemeentedelers.domain.recuts.tests.factories import cut_up
from gemeentedelers.domain.shortlists.rules import UNDO
from gemeentedelers.domain.shortlists.tests.factories import an_organiser, announced
from gemeentedelers.foundation.files.tests.builders import pdf_of
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db

NOW = AFTER_READING + timedelta(days=1)
OUT = NOW + UNDO
DUE = NOW + timedelta(days=20)


@pytest.fixture
def edition(db: None) -> Edition:
    """Two entries on the shortlist, both in one category of the final."""
    edition = make_edition()
    for number in (1, 2):
        eligible_entry(edition, category="leefomgeving", title=f"Casus {number}")
    return cut_up(announced(edition), now=NOW)


@pytest.fixture
def final(edition: Edition) -> Edition:
    return in_the_final_with(edition)


def in_the_final_with(edition: Edition) -> Edition:
    plan_final(edition, places=3, material_due_at=DUE, explanation="", by=an_organiser(edition), now=NOW)
    confirm_finalists(listed(edition), by=an_organiser(edition), now=NOW)
    return edition


def listed(edition: Edition, *, by: User | None = None, leave_out: str = "") -> NominationList:
    references = [row.entry.reference for row in Placement.objects.select_related("entry")]
    reasons = {reference: BECAUSE for reference in references if reference != leave_out}
    reason = "Eén is genoeg." if leave_out else ""
    return nominate(edition, reasons, places_reason=reason, by=by or an_organiser(edition), now=NOW)


def owner_of(finalist: Finalist) -> User:
    member = team_of(finalist.entry).get(role="owner")
    return member.user


def facts(name: str) -> list[dict[str, object]]:
    return [fact.values for fact in Fact.objects.filter(name=name).order_by("number")]


def obstacle(error: pytest.ExceptionInfo[RefusedError]) -> object:
    return error.value.refusal.code


def test_a_plan_is_kept_once(edition: Edition) -> None:
    oscar = an_organiser(edition)
    for _ in range(2):
        plan_final(edition, places=2, material_due_at=DUE, explanation=" Drie minuten. ", by=oscar, now=NOW)

    final = final_of(edition)
    assert (final.places_per_category, final.material_due_at, final.explanation) == (2, DUE, "Drie minuten.")
    assert facts("final.planned") == [{"places": 2, "due": DUE.isoformat()}]


def test_a_plan_out_of_range_changes_nothing(edition: Edition) -> None:
    with pytest.raises(RefusedError) as error:
        plan_final(edition, places=0, material_due_at=None, explanation="", by=an_organiser(edition), now=NOW)

    assert (obstacle(error), final_of(edition).places_per_category) == (FinalsObstacle.PLACES_OUT_OF_RANGE, 3)


def test_a_newer_list_replaces_the_one_that_waits(edition: Edition) -> None:
    listed(edition)
    listed(edition)

    assert list(NominationList.objects.values_list("number", "status", "is_supplement")) == [
        (2, NominationStatus.PENDING, False), (1, NominationStatus.REPLACED, False)
    ]  # fmt: skip
    assert facts("finalists.nominated") == [
        {"number": 1, "is_supplement": False}, {"number": 2, "is_supplement": False}
    ]  # fmt: skip


def test_the_second_signature_makes_finalists_known_some_minutes_later(edition: Edition) -> None:
    made, signer = listed(edition), an_organiser(edition)

    confirm_finalists(made, by=signer, now=NOW)
    confirm_finalists(made, by=signer, now=NOW)

    assert finalists_in([edition]).count() == 2
    assert [announced_finalists(edition, now).count() for now in (OUT - timedelta(seconds=1), OUT)] == [0, 2]
    assert facts("finalists.confirmed") == [{"number": 1, "at": OUT.isoformat()}]


def test_who_made_the_list_does_not_sign_it(edition: Edition) -> None:
    maker = an_organiser(edition)
    made = listed(edition, by=maker)

    for by, expected in (
        (maker, FinalsObstacle.SECOND_PERSON_NEEDED),
        (UserFactory(), FinalsObstacle.NOT_A_SIGNER),
    ):
        with pytest.raises(RefusedError) as error:
            confirm_finalists(made, by=by, now=NOW)
        assert obstacle(error) == expected
    assert not Finalist.objects.exists()


def test_a_list_is_stale_when_an_entry_left(edition: Edition) -> None:
    made = listed(edition)
    entry = Entry.objects.order_by("reference")[0]
    withdraw_entry(entry, by=team_of(entry).get(role="owner").user, now=NOW)

    with pytest.raises(RefusedError) as error:
        confirm_finalists(made, by=an_organiser(edition), now=NOW)

    assert obstacle(error) == FinalsObstacle.ENTRIES_CHANGED


def test_a_signature_is_taken_back_until_its_moment(final: Edition) -> None:
    withdraw_confirmation(final, by=an_organiser(final), now=OUT - timedelta(seconds=1))

    made = NominationList.objects.get()
    assert (made.status, made.signed_by, Finalist.objects.count()) == (NominationStatus.PENDING, None, 0)
    assert facts("finalists.withdrawn") == [{"number": 1}]
    confirm_finalists(made, by=an_organiser(final), now=NOW)
    with pytest.raises(RefusedError) as error:
        withdraw_confirmation(final, by=an_organiser(final), now=OUT)
    assert obstacle(error) == FinalsObstacle.FINALISTS_ARE_OUT


def test_nobody_else_takes_a_signature_back(final: Edition) -> None:
    with pytest.raises(RefusedError) as error:
        withdraw_confirmation(final, by=UserFactory(), now=NOW)

    assert obstacle(error) == FinalsObstacle.NOT_A_SIGNER


def test_a_supplement_fills_the_place_of_who_withdrew(edition: Edition) -> None:
    plan_final(edition, places=1, material_due_at=DUE, explanation="", by=an_organiser(edition), now=NOW)
    first, second = Entry.objects.order_by("reference")
    confirm_finalists(
        nominate(edition, {first.reference: BECAUSE}, by=an_organiser(edition), now=NOW),
        by=an_organiser(edition),
        now=NOW,
    )
    with pytest.raises(RefusedError) as error:
        nominate(edition, {second.reference: BECAUSE}, by=an_organiser(edition), now=NOW)
    assert obstacle(error) == FinalsObstacle.LIST_IS_SIGNED
    with pytest.raises(RefusedError) as error:
        nominate(edition, {second.reference: BECAUSE}, by=an_organiser(edition), now=OUT)
    assert obstacle(error) == FinalsObstacle.PLACES_NEED_A_REASON

    withdraw_entry(first, by=team_of(first).get(role="owner").user, now=OUT)
    supplement = nominate(edition, {second.reference: BECAUSE}, by=an_organiser(edition), now=OUT)
    confirm_finalists(supplement, by=an_organiser(edition), now=OUT)

    assert supplement.is_supplement
    assert [row.entry for row in announced_finalists(edition, OUT)] == [second]
    assert facts("finalists.confirmed")[1] == {"number": 2, "at": OUT.isoformat()}


def test_material_is_a_draft_until_it_is_handed_in(final: Edition) -> None:
    finalist = finalists_in([final])[0]
    alice = owner_of(finalist)

    kept = keep_material(finalist, Material(explanation=" Eerst dit. "), by=alice, now=OUT)
    assert (kept.explanation, kept.state, material_of(finalist)) == ("Eerst dit.", MaterialState.DRAFT, None)
    hand_in_material(finalist, MATERIAL, by=alice, now=OUT)

    kept = PitchMaterial.objects.get()
    assert (kept.written, kept.handed_in_at, kept.handed_in_by) == (MATERIAL, OUT, alice)
    assert material_of(finalist) == kept
    assert [facts("material.kept"), facts("material.handed_in")] == [[{}], [{}]]
    with pytest.raises(RefusedError) as error:
        keep_material(finalist, Material(), by=alice, now=OUT)
    assert obstacle(error) == MaterialObstacle.HANDED_IN_ALREADY


def test_too_late_before_it_is_known_and_for_a_stranger(final: Edition) -> None:
    finalist = finalists_in([final])[0]

    for by, now, expected in (
        (owner_of(finalist), DUE, "too_late"),
        (owner_of(finalist), OUT - timedelta(seconds=1), "not_known_yet"),
        (UserFactory(), OUT, "not_for_your_role"),
    ):
        with pytest.raises(RefusedError) as error:
            hand_in_material(finalist, MATERIAL, by=by, now=now)
        assert obstacle(error) == expected
    assert not PitchMaterial.objects.exists()


def test_slides_replace_one_another_and_can_go(final: Edition) -> None:
    finalist = finalists_in([final])[0]
    alice = owner_of(finalist)
    for name in ("eerst.pdf", "beter.pdf"):
        hand_in_material(finalist, MATERIAL, slides=Upload(BytesIO(pdf_of()), name), by=alice, now=OUT)

    kept = material_of(finalist)
    assert kept is not None
    assert kept.slides is not None
    assert kept.slides.name == "beter.pdf"
    for _ in range(2):
        remove_slides(finalist, by=alice, now=OUT)
    assert PitchMaterial.objects.get().slides is None
    assert facts("material.slides_removed") == [{}]


def test_slides_of_another_kind_leave_nothing_behind(final: Edition) -> None:
    finalist = finalists_in([final])[0]

    with pytest.raises(RefusedError) as error:
        hand_in_material(finalist, MATERIAL, slides=Upload(BytesIO(b"x"), "a.docx"), by=owner_of(finalist), now=OUT)

    assert obstacle(error) == MaterialObstacle.SLIDES_OF_ANOTHER_KIND
    assert not PitchMaterial.objects.exists()


def test_every_change_takes_the_check_back(final: Edition) -> None:
    finalist, oscar = finalists_in([final])[0], an_organiser(final)
    with pytest.raises(RefusedError) as error:
        check_material(finalist, by=oscar, now=OUT)
    assert obstacle(error) == MaterialObstacle.NOTHING_HANDED_IN
    handed_in(finalist, now=OUT)

    check_material(finalist, note=" Geluid getest. ", by=oscar, now=OUT)
    assert is_material_checked(finalist)
    assert facts("material.checked") == [{}]
    handed_in(finalist, now=OUT)

    kept = PitchMaterial.objects.get()
    assert (kept.state, kept.check_note) == (MaterialState.HANDED_IN, "Geluid getest.")
    assert not is_material_checked(finalist)


def test_more_time_holds_for_one_finalist(final: Edition) -> None:
    one, other = finalists_in([final])
    until = DUE + timedelta(days=2)
    with pytest.raises(RefusedError) as error:
        give_more_time(one, until=DUE, reason="Het team is ziek.", by=an_organiser(final), now=OUT)
    assert obstacle(error) == MaterialObstacle.NOT_LATER

    give_more_time(one, until=until, reason="Het team is ziek.", by=an_organiser(final), now=OUT)

    handed_in(one, now=until - timedelta(seconds=1))
    with pytest.raises(RefusedError):
        handed_in(other, now=DUE)
    assert facts("material.extended") == [{"until": until.isoformat()}]


def test_who_pitched_is_forgotten_after_the_result(final: Edition) -> None:
    finalist = finalists_in([final])[0]
    handed_in(finalist, now=OUT)
    Edition.objects.update(revealed_at=AFTER_REVEAL)

    n_forgotten = [forget_pitchers(now=AFTER_REVEAL + timedelta(days=days)) for days in (27, 28, 29)]

    assert n_forgotten == [0, 1, 0]
    assert PitchMaterial.objects.get().written == Material(**{**vars(MATERIAL), "pitchers": ""})
    assert facts("material.pitchers_forgotten") == [{}]


def test_a_finalist_without_its_place_is_broken(final: Edition) -> None:
    assert not broken_finalists().exists()
    Placement.objects.filter(entry=finalists_in([final])[0].entry).delete()

    assert list(broken_finalists()) == [finalists_in([final])[0]]


def test_the_factory_makes_everybody_known_at_its_moment(db: None) -> None:
    edition = make_edition()
    eligible_entry(edition, category="leefomgeving")
    in_the_final(announced(edition))

    assert announced_finalists(edition, AFTER_READING).count() == 1
