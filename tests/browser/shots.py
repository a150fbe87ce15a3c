"""Look at the pages: ``PYTHONPATH=tests python -m browser.shots <out folder> [page ...]``.

Makes a house in a temporary folder, serves it, and takes a picture of every page in Arabic and
French, wide and narrow, some in the dark.
"""

import os
import sys
import tempfile
import threading
from pathlib import Path

WAYS = (("ar", 1440, False), ("fr", 1440, False), ("ar", 390, False), ("ar", 1440, True))


def main(out: Path, only: list[str]) -> None:
    """Take the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KHZ_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "khizana.site.settings"
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        from browser import house

        built = house.build()
        server, address = _serve()
        try:
            _take(address, built, out, only)
        finally:
            server.shutdown()


def _serve():
    from socketserver import ThreadingMixIn
    from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

    from khizana.site.wsgi import application

    class Server(ThreadingMixIn, WSGIServer):
        daemon_threads = True

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args):
            pass

    server = make_server("127.0.0.1", 0, application, Server, Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"


def _take(address: str, built, out: Path, only: list[str]) -> None:
    from browser.chromium import browser, session_of, signed_in
    from browser.pages import PAGES

    out.mkdir(parents=True, exist_ok=True)
    sessions = {name: session_of(person) for name, person in built.people.items()}
    with browser() as opened:
        for lang, width, dark in WAYS:
            for page in PAGES:
                if only and not any(page.name.startswith(name) for name in only):
                    continue
                context = signed_in(
                    opened, address, sessions.get(page.who, ""), lang=lang, width=width, dark=dark
                )
                tab = context.new_page()
                tab.on("console", lambda m, p=page: _say(p.name, m.text))
                answer = tab.goto(address + page.address(built))
                tab.wait_for_function("document.fonts.status === 'loaded'")
                name = f"{page.name}-{lang}-{width}{'-dark' if dark else ''}.png"
                tab.screenshot(path=out / name)
                if answer and answer.status != page.status:
                    _say(page.name, answer.status, "instead of", page.status)
                context.close()


def _say(*what) -> None:
    sys.stderr.write(" ".join(map(str, what)) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
