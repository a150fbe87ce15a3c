from django.apps import AppConfig

from khizana.shared import steps


class ArchiveConfig(AppConfig):
    name = "khizana.archive"
    label = "archive"

    def ready(self) -> None:
        """Register what this room does when another has finished something."""
        # models may only be imported when all rooms are loaded
        from khizana.archive import tasks  # noqa: PLC0415
        from khizana.archive.actions.authorities import follow_merge  # noqa: PLC0415

        steps.after("terms.merged", follow_merge, name="archive.follow_merge")
        steps.after(
            tasks.STARTED,
            tasks.enqueue_tables,
            name="archive.apply_table",
            resume=tasks.resume_tables,
        )
