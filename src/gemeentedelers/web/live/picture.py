"""A frame as words on a screen. `frontend/js/live/picture.js` says the same in the browser; a test holds them equal."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Body = Mapping[str, object]

LONG = 60


@dataclass(frozen=True)
class Picture:
    kind: str
    kicker: str = ""
    title: str = ""
    lead: str = ""
    sentence: str = ""
    nominees: list[Body] = field(default_factory=list)
    winner: Body | None = None
    winners: list[Body] = field(default_factory=list)
    is_black: bool = False
    is_rehearsal: bool = False

    @property
    def is_long(self) -> bool:
        """A winner whose names need smaller letters to fit on the card."""
        names = f"{self.winner['municipality']}{self.winner['title']}" if self.winner else ""
        return len(names) > LONG

    @property
    def lit(self) -> list[str]:
        """Whose tiles stand out: all nominees alike until the press, and then the winner's alone."""
        shown = [self.winner] if self.winner else self.nominees or self.winners
        return [str(one["code"]) for one in shown]


def picture_of(frame: Body) -> Picture:
    if frame["black"]:
        sentence = "Het beeld in de zaal is even donker."
        return Picture("black", sentence=sentence, is_black=True, is_rehearsal=bool(frame["rehearsal"]))
    kind, category, edition = str(frame["kind"]), frame["category"], frame["edition"]
    assert isinstance(edition, Mapping)
    winner, nominees, winners = frame["winner"], frame["nominees"], frame["winners"]
    assert isinstance(nominees, list) and isinstance(winners, list)
    assert winner is None or isinstance(winner, Mapping)
    kicker, title, lead = _words(kind, edition, category if isinstance(category, Mapping) else {}, winner)
    return Picture(
        kind,
        kicker,
        title,
        lead,
        str(frame["sentence"]),
        nominees=nominees if kind in {"nominees", "drum"} else [],
        winner=winner,
        winners=winners if kind == "all" else [],
        is_rehearsal=bool(frame["rehearsal"]),
    )


def _words(kind: str, edition: Body, category: Body, winner: Body | None) -> tuple[str, str, str]:
    """The line above, the large words and the line below."""
    name, whole = str(category.get("name", "")), str(edition["name"])
    order = f"{category.get('position')} van {category.get('of')}"
    match kind:
        case "category":
            return f"Prijs {order}" if category["is_public_prize"] else f"Categorie {order}", name, ""
        case "nominees":
            return name, "Genomineerd", ""
        case "drum":
            return name, "De winnaar is …", ""
        case "winner" if winner is not None:
            return name, "Winnaar", ""
        case "winner":
            return name, "Niet uitgereikt", "Deze prijs wordt dit jaar niet uitgereikt."
        case "all":
            return whole, "De winnaars", ""
        case "done":
            return whole, "Delen is vermenigvuldigen", "Lees op de website hoe u deze oplossingen overneemt."
        case _:
            return whole, "Welkom", "De uitreiking begint zo."
