from collections.abc import Iterable

from procrastinate.contrib.django import app

from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import team_of
from gemeentedelers.domain.entries.rules import Eligibility
from gemeentedelers.domain.intake.actions import answer_by_submission, close_overdue
from gemeentedelers.domain.intake.models import Appeal, Question
from gemeentedelers.domain.intake.rules import appeal_deadline
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.queries import people_with_role
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.foundation.clock.queries import current_time
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to
from gemeentedelers.foundation.mail.actions import Letter, write_messages


@reacts_to("entry.submitted")
def close_what_was_opened(fact: Fact) -> None:
    entry = _entry(fact.subject)
    answer_by_submission(entry, entry.versions.get(number=fact.values["version"]))


@reacts_to("intake.asked")
def tell_of_question(fact: Fact) -> None:
    entry = _entry(fact.subject)
    question = Question.objects.get(code=fact.values["question"])
    _write(_members(entry), fact, "question", entry=entry, question=question)


@reacts_to("intake.answered")
def tell_of_answer(fact: Fact) -> None:
    """Whoever asked hears that there is an answer."""
    question = Question.objects.select_related("asked_by", "answered_by").get(code=fact.values["question"])
    _write([question.asked_by], fact, "answer", entry=_entry(fact.subject), question=question)


@reacts_to("entry.judged_eligible")
def tell_of_ineligibility(fact: Fact) -> None:
    """The team reads why, and until when it can appeal. A yes stands on its page and needs no mail."""
    entry = _entry(fact.subject)
    if fact.values["outcome"] != Eligibility.INELIGIBLE or entry.eligibility != Eligibility.INELIGIBLE:
        return
    has_appealed = Appeal.objects.filter(entry=entry).exists()
    until = appeal_deadline(fact.at)
    _write(_members(entry), fact, "ineligible", entry=entry, until=until, has_appealed=has_appealed)


@reacts_to("appeal.made")
def tell_of_appeal(fact: Fact) -> None:
    entry = _entry(fact.subject)
    organisers = people_with_role(Role.ORGANISER, entry.edition.year)
    _write(organisers, fact, "appeal", entry=entry, appeal=Appeal.objects.get(entry=entry))


@reacts_to("appeal.decided")
def tell_of_decision(fact: Fact) -> None:
    entry = _entry(fact.subject)
    _write(_members(entry), fact, "appeal_decided", entry=entry, appeal=Appeal.objects.get(entry=entry))


@reacts_to("entry.merged")
def tell_of_merge(fact: Fact) -> None:
    _tell_both(fact, other=str(fact.values["into"]), is_undone=False)


@reacts_to("entry.unmerged")
def tell_of_undone_merge(fact: Fact) -> None:
    _tell_both(fact, other=str(fact.values["from_"]), is_undone=True)


def _tell_both(fact: Fact, *, other: str, is_undone: bool) -> None:
    gone, kept = _entry(fact.subject), _entry(other)
    merge = gone.merges.filter(kept=kept).first()
    people = {user.pk: user for entry in (gone, kept) for user in _members(entry)}
    _write(people.values(), fact, "merge", gone=gone, kept=kept, merge=merge, is_undone=is_undone)


@app.periodic(cron="10 * * * *")
@app.task(name="intake.close_overdue", queueing_lock="intake.close_overdue", lock="intake.close_overdue")
def close_overdue_questions(timestamp: int) -> None:
    close_overdue(now=current_time())


def _entry(reference: str) -> Entry:
    return Entry.objects.select_related("edition", "municipality").get(reference=reference)


def _members(entry: Entry) -> list[User]:
    return [member.user for member in team_of(entry)]


def _write(people: Iterable[User], fact: Fact, mail: str, **context: object) -> None:
    """One mail for each of them, however often the job runs."""
    letters = [
        Letter(
            f"{fact.name}:{fact.number}:{user.code}",
            user.email,
            f"intake/mail_{mail}.txt",
            {**context, "user": user},
        )
        for user in people
    ]
    write_messages(letters, now=fact.at)
