"""A stranger finds nothing that is not theirs. Every route has to be declared here; an undeclared one fails."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, make_edition
from gemeentedelers.domain.entries.actions import invite
from gemeentedelers.domain.entries.rules import TeamRole
from gemeentedelers.domain.entries.tests.factories import civil_servant, eligible_entry
from gemeentedelers.domain.nominations.tests.factories import invitation_of, nomination_of
from gemeentedelers.domain.outreach.tests.factories import campaign_in, contact_at
from gemeentedelers.domain.panels.models import Assignment
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import UserFactory, somebody_with
from gemeentedelers.domain.scoring.tests.factories import reading_round
from gemeentedelers.domain.volunteers.tests.factories import volunteer_in


def named_routes(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, set[str]]]:
    for item in resolver.url_patterns:
        if isinstance(item, URLResolver):
            inner = f"{namespace}{item.namespace}:" if item.namespace else namespace
            yield from named_routes(item, inner)
        elif isinstance(item, URLPattern) and item.name:
            yield f"{namespace}{item.name}", set(item.pattern.converters)


ROUTES = dict(named_routes(get_resolver()))


PUBLIC = {
    "public:campaign", "public:editions", "public:edition", "public:how_to_enter", "public:nominate",
    "public:nominated", "public:nomination", "public:knowledge_base", "public:municipalities", "public:municipality",
    "public:share_municipality", "public:share_picture", "public:unsubscribe", "entrant:invitation",
    "public:sign_up", "public:signed_up", "public:volunteer",
    "public:vote", "public:vote_asked", "public:withdraw_vote",
    "public:robots", "public:sitemap", "public:security", "public:live", "public:ready",
    "public:check_certificate", "public:feed",
    "live:follow", "live:stage",
    "account:privacy", "account:accessibility",
    "account_login", "account_signup", "account_request_login_code", "account_inactive",
}  # fmt: skip
NOT_THERE = {
    "public:result", "public:account", "public:press", "public:press_kit", "public:certificate",
    "public:certificate_pdf", "public:result_file", "public:case", "public:adopt", "account:demo",
    "live:clock", "live:state", "live:rehearsal", "live:envelopes", "public:prize_report", "public:confirm_vote",
    "public:press_file",
}  # fmt: skip
ANYONE_SIGNED_IN = {"account:home", "account_logout", "entrant:entries", "public:my_nominations"}
ONLY_BY_POST = {
    "entrant:start", "entrant:submit", "entrant:restore", "entrant:mark", "entrant:put_back", "entrant:change_team",
    "entrant:change_invitation", "entrant:leave_out", "entrant:change_attachment",
    "office:judge", "office:categorise", "office:close", 
    "office:compute_standing", "office:prepare_extra",
    "office:withdraw_certificate",
    "office:plan_pitch_day", "office:arrange_order", "office:move_pitch", "office:set_break", "office:promise_order",
    "office:draw_order", "office:publish_order", "office:try_material", "live:press",
    "office:reveal", "office:check_deadline", "office:move_deadline", "office:remove_contact",
    "office:seal_result", "live:open_stage", "live:open_rehearsal", "live:move_stage",
    "office:bounced_contact", "office:send_campaign", "office:discard_campaign", "office:nomination_contact",
    "office:nomination_approve", "office:nomination_research", "office:nomination_close", "office:extend",
    "office:decline_extension", "office:ask", "office:close_question", "office:decide_appeal", "office:undo_merge",
    "entrant:answer_question", "entrant:appeal", "entrant:reply_to_advice",
    "office:plan_final", "office:nominate_finalists", "office:withdraw_finalists", "office:sign_finalists",
    "office:check_material", "office:more_time", "entrant:take_out_slides",
    "office:approve_advice", "office:release_advice", "office:approve_one",
    "office:prepare_plan", "office:apply_plan", "office:discard_plan", "office:give_entry",
    "office:take_assignment", "office:keep_assignment", "office:promise_draw", "office:draw_lots", "office:propose",
    "office:sign_proposal", "office:spend_wildcard", "office:take_back_wildcard", "office:withdraw_announcement",
    "jury:take_back_wildcard", "scorer:take_back_wildcard",
    "office:return_to_round", "office:reconsider_volunteer", "scorer:shortcuts", "scorer:remove_employer",
    "scorer:another",
    "office:keep_categories", "office:apply_cut", "office:undo_recut", "entrant:object_to_category",
    "jury:open_cards", "jury:excuse",
    "scorer:change_photo", "scorer:agree_report", "scorer:deliver_report", "scorer:answer_correction",
    "entrant:choose_moment", "entrant:other_moments", "entrant:visit_cancel", "entrant:correct_report",
    "office:release_visit_advice",
    "office:open_vote", "office:propose_ruling", "office:confirm_ruling", "office:withhold_prize",
    "office:confirm_withheld",
}  # fmt: skip
# The autosave answers a stranger in its own way: 404 for an entry of others, 401 without a session.
ANSWERS_A_SCRIPT = {"entrant:keep", "scorer:keep", "scorer:keep_view", "jury:keep_card"}
STEPS_OF_SIGNING_IN = {"account_confirm_login_code", "account_email_verification_sent", "account_verification_sent"}
NEEDS_A_KEY = {"account_reset_password_from_key", "account_confirm_email"}
CLOSED = {name for name in ROUTES if name.startswith("account_")} - PUBLIC - ANYONE_SIGNED_IN - STEPS_OF_SIGNING_IN
THEIRS = {
    "entrant:entry", "entrant:change", "entrant:conditions", "entrant:conflict", "entrant:history", "entrant:team",
    "entrant:participants", "entrant:check", "entrant:newest_receipt", "entrant:receipt", "entrant:withdraw",
    "entrant:more_time",
    "entrant:answers", "entrant:attachments", "entrant:attachment", "entrant:share", "entrant:share_picture",
    "entrant:section", "entrant:page", "entrant:advice", "entrant:account", "office:certificates",
    "office:ties", "office:council", "office:decisions",
    "office:desk", "office:desks", "office:discuss", "office:division", "office:draws", "office:entry_readers",
    "office:plan", "office:proposal", "jury:wildcard", "scorer:wildcard",
    "office:advice_board", "office:advice",
    "office:final", "office:nomination_list", "office:final_material", "office:final_slides", "entrant:final",
    "entrant:final_slides",
    "scorer:queue", "scorer:scorecard", "scorer:conflict", "scorer:start", "scorer:interests", "scorer:warm_up",
    "scorer:finish", "scorer:stop", "scorer:employers", "scorer:comparison", "scorer:comparison_conflict",
    "scorer:compared_entry",
    "office:reopen_reader", "jury:agenda", "jury:dossiers", "jury:verdict",
    "jury:cards", "jury:attendance", "jury:card", "jury:card_conflict", "jury:talk",
    "office:today", "office:edition", "office:deadline", "office:intake", "office:entry", "office:readers",
    "office:ranking", "office:result", "office:journal", "office:demo_clock", "office:reach",
    "office:reach_municipality", "office:contacts", "office:import_contacts", "office:invite", "office:campaign",
    "office:rewrite_campaign", "office:nominations", "office:nomination", "office:research_case",
    "office:extensions", "office:extension", "office:merge", "office:severities", "office:extra_reads",
    "office:ranked_entry", "office:ranking_export", "office:pairs",
    "office:pitch_day", "office:pitch_day_print", "entrant:pitch", "entrant:pitch_calendar", "live:control",
    "live:console", "live:release", "live:desks",
    "office:volunteers", "office:decide_volunteers", "office:capacity", "office:leave_round",
    "office:final_categories", "office:edit_cut", "office:category_objection", "entrant:final_category",
    "office:visits", "office:divide_visits", "entrant:visit", "entrant:visit_calendar",
    "scorer:visits", "scorer:visit", "scorer:visit_plan", "scorer:visit_cancel", "scorer:visit_involved",
    "scorer:visit_calendar", "scorer:visit_view", "scorer:visit_photos", "scorer:visit_photo", "scorer:visit_report",
    "jury:photo",
    "office:public_prize",
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """Alice's entry in a running edition, on a reader's desk, and a nomination of her municipality."""

    alice: User
    reader: User
    oscar: User
    values: dict[str, dict[str, object]]


@pytest.fixture
def world(db: None) -> World:
    edition = make_edition()
    alice = civil_servant()
    entry = eligible_entry(edition, by=alice)
    reader, _ = reading_round(edition)
    assignment = Assignment.objects.filter(reader__user=reader).get()
    nominee = civil_servant()
    nomination = nomination_of(nominee, edition=edition)
    assert alice.municipality is not None
    objects = {
        "year": edition.year,
        "reference": entry.reference,
        "code": assignment.code,
        "key": "leefomgeving",
        "slug": "bestaat-niet",
        "into": entry.reference,
        "gone": entry.reference,
        "kind": RoundKind.READING,
        "side": "links",
        "deed": "verder",
        "name": "uitslag",
        "photo": "bestaat-niet",
        "correction": "bestaat-niet",
        "link": "bestaat-niet",
    }
    values = {name: {part: objects[part] for part in parts if part in objects} for name, parts in ROUTES.items()}
    for name in ("nomination", "nomination_contact", "nomination_approve", "nomination_research", "nomination_close"):
        values[f"office:{name}"]["code"] = nomination.code
    values["public:nomination"] = {"token": invitation_of(nomination).token}
    for name in ("public:municipality", "public:share_municipality", "public:share_picture"):
        values[name] = {"code": alice.municipality.code}
    contact, campaign = contact_at(), campaign_in(edition)
    values["public:unsubscribe"] = {"token": contact.token}
    for name in ("remove_contact", "bounced_contact"):
        values[f"office:{name}"]["code"] = contact.code
    for name in ("campaign", "rewrite_campaign", "send_campaign", "discard_campaign"):
        values[f"office:{name}"]["code"] = campaign.code
    volunteer = volunteer_in(edition)
    values["public:volunteer"] = {"token": volunteer.token}
    values["office:reconsider_volunteer"]["code"] = volunteer.code
    for name in ("leave_round", "return_to_round"):
        values[f"office:{name}"]["code"] = reader.code
    values["office:reach_municipality"]["code"] = alice.municipality.code
    invitation = invite(entry, civil_servant().email, TeamRole.READER, by=alice, now=DURING_ENTRY)
    values["entrant:invitation"] = {"token": invitation.token}
    values["entrant:change_invitation"]["code"] = invitation.code
    values["entrant:section"]["key"] = values["entrant:page"]["key"] = "in-het-kort"
    values["entrant:page"]["page_key"] = "samenvatting"
    values["office:reopen_reader"]["code"] = reader.code
    values["entrant:receipt"]["number"] = values["entrant:answers"]["number"] = 1
    values["office:proposal"]["number"] = values["office:sign_proposal"]["number"] = 1
    values["office:undo_recut"]["number"] = 1
    return World(alice, reader, somebody_with(Role.ORGANISER), values)


def test_every_route_is_declared_exactly_once() -> None:
    declared = [
        PUBLIC,
        NOT_THERE,
        ANYONE_SIGNED_IN,
        ONLY_BY_POST,
        ANSWERS_A_SCRIPT,
        STEPS_OF_SIGNING_IN,
        CLOSED,
        THEIRS,
    ]

    assert set(ROUTES) - set().union(*declared) == set()
    assert sum(map(len, declared)) == len(set().union(*declared))


def get(client: Client, world: World, name: str) -> int:
    return client.get(reverse(name, kwargs=world.values[name])).status_code


def test_a_stranger_finds_nothing_that_is_theirs(client: Client, world: World) -> None:
    client.force_login(UserFactory())

    assert {name: get(client, world, name) for name in sorted(THEIRS & set(ROUTES))} == dict.fromkeys(
        sorted(THEIRS & set(ROUTES)), 404
    )


def test_a_stranger_changes_nothing(client: Client, world: World) -> None:
    client.force_login(UserFactory())
    posts = sorted((THEIRS | ONLY_BY_POST | ANSWERS_A_SCRIPT) & set(ROUTES) - {"entrant:start"})

    found = {name: client.post(reverse(name, kwargs=world.values[name])).status_code for name in posts}

    assert {name: status for name, status in found.items() if status not in (404, 405)} == {}


def test_who_is_not_signed_in_is_asked_to_sign_in_or_finds_nothing(client: Client, world: World) -> None:
    names = sorted((THEIRS | ANYONE_SIGNED_IN) & set(ROUTES) - {"account_logout"})

    assert {name: get(client, world, name) for name in names if get(client, world, name) not in (302, 404)} == {}


def test_public_pages_are_public_and_the_rest_is_not_there(client: Client, world: World) -> None:
    """What allauth brings beside signing in with a code, such as passwords, is not there either."""
    plain = CLOSED - NEEDS_A_KEY
    expected = dict.fromkeys(PUBLIC, 200) | dict.fromkeys(NOT_THERE | plain, 404)

    assert {name: get(client, world, name) for name in expected} == expected


def test_there_is_something_to_find(client: Client, world: World) -> None:
    for user, name in (
        (world.alice, "entrant:entry"),
        (world.reader, "scorer:scorecard"),
        (world.reader, "scorer:start"),
        (world.reader, "scorer:interests"),
        (world.reader, "scorer:finish"),
        (world.oscar, "office:reopen_reader"),
        (world.oscar, "office:entry"),
        (world.oscar, "office:reach_municipality"),
        (world.oscar, "office:campaign"),
        (world.alice, "entrant:share_picture"),
        (world.oscar, "office:nomination"),
    ):
        client.force_login(user)
        assert get(client, world, name) == 200, name


def test_a_foreign_object_and_an_unknown_one_answer_the_same(client: Client, world: World) -> None:
    client.force_login(UserFactory())
    foreign = client.get(reverse("entrant:entry", kwargs=world.values["entrant:entry"]))
    unknown = client.get(reverse("entrant:entry", kwargs={"reference": "GD-2027-9999-0"}))

    assert (foreign.status_code, foreign.headers.items()) == (unknown.status_code, unknown.headers.items())
