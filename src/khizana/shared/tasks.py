"""What all long work shares: the name of a worker, whether it still lives, freeing its tasks."""

import datetime as dt
import os
import re
from functools import lru_cache
from pathlib import Path

from django.db.models import Q
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from khizana.adapters import clock

LONGEST_TASK = dt.timedelta(hours=12)
"""A task of a worker on another machine is given up after this; ours are seen to be dead."""
_NAME = re.compile(r"(?P<host>.+)-(?P<pid>\d+)")


@lru_cache(maxsize=1)
def _host() -> str:
    return os.uname().nodename[:32]


def worker_name() -> str:
    """Return the name of this process as a worker: host and process id."""
    return f"{_host()}-{os.getpid()}"


def is_gone(name: str, since: dt.datetime | None) -> bool:
    """Tell whether the worker that began something at ``since`` is surely dead.

    Another machine's worker is never known to be dead: its lease must run out. A process that
    started later than the work did is another one that was given the same number.
    """
    found = _NAME.fullmatch(name)
    if not found or found["host"] != _host():
        return False
    pid = int(found["pid"])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    started = _started(pid)
    return bool(started and since and started > since + dt.timedelta(seconds=2))


def _started(pid: int) -> dt.datetime | None:
    """Return when a process began, by /proc; None where there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        boot = next(
            int(line.split()[1])
            for line in Path("/proc/stat").read_text().splitlines()
            if line.startswith("btime")
        )
    except (OSError, IndexError, StopIteration):
        return None
    if fields[0] == "Z":  # a zombie works no more
        return dt.datetime.max.replace(tzinfo=dt.UTC)
    seconds = int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return dt.datetime.fromtimestamp(boot + seconds, dt.UTC)


def free_tasks() -> int:
    """Put tasks that dead workers hold back into the queue; every step can be done again."""
    freed = 0
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    for task in running.only("id", "worker_ids", "started_at"):
        name = task.worker_ids[-1] if task.worker_ids else ""
        too_long = task.started_at and task.started_at < clock.now() - LONGEST_TASK
        if too_long or is_gone(name, task.started_at):
            freed += DBTaskResult.objects.filter(
                Q(status=TaskResultStatus.RUNNING), pk=task.pk, started_at=task.started_at
            ).update(status=TaskResultStatus.READY)
    return freed


def is_waiting(task_path: str) -> bool:
    """Tell whether a task of this kind stands in the queue, not yet begun."""
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=task_path).exists()
