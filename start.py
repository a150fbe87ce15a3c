#!/usr/bin/env python3
"""The door of Khizana: makes the environment, then runs anything. Standard library only.

    python3 start.py                     set up, build the demo, serve, read documents
    python3 start.py test                the whole test command
    python3 start.py wheels              fill ./wheels, for a machine without a network
    python3 start.py doctor              what is missing, what does not work then, the exact line
    python3 start.py <khizana command>   for example: search, ingest, verify, backup

Options of the start: --data DIR  --host HOST  --port PORT  --no-demo
Where ./wheels is there, nothing else is installed from and no network is used.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
TOOLS = HERE / ".venv-tools"  # holds uv alone, when the machine has none
WHEELS = HERE / "wheels"
PYTHON = VENV / "bin" / "python"
NEEDED = (3, 11)

# said before Python 3.11 and its TOML reader are sure; all else stands in words/start.toml
TOO_OLD = """\
تحتاج خزانة إلى بايثون 3.11 أو أحدث؛ الموجود {0}. ثبّته، أو: uv run --python 3.12 start.py
Khizana demande Python 3.11 ou plus récent ; trouvé : {0}. Ou : uv run --python 3.12 start.py
Khizana needs Python 3.11 or newer; found {0}. Or: uv run --python 3.12 start.py"""
WORDS_FILE = HERE / "src" / "khizana" / "kernel" / "words" / "start.toml"


def language() -> str:
    """The person's language, as the machine tells it."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").lower()
        if value:
            return value[:2] if value[:2] in ("ar", "fr") else "en"
    return "en"


@functools.lru_cache(maxsize=1)
def words() -> dict:
    import tomllib

    return tomllib.loads(WORDS_FILE.read_text(encoding="utf-8"))


def sentence(key: str, **values: object) -> str:
    return words()[key][language()].format(**values)


def say(key: str, **values: object) -> None:
    """One step, one line; on stderr, so that --json answers stay alone on stdout."""
    print("· " + sentence(key, **values), file=sys.stderr, flush=True)


def quiet(command: list[str], **extra: object) -> None:
    """Run; show what it printed only when it fails."""
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, **extra
    )
    if done.returncode:
        sys.stderr.write((done.stdout + done.stderr)[-4000:])
        raise RuntimeError(f"{' '.join(command[:4])} … ({done.returncode})")


def ensure_system(*, tests: bool) -> None:
    """Install what is missing where that is allowed (root on Debian), else name the line."""
    from khizana.cli import needs  # plain Python; our own folder is on the path by now

    absent = needs.missing(tests=tests)
    if absent and needs.is_root() and shutil.which("apt-get"):
        packages = [need.debian for need in absent]
        say("start.system", packages=" ".join(packages))
        try:
            apt_install(*packages)
        except RuntimeError as error:  # offline, for one: the lines below say what to do
            print(error, file=sys.stderr)
    for need in needs.missing(tests=tests):
        say("start.system_missing", what=need.shown, line=need.line())


def apt_install(*packages: str) -> None:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet(["apt-get", "update", "-qq"], env=env)
    quiet(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], env=env)


def find_uv() -> str | None:
    """uv on the path, in the usual place, or put beside us by an earlier run."""
    own = [Path.home() / ".local" / "bin" / "uv", TOOLS / "bin" / "uv"]
    return shutil.which("uv") or next((str(path) for path in own if path.exists()), None)


def install_uv() -> str | None:
    """Get uv from the package index into a folder of its own; nothing of the system is touched."""
    attempts = (
        [[sys.executable, "-m", "venv", str(TOOLS)], [f"{TOOLS}/bin/pip", "install", "-q", "uv"]],
        [[sys.executable, "-m", "pip", "install", "-q", "--target", str(TOOLS), "uv"]],
    )
    for commands in attempts:
        shutil.rmtree(TOOLS, ignore_errors=True)
        codes = (subprocess.run(c, capture_output=True, check=False).returncode for c in commands)
        if all(code == 0 for code in codes):
            return find_uv()
    return None


