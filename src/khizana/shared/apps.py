from django.apps import AppConfig


class SharedConfig(AppConfig):
    name = "khizana.shared"
    label = "shared"
