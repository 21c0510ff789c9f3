"""The shape of every form: no browser bubbles, no colon, the summary of errors above it."""

from django import forms


class Form(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own parameters, passed on
