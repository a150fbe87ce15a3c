"""My account: who I am here, how I sign in, my sessions, tokens and language."""

from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from khizana.access import actions, queries
from khizana.adapters import clock
from khizana.kernel.errors import NotFound
from khizana.kernel.words import say
from khizana.shared.words import W
from khizana.web.actor import current_actor, current_person
from khizana.web.fields import HouseForm, refused_into
from khizana.web.middleware import LANGUAGE_COOKIE
from khizana.web.people.forms import LANGUAGES
from khizana.web.shell import page_language, render_page


class LanguageForm(HouseForm):
    """The language of one's own pages."""

    language = forms.ChoiceField(
        label=W("web.me.language"), choices=LANGUAGES, help_text=W("web.me.language.hint")
    )


class TokenForm(HouseForm):
    """A new API token."""

    title = forms.CharField(
        label=W("web.me.tokens.title"), max_length=120, help_text=W("web.me.tokens.title.hint")
    )
    days = forms.IntegerField(label=W("web.me.tokens.days"), initial=90, min_value=1)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].widget.attrs |= {"class": "in in-s", "dir": "ltr"}


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show the signed-in person's own page."""
    return _show(request, TokenForm())


def _show(request: HttpRequest, form: TokenForm, status: int = 200) -> HttpResponse:
    actor, person = current_actor(request), current_person(request)
    values = {
        "person": person,
        "language_form": LanguageForm(initial={"language": person.language}),
        "token_form": form,
        "tokens": list(queries.tokens_of(actor, person)),
        "second": is_mfa_enabled(person),
        "roles": sorted(actor.roles),
        "now": clock.now(),
    }
    return render_page(request, "account/me.html", values, room="account", status=status)


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language of one's own pages; the cookie of an earlier choice goes."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return _show(request, TokenForm(), status=422)
    chosen = form.cleaned_data["language"]
    actions.set_language(actor=current_actor(request), language=chosen)
    messages.success(request, say("web.me.language.saved", chosen))
    response = redirect("account")
    response.delete_cookie(LANGUAGE_COOKIE)
    return response


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions, this one too."""
    actions.end_sessions(actor=current_actor(request), person=current_person(request))
    request.session.flush()
    return redirect("account_login")


@sensitive_variables("issued")
@require_POST
def token_new(request: HttpRequest) -> HttpResponse:
    """Make an API token; its secret stands on the answer and nowhere else."""
    form = TokenForm(request.POST)
    if form.is_valid():
        with refused_into(form):
            issued = actions.create_token(actor=current_actor(request), **form.cleaned_data)
            values = {"token": issued.token, "secret": issued.secret}
            return render_page(request, "account/token.html", values, room="account")
    return _show(request, form, status=422)


@require_POST
def token_revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End one of one's own tokens."""
    actor, person = current_actor(request), current_person(request)
    token = queries.tokens_of(actor, person).filter(pk=pk).first()
    if token is None:
        raise NotFound("access.nobody")
    actions.revoke_token(actor=actor, token=token)
    messages.success(request, say("web.me.tokens.revoked", page_language()))
    return redirect("account")


urlpatterns = [
    path("me/", account, name="account"),
    path("me/language/", set_language, name="account_language"),
    path("me/sessions/", end_sessions, name="account_sessions"),
    path("me/tokens/", token_new, name="token_new"),
    path("me/tokens/<uuid:pk>/revoke/", token_revoke, name="token_revoke"),
]
