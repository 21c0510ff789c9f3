import asyncio
from concurrent.futures import ThreadPoolExecutor

from procrastinate import App, JobContext
from procrastinate.contrib.django import app as ours
from procrastinate.jobs import Status
from procrastinate.testing import InMemoryConnector

from gemeentedelers.foundation.journal.jobs import retry_stalled


def stalled_queue() -> App:
    queue = App(connector=InMemoryConnector())

    @queue.task(name="something")
    def something() -> None:
        """Nothing to do: it is only about the queue."""

    return queue


async def taken_by_a_worker_that_died(queue: App) -> str:
    async with queue.open_async():
        await queue.tasks["something"].defer_async()
        dead = await queue.job_manager.register_worker()
        job = await queue.job_manager.fetch_job(queues=None, worker_id=dead)
        assert job is not None
        assert job.id is not None
        await queue.job_manager.unregister_worker(dead)
        await retry_stalled.func(JobContext(app=queue, job=job, start_timestamp=0, abort_reason=lambda: None), 0)
        status = await queue.job_manager.get_job_status_async(job.id)
    return status.value


def test_a_job_of_a_dead_worker_is_done_again() -> None:
    # In a thread of its own, as the browser of the journeys may keep a loop in this one.
    with ThreadPoolExecutor(1) as thread:
        status = thread.submit(asyncio.run, taken_by_a_worker_that_died(stalled_queue())).result()

    assert status == Status.TODO.value


def test_the_worker_runs_it_by_the_clock() -> None:
    planned = {found.task.name: found.cron for found in ours.periodic_registry.periodic_tasks.values()}

    assert planned["journal.retry_stalled"] == "*/2 * * * *"
