from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "khizana.web"
    label = "web"
