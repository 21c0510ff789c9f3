from collections.abc import Iterator

from django.db import transaction

from gemeentedelers.domain.entries.models import TeamMember
from gemeentedelers.domain.pitches.models import PitchDay
from gemeentedelers.domain.pitches.queries import PlannedPitch, pitches_on
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to
from gemeentedelers.foundation.mail.actions import Letter, write_messages


@reacts_to("running_order.published")
@transaction.atomic
def write_pitch_times(fact: Fact) -> None:
    """Tell every team whose time is new when it is on. Nothing is written for an order that a newer one replaced."""
    day = PitchDay.objects.select_related("edition").get(edition__year=int(fact.subject))
    if day.n_published != fact.values.get("number"):
        return
    told = [pitch for pitch in pitches_on(day) if pitch.slot.told_number == day.n_published]
    write_messages(_letters(day, told), now=fact.at)


def _letters(day: PitchDay, told: list[PlannedPitch]) -> Iterator[Letter]:
    pitches = {pitch.entry.pk: pitch for pitch in told}
    for member in TeamMember.objects.filter(entry__in=pitches).select_related("user").order_by("entry", "pk"):
        pitch = pitches[member.entry_id]
        yield Letter(
            key=f"pitch:{day.edition.year}:{day.n_published}:{pitch.entry.reference}:{member.user.code}",
            to=member.user.email,
            template="pitches/mail_time.txt",
            context={"day": day, "pitch": pitch, "user": member.user, "begins_at": pitch.slot.told_at},
        )
