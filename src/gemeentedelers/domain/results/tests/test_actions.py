from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test import override_settings

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL, DURING_JURY
from gemeentedelers.domain.entries.actions import withdraw_entry
from gemeentedelers.domain.entries.tests.factories import owner_of
from gemeentedelers.domain.people.actions import grant_role
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import LONG_AGO, UserFactory, somebody_with
from gemeentedelers.domain.results.actions import publish_result, release_alone, seal_result, sign_release
from gemeentedelers.domain.results.models import SealedResult, Signature
from gemeentedelers.domain.results.queries import (
    broken_publications,
    broken_results,
    check_commitments,
    contents_of,
    envelopes_in,
    obstacle_to_publish,
    opened_result,
    seal_in_force,
    seals_of,
)
from gemeentedelers.domain.results.rules import ResultObstacle
from gemeentedelers.domain.results.tests.factories import KEYS, judged_edition, published, released, sealed
from gemeentedelers.domain.verdicts.actions import choose_entry, pronounce_verdict
from gemeentedelers.domain.verdicts.models import Verdict
from gemeentedelers.domain.verdicts.queries import winners_of
from gemeentedelers.domain.verdicts.rules import commitment, envelope
from gemeentedelers.domain.verdicts.rules import contents_of as opened_envelope
from gemeentedelers.domain.verdicts.tests.factories import (
    MOTIVATION,
    a_chair,
    category_of,
    entries_of,
    pronounced,
    remarks_on,
    shortlisted_edition,
)
from gemeentedelers.foundation.envelopes import Envelope, open_envelope
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.foundation.sealing import seal, unseal

pytestmark = pytest.mark.django_db
WHY = "Een winnaar trok zich terug."
BEFORE_REVEAL = AFTER_REVEAL - timedelta(hours=2)


@pytest.fixture
def edition() -> Edition:
    return judged_edition()


@pytest.fixture
def organiser(db: None) -> User:
    return somebody_with(Role.ORGANISER)


def newest_facts(n: int) -> list[tuple[str, str, str, Mapping[str, object]]]:
    facts = Fact.objects.order_by("-number")[:n]
    return [(fact.name, fact.subject, fact.actor, fact.values) for fact in reversed(facts)]


def whole_database() -> set[str]:
    """Every row of every table as text."""
    with connection.cursor() as cursor:
        rows: set[str] = set()
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT row_to_json({name})::text FROM {name}")  # noqa: S608 - names from the catalogue
            rows |= {f"{table} {row}" for (row,) in cursor.fetchall()}
    return rows


def refused(error: pytest.ExceptionInfo[RefusedError]) -> object:
    return error.value.refusal.code


def a_winner_leaves(edition: Edition) -> None:
    first = entries_of(category_of(edition))[0]
    withdraw_entry(first, by=owner_of(first), now=DURING_JURY)


def the_jury_chooses_again(edition: Edition) -> None:
    category, chair = category_of(edition), a_chair(edition)
    second = entries_of(category)[1]
    for juror in User.objects.filter(role_grants__role=Role.JURY_CHAIR):
        choose_entry(category, second, note="", by=juror, now=DURING_JURY)
    pronounce_verdict(
        category, second, motivation=MOTIVATION, remarks=remarks_on(category, second), by=chair, now=DURING_JURY
    )


def test_sealing_publishes_the_commitment_and_keeps_everything_else_cipher(edition: Edition) -> None:
    result = seal_result(edition, by="oscar", now=DURING_JURY)
    told = {"number": 1, "commitment": result.commitment}
    assert newest_facts(1) == [("result.sealed", "2027", "oscar", told)]
    contents = contents_of(result)
    assert contents is not None
    assert result.commitment == commitment(contents.text, contents.nonce)
    whole, winner = contents.result, entries_of(category_of(edition))[0]
    assert [category.key for category in whole.categories] == list(KEYS)
    laureate = whole.laureate_of("leefomgeving")
    assert laureate is not None
    assert (laureate.reference, laureate.title, laureate.motivation) == (winner.reference, winner.title, MOTIVATION)
    assert (result.text, result.nonce, result.reason) == ("", "", "")


