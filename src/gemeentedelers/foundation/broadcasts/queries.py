from gemeentedelers.foundation.broadcasts.models import Broadcast


def newest_on(topic: str) -> Broadcast | None:
    """What the topic says now; None when nothing was ever said on it."""
    return Broadcast.objects.filter(topic=topic).first()
