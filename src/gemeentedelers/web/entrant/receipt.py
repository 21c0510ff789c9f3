"""The proof of a submission that people keep: every answer of one frozen version, as an accessible PDF."""

from typing import TYPE_CHECKING

from gemeentedelers.foundation.documents.answers import Answer, Document, Part, Row, pdf_of
from gemeentedelers.web.ui.casefile import Group, laid_out, names_of
from gemeentedelers.web.ui.templatetags.ui import moment

if TYPE_CHECKING:
    from gemeentedelers.domain.entries.models import Entry, FrozenVersion


def answers_pdf(entry: "Entry", version: "FrozenVersion") -> bytes:
    """The same version gives the same bytes, however often it is asked."""
    content = version.content
    groups = laid_out(content, names_of(entry.edition))
    summary = Part("Samenvatting", (Answer("", content["summary"]),))
    document = Document(
        title=content["title"],
        subtitle=f"gemeente {entry.municipality.name}, {entry.edition.name}",
        reference=entry.reference,
        details=(
            Row("Kenmerk", entry.reference),
            Row("Ontvangen op", moment(version.frozen_at)),
            Row("Versie", str(version.number)),
            Row("Controlegetal", version.digest),
        ),
        parts=(summary, *(_part(group) for group in groups)),
        footer="Fictieve editie" if entry.edition.is_fictitious else "",
    )
    return pdf_of(document, now=version.frozen_at)


def _part(group: Group) -> Part:
    return Part(group.title, tuple(Answer(row.label, row.value) for row in group.rows))
