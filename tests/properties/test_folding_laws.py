"""Laws of the folding on any text."""

from hypothesis import given
from hypothesis import strategies as st

from khizana.kernel.folding import Analyser, fold, four_grams, light10, tokens

ARABIC = st.text(
    alphabet=st.characters(codec="utf-8", categories=["Lo", "Mn", "Lm", "Zs", "Nd", "Ll", "Lu"])
    | st.sampled_from(list("أإآٱىیةکـ\u064b\u0651\u0654\u200f\u200c\ufdfa\ufe76 'œÆ")),
    max_size=60,
)


@given(ARABIC)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ARABIC)
def test_tokens_lie_in_the_text_in_order(text: str) -> None:
    last = 0
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.start >= last or token.start == last
        assert token.form and " " not in token.form
        last = token.start


@given(ARABIC)
def test_an_index_and_its_query_agree_on_every_form(text: str) -> None:
    analyser = Analyser()
    for token in tokens(text):
        again = [other.form for other in tokens(token.form)]
        assert again == [token.form]
        assert analyser.stem(token.form)


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويءؤئ", min_size=1, max_size=12))
def test_a_stem_is_part_of_its_word(word: str) -> None:
    stem = light10(word)
    assert stem in word
    assert len(stem) >= min(2, len(word))
    assert all(piece in stem for piece in four_grams(stem))
