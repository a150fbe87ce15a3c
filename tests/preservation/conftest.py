"""A house with an institution, and a worker that does all waiting tasks in this process."""

import pytest

from khizana.kernel.text import Text


@pytest.fixture
def institution(db):
    from khizana.archive.models import Institution

    return Institution.objects.create(
        code="DHM", name=Text({"ar": "مديرية التاريخ العسكري", "en": "Directorate"}, "ar")
    )


@pytest.fixture
def work():
    """Return a function that does the room's own waiting tasks until none is left."""
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    from khizana.preservation import tasks

    mine = {
        tasks.receive.module_path: tasks.receive,
        tasks.list_box.module_path: tasks.list_box,
        tasks.check_fixity.module_path: tasks.check_fixity,
    }

    def run() -> int:
        done = 0
        while True:
            waiting = DBTaskResult.objects.filter(
                status=TaskResultStatus.READY, task_path__in=mine
            ).first()
            if waiting is None:
                return done
            waiting.status = TaskResultStatus.SUCCESSFUL
            waiting.save()
            mine[waiting.task_path].func(*waiting.args_kwargs["args"])
            done += 1

    return run


@pytest.fixture
def receive(institution, archivist, work):
    """Return a function that hands in a path and does all the work; gives the submission."""
    from khizana.preservation import actions

    def run(path, **choices):
        submission = actions.receive_box(actor=archivist, path=path, **choices)
        work()
        submission.refresh_from_db()
        return submission

    return run


@pytest.fixture
def box(tmp_path):
    """A folder with two levels of folders and five documents."""
    top = tmp_path / "علبة 7"
    (top / "تقارير" / "1958").mkdir(parents=True)
    (top / "courrier").mkdir()
    (top / "plan.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    (top / "تقارير" / "أول.txt").write_text("تقرير أول", encoding="utf-8")
    (top / "تقارير" / "1958" / "ثان.txt").write_text("تقرير ثان", encoding="utf-8")
    (top / "courrier" / "lettre.txt").write_text("Bamako, le 17 février")
    (top / "courrier" / "copie.txt").write_text("Bamako, le 17 février")
    return top
