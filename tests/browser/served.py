"""The house of the browser tests, served by a process of its own from a folder of its own.

``with serve() as house: house.address, house.ids, house.sessions``. Nothing of it touches the
database of the other tests.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Served:
    """Where the house is served, the ids of its things, and open sessions by person."""

    address: str
    ids: dict[str, str]
    sessions: dict[str, str]


@contextmanager
def serve(**environment: str) -> Iterator[Served]:
    """Build and serve the house; end the process when done."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {
            **os.environ,
            "KHZ_DATA": folder,
            "KHZ_DATABASE_URL": "sqlite:",
            "DJANGO_SETTINGS_MODULE": "khizana.site.settings",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}",
            **environment,
        }
        with subprocess.Popen(
            [sys.executable, "-m", "browser.served"], env=environ, cwd=ROOT,
            stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            said = process.stdout.readline()
            if not said:
                raise RuntimeError("the house could not be built; see its errors above")
            # leaving the block closes its standard input, at which it ends
            yield Served(**json.loads(said))


def main() -> None:
    """Build the house, serve it until standard input ends."""
    import django

    django.setup()
    from browser import house
    from browser.chromium import session_of
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    built = house.build()
    ids = {name: str(getattr(thing, "pk", thing)) for name, thing in built.things.items()}
    ids |= {name: str(person.pk) for name, person in built.people.items()}
    sessions = {name: session_of(person) for name, person in built.people.items()}
    server = _server()
    said = {"address": f"http://127.0.0.1:{server.server_port}", "ids": ids, "sessions": sessions}
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.shutdown()


def _server():
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
    return server


if __name__ == "__main__":
    main()
