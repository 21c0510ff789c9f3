"""What a frame holds, from plain values. It is public the moment it is made, so nothing is in it too early."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from gemeentedelers.domain.results.rules import Laureate
from gemeentedelers.domain.reveals.rules import PER_CATEGORY, FrameKind, Step

WITH_NOMINEES = PER_CATEGORY[1:]
WITH_EVERYBODY = (FrameKind.ALL, FrameKind.DONE)

Body = dict[str, object]


@dataclass(frozen=True)
class Nominee:
    reference: str
    title: str
    municipality: str
    code: str


@dataclass(frozen=True)
class Act:
    """A category as it comes on stage, with its nominees."""

    key: str
    name: str
    nominees: tuple[Nominee, ...]
    is_public_prize: bool = False


@dataclass(frozen=True)
class Show:
    """Everything on stage that is no secret: the edition, and the acts in their order."""

    year: int
    name: str
    acts: tuple[Act, ...]
    is_rehearsal: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(act.key for act in self.acts)

    def act(self, key: str) -> Act:
        return next(act for act in self.acts if act.key == key)


@dataclass(frozen=True)
class Called:
    """What a press on `winner` brings out: the laureate (None: not awarded) and the key of the envelope."""

    laureate: Laureate | None
    key: str | None


def frame(step: Step, show: Show, *, called: Called | None = None, winners: Sequence[Body] = ()) -> Body:
    """The frame of a step. `called` is looked at for a winner only, and `winners` at the end only."""
    act = show.act(step.key) if step.key else None
    is_winner = step.kind is FrameKind.WINNER
    laureate = called.laureate if is_winner and called else None
    return {
        "kind": step.kind.value,
        "black": False,
        "rehearsal": show.is_rehearsal,
        "edition": {"year": show.year, "name": show.name},
        "category": _category(act, show) if act else None,
        "nominees": _nominees(act) if act and step.kind in WITH_NOMINEES else [],
        "winner": asdict(laureate) if laureate else None,
        "winners": list(winners) if step.kind in WITH_EVERYBODY else [],
        "key": called.key if is_winner and called else None,
        "sentence": _sentence(step.kind, show, act, laureate),
    }


def blackened(body: Mapping[str, object], *, is_black: bool) -> Body:
    """The same frame in the dark, or in the light again: nothing else changes."""
    return {**body, "black": is_black}


def winners_in(frames: Mapping[int, Mapping[str, object]]) -> list[Body]:
    """Who was called in the frames that everybody saw, in the order of the script."""
    found = []
    for _, body in sorted(frames.items()):
        category, winner = body["category"], body["winner"]
        if body["kind"] == FrameKind.WINNER and isinstance(category, dict) and isinstance(winner, dict):
            found.append({"category": category["name"], **winner})
    return found


def _category(act: Act, show: Show) -> Body:
    return {
        "key": act.key,
        "name": act.name,
        "position": show.acts.index(act) + 1,
        "of": len(show.acts),
        "is_public_prize": act.is_public_prize,
    }


def _nominees(act: Act) -> list[Body]:
    """By municipality: the order says nothing about scores."""
    listed = sorted(act.nominees, key=lambda nominee: (nominee.municipality.casefold(), nominee.reference))
    return [asdict(nominee) for nominee in listed]


def _sentence(kind: FrameKind, show: Show, act: Act | None, laureate: Laureate | None) -> str:
    said = _said(kind, show, act, laureate)
    return f"Repetitie, alles is verzonnen. {said}" if show.is_rehearsal else said


def _said(kind: FrameKind, show: Show, act: Act | None, laureate: Laureate | None) -> str:
    if act is not None:
        return _said_of_act(kind, act, laureate)
    if kind is FrameKind.STANDBY:
        return f"De uitslag van {show.name} begint zo."
    if kind is FrameKind.ALL:
        return f"Dit zijn alle winnaars van {show.name}."
    return f"De uitslag van {show.name} is bekend. Lees alles over de winnaars op de website."


def _said_of_act(kind: FrameKind, act: Act, laureate: Laureate | None) -> str:
    name = act.name if act.is_public_prize else f"categorie {act.name}"
    if kind is FrameKind.CATEGORY:
        return f"Nu: {name}."
    if kind is FrameKind.NOMINEES:
        return f"{len(act.nominees)} genomineerden, {name}."
    if kind is FrameKind.DRUM:
        return f"De winnaar, {name}, komt nu."
    if laureate is None:
        return f"Er is geen winnaar, {name}. De prijs wordt dit jaar niet uitgereikt."
    return f"Winnaar {name}: {laureate.title}, van {laureate.municipality}."


def invented_show(year: int, name: str, acts: Sequence[Act]) -> Show:
    """A rehearsal: the real names of the categories, and nominees that do not exist."""
    invented = tuple(replace(act, nominees=_invented_nominees(place)) for place, act in enumerate(acts))
    return Show(year, name, invented, is_rehearsal=True)


TOWNS = ("Voorbeelddam", "Proefhoven", "Oefenburg", "Testwoude", "Verzonnen aan Zee", "Schijnmeer")
IDEAS = ("De buurt als kompas", "Eén brief minder", "Samen op de bank", "Water in de straat", "De wachtrij voorbij")


def _invented_nominees(place: int) -> tuple[Nominee, ...]:
    return tuple(
        Nominee(
            reference=f"REPETITIE-{place + 1}-{number + 1}",
            title=f"{IDEAS[(place + number) % len(IDEAS)]} (fictief)",
            municipality=f"{TOWNS[(place * 2 + number) % len(TOWNS)]} (fictief)",
            code="",
        )
        for number in range(3)
    )


def invented_laureate(act: Act) -> Laureate:
    """Always the second nominee: whoever looks for meaning in a rehearsal finds none."""
    chosen = act.nominees[1]
    motivation = "Dit is een repetitie. Deze winnaar is fictief en zegt niets over de uitslag."
    return Laureate(chosen.reference, chosen.title, chosen.municipality, chosen.code, motivation)
