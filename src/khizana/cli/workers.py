"""Worker processes: each takes one task at a time from the queue in the database."""

import fcntl
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from khizana.adapters import settings

log = logging.getLogger("khizana.work")

PAUSE = 0.25
"""Seconds between two looks at an empty queue."""
HOUSEKEEPING = 60.0
"""Seconds between two searches for work that a killed process left behind."""
GRACE = 15.0
"""Seconds that a worker gets to finish its task when it is told to stop; steps can be repeated."""


def run_one() -> None:
    """Be one worker until told to stop, or until the crew that started us is gone."""
    from django_tasks_db.management.commands.db_worker import Worker

    from khizana.shared.tasks import worker_name

    class Orphaned(Worker):
        """A worker that ends with its parent, so that a killed crew leaves nobody behind."""

        parent = os.getppid()

        def run_task(self, db_task_result: Any) -> None:
            super().run_task(db_task_result)
            self.running = self.running and os.getppid() == self.parent

    # being told to stop is the ordinary end of a worker, nothing to warn of
    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    worker = Orphaned(
        queue_names=["*"],
        interval=PAUSE,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_name(),
        excluded_queue_names=[],
    )
    worker.configure_signals()
    worker.run()


def _command() -> list[str]:
    return [sys.executable, "-m", "khizana.cli.main", "work", "--one"]


def _start() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(_command(), stdin=subprocess.DEVNULL, start_new_session=True)


def _end(processes: list["subprocess.Popen[bytes]"]) -> None:
    """Ask every process to finish; after the grace, end it: every step can be done again."""
    for process in processes:
        process.terminate()
    limit = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(timeout=max(0.1, limit - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def presence() -> Iterator[None]:
    """Hold the mark that says: this machine has workers on this node."""
    folder = settings.current().data / "run"
    folder.mkdir(exist_ok=True)
    with (folder / "workers").open("w") as mark:
        fcntl.flock(mark, fcntl.LOCK_SH)
        yield


def are_present() -> bool:
    """Whether workers of this node run on this machine; the kernel frees the mark of the dead."""
    path = settings.current().data / "run" / "workers"
    if not path.exists():
        return False
    with path.open("w") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@contextmanager
def helpers(count: int) -> Iterator[None]:
    """Workers for the length of one command, where none run on this machine."""
    if are_present():
        yield
        return
    with presence():
        processes = [_start() for _ in range(count)]
        try:
            yield
        finally:
            _end(processes)


class Crew:
    """Keeps a number of workers alive and finds work that was left behind."""

    def __init__(self, count: int) -> None:
        self.count = max(1, count)
        self.processes: list[subprocess.Popen[bytes]] = []
        self.running = True

    def stop(self, signum: int, frame: FrameType | None) -> None:
        """Leave the loop; the workers are ended there."""
        self.running = False

    def run(self) -> None:
        """Work until SIGTERM or Ctrl-C."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        with presence():
            looked = float("-inf")
            try:
                while self.running:
                    died = self._keep_count()
                    # what a dead worker held is freed at once, not with the next look
                    if died or time.monotonic() - looked > HOUSEKEEPING:
                        keep_house()
                        looked = time.monotonic()
                    time.sleep(0.5)
            finally:
                _end(self.processes)

    def _keep_count(self) -> bool:
        """Replace workers that ended; tell whether there were any."""
        ended = [process for process in self.processes if process.poll() is not None]
        for process in ended:
            self.processes.remove(process)
            log.warning(
                "worker %s ended with %s; another takes its place", process.pid, process.returncode
            )
            time.sleep(0.5)  # a worker that cannot start must not fill the machine
        while self.running and len(self.processes) < self.count:
            self.processes.append(_start())
        return bool(ended)


def keep_house() -> None:
    """Enqueue again what a killed process left, and drop the rows of finished tasks."""
    import datetime as dt

    from django.db import close_old_connections
    from django_tasks_db.models import DBTaskResult

    from khizana.adapters import clock
    from khizana.shared import steps

    close_old_connections()
    for name, found in steps.resume_all().items():
        if found:
            log.info("%s: %s pieces of unfinished work found", name, found)
    old = clock.now() - dt.timedelta(days=1)
    DBTaskResult.objects.successful().filter(finished_at__lt=old).delete()