def test_every_envelope_is_equally_long_and_opens_with_its_own_key_only(edition: Edition) -> None:
    released(edition)
    result = seal_in_force(edition)
    assert result is not None
    envelopes, contents = envelopes_in(edition), contents_of(result)
    assert envelopes is not None
    assert contents is not None
    assert len({len(row["ciphertext"]) for row in envelopes}) == 1
    opened = [
        open_envelope(Envelope(row["iv"], row["ciphertext"]), key=contents.keys[row["category"]]) for row in envelopes
    ]
    assert opened == [category.envelope_text for category in contents.result.categories]
    with pytest.raises(ValueError, match="does not open"):
        open_envelope(
            Envelope(envelopes[0]["iv"], envelopes[0]["ciphertext"]), key=contents.keys[envelopes[1]["category"]]
        )


def test_there_are_no_envelopes_before_the_release(edition: Edition) -> None:
    assert envelopes_in(edition) is None
    sealed(edition)
    assert envelopes_in(edition) is None


def test_nothing_is_sealed_while_a_verdict_is_missing() -> None:
    edition = shortlisted_edition()
    pronounced(edition, a_chair(edition))
    with pytest.raises(RefusedError) as error:
        sealed(edition)
    assert (refused(error), error.value.refusal.values) == (
        ResultObstacle.VERDICTS_MISSING,
        {"categories": "Uitvoeringskracht"},
    )
    assert not SealedResult.objects.exists()


def test_a_seal_is_laid_once(edition: Edition) -> None:
    sealed(edition)
    with pytest.raises(RefusedError) as error:
        seal_result(edition, by="oscar", now=DURING_JURY, reason=WHY)
    assert refused(error) is ResultObstacle.ALREADY_SEALED


def test_a_winner_who_leaves_breaks_the_seal_and_the_first_commitment_stays(edition: Edition) -> None:
    first = sealed(edition)
    a_winner_leaves(edition)
    with pytest.raises(RefusedError) as error:
        released(edition)
    assert refused(error) is ResultObstacle.SEAL_LAPSED
    with pytest.raises(RefusedError) as error:
        seal_result(edition, by="oscar", now=DURING_JURY, reason=WHY)
    assert refused(error) is ResultObstacle.VERDICTS_MISSING
    the_jury_chooses_again(edition)
    with pytest.raises(RefusedError) as error:
        seal_result(edition, by="oscar", now=DURING_JURY, reason=" kort ")
    assert refused(error) is ResultObstacle.RESEAL_WITHOUT_REASON
    second = seal_result(edition, by="oscar", now=DURING_JURY, reason=WHY)
    assert [(row.number, row.commitment, row.reason) for row in seals_of(edition)] == [
        (1, first.commitment, ""),
        (2, second.commitment, WHY),
    ]
    assert WHY not in str([fact.values for fact in Fact.objects.all()])
    assert broken_results() == []
    published(edition)
    assert opened_result(edition, AFTER_REVEAL) == second


def test_a_second_seal_needs_new_signatures(edition: Edition) -> None:
    released(edition)
    a_winner_leaves(edition)
    the_jury_chooses_again(edition)
    seal_result(edition, by="oscar", now=DURING_JURY, reason=WHY)
    with pytest.raises(RefusedError) as error:
        publish_result(edition, by="oscar", now=AFTER_REVEAL)
    assert refused(error) is ResultObstacle.NOT_RELEASED


def test_two_people_release_the_result_at_any_moment(edition: Edition, organiser: User) -> None:
    sealed(edition)
    first = sign_release(edition, by=organiser, now=DURING_JURY)
    assert (first.released_at, newest_facts(1)) == (
        None,
        [("result.signed", "2027", organiser.code, {"number": 1})],
    )
    chair = User.objects.get(role_grants__role=Role.JURY_CHAIR)
    second = sign_release(edition, by=chair, now=BEFORE_REVEAL)
    assert second.released_at == BEFORE_REVEAL
    assert [fact[0] for fact in newest_facts(2)] == ["result.signed", "result.released"]
    assert [(row.signer, row.role) for row in Signature.objects.all()] == [
        (organiser, Role.ORGANISER),
        (chair, Role.JURY_CHAIR),
    ]


