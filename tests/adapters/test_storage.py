"""The OCFL root and the one read pass: digests, duplicates, races, a full disk, a kill."""

import datetime as dt
import errno
import hashlib
import io
import os
import resource
import subprocess
import sys
import textwrap
import threading

import pytest

from khizana.adapters import storage_intake
from khizana.adapters.storage import (
    Provenance,
    Storage,
    StoredCopyDamaged,
    logical_name,
    object_id,
)
from khizana.adapters.storage_intake import CHUNK, digest_stream, take_in
from khizana.adapters.storage_validate_root import validate_root

WHEN = Provenance(dt.datetime(2026, 2, 10, tzinfo=dt.UTC), "m", "u", "khz:a:person:1")


@pytest.fixture
def storage(tmp_path):
    made = Storage(tmp_path / "originals", tmp_path / "staging")
    made.prepare()
    return made


def _put(storage, body, name=b"a.txt"):
    intake = take_in(io.BytesIO(body), storage.staging / f"{os.urandom(4).hex()}.part")
    return storage.install(storage.build(intake, name=name, provenance=WHEN))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
def test_one_pass_gives_both_digests_size_head_and_copy(tmp_path, size):
    body = os.urandom(size)
    found = take_in(io.BytesIO(body), tmp_path / "copy")
    assert found.sha512 == hashlib.sha512(body).hexdigest()
    assert found.sha256 == hashlib.sha256(body).hexdigest()
    assert (found.size, found.head) == (size, body[:4096])
    assert found.staged.read_bytes() == body
    again = digest_stream(io.BytesIO(body))
    assert (again.sha512, again.sha256) == (found.sha512, found.sha256)


class Short:
    """A source that gives less than it is asked for, as pipes and zips do."""

    def __init__(self, body):
        self.inner = io.BytesIO(body)

    def read(self, size=-1):
        return self.inner.read(min(size, 70_001))


def test_short_reads_change_nothing(tmp_path):
    body = os.urandom(CHUNK + 12_345)
    assert take_in(Short(body), tmp_path / "x").sha512 == hashlib.sha512(body).hexdigest()


def test_a_full_disk_in_the_middle_leaves_no_half_file(tmp_path, monkeypatch):
    def write(out, chunk):
        out.write(chunk[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storage_intake, "_write_all", write)
    with pytest.raises(OSError, match="No space"):
        take_in(io.BytesIO(b"x" * 1000), tmp_path / "x")
    assert list(tmp_path.glob("x")) == []


def test_a_real_limit_on_written_bytes_leaves_no_half_object(tmp_path):
    """RLIMIT_FSIZE makes the kernel itself refuse the write (EFBIG), in a process of its own."""
    script = textwrap.dedent(
        """
        import resource, signal, sys
        from pathlib import Path
        from khizana.adapters.storage import Storage
        from khizana.adapters.storage_intake import take_in
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        storage = Storage(Path(sys.argv[1]) / "o", Path(sys.argv[1]) / "s")
        storage.prepare()
        resource.setrlimit(resource.RLIMIT_FSIZE, (5_000_000, 5_000_000))
        try:
            take_in(open("/dev/zero", "rb"), storage.staging / "x")
        except OSError as error:
            print(error.errno, len(list(storage.staging.iterdir())))
        """
    )
    said = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True
    )
    assert said.stdout.split() == [str(errno.EFBIG), "0"], said.stderr


def test_the_same_bytes_are_stored_once_under_any_name(storage):
    first, second = _put(storage, b"same", b"a.txt"), _put(storage, b"same", b"b.doc")
    assert (first.new, second.new) == (True, False)
    assert first.content_path == second.content_path
    assert first.ocfl_id == object_id(hashlib.sha256(b"same").hexdigest())
    assert list(storage.staging.iterdir()) == []
    with storage.open(first.content_path) as file:
        assert file.read() == b"same"


def test_a_good_copy_is_never_thrown_away_for_a_damaged_one(storage):
    stored = _put(storage, b"precious")
    storage.path(stored.content_path).write_bytes(b"rotten!!")
    intake = take_in(io.BytesIO(b"precious"), storage.staging / "again")
    built = storage.build(intake, name=b"a", provenance=WHEN)
    with pytest.raises(StoredCopyDamaged):
        storage.install(built)
    assert (built.folder / "v1/content/original").read_bytes() == b"precious"


def test_many_writers_of_the_same_and_of_other_bytes(storage):
    """Eight threads race for the same renames; every object is whole and none is lost."""
    built = []
    for n in range(64):
        intake = take_in(io.BytesIO(str(n % 16).encode()), storage.staging / f"{n}.part")
        built.append(storage.build(intake, name=b"n", provenance=WHEN))
    results = []

    def work(mine):
        results.extend(storage.install(one) for one in mine)

    threads = [threading.Thread(target=work, args=(built[i::8],)) for i in range(8)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert sum(r.new for r in results) == 16
    assert len({r.content_path for r in results}) == 16
    assert list(validate_root(storage.root)) == []
    assert list(storage.staging.iterdir()) == []


def test_an_object_is_in_the_root_whole_or_not_at_all(storage, monkeypatch):
    """Whatever write of the object fails, nothing of it shows in the root."""
    intake = take_in(io.BytesIO(b"abc"), storage.staging / "x")
    from khizana.adapters import storage as module

    calls = []

    def failing(path, body):
        calls.append(path)
        if len(calls) == 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        path.write_bytes(body)

    monkeypatch.setattr(module, "_write", failing)
    with pytest.raises(OSError, match="No space"):
        storage.build(intake, name=b"a", provenance=WHEN)
    assert list(storage.staging.iterdir()) == []
    assert list(validate_root(storage.root)) == []


@pytest.mark.parametrize(
    ("name", "logical"),
    [
        (b"a/b/c.txt", "c.txt"),
        ("مذكرة.pdf".encode(), "مذكرة.pdf"),
        (b"\xff\xfe", "%FF%FE"),
        (b"..", "original"),
        (b"", "original"),
        (b"x\0y", "x%00y"),
    ],
)
def test_logical_names_are_legal_in_ocfl(name, logical):
    assert logical_name(name) == logical


@pytest.mark.slow
def test_memory_is_flat_for_a_large_file(tmp_path):
    source = tmp_path / "large"
    with source.open("wb") as out:
        out.truncate(600 * 2**20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with source.open("rb", buffering=0) as file:
        take_in(file, tmp_path / "copy")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024
