"""Jobs that keep the house. Nobody sees them; without them it fills up."""

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

# A job that takes its worker down with it would do so for ever.
MOST_ATTEMPTS = 5
KEPT_HOURS = 3 * 24


@app.periodic(cron="* * * * *")
@app.task(queue="house", pass_context=True)
async def give_back_stalled(context: JobContext, *, timestamp: int) -> None:
    """Queue again what a killed worker was doing; Procrastinate does not do so by itself."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        if job.attempts >= MOST_ATTEMPTS:
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
            continue
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # the same job was queued meanwhile: that one will do
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)


@app.periodic(cron="41 3 * * *")
@app.task(queue="house", pass_context=True)
async def forget_finished_jobs(context: JobContext, *, timestamp: int) -> None:
    """Failed jobs stay: somebody may want to know why."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS)


@app.periodic(cron="47 3 * * *")
@app.task(queue="house")
def forget_expired(*, timestamp: int) -> None:
    """Sessions and counters whose time is over."""
    from newsroom.kit.expiry import forget_expired

    forget_expired()
