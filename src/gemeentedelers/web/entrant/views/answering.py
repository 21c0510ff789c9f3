"""What a team answers the organisers: a question about its entry, and an appeal against their judgement."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from gemeentedelers.domain.entries.rules import Deed
from gemeentedelers.domain.intake.actions import answer_question
from gemeentedelers.domain.intake.actions import appeal as make_appeal
from gemeentedelers.domain.intake.queries import Recourse, open_question, questions_of_team, recourse_of
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.entrant.access import may, own_entry, own_role
from gemeentedelers.web.entrant.answering_forms import AnswerForm, AppealForm
from gemeentedelers.web.entrant.tasks import page_url, section_title
from gemeentedelers.web.ui.casefile import Names, names_of
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.entries.models import Entry
    from gemeentedelers.domain.intake.models import Question


@dataclass(frozen=True)
class Opened:
    """A section that the team may change now."""

    title: str
    url: str


@dataclass(frozen=True)
class Exchange:
    """What is between a team and the organisers now. Part of the page of an entry."""

    question: "Question | None"
    opened: tuple[Opened, ...]
    recourse: Recourse
    may_answer: bool
    answer_form: AnswerForm
    appeal_form: AppealForm


def exchange_of(
    request: SignedInRequest,
    entry: "Entry",
    names: Names,
    *,
    answer_form: AnswerForm | None = None,
    appeal_form: AppealForm | None = None,
) -> Exchange:
    question = open_question(entry)
    keys = question.sections if question else []
    return Exchange(
        question=question,
        opened=tuple(Opened(section_title(key, names), page_url(entry.reference, key)) for key in keys),
        recourse=recourse_of(entry, request.now),
        may_answer=may(Deed.SUBMIT, own_role(request, entry)),
        answer_form=answer_form or AnswerForm(),
        appeal_form=appeal_form or AppealForm(),
    )


@require_POST
@door()
def answer(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    shown = own_entry(request, reference)
    question = get_object_or_404(questions_of_team(request.user), entry=shown, code=code)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            answer_question(question, form.cleaned_data["answer"], by=request.user, now=request.now)
        except RefusedError as error:
            form.add_error("answer", sentence(error.refusal))
        else:
            messages.success(request, "Uw antwoord is verstuurd. De organisatie leest het.")
            return redirect("entrant:entry", reference)
    exchange = exchange_of(request, shown, names_of(shown.edition), answer_form=form)
    return _page(request, shown, exchange)


@require_POST
@door()
def appeal(request: SignedInRequest, reference: str) -> HttpResponse:
    shown = own_entry(request, reference)
    form = AppealForm(request.POST)
    if form.is_valid():
        try:
            make_appeal(shown, form.cleaned_data["text"], by=request.user, now=request.now)
        except RefusedError as error:
            form.add_error("text", sentence(error.refusal))
        else:
            messages.success(request, "Uw bezwaar ligt bij de organisatie. U krijgt antwoord per mail.")
            return redirect("entrant:entry", reference)
    exchange = exchange_of(request, shown, names_of(shown.edition), appeal_form=form)
    return _page(request, shown, exchange)


def _page(request: SignedInRequest, shown: "Entry", exchange: Exchange) -> HttpResponse:
    """The same questions by themselves, with what is wrong."""
    context = {"entry": shown, "exchange": exchange}
    return render(request, "entrant/entry_answering.html", context, status=422)
