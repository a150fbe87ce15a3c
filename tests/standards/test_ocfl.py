"""Our validator against the public OCFL fixtures; our writer against the validator and ocfl-py."""

import datetime as dt
import io
import json
import re
import subprocess
import sys
import tarfile

import pytest

from khizana.adapters.storage import Provenance, Storage, object_folder
from khizana.adapters.storage_intake import take_in
from khizana.adapters.storage_validate import validate_object
from khizana.adapters.storage_validate_root import validate_root

WHEN = Provenance(
    dt.datetime(2026, 2, 10, 9, tzinfo=dt.UTC), "تسليم", "أمين الأرشيف", "khz:a:person:1"
)


@pytest.fixture(scope="session")
def fixtures(standards, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ocfl")
    with tarfile.open(standards / "ocfl" / "ocfl-fixtures.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    return folder / "ocfl-fixtures"


def _objects(fixtures, kind):
    return [o for v in ("1.0", "1.1") for o in sorted((fixtures / v / f"{kind}-objects").iterdir())]


def _codes(name):
    return set(re.findall(r"[EW]\d{3}", name))


def test_good_objects_are_silent(fixtures):
    assert {
        o.name: validate_object(o) for o in _objects(fixtures, "good") if validate_object(o)
    } == {}


def test_warned_objects_have_their_warnings_and_no_error(fixtures):
    for folder in _objects(fixtures, "warn"):
        found = {code for code, _ in validate_object(folder)}
        assert _codes(folder.name) <= found, folder.name
        assert not {code for code in found if code.startswith("E")}, folder.name


def test_bad_objects_have_every_code_of_their_name(fixtures):
    wrong = {}
    for folder in _objects(fixtures, "bad"):
        found = {code for code, _ in validate_object(folder)}
        if not _codes(folder.name) <= found:
            wrong[f"{folder.parts[-3]}/{folder.name}"] = _codes(folder.name) - found
    assert wrong == {}


NAMES = [
    b"plan.pdf",
    "محضر الدورة الأولى.docx".encode(),
    b"\xe3\xcd\xd6\xd1.txt",
    b"line\nbreak \xe2\x80\xae.txt",
    b"..",
    b"a" * 4000,
]


@pytest.fixture
def root(tmp_path):
    storage = Storage(tmp_path / "originals", tmp_path / "staging")
    storage.prepare()
    for position, name in enumerate(NAMES):
        body = b"" if position == 0 else name * (position + 1)
        intake = take_in(io.BytesIO(body), storage.staging / f"{position}.part")
        built = storage.build(intake, name=name, provenance=WHEN)
        assert storage.install(built).new
    return storage


@pytest.mark.requirement("A2.3")
def test_what_we_write_is_valid_to_our_validator(root):
    assert list(validate_root(root.root)) == []
    assert list(root.staging.iterdir()) == []


INDEPENDENT = """
import sys, types
for name, keys in {"s3fs": ["S3FileSystem"], "bagit": []}.items():
    # parts of ocfl-py that stay unused here
    sys.modules[name] = types.ModuleType(name)
    for key in keys:
        setattr(sys.modules[name], key, object)
import ocfl
root = ocfl.StorageRoot(root=sys.argv[1])
passed = root.validate(log_warnings=True)
print(passed, root.num_objects, root.good_objects, root.errors)
"""


def test_what_we_write_is_valid_to_an_independent_reader(root):
    said = subprocess.run(
        [sys.executable, "-c", INDEPENDENT, str(root.root)], capture_output=True, text=True
    )
    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines()[-1] == f"True {len(NAMES)} {len(NAMES)} []"


@pytest.mark.parametrize(
    ("identity", "folder"),
    [
        ("object-01", "3c/0f/object-01"),
        ("..hor/rib:le-$id", "48/73/%2e%2ehor%2frib%3ale-%24id"),
    ],
)
def test_layout_extension_0003(root, identity, folder):
    """The worked examples of the extension's text, here in two tuples of two."""
    config = root.root / "extensions" / "0003-hash-and-id-n-tuple-storage-layout" / "config.json"
    assert json.loads(config.read_bytes())["tupleSize"] == 2
    assert object_folder(identity) == folder


def test_validators_find_what_was_changed_behind_our_back(root):
    place = next(root.root.rglob("content/original"))
    place.write_bytes(b"something else")
    assert {code for _, (code, _) in validate_root(root.root)} == {"E092", "E093"}
    (root.root / "stray.txt").write_bytes(b"")
    (root.root / "ab" / "cd").mkdir(parents=True, exist_ok=True)
    found = {code for _, (code, _) in validate_root(root.root)}
    assert "E073" in found
