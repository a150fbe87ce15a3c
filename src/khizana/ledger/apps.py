from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Signs the tree once a day where workers keep house."""

    name = "khizana.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Register the daily checkpoint; models are loaded only now."""
        from khizana.ledger import tasks  # noqa: PLC0415
        from khizana.shared import steps  # noqa: PLC0415

        steps.after("", tasks.nothing, name="ledger.checkpoint", resume=tasks.sign_daily)
