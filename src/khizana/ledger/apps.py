from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "khizana.ledger"
    label = "ledger"
