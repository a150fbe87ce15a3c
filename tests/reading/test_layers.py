"""Passages are cut as people would, and places survive a correction."""

from hypothesis import given
from hypothesis import strategies as st

from khizana.reading import layers

AR = "وأوصت اللجنة بحفظ الأرشيف العسكري وفهرسته وبإعداد قاعدة بيانات مشتركة. "
FR = "Elle a recommandé de conserver et de décrire les archives militaires. "


def pieces(text):
    return [text[start:end] for start, end in layers.cut(text)]


@given(st.text(alphabet="اب ج.\nab\u061f!", max_size=2_000))
def test_passages_lose_no_letter_and_never_overlap(text):
    at, seen = 0, []
    for start, end in layers.cut(text):
        assert at <= start < end
        at = end
        seen.append(text[start:end])
    assert "".join("".join(seen).split()) == "".join(text.split())


def test_a_heading_goes_with_its_paragraph():
    assert len(pieces("محضر\n\n" + AR * 5)) == 1


def test_a_long_paragraph_is_cut_at_sentences():
    found = pieces(AR * 60)
    assert all(40 <= len(each.split()) <= 150 for each in found[:-1])
    assert all(each.endswith(".") for each in found)


def test_a_text_without_an_end_is_cut_between_words():
    assert all(len(each.split()) <= 150 for each in pieces("كلمة " * 1_000))


def test_another_script_is_another_passage():
    assert pieces(AR + "\n" + FR + "\n\n" + AR) == [AR.strip(), FR.strip(), AR.strip()]


def test_a_latin_name_does_not_cut_an_arabic_paragraph():
    assert len(pieces(AR + "\nBamako\n" + AR)) == 1


@given(
    st.lists(
        st.tuples(*[st.integers(0, 10_000)] * 7).map(lambda word: (*word[:6], word[6] % 101)),
        max_size=40,
    )
)
def test_places_are_packed_without_loss(words):
    assert layers.unpack(layers.pack(words)) == words


def words_of(text):
    at, found = 0, []
    for number, word in enumerate(text.split(" ")):
        found.append((at, at + len(word), number * 100, 0, number * 100 + 90, 50, 80))
        at += len(word) + 1
    return found


def test_a_corrected_word_takes_the_place_of_the_wrong_one():
    old, new = "le proces verbal de Bamaco", "le procès-verbal de Bamako signé"
    places = {new[w[0] : w[1]]: w[2:6] for w in layers.realign(old, words_of(old), new)}
    assert places["le"] == (0, 0, 90, 50)
    assert places["procès-verbal"] == (100, 0, 290, 50)
    assert places["de"] == (300, 0, 390, 50)
    assert places["Bamako"] == (400, 0, 490, 50)


@given(st.text(alphabet="اب ج", max_size=60), st.text(alphabet="اب ج", max_size=60))
def test_realigned_words_are_words_of_the_new_text(old, new):
    places = [(m[0], m[1], 1, 1, 2, 2, 50) for m in _spans(old)]
    for start, end, *_ in layers.realign(old, places, new):
        assert new[start:end].strip() == new[start:end] != ""


def _spans(text):
    import re

    return [match.span() for match in re.finditer(r"\S+", text)]
