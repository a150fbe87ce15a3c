"""Laws of texts, refs and guarded cells."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from khizana.archive.table.columns import guard, text_cells, text_of, unguard
from khizana.kernel.refs import Ref
from khizana.kernel.text import Text

LANGS = st.sampled_from(["ar", "fr", "en", "pt", "ff-Arab"])
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
TEXTS = st.builds(Text, st.dictionaries(LANGS, WORDS, max_size=4), st.none() | LANGS)


@given(TEXTS)
def test_texts_return_from_json(text):
    assert Text.from_json(text.to_json()) == text
    assert text.original is None or text.original in text.values


@given(TEXTS, st.sampled_from(["ar", "fr", "en"]))
def test_something_is_shown_where_there_is_something(text, lang):
    shown = text.shown(lang)
    assert bool(shown.text) == bool(text)
    assert shown.is_fallback == (bool(text) and lang not in text.values)
    assert text.sort_key(lang) == text.sort_key(lang)


@given(st.from_regex(r"[a-z0-9](-?[a-z0-9]){0,8}", fullmatch=True),
       st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True), st.uuids())  # fmt: skip
def test_refs_return_from_their_written_form(node, kind, identity: uuid.UUID):
    ref = Ref(node, kind, identity)
    assert Ref.parse(str(ref)) == ref


@given(st.text(st.sampled_from("'=+-@\t\r\n＝＋－＠aا "), max_size=6) | st.text(max_size=10))
def test_guarded_cells_return_and_compute_nothing(cell):
    assert unguard(guard(cell)) == cell
    assert not guard(cell).startswith(
        ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
    )


@given(TEXTS, TEXTS)
def test_texts_return_from_their_cells(text, present):
    columns = {f"title:{lang}": "" for lang in (*present.values, "ar", "fr", "en")}
    cells = columns | {"title:original": ""} | text_cells("title", text)
    if text:
        assert text_of("title", cells, Text()) == text
    assert text_of("title", cells, text) == text
