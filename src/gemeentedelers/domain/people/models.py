import secrets

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.people.rules import Grant, Role


def unguessable_code() -> str:
    return secrets.token_urlsafe(12)


def secret_token() -> str:
    """192 bits of chance: whoever holds it is let in, because it was given to them."""
    return secrets.token_urlsafe(24)


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person with an account. Signs in with a code by mail, so the password is never usable."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    organisation = models.CharField(max_length=120, blank=True)
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="users"
    )
    municipality_is_verified = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="people_one_user_per_address")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def affiliation(self) -> str:
        """Where somebody works, as people say it."""
        return f"gemeente {self.municipality.name}" if self.municipality else self.organisation


class Organisation(models.Model):
    """A participant outside the register: a foreign city, a joint arrangement, a partner."""

    name = models.CharField(max_length=160, unique=True)
    country = models.CharField(max_length=2, default="NL")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RoleGrant(models.Model):
    """What somebody may do. Years instead of editions: people stand before editions in the order of rooms."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    granted_at = models.DateTimeField()

    class Meta:
        ordering = ["role", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "year"], nulls_distinct=False, name="people_one_grant_per_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role} {self.year or ''}"

    @property
    def grant(self) -> Grant:
        return Grant(Role(self.role), self.year)
