from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeentedelers.domain.cases.rules import SUMMARY, YES, Chapter, Form, Page, Section, ready_key
from gemeentedelers.domain.entries.actions import settle, type_in, write_section
from gemeentedelers.domain.entries.queries import entries_to_write, form_of, time_of
from gemeentedelers.domain.entries.rules import Deed, EntryStatus, why_not_do, why_not_write
from gemeentedelers.domain.people.queries import users_by_code
from gemeentedelers.domain.search.queries import nearest_cases
from gemeentedelers.foundation.refusals import Refusal, RefusedError
from gemeentedelers.foundation.texts.queries import history_of, parked_text, texts_of, values_of
from gemeentedelers.foundation.texts.rules import Patch, Reception
from gemeentedelers.web.entrant.access import own_entry, own_role
from gemeentedelers.web.entrant.activity import saved_at, writers_now
from gemeentedelers.web.entrant.conditions import conditions_of
from gemeentedelers.web.entrant.questions import LEADS, PAGE_LEADS, PAGE_TITLES
from gemeentedelers.web.entrant.tasks import field_id, page_url, section_title
from gemeentedelers.web.entrant.writing import Sheet
from gemeentedelers.web.ui.cards import NearCard, near_cards
from gemeentedelers.web.ui.casefile import NAMES, names_of
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest, TimedRequest, viewer_of
from gemeentedelers.web.ui.templatetags.ui import clock

if TYPE_CHECKING:
    from gemeentedelers.domain.entries.models import Entry
    from gemeentedelers.foundation.texts.actions import Receipt
    from gemeentedelers.foundation.texts.models import Text

TOLD = ("title", "summary", "result", "problem", "approach")
CLOSED, CONFLICT, SIGNED_OUT, UNKNOWN = 423, 409, 401, 400


