from django.apps import AppConfig


class ReadingConfig(AppConfig):
    name = "khizana.reading"
    label = "reading"
