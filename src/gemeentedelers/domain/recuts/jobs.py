from collections.abc import Collection, Iterable, Iterator

from gemeentedelers.domain.entries.models import TeamMember
from gemeentedelers.domain.entries.queries import team_of
from gemeentedelers.domain.entries.rules import EntryStatus
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.queries import people_with_role
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.recuts.models import Objection, Recut
from gemeentedelers.domain.recuts.queries import deadline_to_object, moves_by
from gemeentedelers.domain.recuts.rules import Move
from gemeentedelers.domain.recuts.rules.objections import ObjectionOutcome
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to
from gemeentedelers.foundation.mail.actions import Letter, write_messages


@reacts_to("shortlist.recut")
def tell_of_recut(fact: Fact) -> None:
    """Only the teams whose category has another name than before; who objected hears it as the answer."""
    recut = _recut(fact)
    answered = Objection.objects.filter(answered_with=recut).values_list("entry__reference", flat=True)
    write_messages(_letters(fact, recut, moves_by(recut), besides=set(answered), is_undone=False), now=fact.at)


@reacts_to("recut.undone")
def tell_of_undone_recut(fact: Fact) -> None:
    recut = _recut(fact)
    write_messages(_letters(fact, recut, moves_by(recut, is_undone=True), is_undone=True), now=fact.at)


@reacts_to("objection.made")
def tell_of_objection(fact: Fact) -> None:
    objection = _objection(fact)
    organisers = people_with_role(Role.ORGANISER, objection.entry.edition.year)
    _write(organisers, fact, "objection", objection)


@reacts_to("objection.answered")
def tell_of_answer(fact: Fact) -> None:
    objection = _objection(fact)
    _write([member.user for member in team_of(objection.entry)], fact, "answer", objection)


def _letters(
    fact: Fact, recut: Recut, moves: Iterable[Move], *, besides: Collection[str] = (), is_undone: bool
) -> Iterator[Letter]:
    moved = {move.reference: move for move in moves if move.reference not in besides}
    members = TeamMember.objects.filter(
        entry__edition=recut.edition, entry__reference__in=moved, entry__status=EntryStatus.SUBMITTED
    )
    for member in members.select_related("entry__placement__category", "user").order_by("entry__reference", "pk"):
        placement = getattr(member.entry, "placement", None)
        yield Letter(
            key=f"{fact.name}:{fact.number}:{member.entry.reference}:{member.user.code}",
            to=member.user.email,
            template="recuts/mail_recut.txt",
            context={
                "edition": recut.edition,
                "entry": member.entry,
                "user": member.user,
                "move": moved[member.entry.reference],
                "recut": recut,
                "until": deadline_to_object(placement) if placement else None,
                "is_undone": is_undone,
            },
        )


def _write(people: Iterable[User], fact: Fact, mail: str, objection: Objection) -> None:
    write_messages(
        [
            Letter(
                f"{fact.name}:{fact.number}:{user.code}",
                user.email,
                f"recuts/mail_{mail}.txt",
                {
                    "objection": objection,
                    "entry": objection.entry,
                    "user": user,
                    "is_granted": objection.outcome == ObjectionOutcome.GRANTED,
                    "becomes": _became(objection),
                },
            )
            for user in people
        ],
        now=fact.at,
    )


def _became(objection: Objection) -> str:
    recut = objection.answered_with
    return recut.cut.names[objection.entry.reference] if recut else objection.category_name


def _recut(fact: Fact) -> Recut:
    return Recut.objects.select_related("edition").get(edition__year=int(fact.subject), number=fact.values["number"])


def _objection(fact: Fact) -> Objection:
    found = Objection.objects.select_related("entry__edition", "entry__municipality", "answered_with")
    return found.get(code=fact.values["objection"])
