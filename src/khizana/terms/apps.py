from django.apps import AppConfig


class TermsConfig(AppConfig):
    name = "khizana.terms"
    label = "terms"
