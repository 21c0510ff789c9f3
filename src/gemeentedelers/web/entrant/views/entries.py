from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.advice.queries import advice_for
from gemeentedelers.domain.cases.rules import Chapter
from gemeentedelers.domain.certificates.queries import certificates_of_entry
from gemeentedelers.domain.editions.queries import catalogue_of, edition_open_for_entry, newest_move
from gemeentedelers.domain.editions.rules import IN_TIME, Timeliness, timeliness
from gemeentedelers.domain.entries.actions import start_entry
from gemeentedelers.domain.entries.queries import (
    closing_with,
    draft_of,
    entries_of_team,
    extensions_of,
    newest_version,
    open_invitations,
    team_of,
    time_of,
)
from gemeentedelers.domain.entries.rules import (
    Deed,
    EntryStatus,
    ExtensionStatus,
    why_not_ask_extension,
    why_not_restore,
    why_not_withdraw,
)
from gemeentedelers.domain.explanations.queries import account_of_entry
from gemeentedelers.domain.finals.queries import finalist_of
from gemeentedelers.domain.nominations.queries import nominations_for
from gemeentedelers.domain.pitches.queries import pitch_of
from gemeentedelers.domain.recuts.queries import placement_of
from gemeentedelers.domain.visits.queries import visit_of
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.foundation.texts.queries import texts_of
from gemeentedelers.web.entrant.access import may, own_entry, own_role
from gemeentedelers.web.entrant.activity import activity_of, saved_at
from gemeentedelers.web.entrant.conditions import conditions_of
from gemeentedelers.web.entrant.tasks import task_list
from gemeentedelers.web.entrant.views.answering import exchange_of
from gemeentedelers.web.entrant.way import steps_of
from gemeentedelers.web.ui.casefile import laid_out, names_in, names_of
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import label, sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.entries.models import Entry


@require_safe
@door()
def entries(request: SignedInRequest) -> HttpResponse:
    context = {
        "entries": [(row, label(EntryStatus(row.status))) for row in entries_of_team(request.user)],
        "nominations": nominations_for(request.user),
        "edition": edition_open_for_entry(request.now),
    }
    return render(request, "entrant/entries.html", context)


@require_POST
@door()
def start(request: SignedInRequest) -> HttpResponse:
    edition = edition_open_for_entry(request.now)
    if edition is None:
        messages.error(request, "De inschrijving is nu niet open.")
        return redirect("entrant:entries")
    try:
        begun = start_entry(edition, by=request.user, now=request.now)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
        return redirect("account:home")
    return redirect("entrant:entry", begun.reference)


@require_safe
@door()
def entry(request: SignedInRequest, reference: str) -> HttpResponse:
    """The task list while a team writes; where the entry stands once it is submitted."""
    shown = own_entry(request, reference)
    if shown.status == EntryStatus.DRAFT:
        return _task_list(request, shown)
    return _status(request, shown)


@require_safe
@door()
def change(request: SignedInRequest, reference: str) -> HttpResponse:
    """The task list of what was submitted: a team may replace it until the closing."""
    return _task_list(request, own_entry(request, reference))


def _task_list(request: SignedInRequest, shown: "Entry") -> HttpResponse:
    catalogue, texts = catalogue_of(shown.edition), texts_of(shown.reference)
    names = names_in(catalogue)
    draft = draft_of(shown, catalogue=catalogue, texts={key: text.value for key, text in texts.items()})
    team, n_invited = list(team_of(shown)), open_invitations(shown).count()
    added: dict[str, int] = {
        Chapter.TEAM: len(team) - 1 + n_invited,
        Chapter.MUNICIPALITY: len(draft.participants),
        Chapter.FILES: len(draft.attachments),
    }
    role = next(member.part for member in team if member.user == request.user)
    context = {
        "entry": shown,
        "is_draft": shown.status == EntryStatus.DRAFT,
        "list": task_list(shown.reference, draft, names, added),
        "checks": conditions_of(shown.edition, draft.texts),
        "team": team,
        "n_invited": n_invited,
        "activity": activity_of(request, shown, texts, names),
        "saved": saved_at(texts.values(), request.now),
        "may_write": may(Deed.WRITE, role),
        **_closing(request, shown),
    }
    return render(request, "entrant/entry_tasks.html", context)


def _closing(request: SignedInRequest, shown: "Entry") -> dict[str, object]:
    """What the team is told about its closing, and whether it may ask for more time."""
    extensions = list(extensions_of(shown))
    closing = closing_with(shown, extensions)
    time = timeliness(closing, received_at=request.now, drafted_at=shown.started_at)
    refusal = why_not_ask_extension(
        status=EntryStatus(shown.status),
        time=time,
        reason="?",
        has_asked=any(row.status == ExtensionStatus.ASKED for row in extensions),
    )
    return {
        "is_in_time": time in IN_TIME,
        "move": newest_move(shown.edition),
        "extended_until": closing.extended_until,
        "extensions": extensions,
        "may_ask_time": time is Timeliness.LATE and refusal is None,
    }


def _status(request: SignedInRequest, shown: "Entry") -> HttpResponse:
    status, role = EntryStatus(shown.status), own_role(request, shown)
    version, draft, names = newest_version(shown), draft_of(shown), names_of(shown.edition)
    account = account_of_entry(shown, request.now) if status is EntryStatus.SUBMITTED else None
    withdraw = why_not_withdraw(status=status, revealed_at=shown.edition.revealed_at, now=request.now)
    restore = why_not_restore(status=status, withdrawn_at=shown.withdrawn_at, now=request.now)
    context = {
        "entry": shown,
        "status": label(status),
        "is_withdrawn": status is EntryStatus.WITHDRAWN,
        "is_merged": status is EntryStatus.MERGED,
        "steps": steps_of(shown, request.now) if shown.submitted_at else [],
        "version": version,
        "groups": laid_out(version.content, names) if version else [],
        "pitch": pitch_of(shown),
        "advice": advice_for(shown),
        "finalist": finalist_of(shown, request.now),
        "placement": placement_of(shown),
        "visit": visit_of(shown).exists(),
        "account": account,
        "certificates": account is not None and certificates_of_entry(shown).exists(),
        "is_read": request.now >= shown.edition.timetable.reading.closes,
        "team": team_of(shown),
        "exchange": exchange_of(request, shown, names),
        "has_changes": status is EntryStatus.SUBMITTED and draft.offer.digest != draft.offer.submitted_digest,
        "is_in_time": time_of(shown, request.now) in IN_TIME,
        "may_submit": may(Deed.SUBMIT, role),
        "may_withdraw": may(Deed.WITHDRAW, role) and withdraw is None,
        "may_restore": may(Deed.WITHDRAW, role) and restore is None,
    }
    return render(request, "entrant/entry_status.html", context)
