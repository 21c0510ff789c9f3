"""What a journalist takes along: the news in a text and a PDF, and a picture of every winner."""

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime

from gemeentedelers.foundation.documents.answers import Answer, Document, Part, Row, pdf_of
from gemeentedelers.foundation.documents.picture import share_picture
from gemeentedelers.web.ui.templatetags.ui import moment

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.publications.models import Publication


@dataclass(frozen=True)
class PressRelease:
    """The news of one revealed edition; built on the public cases alone."""

    edition: "Edition"
    winners: Sequence["Publication"]

    @property
    def headline(self) -> str:
        return f"Dit zijn de winnaars van {self.edition.name}"

    @property
    def opening(self) -> str:
        names = [f"gemeente {', '.join(case.participants)}" for case in self.winners]
        listed = " en ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
        return (
            f"{listed[:1].upper()}{listed[1:]} {'wint' if len(names) == 1 else 'winnen'} {self.edition.name}, de "
            "landelijke wedstrijd waarin gemeenten delen wat werkt. Andere gemeenten mogen alle casussen overnemen."
        )

    @property
    def text(self) -> str:
        warning = ["VOORBEELD: deze editie, haar casussen en haar winnaars zijn verzonnen.", ""]
        lines = [*(warning if self.edition.is_fictitious else []), self.headline, "", self.opening, ""]
        for case in self.winners:
            lines += [f"{_prize(case)}: {case.title}", f"Gemeente {', '.join(case.participants)}"]
            lines += [text for text in (case.result, case.jury_remark) if text]
            lines += [_address("public:case", case.slug), ""]
        return "\n".join([*lines, "Meer lezen", _address("public:result", self.edition.year), ""])

    def pdf(self) -> bytes:
        revealed_at = self.edition.revealed_at
        assert revealed_at is not None  # there is no news before the reveal
        parts = tuple(
            Part(
                f"{_prize(case)}: {case.title}",
                (
                    Answer("Gemeente", ", ".join(case.participants)),
                    Answer("Resultaat", case.result),
                    Answer("De jury", case.jury_remark),
                    Answer("Lees meer", _address("public:case", case.slug)),
                ),
            )
            for case in self.winners
        )
        notice = "Voorbeeld: verzonnen" if self.edition.is_fictitious else "Persbericht"
        return pdf_of(
            Document(
                title=self.headline,
                parts=parts,
                subtitle=self.opening,
                reference=notice,
                details=(Row("Bekendgemaakt", moment(revealed_at)),),
                footer=_address("public:result", self.edition.year),
                blank="Geen tekst",
            ),
            now=revealed_at,
        )

    @property
    def files(self) -> dict[str, Callable[[], bytes]]:
        """What there is to take along by name; each is made when somebody asks for it."""
        pictures = {f"{case.slug}.png": partial(self._picture, case) for case in self.winners}
        return {"persbericht.txt": self.text.encode, "persbericht.pdf": self.pdf, **pictures}

    def kit(self) -> bytes:
        """Text, PDF and pictures in one file; the same edition gives the same bytes."""
        revealed_at = self.edition.revealed_at
        assert revealed_at is not None
        packed, dated = BytesIO(), localtime(revealed_at).timetuple()[:6]
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as kit:
            for name, made in self.files.items():
                kit.writestr(zipfile.ZipInfo(name, dated), made(), zipfile.ZIP_DEFLATED)
        return packed.getvalue()

    def _picture(self, case: "Publication") -> bytes:
        return share_picture(
            kicker=f"{_prize(case)} · {self.edition.name}",
            title=case.title,
            line=f"Gemeente {', '.join(case.participants)}",
        )


def _prize(case: "Publication") -> str:
    return case.prize or f"Winnaar {case.category_name}".strip()


def _address(name: str, key: object) -> str:
    return settings.SITE_URL + reverse(name, args=[key])