def build_environment(*, dev: bool, requirements: Path) -> None:
    """Make .venv: uv with the lock, else venv and pip with the same versions, by hash."""
    offline = WHEELS.is_dir()
    uv = find_uv() or (None if offline else install_uv())
    if uv and not offline:
        say("start.environment", path=VENV, tool="uv")
        try:
            sync_with_uv(uv, dev=dev)
        except RuntimeError as error:  # an old uv, a proxy that it does not know: pip may succeed
            print(error, file=sys.stderr)
        else:
            return
    say("start.environment", path=VENV, tool="pip")
    pip = pip_of_environment(uv)
    where = ["--no-index", "--find-links", str(WHEELS)] if offline else []
    env = {**os.environ, "VIRTUAL_ENV": str(VENV)}
    # the lock names every package: what it leaves out of a package's wishes is left out on purpose
    install = [*pip, "install", "-q", *where, "--no-deps", "--require-hashes"]
    install += ["-r", str(requirements)]
    quiet(install, cwd=HERE, env=env)


def sync_with_uv(uv: str, *, dev: bool) -> None:
    """Bring .venv to the lock; what else is in it stays."""
    sync = [uv, "sync", "--frozen", "--inexact", "--no-install-project"]
    sync += ["--extra", "postgresql", "--python", sys.executable]
    env = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(VENV)}
    env.pop("VIRTUAL_ENV", None)
    env.setdefault("UV_SYSTEM_CERTS", "1")  # institutions have certificates of their own
    quiet([*sync, *([] if dev else ["--no-dev"])], cwd=HERE, env=env)


def pip_of_environment(uv: str | None) -> list[str]:
    """Make .venv where there is none, and return the command that installs into it."""
    if uv:
        if not PYTHON.exists():
            quiet([uv, "venv", "-q", "--python", sys.executable, str(VENV)])
        return [uv, "pip"]
    if not PYTHON.exists():
        ensure_venv_module()
        shutil.rmtree(VENV, ignore_errors=True)
        quiet([sys.executable, "-m", "venv", str(VENV)])
    return [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]


def fill_wheels() -> int:
    """Download all packages, by hash, for a machine of the same system and Python version."""
    say("start.wheels", path=WHEELS)
    download = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(WHEELS)]
    for name in ("requirements-dev.txt", "requirements-build.txt"):
        quiet([*download, "--require-hashes", "-r", str(HERE / name)])
    return 0


def ensure_venv_module() -> None:
    """Debian ships venv without ensurepip; one package brings it."""
    if importlib.util.find_spec("ensurepip"):
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise RuntimeError(f"ensurepip; sudo apt install {package}")
    apt_install(package)


def ensure_environment(*, dev: bool = False) -> None:
    """Make or refresh .venv; nothing is done when the lock has not changed since."""
    requirements = HERE / ("requirements-dev.txt" if dev else "requirements.txt")
    stamp = VENV / "khizana.stamp"
    lock = (HERE / "uv.lock").read_bytes() + (HERE / "requirements-dev.txt").read_bytes()
    want = hashlib.sha256(lock + sys.version.encode()).hexdigest()
    have = stamp.read_text().split() if stamp.exists() and PYTHON.exists() else []
    if have[:1] == [want] and (not dev or "dev" in have):
        return
    try:
        build_environment(dev=dev, requirements=requirements)
    except (RuntimeError, OSError) as error:
        say("start.environment_failed", why=error, next=sentence("start.check_network"))
        raise SystemExit(3) from None
    # the house runs from its own folder: no build back end, hence nothing unpinned, is needed
    site = next((VENV / "lib").glob("python*/site-packages"))
    (site / "khizana-house.pth").write_text(f"{HERE / 'src'}\n")
    command = VENV / "bin" / "khizana"
    command.write_text(
        f"#!{PYTHON}\nimport sys\nfrom khizana.cli.main import main\nsys.exit(main())\n"
    )
    command.chmod(0o755)
    stamp.write_text(f"{want} dev" if dev or "dev" in have else want)


