"""Voting for the public prize: one choice and one address."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import forms

from gemeentedelers.domain.voting.rules import VotingObstacle
from gemeentedelers.domain.voting.rules.addresses import ADDRESS_LENGTH, mailbox_of
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import sentence

if TYPE_CHECKING:
    from gemeentedelers.domain.voting.models import Candidate

BAD_ADDRESS = sentence(Refusal(VotingObstacle.BAD_ADDRESS))
NOT_CHOSEN = "Kies één finalist."


class AddressForm(Form):
    email = forms.CharField(
        label="Uw e-mailadres",
        help_text="Wij mailen u een link. Pas als u die bevestigt, telt het. Uw adres staat niet bij uw keuze.",
        max_length=ADDRESS_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Vul uw e-mailadres in.", "max_length": BAD_ADDRESS},
    )

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"]
        if mailbox_of(typed) is None:
            raise forms.ValidationError(BAD_ADDRESS)
        return typed


class VoteForm(AddressForm):
    """One finalist and an address. Whether the choice is a candidate, the action says; nothing is chosen beforehand."""

    choice = forms.CharField(
        label="Welke casus krijgt uw stem?", widget=forms.RadioSelect, error_messages={"required": NOT_CHOSEN}
    )
    field_order = ("choice", "email")

    def offer(self, candidates: Sequence["Candidate"]) -> None:
        """Show the candidates in the order of this visitor: asked when a page is shown, not for every vote."""
        widget = self.fields["choice"].widget
        assert isinstance(widget, forms.RadioSelect)
        widget.choices = [
            (candidate.entry.reference, f"{candidate.entry.title} (gemeente {candidate.entry.municipality})")
            for candidate in candidates
        ]
