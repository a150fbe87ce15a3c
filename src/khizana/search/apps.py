from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "khizana.search"
    label = "search"
