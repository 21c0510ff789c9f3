"""The forms of reaching out: which municipalities to list, a file of contacts, and a campaign."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.core.files.uploadedfile import UploadedFile

from gemeentedelers.domain.municipalities.rules import SizeClass
from gemeentedelers.domain.outreach.rules import (
    SOURCE_LENGTH,
    CampaignPlan,
    Group,
    Placeholder,
    Reach,
    ReachRow,
    decoded,
    why_not_address,
    why_not_open,
    why_not_read,
    why_not_use_subject,
    why_not_use_text,
)
from gemeentedelers.domain.search.rules import SIZE_WORDS
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import label, sentence

STATE_WORDS = {
    "nog-niet": Reach.NOTHING,
    "schrijft-nog": Reach.DRAFT,
    "doet-mee": Reach.SUBMITTED,
    "teruggetrokken": Reach.WITHDRAWN,
}
FIRST_STATE, EVERY_STATE = "nog-niet", "alle"
PASTED = "geplakte lijst"
CHOICE_FIELDS = {Group.PROVINCES: "provinces", Group.SIZES: "sizes", Group.PICKED: "picked"}


def state_of(word: str) -> Reach:
    return STATE_WORDS.get(word, Reach.NOTHING)


class ReachFilter(Form):
    """What the list shows. Comes with the address, so a wrong value is named and ignored."""

    staat = forms.ChoiceField(
        label="Staat",
        choices=[*((word, label(reach)) for word, reach in STATE_WORDS.items()), (EVERY_STATE, "Alle gemeenten")],
        required=False,
    )
    provincie = forms.ChoiceField(label="Provincie", required=False)
    grootte = forms.ChoiceField(
        label="Grootte",
        choices=[("", "Elke grootte"), *((word, label(size)) for word, size in SIZE_WORDS.items())],
        required=False,
    )
    eerder = forms.ChoiceField(
        label="Eerder",
        choices=[("", "Alle"), ("ja", "Deed eerder mee of deelde een casus")],
        required=False,
    )

    def __init__(self, answers: Mapping[str, str], *, provinces: Sequence[str]) -> None:
        given = {name: answers.get(name, "") for name in self.base_fields}
        super().__init__({**given, "staat": given["staat"] or FIRST_STATE})
        field = self.fields["provincie"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Elke provincie"), *((name, name) for name in provinces)]
        self.full_clean()
        self.ignored = [str(self.data[name])[:60] for name in self.errors]
        self.errors.clear()
        self.data = {name: self.value(name) for name in self.fields}

    def value(self, name: str) -> str:
        chosen: str = self.cleaned_data.get(name, FIRST_STATE if name == "staat" else "")
        return chosen

    @property
    def is_about_nothing(self) -> bool:
        return self.value("staat") == FIRST_STATE

    @property
    def chosen(self) -> dict[str, str]:
        return {name: self.value(name) for name in self.fields if self.value(name)}


class ContactFileForm(Form):
    """A list of contacts, as a file or pasted. Once read it stays in the text box, so that it can be mended there."""

    file = forms.FileField(
        label="Bestand",
        help_text="CSV, hoogstens 2.000 regels en 1 MB.",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
        error_messages={"empty": "Dit bestand is leeg.", "invalid": "Kies een bestand."},
    )
    text = forms.CharField(
        label="Of plak de lijst hier",
        help_text="Met de kolomnamen op de eerste regel.",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
    )
    source = forms.CharField(required=False, widget=forms.HiddenInput)
    skip_bad_rows = forms.BooleanField(label="Sla foute regels over", required=False)

    def clean(self) -> dict[str, object]:
        cleaned = self.cleaned_data
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if isinstance(file, UploadedFile):
            self._read_file(file, is_pasted_too=bool(text.strip()))
        elif text.strip():
            self._keep(text, cleaned.get("source") or PASTED, "text")
        elif not self.errors:
            self.add_error("file", "Kies een bestand of plak een lijst.")
        return cleaned

    def _read_file(self, file: "UploadedFile[bytes]", *, is_pasted_too: bool) -> None:
        if is_pasted_too:
            self.add_error("file", "Kies een bestand of plak een lijst, niet allebei.")
            return
        refusal = why_not_open(file.size or 0)
        content = b"" if refusal else file.read()
        refusal = refusal or why_not_read(content)
        if refusal:
            self.add_error("file", sentence(refusal))
            return
        self._keep(decoded(content), file.name or PASTED, "file")

    def _keep(self, text: str, source: str, field: str) -> None:
        plain = text.replace("\r\n", "\n")
        refusal = why_not_read(plain.encode(errors="replace"))
        if refusal:
            self.add_error(field, sentence(refusal))
        self.cleaned_data["list"] = plain
        self.cleaned_data["source"] = "".join(letter for letter in source if letter.isprintable())[:SOURCE_LENGTH]


@dataclass(frozen=True)
class Pick:
    """A municipality that can be chosen by hand."""

    row: ReachRow
    is_picked: bool


@dataclass(frozen=True)
class ProvincePicks:
    name: str
    picks: tuple[Pick, ...]

    @property
    def n_picked(self) -> int:
        return sum(pick.is_picked for pick in self.picks)


class CampaignForm(Form):
    """Whom a campaign is for and what it says. Braces hold the words that are filled in for each contact."""

    group = forms.TypedChoiceField(
        label="Wie nodigt u uit?",
        choices=[(group.value, label(group)) for group in Group],
        coerce=Group,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies wie u uitnodigt.", "invalid_choice": "Kies een van de groepen."},
    )
    provinces = forms.MultipleChoiceField(label="Provincies", required=False, widget=forms.CheckboxSelectMultiple)
    sizes = forms.MultipleChoiceField(
        label="Grootte",
        choices=[(size.value, label(size)) for size in SizeClass],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    picked = forms.MultipleChoiceField(
        label="Zelf gekozen gemeenten",
        required=False,
        error_messages={"invalid_choice": "Een van de gekozen gemeenten heeft al ingediend of bestaat niet."},
    )
    subject = forms.CharField(label="Onderwerp", required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    text = forms.CharField(label="Tekst van de mail", required=False, widget=forms.Textarea(attrs={"rows": 14}))

    def __init__(
        self,
        rows: Iterable[ReachRow],
        answers: Mapping[str, object] | None = None,
        *,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(answers, initial=initial)
        self.rows = [row for row in rows if row.reach is not Reach.SUBMITTED]
        self._offer("provinces", [(name, name) for name in sorted({row.province for row in self.rows})])
        self._offer("picked", [(row.code, row.name) for row in self.rows])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices

    def clean_subject(self) -> str:
        subject: str = self.cleaned_data["subject"]
        return self._checked(subject, why_not_use_subject(subject))

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        return self._checked(text, why_not_use_text(text))

    def _checked(self, text: str, refusal: Refusal | None) -> str:
        if refusal:
            raise forms.ValidationError(sentence(refusal))
        return text

    def clean(self) -> dict[str, object]:
        group = self.cleaned_data.get("group")
        if isinstance(group, Group) and not self._has_errors(group):
            refusal = why_not_address(group, self._choices(group))
            if refusal:
                self.add_error(CHOICE_FIELDS[group], sentence(refusal))
        return self.cleaned_data

    def _has_errors(self, group: Group) -> bool:
        return CHOICE_FIELDS.get(group) in self.errors

    def _choices(self, group: Group) -> list[str]:
        """What was chosen in the list that belongs to the group; the other lists do not count."""
        chosen: list[str] = self.cleaned_data.get(CHOICE_FIELDS.get(group, ""), [])
        return chosen

    def plan(self) -> CampaignPlan:
        read = self.cleaned_data
        return CampaignPlan(read["subject"], read["text"], read["group"], tuple(self._choices(read["group"])))

    @property
    def picks(self) -> list[ProvincePicks]:
        """Every municipality by province, for the list to choose from."""
        chosen = set(self["picked"].value() or ())
        provinces: dict[str, list[Pick]] = {}
        for row in self.rows:
            provinces.setdefault(row.province, []).append(Pick(row, row.code in chosen))
        return [ProvincePicks(name, tuple(picks)) for name, picks in sorted(provinces.items())]

    @property
    def n_picked(self) -> int:
        return sum(province.n_picked for province in self.picks)

    @property
    def placeholders(self) -> list[Placeholder]:
        return list(Placeholder)


class SeenForm(Form):
    """What was on screen when the organiser confirmed."""

    n_mails = forms.IntegerField(min_value=0, max_value=1_000_000, widget=forms.HiddenInput)
    mark = forms.CharField(max_length=16, widget=forms.HiddenInput)