def test_two_roles_of_one_person_are_one_signature(edition: Edition, organiser: User) -> None:
    sealed(edition)
    sign_release(edition, by=organiser, now=DURING_JURY)
    grant_role(organiser, Role.ADMINISTRATOR, year=None, by="test", now=LONG_AGO)
    both = User.objects.get(pk=organiser.pk)
    with pytest.raises(RefusedError) as error:
        sign_release(edition, by=both, now=DURING_JURY)
    assert refused(error) is ResultObstacle.ALREADY_SIGNED
    assert Signature.objects.count() == 1


def test_the_database_itself_refuses_a_second_signature_of_one_person(edition: Edition, organiser: User) -> None:
    result = sealed(edition)
    sign_release(edition, by=organiser, now=DURING_JURY)
    with pytest.raises(IntegrityError, match="results_one_signature_per_person"):
        Signature.objects.create(result=result, signer=organiser, role=Role.ADMINISTRATOR, signed_at=DURING_JURY)


@pytest.mark.parametrize("role", [Role.JUROR, Role.OPERATOR, Role.SCORER, None])
def test_only_key_holders_sign(edition: Edition, role: Role | None) -> None:
    sealed(edition)
    with pytest.raises(RefusedError) as error:
        sign_release(edition, by=somebody_with(role) if role else UserFactory(), now=AFTER_REVEAL)
    assert refused(error) is ResultObstacle.NOT_A_KEY_HOLDER


def test_from_the_moment_on_one_person_is_enough_also_who_signed_before(edition: Edition, organiser: User) -> None:
    sealed(edition)
    sign_release(edition, by=organiser, now=BEFORE_REVEAL)
    result = seal_in_force(edition)
    assert result is not None
    assert result.released_at is None
    assert sign_release(edition, by=organiser, now=edition.reveal_from).released_at == edition.reveal_from
    assert Signature.objects.count() == 1


def test_the_clock_alone_releases_nothing_and_takes_nothing_back(edition: Edition, organiser: User) -> None:
    sealed(edition)
    sign_release(edition, by=organiser, now=BEFORE_REVEAL)
    with pytest.raises(RefusedError) as error:
        publish_result(edition, by="oscar", now=AFTER_REVEAL)
    assert refused(error) is ResultObstacle.NOT_RELEASED
    sign_release(edition, by=organiser, now=AFTER_REVEAL)
    edition.reveal_from = AFTER_REVEAL + timedelta(days=9)
    edition.save(update_fields=["reveal_from"])
    assert obstacle_to_publish(edition, BEFORE_REVEAL) is None
    with pytest.raises(RefusedError) as error:
        publish_result(edition, by="oscar", now=DURING_JURY - timedelta(seconds=1))
    assert refused(error) is ResultObstacle.CLOCK_BEHIND


def test_whoever_runs_the_installation_is_one_person_and_not_before_the_moment(edition: Edition) -> None:
    sealed(edition)
    with pytest.raises(RefusedError) as error:
        release_alone(edition, by="console", now=BEFORE_REVEAL)
    assert refused(error) is ResultObstacle.TOO_EARLY_ALONE
    for _ in range(2):
        release_alone(edition, by="console", now=AFTER_REVEAL)
    assert [fact.actor for fact in Fact.objects.filter(name="result.released")] == ["console"]


def test_publishing_opens_everything_in_one_go_and_marks_the_edition_last(edition: Edition) -> None:
    result = released(edition)
    publish_result(edition, by="oscar", now=AFTER_REVEAL)
    opened = opened_result(edition, AFTER_REVEAL)
    assert opened is not None
    assert newest_facts(4) == [
        *(
            ("verdict.opened", "2027", "oscar", {"category": row.category.key, "commitment": row.commitment})
            for row in winners_of(edition, AFTER_REVEAL)
        ),
        ("result.opened", "2027", "oscar", {"number": 1, "commitment": result.commitment, "nonce": opened.nonce}),
        ("result.revealed", "2027", "oscar", {}),
    ]
    assert commitment(opened.text, opened.nonce) == result.commitment
    winners = [row.winner for row in winners_of(edition, AFTER_REVEAL)]
    assert winners == [entries_of(category_of(edition, key))[0] for key in KEYS]
    assert (broken_results(), list(broken_publications())) == ([], [])