def environment(data: str | None) -> dict[str, str]:
    """What the children see."""
    env = {**os.environ, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
    env["KHZ_DATA"] = str(Path(data or os.environ.get("KHZ_DATA") or HERE / "var").resolve())
    return env


def khizana(*arguments: str) -> list[str]:
    return [str(PYTHON), "-m", "khizana.cli.main", *arguments]


def answer(env: dict[str, str], *arguments: str) -> dict:
    """Run one command to its end; its progress is seen, its JSON answer is returned."""
    done = subprocess.run(
        khizana(*arguments, "--json"), env=env, stdout=subprocess.PIPE, check=False
    )
    if done.returncode:
        sys.stderr.write(done.stdout.decode())
        raise SystemExit(done.returncode)
    return json.loads(done.stdout)


def free_port(host: str, port: int) -> int:
    """The asked port, or the next one that nobody listens on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, port + 50):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((host, candidate))
                probe.listen(1)
                if candidate != port:
                    say("start.port", port=port, free=candidate)
                return candidate
    say("start.no_port", port=port, last=port + 49)
    raise SystemExit(4)


def options(arguments: list[str]) -> dict[str, str]:
    """--data DIR --host HOST --port PORT --no-demo, also as --name=value."""
    found = {"--host": "127.0.0.1", "--port": "8000"}
    rest = list(arguments)
    while rest:
        name, joined, value = rest.pop(0).partition("=")
        if name == "--no-demo":
            found[name] = "yes"
        elif name in ("--data", "--host", "--port") and (joined or rest):
            found[name] = value if joined else rest.pop(0)
        else:
            say("start.bad_option", option=name)
            raise SystemExit(2)
    if not found["--port"].isdigit():
        say("start.bad_option", option="--port")
        raise SystemExit(2)
    return found


def wait_until_ready(url: str, server: subprocess.Popen) -> None:
    """Return when the first page answers, or when the server has ended."""
    for _ in range(240):
        if server.poll() is not None:
            return
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return  # any answer is an answer
        except OSError:
            time.sleep(0.25)
        else:
            return


def start(arguments: list[str]) -> int:
    """init + demo + serve + worker, until Ctrl-C."""
    chosen = options(arguments)
    ensure_environment()
    ensure_system(tests=False)
    env = environment(chosen.get("--data"))
    say("start.init", path=env["KHZ_DATA"])
    people = answer(env, "init").get("people", [])
    if "--no-demo" not in chosen:
        say("start.demo")
        people += answer(env, "demo").get("people", [])
    host, port = chosen["--host"], free_port(chosen["--host"], int(chosen["--port"]))
    # sessions of their own: Ctrl-C reaches this process, which then ends both in order
    parts = {
        name: subprocess.Popen(khizana(*words), env=env, start_new_session=True)
        for name, words in {
            "serve": ("serve", "--host", host, "--port", str(port)),
            "work": ("work",),
        }.items()
    }
    return watch(parts, url=f"http://{host_name(host)}:{port}/", people=people)


def host_name(host: str) -> str:
    """The name to type in a browser on this machine."""
    if host in ("0.0.0.0", "::"):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def watch(parts: dict[str, subprocess.Popen], *, url: str, people: list[dict]) -> int:
    """Say where the door is, wait, and end every part when one ends or a person says stop."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    code = 0
    try:
        wait_until_ready(url, parts["serve"])
        if parts["serve"].poll() is None:
            say("start.open", url=url)
            for person in people:
                say("start.password", **person)
            say("start.stop")
            if sys.stderr.isatty() and (sys.platform == "darwin" or os.environ.get("DISPLAY")):
                webbrowser.open(url)
        while all(process.poll() is None for process in parts.values()):
            time.sleep(0.3)
        name, process = next((n, p) for n, p in parts.items() if p.poll() is not None)
        say("start.ended", part=name, code=process.returncode)
        code = process.returncode or 1
    except KeyboardInterrupt:
        code = 0
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for process in parts.values():
            if process.poll() is None:
                process.terminate()
        for process in parts.values():
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
        say("start.stopped")
    return code


def main(arguments: list[str]) -> int:
    if sys.version_info < NEEDED:
        print(TOO_OLD.format(sys.version.split()[0]), file=sys.stderr)
        return 3
    sys.path.insert(0, str(HERE / "src"))
    if not arguments or arguments[0] in ("--data", "--host", "--port", "--no-demo"):
        return start(arguments)
    if arguments[0].startswith(("--data=", "--host=", "--port=")):
        return start(arguments)
    if arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0
    if arguments[0] == "wheels":
        return fill_wheels()
    if arguments[0] == "test":
        ensure_environment(dev=True)
        ensure_system(tests=True)
        command = [str(PYTHON), str(HERE / "tests" / "command.py"), *arguments[1:]]
        return subprocess.run(command, cwd=HERE, check=False).returncode
    ensure_environment()
    sys.stdout.flush()
    os.execve(str(PYTHON), khizana(*arguments), environment(None))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
