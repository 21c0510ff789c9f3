from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from gemeentedelers.foundation.clock.queries import current_time
from gemeentedelers.foundation.mail.actions import SEND, remove_old_enclosures, send_message


@app.task(name=SEND, retry=RetryStrategy(max_attempts=10, exponential_wait=5))
def send(message: int) -> None:
    send_message(message, now=current_time())


@app.periodic(cron="40 3 * * *")
@app.task(name="mail.remove_enclosures", queueing_lock="mail.remove_enclosures")
def remove_enclosures(timestamp: int) -> None:
    remove_old_enclosures(now=current_time())
