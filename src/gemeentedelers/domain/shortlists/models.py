from django.db import models
from django.db.models import Q

from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.people.models import User, unguessable_code
from gemeentedelers.domain.rankings.rules.standing import StandingObstacle
from gemeentedelers.domain.shortlists.rules import (
    DecisionOutcome,
    Lots,
    PanelDecision,
    PlaceKind,
    ProposalStatus,
    Ruling,
)
from gemeentedelers.foundation.refusals import Refusal


class ShortlistPlace(models.Model):
    """An entry that goes on. The mean is kept as it was when the shortlist was made."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="shortlist")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="place")
    kind = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    mean = models.DecimalField(max_digits=6, decimal_places=4, null=True, blank=True)
    reason = models.TextField(blank=True)
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["edition", "position", "entry__reference"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=PlaceKind.WILDCARD) | ~Q(reason=""), name="shortlists_wildcard_has_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.entry}"


class PanelVerdict(models.Model):
    """What those present decided about an entry that stood too close to the cut. The newest one holds."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="panel_verdicts")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="panel_verdicts")
    decision = models.CharField(max_length=20)
    reason = models.TextField()
    dissent = models.TextField(blank=True)
    present = models.ManyToManyField(User, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="shortlists_panel_verdict_has_reason")]

    def __str__(self) -> str:
        return f"{self.entry}: {self.decision}"

    @property
    def said(self) -> PanelDecision:
        return PanelDecision(self.decision)

    @property
    def ruling(self) -> Ruling | None:
        """Nothing when the panel could not part the entries."""
        if self.decision == PanelDecision.UNDECIDED:
            return None
        return Ruling(DecisionOutcome(self.decision), self.reason)


class Wildcard(models.Model):
    """A place that somebody gives with a reason. It can be taken back until the decisions are signed."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="spent_wildcards")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="wildcards")
    reason = models.TextField()
    spent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    spent_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["spent_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(taken_back_at=None), name="shortlists_one_wildcard_per_entry"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry}: wildcard"


class Draw(models.Model):
    """Lots among entries that a panel could not part. `promise` says beforehand what will be the seed."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="draws")
    references = models.JSONField()
    places = models.PositiveSmallIntegerField()
    promise = models.CharField(max_length=300)
    reason = models.TextField()
    promised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    promised_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)
    seed = models.CharField(max_length=300, blank=True)
    order = models.JSONField(default=list)
    drawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["promised_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(drawn_at=None, dropped_at=None), name="shortlists_one_promised_draw"
            ),
            models.CheckConstraint(
                condition=Q(drawn_at=None, seed="") | (~Q(drawn_at=None) & ~Q(seed="") & Q(dropped_at=None)),
                name="shortlists_drawn_with_a_seed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.promise}"

    @property
    def lots(self) -> Lots:
        return Lots(tuple(self.order), self.places, self.seed)


class Proposal(models.Model):
    """A whole set of decisions, one for every entry, which never changes. Another person signs it, or it is replaced.

    `basis` is a digest of what it was made from, `n_signed` counts the signatures: more than one when an announcement
    was withdrawn in between. `bands` counts the entries in each band when corrected scores gave the order; when means
    did, `obstacle` says why.
    """

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=20, default=ProposalStatus.PENDING)
    basis = models.CharField(max_length=64)
    bands = models.JSONField(default=dict, blank=True)
    obstacle = models.CharField(max_length=40, blank=True)
    obstacle_values = models.JSONField(default=dict, blank=True)
    places_reason = models.TextField(blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    n_signed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="shortlists_proposals_are_numbered"),
            models.UniqueConstraint(
                fields=["round"], condition=~Q(status=ProposalStatus.REPLACED), name="shortlists_one_standing_proposal"
            ),
            models.CheckConstraint(
                condition=~Q(status=ProposalStatus.CONFIRMED) | (~Q(signed_by=None) & ~Q(signed_at=None)),
                name="shortlists_confirmed_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None) | ~Q(signed_by=models.F("made_by")), name="shortlists_two_people_decide"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.number}"

    @property
    def refusal(self) -> Refusal | None:
        """Why the means gave the order; None when corrected scores did."""
        return Refusal(StandingObstacle(self.obstacle), **self.obstacle_values) if self.obstacle else None

    @property
    def batch(self) -> str:
        """The name of the mails that went, or will go, out with the newest signature."""
        return f"shortlist:{self.round.edition.year}:{self.number}.{self.n_signed}"


class Decision(models.Model):
    """What a proposal says about one entry, with the rank, the mean and the corrected score that it had then."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="decisions")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()
    mean = models.DecimalField(max_digits=6, decimal_places=4, null=True, blank=True)
    corrected = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["proposal", "position", "entry__reference"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "entry"], name="shortlists_decided_once"),
            models.CheckConstraint(
                condition=Q(kind=PlaceKind.RANKED) | ~Q(reason=""), name="shortlists_decision_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.outcome}"
