"""Signed notes: round trip, refusals."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from khizana.kernel import notes
from khizana.kernel.errors import NotValid

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NAME = "dhm.example/khizana"
VERIFIER = notes.Verifier(NAME, KEY.public_key().public_bytes_raw())
BODY = str(notes.Checkpoint(NAME, 3, bytes(32)))


def test_sign_and_verify():
    note = notes.sign(BODY, NAME, KEY)
    assert notes.verify(note, [VERIFIER]).text == BODY
    assert notes.Checkpoint.parse(notes.parse(note).text).size == 3
    assert notes.Verifier.parse(str(VERIFIER)) == VERIFIER


def test_a_second_unknown_signature_is_passed_over():
    other = notes.sign(BODY, "other", Ed25519PrivateKey.generate()).rsplit("\n\n", 1)[1]
    assert len(notes.verify(notes.sign(BODY, NAME, KEY) + other, [VERIFIER]).signatures) == 1


def test_a_note_by_unknown_keys_only_is_refused():
    note = notes.sign(BODY, NAME, Ed25519PrivateKey.generate())
    with pytest.raises(NotValid, match=r"notes.no_known_signature"):
        notes.verify(note, [VERIFIER])


@pytest.mark.parametrize(
    "note",
    [
        "", "text\n", "text\n\n", "text\n\n\u2014 name\n", "text\n\n\u2014 na+me AAAAAAAA\n",
        "text\n\n\u2014 name AAAA\n", "text\n\n- name AAAAAAAA\n", "a\tb\n\n\u2014 name AAAAAAAA\n",
        "text\n\n\u2014 name AAAAAAAA", "text\n\n\u2014 name AAAAAAB=\n",
    ],
)  # fmt: skip
def test_what_is_not_a_note_is_refused(note):
    with pytest.raises(NotValid, match=r"notes\."):
        notes.parse(note)


@pytest.mark.parametrize("text", ["no newline", "tab\t\n", "\x00\n"])
def test_what_cannot_be_signed(text):
    with pytest.raises(NotValid, match=r"notes.bad_note"):
        notes.sign(text, NAME, KEY)


@pytest.mark.parametrize("change", [("3\n", "03\n"), ("3\n", "-3\n"), ("3\n", "\n"), ("A=", "=")])
def test_a_checkpoint_has_one_way_of_being_written(change):
    with pytest.raises(NotValid):
        notes.Checkpoint.parse(BODY.replace(*change))


@pytest.mark.parametrize("vkey", ["", "name", "name+00000000+AAAA", "na me+0+A"])
def test_a_bad_verifier_key_is_refused(vkey):
    with pytest.raises(NotValid):
        notes.Verifier.parse(vkey)


def test_a_verifier_key_with_another_id_is_refused():
    name, _, key = str(VERIFIER).split("+", 2)
    with pytest.raises(NotValid, match=r"notes.bad_key"):
        notes.Verifier.parse(f"{name}+00000000+{key}")
