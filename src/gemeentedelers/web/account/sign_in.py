"""allauth's own views under its own names, with our pages and our words around them."""

from typing import Any

from allauth.account import app_settings
from allauth.account.forms import BaseConfirmCodeForm, ConfirmEmailVerificationCodeForm, LoginForm, RequestLoginCodeForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.account.models import EmailAddress
from allauth.account.views import (
    AccountInactiveView,
    ConfirmEmailVerificationCodeView,
    ConfirmLoginCodeView,
    LoginView,
    LogoutView,
    RequestLoginCodeView,
    SignupView,
)
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from gemeentedelers.domain.people.models import User


def closed(request: HttpRequest, rest: str = "") -> HttpResponse:
    """There are no passwords here, and an address proves a municipality: both stay as they are."""
    raise Http404


def word_address(field: forms.Field) -> None:
    field.label = "E-mailadres"
    field.error_messages["required"] = "Vul uw e-mailadres in."
    field.widget.attrs.pop("placeholder", None)
    for validator in field.validators:
        validator.message = "Dit is geen e-mailadres. Schrijf bijvoorbeeld naam@gemeente.nl."  # type: ignore[attr-defined]


def word_code(field: forms.Field) -> None:
    field.label = "Code uit uw mail"
    field.help_text = "Hoofdletters en streepjes maken niet uit."
    field.error_messages["required"] = "Vul de code uit uw mail in."
    field.widget.attrs.pop("placeholder", None)


def know_address(user: User | None) -> None:
    """Let allauth know the address of somebody whom an organiser registered: the code then proves it, once."""
    if user is not None:
        EmailAddress.objects.get_or_create(user=user, email=user.email.lower(), defaults={"primary": True})


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        word_address(self.fields["login"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        know_address(self.user)
        return cleaned


class CodeRequestForm(RequestLoginCodeForm):  # type: ignore[misc]  # allauth ships no types
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        word_address(self.fields["email"])

    def clean_email(self) -> str:
        email: str = super().clean_email()
        know_address(self._user)
        return email


class JoinForm(AllauthSignupForm):  # type: ignore[misc]  # allauth ships no types
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        word_address(self.fields["email"])


class CodeForm(BaseConfirmCodeForm):  # type: ignore[misc]  # allauth ships no types
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        word_code(self.fields["code"])


class AddressCodeForm(ConfirmEmailVerificationCodeForm):  # type: ignore[misc]  # allauth ships no types
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        word_code(self.fields["code"])


login = LoginView.as_view(template_name="account/sign_in.html", form_class=SignInForm)
login_code = RequestLoginCodeView.as_view(template_name="account/sign_in.html", form_class=CodeRequestForm)
confirm_code = ConfirmLoginCodeView.as_view(
    template_name="account/code.html",
    form_class=CodeForm,
    extra_context={"minutes": app_settings.LOGIN_BY_CODE_TIMEOUT // 60},
)
confirm_address = ConfirmEmailVerificationCodeView.as_view(
    template_name="account/code.html",
    form_class=AddressCodeForm,
    extra_context={"minutes": app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT // 60},
)
signup = SignupView.as_view(
    template_name="account/sign_up.html",
    template_name_signup_closed="account/sign_up_closed.html",
    form_class=JoinForm,
)
logout = LogoutView.as_view(template_name="account/sign_out.html")
inactive = AccountInactiveView.as_view(template_name="account/inactive.html")

urlpatterns = [
    path("login/", login, name="account_login"),
    path("login/code/", login_code, name="account_request_login_code"),
    path("login/code/confirm/", confirm_code, name="account_confirm_login_code"),
    path("confirm-email/", confirm_address, name="account_email_verification_sent"),
    path("signup/", signup, name="account_signup"),
    path("logout/", logout, name="account_logout"),
    path("inactive/", inactive, name="account_inactive"),
    path("password/<path:rest>", closed),
    path("email/", closed),
    path("reauthenticate/", closed),
]
