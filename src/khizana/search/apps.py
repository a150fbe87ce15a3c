from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "khizana.search"
    label = "search"

    def ready(self) -> None:
        # models may be imported only once Django is ready
        from khizana.search import tasks  # noqa: PLC0415
        from khizana.shared import steps  # noqa: PLC0415

        steps.after(
            "reading.read", tasks.enqueue_catch_up, name="search.index", resume=tasks.resume
        )
        for event in ("archive.changed", "archive.relabelled", "terms.merged"):
            steps.after(event, tasks.enqueue_catch_up, name=f"search.after.{event}")