@require_safe
@door()
def section(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """The first page of a section; the team has a page of its own."""
    shown = own_entry(request, reference)
    found = form_of(shown.edition).section(key)
    if found is None:
        raise Http404
    if found.key == Chapter.TEAM:
        return redirect("entrant:team", reference)
    return redirect("entrant:page", reference, key, found.pages[0].key)


@require_http_methods(["GET", "HEAD", "POST"])
@door()
def page(request: SignedInRequest, reference: str, key: str, page_key: str) -> HttpResponse:
    """One page of the form. What is posted is kept, whatever it is; then what is wrong with it is said."""
    shown = own_entry(request, reference)
    form = form_of(shown.edition)
    found, asked = _place(form, key, page_key)
    if request.method != "POST":
        return _render(request, shown, form, found, asked)
    sheet = Sheet(form, found, asked, names_of(shown.edition), texts_of(reference), request.POST)
    try:
        receipts = write_section(shown, key, sheet.patches(request.POST), by=request.user, now=request.now)
    except RefusedError as error:
        return _render(request, shown, form, found, asked, refusal=error.refusal)
    conflict = next((row.key for row in receipts if row.reception is Reception.CONFLICT), None)
    if conflict is not None:
        return redirect("entrant:conflict", reference, conflict)
    if sheet.errors and "verder" in request.POST:
        return _render(request, shown, form, found, asked, is_kept=True)
    return redirect(_after(request, shown, found, asked))


def _place(form: Form, key: str, page_key: str) -> tuple[Section, Page]:
    section = form.section(key)
    page = next((page for page in section.pages if page.key == page_key), None) if section else None
    if section is None or page is None:
        raise Http404
    return section, page


def _after(request: SignedInRequest, shown: "Entry", section: Section, page: Page) -> str:
    """Where saving leads: the next page, the task list after the last one, or the same page to go on writing."""
    if "verder" not in request.POST:
        return page_url(shown.reference, section.key, page.key)
    if request.GET.get("terug") == "controleren":
        return f"/inzendingen/{shown.reference}/controleren/"
    following = section.pages[section.pages.index(page) + 1 :]
    if following:
        return page_url(shown.reference, section.key, following[0].key)
    return f"/inzendingen/{shown.reference}/"


def _render(
    request: SignedInRequest,
    shown: "Entry",
    form: Form,
    section: Section,
    page: Page,
    *,
    refusal: Refusal | None = None,
    is_kept: bool = False,
) -> HttpResponse:
    names, texts = names_of(shown.edition), texts_of(shown.reference)
    posted = request.POST if refusal is not None else None
    why_not = refusal or _why_not(request, shown, section)
    context = {
        "entry": shown,
        "section": section,
        "title": section_title(section.key, names),
        "page_title": PAGE_TITLES[page.key] if len(section.pages) > 1 else "",
        "lead": PAGE_LEADS.get(page.key) or LEADS.get(section.key, ""),
        "number": section.pages.index(page) + 1,
        "n_pages": len(section.pages),
        "sheet": Sheet(form, section, page, names, texts, posted),
        "is_kept": is_kept,
        "is_refused": refusal is not None,
        "why_not": why_not,
        "checks": conditions_of(shown.edition, {key: text.value for key, text in texts.items()}),
        "saved": saved_at(texts.values(), request.now),
        "writers": writers_now(section, texts, but=request.user.code, now=request.now),
        "is_municipality": section.key == Chapter.MUNICIPALITY,
        "near": _near(page, texts),
    }
    return render(request, "entrant/entry_section.html", context, status=422 if refusal or is_kept else 200)


def _near(page: Page, texts: "Mapping[str, Text]") -> list[NearCard]:
    """On the page where a case gets its summary: public cases that are like it, to talk to, never an objection."""
    told = " ".join(texts[key].value for key in TOLD if key in texts)
    return near_cards(nearest_cases(told)) if page == SUMMARY and told.strip() else []


def _why_not(request: SignedInRequest, shown: "Entry", section: Section) -> Refusal | None:
    return why_not_do(Deed.WRITE, role=own_role(request, shown)) or why_not_write(
        status=EntryStatus(shown.status),
        section=section.key,
        time=time_of(shown, request.now),
        window=shown.edition.entry_window,
        opened=shown.open_sections,
    )


@require_POST
def keep(request: TimedRequest, reference: str) -> HttpResponse:
    """The autosave: one field, kept as it was typed. Always answers in JSON, so that the script can say what to do."""
    viewer = viewer_of(request)
    if viewer is None:
        login = redirect_to_login(f"/inzendingen/{reference}/").url
        return JsonResponse({"login": login}, status=SIGNED_OUT)
    shown = get_object_or_404(entries_to_write(viewer), reference=reference)
    try:
        receipt = type_in(shown, [_patch(request)], by=viewer, now=request.now)[0]
    except RefusedError as error:
        return JsonResponse({"message": sentence(error.refusal)}, status=CLOSED)
    if receipt.reception is Reception.CONFLICT:
        return JsonResponse(_conflict(shown, receipt), status=CONFLICT)
    return JsonResponse({"version": receipt.standing.version, "saved": clock(request.now)})


def _patch(request: TimedRequest) -> Patch:
    posted = request.POST
    numbers = (posted.get(name, "") for name in ("base", "seq"))
    base, seq = (int(text) if text.isdecimal() and len(text) < 10 else 0 for text in numbers)
    return Patch(
        posted.get("field", "")[:80], posted.get("value", ""), base=base, client=posted.get("client", "")[:40], seq=seq
    )


def _conflict(shown: "Entry", receipt: "Receipt") -> dict[str, object]:
    standing = receipt.standing
    writer = users_by_code([standing.by]).get(standing.by)
    return {
        "version": standing.version,
        "by": writer.name if writer else "Iemand van het team",
        "at": clock(standing.at) if standing.at else "",
        "url": f"/inzendingen/{shown.reference}/vergelijken/{receipt.key}/",
    }


@require_POST
@door()
def mark(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """Say that a section without questions of its own is ready, or that it is not."""
    shown = own_entry(request, reference)
    ready = ready_key(key)
    standing = texts_of(reference).get(ready)
    patch = Patch(ready, YES if "klaar" in request.POST else "", base=standing.version if standing else 0)
    try:
        write_section(shown, key, [patch], by=request.user, now=request.now)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
        return redirect("entrant:section", reference, key)
    return redirect("entrant:entry", reference)


@require_safe
@door()
def conditions(request: SignedInRequest, reference: str) -> HttpResponse:
    """The panel with the conditions, fetched again while somebody types."""
    shown = own_entry(request, reference)
    return render(request, "entrant/conditions.html", {"checks": conditions_of(shown.edition, values_of(reference))})


@require_http_methods(["GET", "HEAD", "POST"])
@door()
def conflict(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """Two people wrote in one field: this shows both texts, and keeps what the viewer makes of them."""
    shown = own_entry(request, reference)
    section = form_of(shown.edition).section_of(key)
    if section is None:
        raise Http404
    page = next((page for page in section.pages if key in {field.key for field in page.fields}), None)
    if page is None:
        raise Http404
    back = f"{page_url(reference, section.key, page.key)}#{field_id(key)}"
    if request.method == "POST":
        base = request.POST.get("versie", "")
        patch = Patch(key, request.POST.get("tekst", ""), base=int(base) if base.isdecimal() else 0)
        try:
            receipt = settle(shown, patch, by=request.user, now=request.now)
        except RefusedError as error:
            messages.error(request, sentence(error.refusal))
            return redirect("entrant:conflict", reference, key)
        if receipt.reception is not Reception.CONFLICT:
            messages.success(request, "Uw keuze is opgeslagen.")
            return redirect(back)
    standing, mine = texts_of(reference).get(key), parked_text(reference, key, by=request.user.code)
    if standing is None or mine is None:
        return redirect(back)
    writer = users_by_code([standing.written_by]).get(standing.written_by)
    context = {
        "entry": shown,
        "name": NAMES.get(next((f.name for f in section.fields if f.key == key), ""), "Dit onderdeel"),
        "standing": standing,
        "mine": mine.value,
        "writer": writer.name if writer else "Iemand van het team",
        "back": back,
    }
    return render(request, "entrant/entry_conflict.html", context)


@require_safe
@door()
def history(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """Earlier texts of one field, newest first."""
    shown = own_entry(request, reference)
    section = form_of(shown.edition).section_of(key)
    field = next((field for field in section.fields if field.key == key), None) if section else None
    if section is None or field is None:
        raise Http404
    versions = list(history_of(reference, key))
    people = users_by_code({row.written_by for row in versions})
    page = next(page for page in section.pages if field in page.fields)
    context = {
        "entry": shown,
        "key": key,
        "name": NAMES[field.name],
        "standing": texts_of(reference).get(key),
        "versions": [(row, people[row.written_by].name if row.written_by in people else "") for row in versions],
        "why_not": _why_not(request, shown, section),
        "back": f"{page_url(reference, section.key, page.key)}#{field_id(key)}",
    }
    return render(request, "entrant/entry_history.html", context)


@require_POST
@door()
def put_back(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """Make an earlier text the newest one; what stood there goes into the history."""
    shown = own_entry(request, reference)
    number = request.POST.get("versie", "")
    version = get_object_or_404(history_of(reference, key), number=int(number) if number.isdecimal() else 0)
    standing = texts_of(reference)[key]
    try:
        type_in(shown, [Patch(key, version.value, base=standing.version)], by=request.user, now=request.now)
        messages.success(request, "De eerdere tekst staat er weer. Wat er stond, vindt u hieronder terug.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("entrant:history", reference, key)
