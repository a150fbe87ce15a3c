"""Addresses of all pages: one list for each room, English slugs, no language prefix."""

from django.urls import URLPattern, URLResolver, include, path

from khizana.adapters import settings
from khizana.web import account, authorities, gallery, home, language, ledger, policy, status
from khizana.web.archive import urls as archive
from khizana.web.people import urls as people
from khizana.web.preservation import urls as preservation
from khizana.web.reading import urls as reading
from khizana.web.search import urls as search

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("language/<str:code>", language.switch, name="language"),
    *account.urlpatterns,
    *people.urlpatterns,
    *authorities.urlpatterns,
    *ledger.urlpatterns,
    *archive.urlpatterns,
    *preservation.urlpatterns,
    *reading.urlpatterns,
    *search.urlpatterns,
    *policy.urlpatterns,
    *status.urlpatterns,
    path("account/", include("khizana.web.auth_urls")),
]

if settings.current().debug:
    urlpatterns.append(path("_gallery", gallery.gallery, name="gallery"))
