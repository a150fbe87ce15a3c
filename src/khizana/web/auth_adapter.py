"""How this house uses allauth and axes: no sign-up, its own ledger lines, sealed secrets."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from khizana.access import actions
from khizana.access.models import Person
from khizana.access.queries import actor_for
from khizana.adapters import settings
from khizana.kernel.words import say
from khizana.shared.words import word
from khizana.web.door_words import DOOR_REFUSALS
from khizana.web.shell import page_language, render_page


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by an administrator; who signs in and who fails stands in the ledger."""

    error_messages = {**DefaultAccountAdapter.error_messages, **DOOR_REFUSALS}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody opens an account for themselves."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: the house may have no mail, and mails tell (ASVS 14.2.1)."""

    def clean_password(self, password: str, user: AbstractBaseUser | None = None) -> str:
        """Refuse the old password as the new one, else a password for once would stay."""
        if user is not None and user.pk and user.check_password(password):
            raise ValidationError(word("access.password.same"), code="password_same")
        return str(super().clean_password(password, user=user))

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Set a person's own new password; their other sessions end with the old one."""
        if not isinstance(user, Person):
            raise TypeError(user)
        with transaction.atomic():
            user.set_password(password)
            user.save(update_fields=["password"])
            changed = actions.password_changed(actor=actor_for(user), person=user)
        user.must_change_password = changed.must_change_password
        user.version = changed.version

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Lead on to the person's own desk: after the first change work begins there."""
        return reverse("home")

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Open the session and note who came in."""
        super().login(request, user)
        if isinstance(user, Person):
            actions.note_sign_in(person=user)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note the attempt; a name that is nobody's is not kept: it may be a password."""
        actions.note_failed_sign_in(username=str(credentials.get("username", "")))


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors lie encrypted in the database, so that a dump gives none away."""

    error_messages = {**DefaultMFAAdapter.error_messages, **DOOR_REFUSALS}

    def encrypt(self, text: str) -> str:
        """Seal a secret with a key derived from the node's secret key."""
        return _sealer().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` sealed."""
        return _sealer().decrypt(encrypted_text.encode()).decode()


def _sealer() -> Fernet:
    derive = HKDF(hashes.SHA256(), 32, salt=None, info=b"khizana second factor v1")
    key = derive.derive(settings.current().secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def attempted_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return the name that was tried as the door compares it: without case."""
    given = credentials.get("username") if credentials else request.POST.get("login")
    return str(given or "").strip().casefold()[:255]


def locked_out(request: HttpRequest, credentials: Any = None, *args: Any) -> HttpResponse:
    """Answer too many failed attempts; the same words whether the account exists or not."""
    lang = page_language()
    values = {
        "sentence": say("access.locked_out", lang),
        "advice": say("access.locked_out.advice", lang),
        "status": 429,
    }
    return render_page(request, "errors/outside.html", values, status=429)
