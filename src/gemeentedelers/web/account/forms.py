"""Forms about people. allauth builds its own on SignupForm, so nothing of allauth may be imported here."""

from typing import TYPE_CHECKING

from django import forms
from django.http import HttpRequest
from django.utils.timezone import localdate

from gemeentedelers.domain.municipalities.queries import municipalities_on
from gemeentedelers.foundation.clock.queries import current_time
from gemeentedelers.web.ui.forms import Form

if TYPE_CHECKING:
    from gemeentedelers.domain.municipalities.models import Municipality
    from gemeentedelers.domain.people.models import User

TOO_LONG = "Dit is te lang: %(show_value)d tekens. Er passen %(limit_value)d tekens."


class PersonForm(Form):
    """Who somebody is and where somebody works."""

    name = forms.CharField(
        label="Uw naam",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Vul uw naam in.", "max_length": TOO_LONG},
    )
    municipality: "forms.ModelChoiceField[Municipality]" = forms.ModelChoiceField(
        queryset=None,
        label="Gemeente waarvoor u werkt",
        required=False,
        to_field_name="code",
        empty_label="Ik werk niet voor een gemeente",
        help_text="U hebt een gemeente nodig om een casus in te zenden.",
        error_messages={"invalid_choice": "Kies een gemeente uit de lijst."},
    )
    organisation = forms.CharField(
        label="Organisatie",
        required=False,
        max_length=120,
        help_text="Als u niet voor een gemeente werkt.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"max_length": TOO_LONG},
    )
    job_title = forms.CharField(
        label="Functie",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        error_messages={"max_length": TOO_LONG},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["municipality"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = municipalities_on(localdate(current_time()))


class SignupForm(PersonForm):
    """What we ask besides the address; the adapter makes the account of it."""

    field_order = ("name", "email", "municipality", "organisation", "job_title")

    def signup(self, request: HttpRequest, user: "User") -> None:
        """Nothing is left to do: allauth asks for this method."""
