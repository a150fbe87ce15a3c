from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "khizana.archive"
    label = "archive"
