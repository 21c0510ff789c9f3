from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeentedelers.domain.outreach.actions import (
    discard_campaign,
    invite_recipients,
    rewrite_campaign,
    write_campaign,
)
from gemeentedelers.domain.outreach.queries import (
    approaches_of,
    campaigns_of,
    letter_to,
    mailing_list,
    reach_in,
)
from gemeentedelers.domain.outreach.rules import Group, LeftOut, Reach, ReachRow, Seen, started_after
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_to_run
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.office.outreach_forms import CHOICE_FIELDS, CampaignForm, ReachFilter, SeenForm
from gemeentedelers.web.office.reaching import chosen_lines, counted, overview_of
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.municipalities.models import Municipality
    from gemeentedelers.domain.outreach.models import Approach, Campaign

PER_PAGE = 100
SUBJECT = "Wat werkt er in {{gemeente}}? Doe mee met {edition}"
TEXT = """Beste {{naam}},

In gemeente {{gemeente}} werkt vast iets waar een andere gemeente morgen mee verder kan. Groot hoeft het niet te zijn. \
Het moet af zijn, en het moet werken.

{edition} zoekt zulke voorbeelden. De inschrijving sluit op {{sluiting}}. Hier leest u hoe meedoen gaat:
{{link}}

Meedoen kost u ongeveer een uur. U kunt tussendoor stoppen en samen met collega’s schrijven.

Met vriendelijke groet,
het team van GemeenteDelers"""


@dataclass(frozen=True)
class Line:
    """The mails of a campaign to one municipality, and what it did since."""

    approaches: tuple["Approach", ...]
    row: ReachRow | None

    @property
    def municipality(self) -> "Municipality":
        return self.approaches[0].municipality

    @property
    def n_sent(self) -> int:
        return sum(approach.sent_at is not None for approach in self.approaches)

    @property
    def sent_at(self) -> datetime | None:
        return min((approach.sent_at for approach in self.approaches if approach.sent_at), default=None)

    @property
    def left_out(self) -> list[LeftOut]:
        """Why some of them were not sent, each reason once."""
        return sorted({LeftOut(approach.left_out) for approach in self.approaches if approach.left_out})

    @property
    def started_since(self) -> bool:
        return self.row is not None and started_after(self.sent_at, self.row.newest_start)


@require_http_methods(["GET", "HEAD", "POST"])
@door(*OFFICE)
def invite(request: SignedInRequest, year: int) -> HttpResponse:
    """Write a campaign. Filters in the address choose municipalities by hand beforehand."""
    shown = edition_to_run(request.user, year)
    if request.method != "POST":
        return _form_page(request, shown, CampaignForm(reach_in(shown).rows, initial=_beginning(request, shown)))
    form = CampaignForm(reach_in(shown).rows, request.POST)
    if not form.is_valid():
        return _form_page(request, shown, form)
    written = write_campaign(shown, form.plan(), by=request.user, now=request.now)
    return redirect("office:campaign", year, written.code)


