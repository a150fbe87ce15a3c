from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "khizana.api"
    label = "api"
