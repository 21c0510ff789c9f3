"""How long something takes or lasts, in words: for a countdown, and for how far a deadline moves."""

from datetime import timedelta
from fractions import Fraction

WORDS = (("dag", "dagen"), ("uur", "uur"), ("minuut", "minuten"))


def counts(span: timedelta) -> tuple[int, int, int]:
    """Whole days, hours and minutes; what is left of a minute is dropped."""
    minutes = span // timedelta(minutes=1)
    return minutes // 1_440, minutes // 60 % 24, minutes % 60


def in_words(span: timedelta) -> str:
    """2 dagen, 3 uur en 5 minuten"""
    said = [f"{n} {one if n == 1 else many}" for n, (one, many) in zip(counts(span), WORDS, strict=True) if n]
    return " en ".join([*filter(None, [", ".join(said[:-1])]), *said[-1:]]) or "0 minuten"


def countdown(left: timedelta) -> str:
    """nog 11 dagen; on the last day nog 3 uur en 12 minuten. The script in the page counts on by the same rule."""
    if left <= timedelta():
        return "de inschrijving is gesloten"
    if left < timedelta(minutes=1):
        return "nog minder dan een minuut"
    whole_days = timedelta(days=left.days)
    return f"nog {in_words(whole_days or left)}"


def hours_said(minutes: int | Fraction) -> str:
    """2,5 uur: to the tenth, without a zero behind the comma."""
    tenths = round(Fraction(minutes, 6))
    return f"{tenths // 10}{f',{tenths % 10}' if tenths % 10 else ''} uur"