@require_http_methods(["GET", "HEAD", "POST"])
@door(*OFFICE)
def rewrite(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    changed = get_object_or_404(campaigns_of(shown), code=code)
    if request.method != "POST":
        return _form_page(request, shown, CampaignForm(reach_in(shown).rows, initial=_kept(changed)), changed)
    form = CampaignForm(reach_in(shown).rows, request.POST)
    if not form.is_valid():
        return _form_page(request, shown, form, changed)
    try:
        rewrite_campaign(changed, form.plan(), by=request.user, now=request.now)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:campaign", year, code)


@require_safe
@door(*OFFICE)
def campaign(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    """What will be sent to whom, with the exact number; once sent, what the municipalities did since."""
    shown = edition_to_run(request.user, year)
    found = get_object_or_404(campaigns_of(shown), code=code)
    context = {
        "campaign": found,
        **_preview(request, found),
        **_report(request, shown, found),
        "is_closed": request.now >= shown.entry_closes,
    }
    return render(request, "office/campaign.html", {**context, **frame(request, shown)})


@require_POST
@door(*OFFICE)
def send(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    found = get_object_or_404(campaigns_of(shown), code=code)
    form = SeenForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Wij konden uw bevestiging niet lezen. Kijk alles na en bevestig opnieuw.")
        return redirect("office:campaign", year, code)
    try:
        seen = Seen(form.cleaned_data["n_mails"], form.cleaned_data["mark"])
        n_mails = invite_recipients(found, seen=seen, by=request.user, now=request.now)
        messages.success(request, f"Wij versturen nu {counted(n_mails, 'mail', 'mails')}.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:campaign", year, code)


@require_POST
@door(*OFFICE)
def discard(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    found = get_object_or_404(campaigns_of(shown), code=code)
    try:
        discard_campaign(found, by=request.user, now=request.now)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
        return redirect("office:campaign", year, code)
    messages.success(request, "De campagne is weggegooid. Er is niets verstuurd.")
    return redirect("office:reach", year)


def _beginning(request: SignedInRequest, shown: "Edition") -> dict[str, object]:
    """A text to start from, and whoever the address names: one municipality, or a filtered list."""
    words = {"subject": SUBJECT.format(edition=shown.name), "text": TEXT.format(edition=shown.name)}
    picked = request.GET.getlist("gemeente")
    if not picked and any(request.GET.get(name) for name in ReachFilter.base_fields):
        overview = overview_of(shown)
        wanted = ReachFilter(request.GET, provinces=[part.name for part in overview.provinces])
        picked = [line.row.code for line in chosen_lines(overview.lines, wanted)]
    return {**words, "group": Group.PICKED if picked else Group.NOT_STARTED, "picked": picked}


def _kept(found: "Campaign") -> dict[str, object]:
    chosen = {CHOICE_FIELDS[Group(found.group)]: found.choices} if Group(found.group) in CHOICE_FIELDS else {}
    return {"subject": found.subject, "text": found.text, "group": found.group, **chosen}


def _form_page(
    request: SignedInRequest, shown: "Edition", form: CampaignForm, changed: "Campaign | None" = None
) -> HttpResponse:
    context = {"form": form, "campaign": changed, **frame(request, shown)}
    return render(request, "office/campaign_form.html", context, status=422 if form.errors else 200)


def _preview(request: SignedInRequest, found: "Campaign") -> dict[str, object]:
    """The list, its number, and the mail as one of them will read it."""
    current = mailing_list(found)
    asked = request.GET.get("als", "")
    chosen = [recipient for recipient in current.recipients if recipient.contact.code == asked]
    reader = next(iter([*chosen, *current.recipients]), None)
    mails = counted(current.seen.n_mails, "mail", "mails")
    to = counted(current.n_municipalities, "gemeente", "gemeenten")
    return {
        "current": current,
        "recipients": Paginator(current.recipients, PER_PAGE).get_page(request.GET.get("pagina")),
        "reader": reader,
        "letter": letter_to(found, reader.contact) if reader else None,
        "mails": mails,
        "sentence": f"U staat op het punt {mails} te sturen aan {to}.",
        "group": Group(found.group),
    }


def _report(request: SignedInRequest, shown: "Edition", found: "Campaign") -> dict[str, object]:
    if found.invited_at is None:
        return {"lines": None}
    reach = {row.code: row for row in reach_in(shown).rows}
    by_municipality = groupby(approaches_of(found), key=lambda approach: approach.municipality.code)
    lines = [Line(tuple(approaches), reach.get(code)) for code, approaches in by_municipality]
    since = [line.row for line in lines if line.started_since and line.row]
    return {
        "lines": Paginator(lines, PER_PAGE).get_page(request.GET.get("blad")),
        "n_invited": sum(line.sent_at is not None for line in lines),
        "n_started": len(since),
        "n_submitted": sum(row.reach is Reach.SUBMITTED for row in since),
    }
