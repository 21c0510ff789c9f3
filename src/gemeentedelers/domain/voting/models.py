import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.rules import Window
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.people.models import User, unguessable_code
from gemeentedelers.domain.voting.rules import (
    MOST_MAILS_A_DAY,
    NAME_LENGTH,
    PER_NETWORK,
    AskStatus,
    Electorate,
    QuarantineStatus,
    VotePlan,
)
from gemeentedelers.domain.voting.rules.addresses import DomainClass, Shape
from gemeentedelers.domain.voting.rules.anomalies import SignalKind, Trace

MARK_LENGTH = 64


def random_code() -> str:
    """Without any order: who reads the rows by their key learns nothing about when they came."""
    return secrets.token_urlsafe(18)


class Vote(models.Model):
    """The public prize of an edition. From `opened_at` on the candidates and everything above it are fixed."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="vote")
    name = models.CharField(max_length=NAME_LENGTH)
    opens = models.DateTimeField()
    closes = models.DateTimeField()
    rules = models.TextField()
    electorate = models.CharField(max_length=20, default=Electorate.EVERYBODY)
    mails_a_day = models.PositiveSmallIntegerField(default=MOST_MAILS_A_DAY)
    per_network = models.PositiveSmallIntegerField(default=PER_NETWORK)
    seed = models.CharField(max_length=32, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    n_expired = models.PositiveIntegerField(default=0)
    withheld_because = models.TextField(blank=True)
    withheld_proposed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withheld_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withheld_at = models.DateTimeField(null=True, blank=True)
    commitment = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    kept_turnout = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-edition__year"]
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="voting_closes_after_opening"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(opened_at__isnull=False, closed_at=F("closes")),
                name="voting_closed_at_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(withheld_at=None) | (~Q(withheld_because="") & ~Q(withheld_by=None)),
                name="voting_withheld_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(withheld_by=None) | ~Q(withheld_by=F("withheld_proposed_by")),
                name="voting_two_people_withhold",
            ),
            models.CheckConstraint(
                condition=Q(sealed_at=None) | (Q(closed_at__isnull=False) & ~Q(commitment="")),
                name="voting_sealed_after_closing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.name}"

    @property
    def window(self) -> Window:
        return Window(self.opens, self.closes)

    @property
    def is_withheld(self) -> bool:
        return self.withheld_at is not None

    @property
    def plan(self) -> VotePlan:
        return VotePlan(
            name=self.name,
            opens=self.opens,
            closes=self.closes,
            rules=self.rules,
            electorate=Electorate(self.electorate),
            mails_a_day=self.mails_a_day,
            per_network=self.per_network,
        )


class Candidate(models.Model):
    """A finalist as it stood when the vote opened."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="candidates")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="candidacy")

    class Meta:
        ordering = ["vote", "entry__reference"]

    def __str__(self) -> str:
        return str(self.entry)


class Asking(models.Model):
    """Somebody asked to vote with an address. `sealed` holds address and choice until the link is used or expires.

    The link is made from the code with the key of the installation; only its digest is kept. The mark of the network
    serves to brake and is wiped within hours.
    """

    code = models.CharField(max_length=24, primary_key=True, default=random_code, editable=False)
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="askings")
    link_digest = models.CharField(max_length=64, unique=True)
    status = models.CharField(max_length=20, default=AskStatus.ASKED)
    sealed = models.TextField(blank=True)
    network = models.CharField(max_length=MARK_LENGTH, blank=True)
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["vote", "network", "asked_at"], name="voting_asked_from_network")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=[AskStatus.USED, AskStatus.REFUSED]) | Q(sealed=""),
                name="voting_used_asking_says_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vote}: {self.status}"


class MailDay(models.Model):
    """How many links went to an address on a day."""

    code = models.CharField(max_length=24, primary_key=True, default=random_code, editable=False)
    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="mail_days")
    fingerprint = models.CharField(max_length=MARK_LENGTH)
    day = models.DateField()
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["vote", "fingerprint", "day", "number"], name="voting_mails_are_numbered"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=MOST_MAILS_A_DAY), name="voting_two_mails"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.number}"


class Voter(models.Model):
    """An address that has voted, as a mark. What was chosen is elsewhere, and nothing here leads to it."""

    code = models.CharField(max_length=24, primary_key=True, default=random_code, editable=False)
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="voters")
    fingerprint = models.CharField(max_length=MARK_LENGTH)
    voted_on = models.DateField()

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["vote", "fingerprint"], name="voting_one_voter_an_address")]

    def __str__(self) -> str:
        return f"{self.vote}: {self.voted_on}"


class Quarantine(models.Model):
    """Votes that were set apart for one reason. One person proposes what happens with them, another confirms."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="quarantines")
    kind = models.CharField(max_length=20)
    mark = models.CharField(max_length=MARK_LENGTH, blank=True)
    status = models.CharField(max_length=20, default=QuarantineStatus.PENDING)
    proposed = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    found_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["found_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "kind", "mark"],
                condition=Q(status__in=[QuarantineStatus.PENDING, QuarantineStatus.PROPOSED]),
                name="voting_one_open_quarantine",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[QuarantineStatus.PENDING, QuarantineStatus.PROPOSED])
                | (Q(proposed=F("status")) & ~Q(reason="") & Q(decided_by__isnull=False)),
                name="voting_ruling_is_what_was_proposed",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="voting_two_people_rule"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vote}: {self.kind}"

    @property
    def why(self) -> SignalKind:
        return SignalKind(self.kind)

    @property
    def state(self) -> QuarantineStatus:
        return QuarantineStatus(self.status)


class Ballot(models.Model):
    """One vote. Its choice is sealed, and only who holds the key and the address finds it by its locator.

    The moment is rounded to the minute. What else is kept of how it came in are marks and coarse values; after the
    result they are wiped.
    """

    code = models.CharField(max_length=24, primary_key=True, default=random_code, editable=False)
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="ballots")
    locator = models.CharField(max_length=MARK_LENGTH)
    sealed_choice = models.TextField(blank=True)
    is_withdrawn = models.BooleanField(default=False)
    n_replaced = models.PositiveSmallIntegerField(default=0)
    quarantine = models.ForeignKey(Quarantine, null=True, blank=True, on_delete=models.PROTECT, related_name="ballots")
    confirmed_at = models.DateTimeField()
    seconds = models.PositiveSmallIntegerField()
    network = models.CharField(max_length=MARK_LENGTH, blank=True)
    domain_class = models.CharField(max_length=20)
    domain = models.CharField(max_length=MARK_LENGTH, blank=True)
    stem = models.CharField(max_length=MARK_LENGTH, blank=True)
    wildcards = ArrayField(models.CharField(max_length=MARK_LENGTH), default=list, blank=True)
    has_digits = models.BooleanField(default=False)
    is_number_word = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["vote", "locator"], name="voting_one_ballot_an_address"),
            models.CheckConstraint(
                condition=Q(is_withdrawn=True, sealed_choice="") | (Q(is_withdrawn=False) & ~Q(sealed_choice="")),
                name="voting_withdrawn_has_no_choice",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vote}: {self.code}"

    def trace(self, choice: str = "") -> Trace:
        return Trace(
            code=self.code,
            at=self.confirmed_at,
            seconds=self.seconds,
            network=self.network,
            domain_class=DomainClass(self.domain_class),
            domain=self.domain,
            shape=Shape(self.stem, tuple(self.wildcards), self.has_digits, self.is_number_word),
            choice=choice,
        )
