"""Refs and the ids in them."""

import uuid

import pytest

from khizana.kernel.errors import NotValid
from khizana.kernel.refs import Ref, new_id


def test_ids_are_of_version_7_and_rise():
    made = [new_id() for _ in range(5000)]
    assert made == sorted(set(made))
    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {uuid.RFC_4122}


def test_an_id_holds_the_time():
    import time

    before = time.time_ns() // 1_000_000
    milliseconds = new_id().int >> 80
    assert before - 5 <= milliseconds <= time.time_ns() // 1_000_000 + 5


def test_a_ref_is_written_and_read():
    ref = Ref("dhm.rabat.ma", "record", new_id())
    assert str(ref) == f"khz:dhm.rabat.ma:record:{ref.id}"
    assert Ref.parse(str(ref)) == ref


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "khz:a:b",
        "khz:a:record:not-a-uuid",
        "khz:a:record:{01a20102-6b95-74f4-839a-6c7f8bc8ce95}",
        "khz:a:record:01A20102-6B95-74F4-839A-6C7F8BC8CE95",
        "khz:A b:record:01a20102-6b95-74f4-839a-6c7f8bc8ce95",
        "khz:a:../x:01a20102-6b95-74f4-839a-6c7f8bc8ce95",
        "urn:a:record:01a20102-6b95-74f4-839a-6c7f8bc8ce95",
    ],
)
def test_what_is_not_a_ref_is_refused(wrong):
    with pytest.raises(NotValid) as refusal:
        Ref.parse(wrong)
    assert refusal.value.code == "kernel.ref_invalid"
