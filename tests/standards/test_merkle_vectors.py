"""Public vectors: transparency-dev/merkle (RFC 6962 / 9162 proofs)."""

import base64
import json

import pytest

from khizana.kernel import merkle


def _cases(folder):
    return sorted((folder / "merkle" / "rfc6962-proofs").rglob("*.json"))


def _b64(text):
    return base64.b64decode(text or "")


def _hashes(values):
    return [_b64(v) for v in values or ()]


def test_every_inclusion_vector(standards):
    files = [p for p in _cases(standards) if "inclusion" in p.parts]
    assert len(files) == 98
    for path in files:
        case = json.loads(path.read_text())
        verdict = merkle.verify_inclusion(
            _b64(case["leafHash"]),
            case["leafIdx"],
            case["treeSize"],
            _hashes(case["proof"]),
            _b64(case["root"]),
        )
        assert verdict == (not case["wantErr"]), path


def test_every_consistency_vector(standards):
    files = [p for p in _cases(standards) if "consistency" in p.parts]
    assert len(files) == 98
    for path in files:
        case = json.loads(path.read_text())
        verdict = merkle.verify_consistency(
            case["size1"],
            case["size2"],
            _b64(case["root1"]),
            _b64(case["root2"]),
            _hashes(case["proof"]),
        )
        assert verdict == (not case["wantErr"]), path


@pytest.mark.parametrize(
    "name",
    [
        "consistency-check-on-empty-tree-size1-is-zero-is-useless",
        "size1-is-zero-and-size2-is-not-zero",
        "size1-is-zero-and-does-not-equal-size2",
    ],
)
def test_a_consistency_proof_from_nothing_is_refused(standards, name):
    folder = standards / "merkle" / "rfc6962-proofs" / "consistency" / "additional"
    assert json.loads((folder / f"{name}.json").read_text())["wantErr"] is True


def test_the_empty_tree_has_the_root_of_the_rfc():
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.root([]).hex() == merkle.Frontier().root().hex() == empty
