from django.apps import AppConfig


class PreservationConfig(AppConfig):
    name = "khizana.preservation"
    label = "preservation"
