"""How allauth behaves here: who may join, what it mails and what it says, all in our own words."""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from gemeentedelers.domain.people.actions import register_person
from gemeentedelers.domain.people.models import User
from gemeentedelers.foundation.clock.queries import current_time
from gemeentedelers.web.account.forms import SignupForm

MESSAGES: Mapping[str, str] = {
    "account/messages/login_code_sent.txt": "Wij stuurden een mail naar {recipient}.",
    "account/messages/email_confirmation_sent.txt": "Wij stuurden een mail naar {email}.",
    "account/messages/logged_in.txt": "U bent ingelogd.",
    "account/messages/logged_out.txt": "U bent uitgelogd.",
    "account/messages/email_confirmed.txt": "Uw e-mailadres klopt.",
    "account/messages/email_confirmation_failed.txt": "Dit e-mailadres hoort al bij een ander account.",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Dit account is gesloten.",
        "email_taken": "Er is al een account met dit e-mailadres.",
        "incorrect_code": "Deze code klopt niet. Kijk in uw nieuwste mail en typ de code opnieuw.",
        "rate_limited": "U vroeg te vaak achter elkaar een code. Wacht een minuut.",
        "too_many_login_attempts": "Dit lukte te vaak niet. Wacht een paar minuten en vraag een nieuwe code.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Everybody may make an account: what it opens depends on the teams and roles that follow."""
        return True

    def new_user(self, request: HttpRequest) -> User:
        return User(joined_at=current_time())

    def save_user(self, request: HttpRequest, user: User, form: SignupForm, commit: bool = True) -> User:
        """Leave the making of an account to the one action for it; allauth only proves the address."""
        details = form.cleaned_data
        return register_person(
            details["email"],
            name=details["name"],
            municipality=details["municipality"],
            organisation=details["organisation"],
            job_title=details["job_title"],
            now=current_time(),
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        own = template_prefix.replace("account/email/", "account/mail/")
        super().send_mail(own, email, {**context, "site": settings.SITE_URL})

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say it in Dutch, or nothing where we have no words for it."""
        words = MESSAGES.get(message_template or "", "").format(**(message_context or {}))
        super().add_message(request, level, extra_tags=extra_tags, message=message or words)
