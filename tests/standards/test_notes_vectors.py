"""Public vectors: C2SP signed-note and tlog-checkpoint, Wycheproof and CCTV Ed25519."""

import base64
import json
import struct
from collections import Counter

import pytest

from khizana.kernel import notes
from khizana.kernel.errors import NotValid


def _folder(standards):
    return standards / "merkle" / "signed-note"


def test_the_published_note_verifies(standards):
    case = json.loads((_folder(standards) / "vectors.json").read_text())["cases"][0]
    verifier = notes.Verifier.parse(case["vkey"])
    assert (verifier.name, verifier.key_id.hex()) == (case["key_name"], case["key_id_hex"])
    assert str(verifier) == case["vkey"]
    text = (_folder(standards) / case["file"]).read_text()
    note = notes.verify(text, [verifier])
    assert note.text == case["text"]
    with pytest.raises(NotValid, match=r"notes.bad_signature"):
        notes.verify(text.replace("example message", "exemple message"), [verifier])


def test_the_published_checkpoint_is_read(standards):
    case = json.loads((_folder(standards) / "vectors.json").read_text())["cases"][1]
    note = notes.parse((_folder(standards) / case["file"]).read_text())
    checkpoint = notes.Checkpoint.parse(note.text)
    assert checkpoint.origin == case["origin"]
    assert checkpoint.size == case["tree_size"]
    assert base64.b64encode(checkpoint.root).decode() == case["root_hash_base64"]
    assert len(note.signatures) == 2
    (moment,) = struct.unpack(">Q", note.signatures[1].signature[:8])
    assert moment == case["cosignature_timestamp"]
    assert case["cosigned_message"].endswith(note.text)


def test_wycheproof_ed25519(standards):
    data = json.loads((standards / "merkle" / "wycheproof" / "ed25519_test.json").read_text())
    count = 0
    for group in data["testGroups"]:
        public = bytes.fromhex(group["publicKey"]["pk"])
        for case in group["tests"]:
            verdict = notes.verify_ed25519(
                public, bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"])
            )
            assert verdict == (case["result"] == "valid"), case["tcId"]
            count += 1
    assert count == 151


def test_cctv_ed25519_answers_are_those_recorded(standards):
    """CCTV gives no verdicts: two nodes must answer alike, so ours are pinned."""
    path = standards / "merkle" / "cctv-ed25519" / "ed25519vectors.json"
    cases = json.loads(path.read_text())
    verdicts = Counter()
    for case in cases:
        verdict = notes.verify_ed25519(
            bytes.fromhex(case["key"]), bytes.fromhex(case["sig"]), case["msg"].encode()
        )
        verdicts[verdict] += 1
        # RFC 8032 section 5.1.7 without the cofactor: R is compared byte by byte
        spoilt = {"low_order_residue", "non_canonical_R"} & set(case["flags"] or ())
        assert verdict == (not spoilt), case["number"]
    assert verdicts == {True: 208, False: 706}
