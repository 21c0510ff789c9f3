"""When two addresses belong to one person, and what of an address is kept to recognise votes that were made.

An address is one mailbox, however it is written: capitals, dots and plus signs do not make another voter. What is kept
of it are marks that only this installation can make, and coarse values.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from ipaddress import ip_address, ip_network

ADDRESS_LENGTH = 254
LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
# Several names of one mailbox.
SAME_HOST: Mapping[str, str] = {
    "googlemail.com": "gmail.com",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "pm.me": "proton.me",
    "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me",
    "ymail.com": "yahoo.com",
    "fastmail.fm": "fastmail.com",
}
DOTS_MEAN_NOTHING = frozenset({"gmail.com", "proton.me"})
DASH_IS_PLUS = frozenset({"yahoo.com"})
PROVIDERS = frozenset(
    {
        "gmail.com", "icloud.com", "proton.me", "yahoo.com", "yahoo.nl", "outlook.com", "outlook.nl", "hotmail.com",
        "hotmail.nl", "live.nl", "live.com", "msn.com", "aol.com", "gmx.com", "gmx.net", "gmx.de", "web.de", "mail.com",
        "fastmail.com", "tuta.com", "ziggo.nl", "kpnmail.nl", "kpnplanet.nl", "planet.nl", "hetnet.nl", "home.nl",
        "xs4all.nl", "upcmail.nl", "chello.nl", "quicknet.nl", "casema.nl", "tele2.nl", "telfort.nl", "online.nl",
        "zonnet.nl", "solcon.nl", "caiway.nl", "delta.nl", "zeelandnet.nl", "freedom.nl", "telenet.be", "skynet.be",
        "proximus.be", "orange.fr",
    }
)  # fmt: skip
SHORTEST_STEM = 6
SHORTEST_WORD = 4
NOT_A_LETTER = re.compile(r"[^a-z]")
BETWEEN_WORDS = re.compile(r"[^a-z]+")
MANY_SECONDS = 60

Mark = Callable[[str], str]


class DomainClass(StrEnum):
    PROVIDER = "provider"
    MUNICIPAL = "municipal"
    OWN = "own"
    DISPOSABLE = "disposable"


@dataclass(frozen=True)
class Mailbox:
    """One mailbox: the same for every way to write its address. `typed` is where the mail goes."""

    local: str
    host: str
    typed: str

    def __str__(self) -> str:
        return f"{self.local}@{self.host}"


def mailbox_of(text: str) -> Mailbox | None:
    """None when mail cannot go there. White space, capitals, wide letters and foreign hosts are understood."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).strip("<>").removeprefix("mailto:")
    local, _, host = plain.casefold().rpartition("@")
    host = _ascii_host(host)
    if not LOCAL.fullmatch(local) or not HOST.fullmatch(host) or len(local) + len(host) >= ADDRESS_LENGTH:
        return None
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return None
    return _one_mailbox(local, host)


def _ascii_host(host: str) -> str:
    try:
        return host.rstrip(".").encode("idna").decode()
    except UnicodeError:
        return ""


def _one_mailbox(local: str, host: str) -> Mailbox | None:
    same = SAME_HOST.get(host, host)
    base = local.partition("+")[0]
    if same in DASH_IS_PLUS:
        base = base.partition("-")[0]
    if same in DOTS_MEAN_NOTHING:
        base = base.replace(".", "")
    return Mailbox(base, same, f"{local}@{host}") if base else None


def names_above(host: str) -> Iterator[str]:
    """The host and the domains in which it lies, without the top: mail.x.nl, x.nl."""
    parts = host.split(".")
    for start in range(len(parts) - 1):
        yield ".".join(parts[start:])


def class_of(host: str, *, municipal: Collection[str]) -> DomainClass:
    above = set(names_above(host))
    if above & disposable_hosts():
        return DomainClass.DISPOSABLE
    if host in PROVIDERS:
        return DomainClass.PROVIDER
    return DomainClass.MUNICIPAL if any(name in municipal for name in above) else DomainClass.OWN


@cache
def disposable_hosts() -> frozenset[str]:
    listed = files(__package__).joinpath("disposable.txt").read_text(encoding="utf-8")
    return frozenset(line for line in listed.split("\n") if line and not line.startswith("#"))


def network_of(address: str) -> str:
    """The neighbourhood of a connection: a /24, or a /48 for the newer kind. Nothing when it is no address."""
    try:
        found = ip_address(address.strip())
    except ValueError:
        return ""
    if found.version == 6 and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(ip_network(f"{found}/{24 if found.version == 4 else 48}", strict=False))


@dataclass(frozen=True)
class Shape:
    """What a local part looks like, as marks: its letters, and its letters with one of them left open.

    Initials are never left open: j.jansen and p.jansen are two people as there are many.
    """

    stem: str = ""
    wildcards: tuple[str, ...] = ()
    has_digits: bool = False
    is_number_word: bool = False


def shape_of(local: str, *, mark: Mark) -> Shape:
    letters = NOT_A_LETTER.sub("", local)
    has_digits = any(letter.isdigit() for letter in local)
    return Shape(
        mark(f"stem:{letters}") if letters else "",
        tuple(mark(f"open:{pattern}") for pattern in _opened(local, letters)),
        has_digits,
        _is_number_word(local, letters),
    )


def _opened(local: str, letters: str) -> Iterator[str]:
    """The letters with one left open, in words that are no initials and never the first, which may be one."""
    if len(letters) < SHORTEST_STEM:
        return
    start = 0
    for word in filter(None, BETWEEN_WORDS.split(local)):
        for place in range(start, start + len(word)):
            if len(word) >= SHORTEST_WORD and place:
                yield f"{letters[:place]}?{letters[place + 1 :]}"
        start += len(word)


def _is_number_word(local: str, letters: str) -> bool:
    """The whole of it is a number, or one of its words is a number that is no ordinary word."""
    words = BETWEEN_WORDS.split(local)
    return letters in number_words() or any(len(word) > SHORTEST_STEM and word in number_words() for word in words)


# The numbers to nineteen, the tens, what stands between them, and a hundred.
DUTCH = (
    "een twee drie vier vijf zes zeven acht negen tien "
    "elf twaalf dertien veertien vijftien zestien zeventien achttien negentien",
    "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "en",
    "honderd",
)
GERMAN = (
    "ein zwei drei vier funf sechs sieben acht neun zehn "
    "elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn",
    "zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig",
    "und",
    "hundert",
)
ENGLISH = (
    "one two three four five six seven eight nine ten "
    "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "twenty thirty forty fifty sixty seventy eighty ninety",
    "",
    "hundred",
)


@cache
def number_words() -> frozenset[str]:
    """One to 999 in Dutch, German and English, in letters only."""
    return frozenset(
        word
        for units, tens, joint, hundred in (DUTCH, GERMAN, ENGLISH)
        for word in _words(units.split(), tens.split(), joint, hundred)
    )


def _words(units: list[str], tens: list[str], joint: str, hundred: str) -> Iterator[str]:
    small = list(units)
    for ten in tens:
        small.append(ten)
        # In English the small number comes last.
        small += [f"{unit}{joint}{ten}" if joint else f"{ten}{unit}" for unit in units[:9]]
    yield from small
    for times in ["", *units[:9]]:
        yield f"{times}{hundred}"
        for rest in small:
            yield f"{times}{hundred}{rest}"
            yield f"{times}{hundred}{joint or 'and'}{rest}"
