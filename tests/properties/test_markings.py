"""Laws of the label algebra."""

from hypothesis import given
from hypothesis import strategies as st

from khizana.kernel.markings import Clearance, Marking, Policy, banner, dominates, join

POLICY = Policy.neutral()
LEVELS = list(POLICY.levels)
GROUPS = st.frozensets(st.sampled_from(["g1", "g2", "g3"]))
PARTIES = st.frozensets(st.sampled_from(list(POLICY.parties)))


@st.composite
def markings(draw):
    level = draw(st.sampled_from(LEVELS))
    rank = POLICY.level(level).rank
    allowed = [k for k, c in POLICY.caveats.items() if c.lowest_rank <= rank]
    caveats = draw(st.frozensets(st.sampled_from(allowed)))
    return Marking(POLICY, level, caveats, draw(st.none() | PARTIES), draw(GROUPS))


clearances = st.builds(
    Clearance,
    st.just(POLICY),
    st.sampled_from(LEVELS),
    st.frozensets(st.sampled_from(list(POLICY.caveats))),
    st.none() | st.sampled_from(list(POLICY.parties)),
    GROUPS,
)


@given(markings(), markings(), markings())
def test_join_is_a_semilattice(a, b, c):
    assert join([a, a]) == a
    assert join([a, b]) == join([b, a])
    assert join([join([a, b]), c]) == join([a, join([b, c])]) == join([a, b, c])
    assert join([a, Marking.lowest(POLICY)]) == a


@given(clearances, st.lists(markings(), max_size=5))
def test_who_dominates_the_join_dominates_each_and_the_reverse(clearance, members):
    whole = join(members, policy=POLICY)
    assert bool(dominates(clearance, whole)) == all(dominates(clearance, m) for m in members)


@given(clearances, markings(), markings())
def test_a_stricter_marking_never_opens(clearance, a, b):
    if dominates(clearance, join([a, b])):
        assert dominates(clearance, a)


@given(clearances, clearances, markings())
def test_a_larger_clearance_never_closes(small, other, marking):
    levels = max(small.level, other.level, key=lambda k: POLICY.level(k).rank)
    larger = Clearance(
        POLICY, levels, small.caveats | other.caveats, small.party, small.groups | other.groups
    )
    if dominates(small, marking):
        assert dominates(larger, marking)


@given(markings(), markings())
def test_key_is_canonical_and_read_back(a, b):
    assert Marking.from_key(POLICY, a.key()) == a
    assert (a.key() == b.key()) == (a == b)


@given(markings(), st.sampled_from(["ar", "fr", "en"]))
def test_banner_names_level_caveats_and_release(marking, lang):
    text = banner(marking, lang)
    assert POLICY.level(marking.level).name[lang] in text
    assert all(POLICY.caveats[c].name[lang] in text for c in marking.caveats)
