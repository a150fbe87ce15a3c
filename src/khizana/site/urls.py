"""All addresses: pages at the root, the API under /api/."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("khizana.api.urls")),
    path("", include("khizana.web.urls")),
]

handler400 = "khizana.web.errors.bad_request"
handler403 = "khizana.web.errors.forbidden"
handler404 = "khizana.web.errors.not_found"
handler500 = "khizana.web.errors.server_error"
