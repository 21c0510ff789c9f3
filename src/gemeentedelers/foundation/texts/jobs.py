from procrastinate.contrib.django import app

from gemeentedelers.foundation.clock.queries import current_time
from gemeentedelers.foundation.texts.actions import prune_history


@app.periodic(cron="20 3 * * *")
@app.task(name="texts.prune", queueing_lock="texts.prune")
def prune(timestamp: int) -> None:
    prune_history(now=current_time())
