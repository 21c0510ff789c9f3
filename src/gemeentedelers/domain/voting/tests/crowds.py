"""Invented voters: thousands of honest ones as they come in real life, and kinds of attack among them."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from string import ascii_lowercase

from gemeentedelers.domain.voting.rules.addresses import (
    MANY_SECONDS,
    class_of,
    disposable_hosts,
    mailbox_of,
    network_of,
    number_words,
    shape_of,
)
from gemeentedelers.domain.voting.rules.anomalies import SignalKind, Trace

OPENS = datetime(2027, 3, 1, 8, tzinfo=UTC)
DAYS = 14
CANDIDATES = tuple(f"GD-2027-{number:04}" for number in range(1, 13))
TOWNS = tuple(f"stad{number}.example" for number in range(60))
N_HONEST, N_ATTACK = 5_000, 200
N_NEWSLETTER, N_FROM_OFFICES, N_FROM_PARTNERS = 400, 900, 60
# When people vote: few at night, many in the evening.
BY_HOUR = (2, 1, 1, 1, 1, 2, 5, 12, 22, 28, 26, 24, 26, 24, 22, 22, 26, 30, 40, 58, 66, 54, 30, 10)
FIRST_NAMES = (
    "jan piet kees marie anna sara emma daan noah finn lotte sanne femke bram sven tim tess julia lisa eva mohamed "
    "fatima youssef aylin omar hans henk ria wil joke ben ineke petra mark erik els thijs joost roos nina"
)
LAST_NAMES = (
    "jansen devries vandenberg bakker visser smit meijer mulder deboer dejong bos peters hendriks vandijk vanleeuwen "
    "dekker brouwer dewit dijkstra smits degraaf vandermeer kok jacobs dehaan vermeulen vandeheuvel schouten hoekstra "
    "prins postma veenstra kuipers willems gerritsen vanvliet timmermans yilmaz elamrani hassan"
)
FIRST, LAST = FIRST_NAMES.split(), LAST_NAMES.split()
HOSTS = ("gmail.com",) * 9 + ("outlook.com", "hotmail.com", "hotmail.com", "live.nl", "ziggo.nl", "kpnmail.nl",
         "icloud.com", "icloud.com", "planet.nl", "home.nl")  # fmt: skip


def mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Person:
    address: str
    network: str
    at: datetime
    choice: str
    seconds: float

    def trace(self, code: str, *, is_choice_known: bool = True) -> Trace:
        box = mailbox_of(self.address)
        assert box is not None, self.address
        return Trace(
            code=code,
            at=self.at.replace(second=0, microsecond=0),
            seconds=min(int(self.seconds), MANY_SECONDS),
            network=mark(network_of(self.network)),
            domain_class=class_of(box.host, municipal=TOWNS),
            domain=mark(box.host),
            shape=shape_of(box.local, mark=mark),
            choice=self.choice if is_choice_known else "",
        )


class Crowd:
    """Everything by one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - invented voters, not secrets
        self.popularity = [self.random.uniform(0.5, 3) for _ in CANDIDATES]
        self.phones = [f"84.{self.random.randrange(256)}.{number}.0" for number in range(90)]

    def honest(self) -> list[Person]:
        return [
            *self._offices(),
            *self._partners(),
            *self._newsletter(),
            *self._residents(N_HONEST - N_NEWSLETTER - N_FROM_OFFICES - N_FROM_PARTNERS),
        ]

    def _moment(self) -> datetime:
        day = OPENS.replace(hour=0) + timedelta(days=self.random.randrange(DAYS))
        hour = self.random.choices(range(24), BY_HOUR)[0]
        return day + timedelta(hours=hour, seconds=self.random.randrange(3600))

    def _choice(self) -> str:
        return self.random.choices(CANDIDATES, self.popularity)[0]

    def _wait(self) -> float:
        """Between the request and the press: the mail has to come and be opened."""
        return 8 + self.random.expovariate(1 / 120)

    def _local(self) -> str:
        first, last, roll = self.random.choice(FIRST), self.random.choice(LAST), self.random.random()
        number = f"{self.random.randrange(1950, 2010)}" if self.random.random() < 0.3 else ""
        if roll < 0.45:
            return f"{first}.{last}{number}"
        if roll < 0.65:
            return f"{first[0]}.{last}{number or self.random.randrange(10, 99)}"
        if roll < 0.85:
            return f"{first}{last}{number}"
        return f"{first}.{self.random.choice(ascii_lowercase)}.{last}{number}"

    def _home(self) -> str:
        """A connection of its own, or one that a provider gives to many phones."""
        if self.random.random() < 0.3:
            return self.random.choice(self.phones)
        return f"{self.random.randrange(20, 220)}.{self.random.randrange(256)}.{self.random.randrange(256)}.7"

    def _residents(self, n: int) -> Iterator[Person]:
        made = 0
        while made < n:
            home, last = self._home(), self.random.choice(LAST)
            size = self.random.choices((1, 2, 3, 4), (80, 14, 4, 2))[0]
            at = self._moment()
            for member in range(min(size, n - made)):
                local = self._local() if size == 1 else f"{self.random.choice(FIRST)}.{last}{member or ''}"
                moment = at + timedelta(minutes=member * self.random.randrange(1, 20))
                yield Person(f"{local}@{self._host()}", home, moment, self._choice(), self._wait())
                made += 1

    def _host(self) -> str:
        return self.random.choice(HOSTS) if self.random.random() < 0.93 else f"familie{self.random.randrange(900)}.nl"

    def _offices(self) -> Iterator[Person]:
        """Municipalities behind one connection; who is in the final votes for itself, some with a private address."""
        for number in range(N_FROM_OFFICES):
            place = int(self.random.triangular(0, 30, 0))
            own = CANDIDATES[place] if place < len(CANDIDATES) and self.random.random() < 0.9 else self._choice()
            moment = self._moment().replace(hour=self.random.choice((8, 9, 10, 11, 13, 14, 15)))
            host = TOWNS[place] if self.random.random() < 0.85 else self.random.choice(HOSTS)
            yield Person(f"{self._local()}{number}@{host}", f"62.12.{place}.9", moment, own, self._wait())

    def _partners(self) -> Iterator[Person]:
        """Two firms of thirty people that were asked by a colleague."""
        for number in range(N_FROM_PARTNERS):
            firm = number % 2
            choice = CANDIDATES[firm] if self.random.random() < 0.5 else self._choice()
            moment = self._moment()
            yield Person(f"{self._local()}@bureau{firm}.nl", f"77.1.{firm}.4", moment, choice, self._wait())

    def _newsletter(self) -> Iterator[Person]:
        """One evening a candidate writes to its residents: many in the first hour, nearly all for it."""
        sent = OPENS.replace(hour=18) + timedelta(days=6)
        for _ in range(N_NEWSLETTER):
            moment = sent + timedelta(minutes=self.random.gammavariate(2, 40))
            choice = CANDIDATES[3] if self.random.random() < 0.85 else self._choice()
            yield Person(f"{self._local()}@{self._host()}", self._home(), moment, choice, self._wait())

    def attack(self, kind: SignalKind) -> list[Person]:
        return [self._attacker(kind, number) for number in range(N_ATTACK)]

    def _attacker(self, kind: SignalKind, number: int) -> Person:
        local, host, network = self._local(), self._host(), self._home()
        at, seconds = self._moment(), self._wait()
        if kind is SignalKind.BURST:
            at = OPENS + timedelta(days=4, hours=11, minutes=2, seconds=self.random.randrange(600))
        elif kind is SignalKind.NETWORK:
            network = f"185.9.7.{self.random.randrange(256)}"
        elif kind is SignalKind.DOMAIN:
            host = "eigendomein.nl"
        elif kind is SignalKind.DISPOSABLE:
            host = self.random.choice(sorted(disposable_hosts()))
        elif kind is SignalKind.NUMBERED:
            local, host = f"stemmer.friesland{number}", self.random.choice(HOSTS)
        elif kind is SignalKind.LOOKALIKE:
            name = "willemvandebroek"
            place = self.random.randrange(len(name))
            local = f"{name[:place]}{self.random.choice(ascii_lowercase)}{name[place + 1 :]}"
        elif kind is SignalKind.NUMBER_WORDS:
            local = sorted(number_words())[number * 7]
        elif kind is SignalKind.TOO_FAST:
            seconds = self.random.uniform(0.2, 1.9)
        elif kind is SignalKind.ONE_SIDED:
            network = f"185.30.{number % 5}.{self.random.randrange(256)}"
        return Person(f"{local}@{host}", network, at, CANDIDATES[7], seconds)


@cache
def honest_traces(seed: int) -> tuple[Trace, ...]:
    return tuple(person.trace(f"honest{number}") for number, person in enumerate(Crowd(seed).honest()))


@dataclass(frozen=True)
class Found:
    recall: float
    honest_flagged: float


Look = Callable[[list[Trace]], Mapping[str, object]]


def outcome_for(kind: SignalKind, seed: int, look: Look) -> Found:
    """One attack among the honest: the share of it that is found, and the share of the honest that is."""
    honest = honest_traces(seed)
    attack = [person.trace(f"attack{number}") for number, person in enumerate(Crowd(seed + 1_000).attack(kind))]
    traces = [*honest, *attack]
    flagged = set(look(traces))
    return Found(
        sum(trace.code in flagged for trace in attack) / len(attack),
        sum(trace.code in flagged for trace in honest) / len(honest),
    )
