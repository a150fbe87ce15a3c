from django.apps import AppConfig


class PreservationConfig(AppConfig):
    """Takes its place on the way of a document: first of all, and holder of the files."""

    name = "khizana.preservation"
    label = "preservation"

    def ready(self) -> None:
        """Register the steps; models are loaded only now."""
        from khizana.preservation import marking, tasks  # noqa: PLC0415
        from khizana.preservation.actions.boxes import CLOSED  # noqa: PLC0415
        from khizana.preservation.holder import Holdings  # noqa: PLC0415
        from khizana.shared import holdings, steps  # noqa: PLC0415
        from khizana.shared.tasks import free_tasks  # noqa: PLC0415

        holdings.register(Holdings())
        steps.after("", _nothing, name="tasks.free", resume=free_tasks)
        steps.after(CLOSED, tasks.enqueue_receipt, name="preservation.receive", resume=tasks.resume)
        steps.after("archive.relabelled", marking.carry_marking, name="preservation.relabel")
        steps.after(
            "archive.accession_relabelled", marking.raise_boxes, name="preservation.relabel_boxes"
        )


def _nothing(ids: object) -> None:
    """Stand where a step only looks for what was left."""
