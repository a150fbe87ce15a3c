"""Debian's Chromium under Playwright: the flags with which it keeps still without a network."""

from contextlib import contextmanager
from pathlib import Path

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--force-color-profile=srgb", "--font-render-hinting=none",
)  # fmt: skip


@contextmanager
def browser():
    """Open Chromium once; contexts are cheap, starts are not."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        try:
            yield opened
        finally:
            opened.close()


def signed_in(opened, address: str, session: str, *, lang="ar", width=1440, height=900, dark=False,
              script=True):  # fmt: skip
    """Return a context that is signed in and sees the pages in a language."""
    context = opened.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
        locale="ar" if lang == "ar" else lang,
        reduced_motion="reduce",
    )
    cookies = [{"name": "khz_language", "value": lang, "url": address}]
    if session:
        cookies.append({"name": "khz_session", "value": session, "url": address})
    context.add_cookies(cookies)
    return context


def session_of(person) -> str:
    """Open a session as the door does, and return its key."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.save()
    return store.session_key
