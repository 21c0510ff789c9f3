from datetime import UTC, datetime

from factory.declarations import Sequence
from factory.django import DjangoModelFactory

from gemeentedelers.domain.people.actions import grant_role
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


class Users(DjangoModelFactory[User]):
    class Meta:
        model = User

    email = Sequence(lambda n: f"persoon{n}@gemeente.example")
    name = Sequence(lambda n: f"Persoon {n}")
    municipality = None
    municipality_is_verified = True
    joined_at = LONG_AGO


UserFactory = Users.create


def somebody_with(role: Role, *, year: int | None = None, **details: object) -> User:
    user = UserFactory(**details)
    grant_role(user, role, year=year, by="test", now=LONG_AGO)
    return user
