"""Filters that every template has: labels of enums, sentences of refusals, and moments as people say them."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from django import template
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime

from gemeentedelers.domain.editions.rules import Deadline, DeadlineStyle
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.web.ui import labels
from gemeentedelers.web.ui.durations import countdown, hours_said, in_words

register = template.Library()


@register.filter
def label(member: StrEnum) -> str:
    return labels.label(member)


@register.filter
def sentence(refusal: Refusal) -> str:
    return labels.sentence(refusal)


@register.filter
def moment(at: datetime) -> str:
    """vrijdag 4 december 2026, 9.00 uur"""
    return f"{date_format(localtime(at), 'l j F Y, G.i')} uur"


@register.filter
def clock(at: datetime) -> str:
    """14:03"""
    return date_format(localtime(at), "H:i")


@register.filter
def hour(at: datetime) -> str:
    """14.13 uur: as people say it in a sentence"""
    return f"{date_format(localtime(at), 'G.i')} uur"


@register.filter
def closing(deadline: Deadline) -> str:
    """A deadline as it was said: the whole last day, or the moment."""
    if deadline.style is DeadlineStyle.INCLUSIVE_DAY:
        return f"{date_format(deadline.last_day, 'l j F Y')}, tot en met 23.59 uur"
    return moment(deadline.at)


@register.filter
def time_left(closes_at: datetime, now: datetime) -> str:
    """nog 11 dagen"""
    return countdown(closes_at.astimezone(UTC) - now.astimezone(UTC))


@register.filter
def iso_utc(at: datetime) -> str:
    """2026-12-04T23:00:00.000Z: for a script"""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@register.filter
def mean(value: Fraction | None) -> str:
    """3,82: a mean of scores with two decimals."""
    return "–" if value is None else number_format(round(float(value), 2), 2)


@register.filter
def hours(minutes: int | Fraction) -> str:
    """2,5 uur"""
    return hours_said(minutes)


@register.filter
def points(value: float | None) -> str:
    """4,0: a score or a difference of scores with one decimal."""
    return "–" if value is None else number_format(round(value, 1), 1)


@register.filter
def span(length: timedelta) -> str:
    """5 minuten"""
    return in_words(length)
