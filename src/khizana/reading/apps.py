from django.apps import AppConfig


class ReadingConfig(AppConfig):
    """Takes its place on the way of a document: after receipt, before the index."""

    name = "khizana.reading"
    label = "reading"

    def ready(self) -> None:
        """Register the steps; models are loaded only now."""
        from khizana.reading import tasks  # noqa: PLC0415
        from khizana.shared import steps  # noqa: PLC0415

        steps.after(
            "preservation.received",
            tasks.enqueue_reading,
            name="reading.read",
            resume=tasks.resume,
        )
        steps.after("reading.pictured", tasks.enqueue_recognition, name="reading.recognise")
        steps.after("archive.relabelled", tasks.carry_marking, name="reading.relabel")
