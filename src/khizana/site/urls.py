"""All addresses: pages at the root, the API under /api/."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("khizana.api.urls")),
    path("", include("khizana.web.urls")),
]
