"""How a task is waited for that is being ended."""

import asyncio


async def outcome_of(task: asyncio.Task[object]) -> None:
    """Wait for the end of a task that may have been cancelled.

    To await the task itself would not tell whether it or the one that waits was cancelled, and who takes the one for
    the other goes on for ever.

    Raises:
        Exception: What has ended the task, if it was not cancelled.
    """
    await asyncio.wait({task})
    if not task.cancelled() and (error := task.exception()):
        raise error