def test_a_second_publication_changes_nothing(edition: Edition) -> None:
    published(edition)
    before = whole_database()
    publish_result(edition, by="oscar", now=AFTER_REVEAL + timedelta(hours=1))
    assert whole_database() == before


def test_nothing_of_the_result_is_there_until_it_is_published(edition: Edition) -> None:
    released(edition)
    assert (list(winners_of(edition, AFTER_REVEAL)), opened_result(edition, AFTER_REVEAL)) == ([], None)
    publish_result(edition, by="oscar", now=AFTER_REVEAL)
    assert [row.category.key for row in winners_of(edition, AFTER_REVEAL)] == list(KEYS)
    assert opened_result(edition, AFTER_REVEAL - timedelta(seconds=1)) is None


def test_another_key_opens_nothing_and_changes_nothing(edition: Edition) -> None:
    released(edition)
    before = whole_database()
    with override_settings(SEAL_KEY="another key"):
        with pytest.raises(RefusedError) as error:
            publish_result(edition, by="oscar", now=AFTER_REVEAL)
        assert refused(error) is ResultObstacle.WRONG_KEY
        with pytest.raises(RefusedError) as error:
            sign_release(edition, by=somebody_with(Role.ORGANISER), now=AFTER_REVEAL)
        assert refused(error) is ResultObstacle.WRONG_KEY
    people = {row for row in whole_database() - before if row.startswith(("people_", "journal_fact"))}
    assert whole_database() - before == people
    publish_result(edition, by="oscar", now=AFTER_REVEAL)


def test_the_result_stays_closed_when_a_seal_was_touched(edition: Edition) -> None:
    released(edition)
    verdict, other = (category_of(edition, key).verdict for key in KEYS)
    plain, nonce = opened_envelope(unseal(verdict.sealed))
    forged = replace(plain, motivation="Iets anders.")
    touched = [
        {"sealed": seal(envelope(forged, nonce))},
        {"sealed": seal(envelope(forged, nonce)), "commitment": commitment(forged.canonical, nonce)},
        {"sealed": other.sealed, "commitment": other.commitment},
        {"sealed": verdict.sealed[:-6] + "AAAA=="},
        {"sealed": ""},
    ]
    for columns in touched:
        untouched = {"sealed": verdict.sealed, "commitment": verdict.commitment}
        Verdict.objects.filter(pk=verdict.pk).update(**(untouched | columns))
        assert [check.is_kept for check in check_commitments(edition)] == [False, True]
        with pytest.raises(RefusedError) as error:
            publish_result(edition, by="oscar", now=AFTER_REVEAL)
        assert refused(error) in {ResultObstacle.COMMITMENT_BROKEN, ResultObstacle.SEAL_LAPSED}
    edition.refresh_from_db()
    assert edition.revealed_at is None


def test_a_touched_result_is_found(edition: Edition) -> None:
    published(edition)
    result = seal_in_force(edition)
    assert result is not None
    for changes in ({"text": result.text.replace("Casus 1", "Casus 2")}, {"commitment": "0" * 64}, {"nonce": "00"}):
        SealedResult.objects.filter(pk=result.pk).update(**changes)
        assert broken_results() == [result]
        SealedResult.objects.filter(pk=result.pk).update(
            text=result.text, commitment=result.commitment, nonce=result.nonce
        )
    assert broken_results() == []
    Edition.objects.update(revealed_at=None)
    assert list(broken_publications()) == [result]


def test_the_database_itself_refuses_a_result_beside_its_seal(edition: Edition) -> None:
    result = sealed(edition)
    with pytest.raises(IntegrityError, match="results_sealed_says_nothing"):
        SealedResult.objects.filter(pk=result.pk).update(text="{}")
