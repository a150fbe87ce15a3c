from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "khizana.access"
    label = "access"
