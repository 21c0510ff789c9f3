from django import forms

from gemeentedelers.web.ui.forms import Form


class ReopenForm(Form):
    reason = forms.CharField(
        label="Waarom heropent u deze beoordeling?",
        help_text="De lezer ziet deze reden boven de lijst.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Schrijf kort op waarom.",
            "max_length": "Maak uw reden korter: hoogstens %(limit_value)d tekens.",
        },
    )
