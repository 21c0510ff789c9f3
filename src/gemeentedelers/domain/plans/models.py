from django.db import models
from django.db.models import Q

from gemeentedelers.domain.editions.models import Round
from gemeentedelers.domain.panels.rules import AssignmentOrigin
from gemeentedelers.domain.people.models import User, unguessable_code
from gemeentedelers.domain.plans.rules import Objective, PlanStatus


class Plan(models.Model):
    """A division of entries over readers that was prepared, and perhaps applied.

    `pairs` holds what would be added and `gone` what would leave a desk, each as [reader code, entry reference].
    `outcome` is the report that the organiser read. `basis` is a digest of what the plan was made from, so that a
    plan that the facts overtook is not applied. `origin` is what the assignments that come of it are.
    """

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="plans")
    status = models.CharField(max_length=20, default=PlanStatus.PREPARED)
    origin = models.CharField(max_length=20, default=AssignmentOrigin.PLAN)
    objective = models.CharField(max_length=20, default=Objective.FAIR)
    seed = models.PositiveIntegerField(default=0)
    pairs = models.JSONField(default=list)
    gone = models.JSONField(default=list)
    outcome = models.JSONField(default=dict)
    basis = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(status=PlanStatus.PREPARED), name="plans_one_prepared_plan"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.status}"
