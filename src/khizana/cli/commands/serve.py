"""`khizana serve`: the web server (granian, WSGI)."""

import argparse
import os
import socket
import sys

from django.core.management import call_command

from khizana.adapters import settings
from khizana.cli.console import Console
from khizana.cli.node import require_made
from khizana.kernel.errors import Conflict, NotValid
from khizana.kernel.words import say

LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to
SHORTEST_KEY = 32


def summary(lang: str) -> str:
    return say("cli.help.serve", lang)


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("--host", default="127.0.0.1", help=say("cli.option.host", lang))
    parser.add_argument("--port", type=int, default=8000, help=say("cli.option.port", lang))
    parser.add_argument(
        "--workers", type=int, default=2, metavar="N", help=say("cli.option.workers", lang)
    )
    parser.add_argument(
        "--threads", type=int, default=2, metavar="N", help=say("cli.option.threads", lang)
    )


def refuse_unsafe(node: settings.Settings) -> None:
    """Nothing is served with settings that only a developer's machine may have."""
    if node.debug:
        raise NotValid("cli.unsafe_debug")
    if any("*" in host for host in node.hosts):
        raise NotValid("cli.unsafe_hosts")
    if len(node.secret_key) < SHORTEST_KEY:
        raise NotValid("cli.unsafe_key", length=SHORTEST_KEY)


def refuse_taken(host: str, port: int) -> None:
    """A sentence instead of a stack trace where somebody listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            raise Conflict("cli.port_taken", host=host, port=port) from error


def run(options: argparse.Namespace, console: Console) -> int:
    if options.host not in (*LOOPBACK, *EVERYWHERE):
        hosts = os.environ.get("KHZ_HOSTS", "localhost,127.0.0.1,[::1]")
        os.environ["KHZ_HOSTS"] = f"{hosts},{options.host}"
    node = settings.current()
    refuse_unsafe(node)
    require_made()
    refuse_taken(options.host, options.port)
    call_command("collectstatic", interactive=False, verbosity=0)
    if options.host not in LOOPBACK and not node.secure:
        console.step(console.word("cli.serve.not_secure"))
    console.step(console.word("cli.serve.started", host=options.host, port=options.port))
    command = [sys.executable, "-m", "granian", "khizana.site.wsgi:application"]
    command += ["--interface", "wsgi", "--host", options.host, "--port", str(options.port)]
    command += ["--workers", str(options.workers), "--blocking-threads", str(options.threads)]
    # a worker that died comes back; ends are given time for an upload's last part
    command += ["--respawn-failed-workers", "--workers-kill-timeout", "10", "--no-ws"]
    command += ["--log-level", "warning"]
    os.execv(sys.executable, command)  # noqa: S606 - the server takes our place, and our signals
