from datetime import datetime

from django.conf import settings
from django.utils import timezone

from gemeentedelers.foundation.clock.models import Shift


def set_demo_clock(moment: datetime) -> None:
    """Let the demo believe that it is `moment`; the clock runs on from there."""
    if not settings.DEMO:
        message = "The clock can only be moved in a demo."
        raise PermissionError(message)
    Shift.objects.update_or_create(id=1, defaults={"amount": moment - timezone.now()})
