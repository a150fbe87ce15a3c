"""Reading a policy: what it must hold, and what is refused."""

import copy
import tomllib
from importlib import resources

import pytest

from khizana.kernel.errors import NotValid
from khizana.kernel.markings import Clearance, Marking, Policy, banner, dominates, join

POLICY = Policy.neutral()


@pytest.fixture
def table():
    path = resources.files("khizana.kernel").joinpath("policies/neutral.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def test_the_shipped_policy(table):
    assert list(POLICY.levels) == ["unprotected", "restricted", "confidential", "secret"]
    assert POLICY.levels["confidential"].name["ar"] == "سري تمرين"
    assert set(POLICY.parties) == {"A", "B"}
    assert Policy.load(table) == POLICY


def test_a_policy_from_a_file(tmp_path, table):
    source = resources.files("khizana.kernel").joinpath("policies/neutral.toml").read_bytes()
    (tmp_path / "p.toml").write_bytes(source)
    assert Policy.load(tmp_path / "p.toml").levels.keys() == POLICY.levels.keys()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda t: t["levels"].clear(), "markings.policy_empty"),
        (lambda t: t["levels"].append(t["levels"][0]), "markings.policy_twice"),
        (lambda t: t["caveats"].append(t["caveats"][0]), "markings.policy_twice"),
        (lambda t: t["parties"].append(t["parties"][0]), "markings.policy_twice"),
        (lambda t: t["levels"][1]["name"].pop("ar"), "markings.policy_phrase"),
        (lambda t: t["caveats"][0].update(kind="permissive"), "markings.policy_kind"),
        (lambda t: t["caveats"][0].update(lowest_level="cosmic"), "markings.unknown_level"),
        (lambda t: t["levels"][0].update(key="a/b"), "markings.bad_key"),
        (lambda t: t.update(id=""), "markings.bad_key"),
    ],
)
def test_a_policy_with_a_fault_is_refused(table, change, code):
    table = copy.deepcopy(table)
    change(table)
    with pytest.raises(NotValid, match=code):
        Policy.load(table)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"level": "cosmic"}, "markings.unknown_level"),
        ({"level": "secret", "caveats": frozenset({"x"})}, "markings.unknown_caveat"),
        ({"level": "unprotected", "caveats": frozenset({"sources"})}, "markings.level_too_low"),
        ({"level": "secret", "releasable_to": frozenset({"C"})}, "markings.unknown_party"),
        ({"level": "secret", "groups": frozenset({"a+b"})}, "markings.bad_key"),
    ],
)
def test_a_marking_outside_the_policy_is_refused(values, code):
    with pytest.raises(NotValid, match=code):
        Marking(POLICY, **values)


def test_each_rule_gives_its_name_and_a_sentence():
    marking = Marking(
        POLICY, "confidential", frozenset({"sources"}), frozenset({"A"}), frozenset({"g"})
    )
    full = {"caveats": frozenset({"sources"}), "party": "A", "groups": frozenset({"g"})}
    cases = {
        "level": Clearance(POLICY, "restricted", **full),
        "caveat": Clearance(POLICY, "secret", **(full | {"caveats": frozenset()})),
        "release": Clearance(POLICY, "secret", **(full | {"party": "B"})),
        "need_to_know": Clearance(POLICY, "secret", **(full | {"groups": frozenset()})),
        "no_clearance": None,
    }
    for rule, clearance in cases.items():
        decision = dominates(clearance, marking)
        assert (decision.allowed, decision.rule) == (False, f"markings.{rule}")
    assert dominates(Clearance(POLICY, "confidential", **full), marking)


def test_no_party_is_refused_what_is_released_to_some():
    assert not dominates(
        Clearance(POLICY, "secret"), Marking(POLICY, "unprotected", releasable_to=frozenset("A"))
    )


def test_another_policy_is_refused(table):
    other = Policy.load(table | {"version": 2})
    assert dominates(Clearance(other, "secret"), Marking(POLICY, "unprotected")).rule == (
        "markings.other_policy_held"
    )
    with pytest.raises(NotValid, match=r"markings.mixed_policies"):
        join([Marking(POLICY, "secret"), Marking(other, "secret")])
    with pytest.raises(NotValid, match=r"markings.other_policy"):
        Marking.from_key(other, Marking(POLICY, "secret").key())


def test_an_informative_caveat_needs_no_clearance():
    marking = Marking(POLICY, "unprotected", frozenset({"copyright"}))
    assert dominates(Clearance(POLICY, "unprotected"), marking)
    assert "Copyright reserved" in banner(marking, "en")


def test_the_banner_of_the_page():
    both = Marking(POLICY, "restricted", releasable_to=frozenset("AB"))
    alone = Marking(POLICY, "confidential", releasable_to=frozenset("A"))
    assert banner(both, "ar") == "تمرين · توزيع محدود · أ + ب"
    assert banner(alone, "fr") == "Exercice · Confidentiel exercice · pour A seule"
    assert banner(join([both, alone]), "ar") == "تمرين · سري تمرين · للطرف أ وحده"
    nobody = join([alone, Marking(POLICY, "restricted", releasable_to=frozenset("B"))])
    assert banner(nobody, "en").endswith("no common release")
