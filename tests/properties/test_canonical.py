"""The short way of canonical JSON writes what the full implementation of RFC 8785 writes."""

import json

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from khizana.kernel import canonical

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


@given(values)
def test_the_same_bytes_and_the_same_value(value):
    text = canonical.dumps(value)
    assert text == rfc8785.dumps(value)
    # large floats are written without a point (section 3.2.2.3), so compare all numbers as floats
    plain = json.loads(json.dumps(value), parse_int=float)
    assert json.loads(text, parse_int=float) == plain


@given(
    st.dictionaries(
        st.text(st.characters(min_codepoint=0xD000, exclude_categories=["Cs"])), st.none()
    )
)
def test_names_beyond_the_basic_plane_sort_by_utf16(value):
    assert canonical.dumps(value) == rfc8785.dumps(value)


@given(st.text(st.characters(max_codepoint=0x9F), max_size=5))
def test_control_characters(text):
    assert canonical.dumps([text]) == rfc8785.dumps([text])
