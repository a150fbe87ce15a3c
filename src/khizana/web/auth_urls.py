"""The addresses of signing in: only those that this house uses of what allauth offers.

Opening an account, addresses of mail and forgotten passwords are an administrator's work here;
allauth still reverses those names, so each leads to the page of what does not exist.
"""

from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

_UNUSED = (
    "account_signup",
    "account_email",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_set_password",
)


@login_not_required
def closed(request: HttpRequest) -> HttpResponse:
    """Say that there is no such page."""
    raise Http404


urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    *(path(f"closed/{name}/", closed, name=name) for name in _UNUSED),
]
