from collections.abc import Mapping
from typing import TYPE_CHECKING

from django import forms

from gemeentedelers.domain.finals.rules.material import (
    EXPLANATION_WORDS,
    SLIDE_KINDS,
    START_WORDS,
    Material,
    MaterialObstacle,
)
from gemeentedelers.web.ui.forms import Form

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.utils.datastructures import MultiValueDict

# Under which question a refusal of the rules is shown.
FIELD_OF: Mapping[MaterialObstacle, str] = {
    MaterialObstacle.EXPLANATION_MISSING: "explanation",
    MaterialObstacle.EXPLANATION_TOO_LONG: "explanation",
    MaterialObstacle.START_MISSING: "start_tomorrow",
    MaterialObstacle.START_TOO_LONG: "start_tomorrow",
    MaterialObstacle.PITCHERS_MISSING: "pitchers",
    MaterialObstacle.PITCHERS_TOO_LONG: "pitchers",
    MaterialObstacle.NEEDS_TOO_LONG: "needs",
    MaterialObstacle.VIDEO_IS_NO_ADDRESS: "video",
    MaterialObstacle.SLIDES_OF_ANOTHER_KIND: "slides",
}


class MaterialForm(Form):
    """What a finalist brings. Whether it is complete and not too long is for the rules to say."""

    explanation = forms.CharField(
        label="Wat moet de jury nog meer over uw casus weten?",
        help_text="Ga in op wat in uw inzending te kort bleef: het bewijs, wat tegenviel, hoe het nu gaat. "
        f"Hoogstens {EXPLANATION_WORDS} woorden.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    start_tomorrow = forms.CharField(
        label="Waarmee kan een collega in een andere gemeente morgen beginnen?",
        help_text=f"De eerste stap, zo klein mogelijk. Hoogstens {START_WORDS} woorden.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    pitchers = forms.CharField(
        label="Wie geeft de pitch?",
        help_text="Namen en functies. Alleen de organisatie ziet dit. Vier weken na de uitslag wissen wij de namen.",
        required=False,
    )
    needs = forms.CharField(
        label="Wat hebt u nodig op het podium?",
        help_text="Bijvoorbeeld geluid, een microfoon of hulp bij het lopen.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    video = forms.CharField(
        label="Webadres van een video",
        help_text="Zet er ondertitels bij.",
        required=False,
        widget=forms.URLInput,
    )
    slides = forms.FileField(
        label="Dia’s",
        help_text="Eén pdf- of PowerPoint-bestand (pptx), hoogstens 20 MB.",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind}" for kind in SLIDE_KINDS)}),
    )

    def __init__(
        self,
        answers: Mapping[str, str] | None = None,
        files: "MultiValueDict[str, UploadedFile[bytes]] | None" = None,
        *,
        written: Material | None = None,
    ) -> None:
        super().__init__(answers, files, initial=vars(written) if written else None)

    @property
    def material(self) -> Material:
        given = self.cleaned_data
        return Material(**{name: given[name] for name in Material.__dataclass_fields__})
