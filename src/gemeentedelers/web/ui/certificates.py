"""The words on a certificate, and the file that holds them."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate

from gemeentedelers.domain.certificates.rules import Honour
from gemeentedelers.foundation.documents.certificate import Words, certificate
from gemeentedelers.web.ui.labels import label

if TYPE_CHECKING:
    from gemeentedelers.domain.certificates.models import Certificate


def words_on(issued: "Certificate") -> Words:
    honour = Honour(issued.honour)
    edition = issued.edition
    what = f"{label(honour)} · {issued.prize}" if honour is Honour.WINNER else label(honour)
    day = date_format(localdate(edition.revealed_at), "j F Y")
    return Words(
        document=f"Certificaat {edition.name}: {issued.title}",
        honour=f"{what} · {edition.name}",
        title=issued.title,
        holder=f"Gemeente {issued.municipality}",
        sentence=SENTENCES[honour],
        signed=f"Bekendgemaakt op {day}",
        check=f"Code {issued.code}",
        address=settings.SITE_URL + reverse("public:check_certificate"),
        notice="Voorbeeld: deze editie is verzonnen" if edition.is_fictitious else "",
    )


SENTENCES = {
    Honour.WINNER: "De jury koos deze casus in de categorie als winnaar: bewezen, waardevol en elders te herhalen.",
    Honour.PUBLIC_PRIZE: "Deze casus kreeg de meeste stemmen van het publiek.",
    Honour.FINALIST: "Deze casus stond in de finale en werd voor de jury gepresenteerd.",
    Honour.SHORTLISTED: "Deze casus kwam door de leesronde en stond op de shortlist.",
}


def as_pdf(issued: "Certificate") -> HttpResponse:
    content = certificate(words_on(issued), now=issued.issued_at)
    headers = {"Content-Disposition": f'attachment; filename="certificaat-{issued.code}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
