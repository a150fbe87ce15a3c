"""The query language: what each way of asking means, and that nothing typed is an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khizana.adapters.index_terms import (
    Dates,
    Every,
    Node,
    Not,
    Phrase,
    Prefix,
    Some,
    Value,
    Word,
    leaves,
)
from khizana.kernel.words import has
from khizana.search.language import parse


def shown(node: Node | None) -> str:
    """A node in one line, so that the tests can be read."""
    match node:
        case None:
            return ""
        case Word():
            return f"{node.field}:{node.form}" if node.field else node.form
        case Phrase():
            return (f"{node.field}:" if node.field else "") + '"' + " ".join(node.forms) + '"'
        case Prefix():
            return node.form + "*"
        case Value():
            return f"{node.field}={','.join(node.values)}"
        case Dates():
            return f"[{node.low}..{node.high}]"
        case Every():
            return "(" + " & ".join(map(shown, node.parts)) + ")"
        case Some():
            return "(" + " | ".join(map(shown, node.parts)) + ")"
        case Not():
            return "!" + shown(node.part)


@pytest.mark.parametrize(
    ("question", "meaning"),
    [
        ("", ""),
        ("   ", ""),
        ("، — …", ""),
        ("الأرشيف العسكري", "(الارشيف & العسكري)"),
        ('"الأرشيف العسكري"', '"الارشيف العسكري"'),
        ("«الأرشيف العسكري» 1957", '("الارشيف العسكري" & 1957)'),
        ("“general staff”", '"general staff"'),
        ("armée AND marine", "(armee & marine)"),
        ("armée ET marine", "(armee & marine)"),
        ("armée OU marine", "(armee | marine)"),
        ("جيش | بحرية", "(جيش | بحريه)"),
        ("army OR navy air", "(army | (navy & air))"),
        ("(army OR navy) air", "((army | navy) & air)"),
        ("army NOT navy", "(army & !navy)"),
        ("armée SAUF marine", "(armee & !marine)"),
        ("جيش -بحرية", "(جيش & !بحريه)"),
        ("+جيش", "جيش"),
        ("porte-avions", '"porte avions"'),
        ("l'armée", "armee"),
        ("MA/DHM 12", '("ma dhm" & 12)'),
        ("title:محضر", "title:محضر"),
        ("عنوان:محضر باماكو", "(title:محضر & باماكو)"),
        ("titre:(procès verbal)", "(title:proces & title:verbal)"),
        ('creator:"état-major"', 'names:"etat major"'),
        ("cote:MA/DHM/12", 'code:"ma dhm 12"'),
        ("code:MA/DHM*", "ma/dhm*"),
        ("lang:fr", "language=fr"),
        ("لغة:العربية", "language=ar"),
        ("type:dossier", "level=file"),
        ("نوع:ملف", "level=file"),
        ("type:passage", "kind=passage"),
        ("format:pdf -lang:en", "(format=pdf & !language=en)"),
        ("date:1957", "[19570101..19571231]"),
        ("date:1957..1961", "[19570101..19611231]"),
        ("date:1961..1957", "[19570101..19611231]"),
        ("date:..1961", "[None..19611231]"),
        ("تاريخ:١٩٥٧", "[19570101..19571231]"),
        ('date:"mai 1958"', "[19580501..19580531]"),
        ("archiv*", "archiv*"),
        ("de la marine", "marine"),
        ("de la", "(de & la)"),
        ("في", "في"),
        ("http://example", '"http example"'),
        ("12:30", '"12 30"'),
    ],
)
@pytest.mark.requirement("A2.4")
def test_meaning(question: str, meaning: str) -> None:
    parsed = parse(question)
    assert shown(parsed.node) == meaning
    assert parsed.notices == ()


@pytest.mark.parametrize(
    ("question", "meaning", "notice"),
    [
        ('"الأرشيف العسكري', '"الارشيف العسكري"', "search.notice.unclosed_quote"),
        ("(army navy", "(army & navy)", "search.notice.unclosed_bracket"),
        ("army) navy", "(army & navy)", "search.notice.stray_bracket"),
        ("army OR", "army", "search.notice.operator_as_word"),
        ("OR army", "army", "search.notice.operator_as_word"),
        ("SAUF", "sauf", "search.notice.operator_as_word"),
        ("AND OR", "(or & and)", "search.notice.operator_as_word"),
        ("date:demain", "demain", "search.notice.date_not_understood"),
        ("date:..", "", "search.notice.date_not_understood"),
        ("lang:klingon", "klingon", "search.notice.value_unknown"),
        ("title: ", "", "search.notice.field_empty"),
        ("ar* جيش", "(ar & جيش)", "search.notice.prefix_too_short"),
        ("كلمة " * 300, None, "search.notice.too_long"),
    ],
)
def test_mistakes_are_explained_and_searched_as_words(
    question: str, meaning: str | None, notice: str
) -> None:
    parsed = parse(question)
    if meaning is not None:
        assert shown(parsed.node) == meaning
    assert notice in [said.key for said in parsed.notices]
    for said in parsed.notices:
        assert has(said.key)
        assert all(said.sentence(lang) for lang in ("ar", "fr", "en"))


def test_broken_plurals_are_expanded_and_said() -> None:
    parsed = parse("المحضر")
    assert parsed.expanded == (("المحضر", ("محاضر",)),)
    (leaf,) = leaves(parsed.node)
    assert isinstance(leaf, Word)
    assert leaf.also == ("محاضر",)
    assert dict(parse("كتائب").expanded)["كتائب"] == ("كتيبه",)


def test_hamza_may_sit_elsewhere() -> None:
    (leaf,) = leaves(parse("مسئول").node)
    assert isinstance(leaf, Word)
    assert "مسؤول" in leaf.also


def test_what_is_ignored_is_said() -> None:
    assert parse("تاريخ من الجيش").ignored == ("من",)


TYPED = st.text(
    alphabet=st.sampled_from(list('()"«»:+-|* ./\\[]{}^~?&!') + list("abجيشOR١9'ـ"))
    | st.characters(codec="utf-8"),
    max_size=60,
) | st.lists(
    st.sampled_from(
        [*'()"«-+|', "AND", "OR", "NOT", "ET", "SAUF", "جيش", "date:", "title:", "1957..", "lang:"]
    ),
    max_size=12,
).map(" ".join)


@given(TYPED)
def test_everything_typed_is_a_question(question: str) -> None:
    parsed = parse(question)
    shown(parsed.node)
    for said in parsed.notices:
        assert said.key.startswith("search.notice.")
