"""Addresses of all pages: one list for each room, English slugs, no language prefix."""

from django.urls import URLPattern, URLResolver, include, path

from khizana.adapters import settings
from khizana.web import account, gallery, home, language
from khizana.web.people import urls as people

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("language/<str:code>", language.switch, name="language"),
    *account.urlpatterns,
    *people.urlpatterns,
    path("account/", include("khizana.web.auth_urls")),
]

if settings.current().debug:
    urlpatterns.append(path("_gallery", gallery.gallery, name="gallery"))
