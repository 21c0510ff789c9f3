"""After the reveal a team reads how its own result came about."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gemeentedelers.domain.certificates.queries import certificates_of_entry
from gemeentedelers.domain.certificates.rules import Honour
from gemeentedelers.domain.explanations.queries import account_of_entry
from gemeentedelers.web.entrant.access import own_entry
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import label
from gemeentedelers.web.ui.requests import SignedInRequest


@require_safe
@door()
def account(request: SignedInRequest, reference: str) -> HttpResponse:
    entry = own_entry(request, reference)
    found = account_of_entry(entry, request.now)
    if found is None:
        raise Http404
    certificates = [
        {"code": row.code, "honour_label": label(Honour(row.honour))} for row in certificates_of_entry(entry)
    ]
    return render(
        request, "entrant/entry_account.html", {"entry": entry, "account": found, "certificates": certificates}
    )
