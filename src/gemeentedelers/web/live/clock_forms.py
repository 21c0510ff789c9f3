from django import forms

from gemeentedelers.domain.pitches.rules.clock import ClockPress
from gemeentedelers.web.ui.forms import Form


class PressForm(Form):
    press = forms.TypedChoiceField(choices=[(press, press) for press in ClockPress], coerce=ClockPress)
    expected = forms.IntegerField(min_value=0)
    reference = forms.CharField(required=False, max_length=20)
