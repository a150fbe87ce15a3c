"""Addresses of the API."""

from django.urls import path

from khizana.api.service import api

urlpatterns = [path("v1/", api.urls)]
