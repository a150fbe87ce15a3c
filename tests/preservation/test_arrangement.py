"""Folders as units: levels, depth, what is laid flat."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khizana.archive import tree
from khizana.preservation.arrangement import holder_of, plan, wrapper_of
from khizana.preservation.naming import stem_of

NAMES = st.lists(
    st.lists(st.sampled_from([b"a", b"b", b"c"]), min_size=1, max_size=16).map(b"/".join),
    max_size=20,
)


@given(NAMES)
def test_every_plan_fits_the_levels_and_the_depth_of_the_tree(names):
    planned = plan(names, None)
    depth = {b"": 0}
    for path, folder in planned.items():
        if folder.above is None:
            continue
        above = planned[folder.above]
        assert tree.may_hold(above.level, folder.level)
        depth[path] = depth[folder.above] + 1
    for name in names:
        folder, rest = holder_of(name, planned)
        assert folder in planned
        assert (folder + b"/" + rest).lstrip(b"/") == name
        assert tree.may_hold(planned[folder].level, "item")
        assert depth[folder] + 1 < tree.DEEPEST


def test_levels():
    planned = plan([b"x.txt", b"a/y.txt", b"b/c/z.txt"], None)
    assert {path: folder.level for path, folder in planned.items()} == {
        b"": "series",
        b"a": "file",
        b"b": "subseries",
        b"b/c": "file",
    }
    assert plan([b"x.txt"], None)[b""].level == "file"


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("محضر الجلسة.png", "محضر الجلسة"),
        ("RAPPORT.PDF", "RAPPORT"),
        ("الملحق 3.1958", "الملحق 3.1958"),
        ("Lettre à J.Dupont", "Lettre à J.Dupont"),
        (".htaccess", ".htaccess"),
        ("dossier/.txt", "dossier/.txt"),
        ("archive.tar.gz", "archive.tar"),
        ("sans point", "sans point"),
    ],
)
def test_a_title_is_the_name_without_its_extension(name, stem) -> None:
    assert stem_of(name) == stem


def test_a_folder_of_the_boxs_own_name_around_everything_is_the_box() -> None:
    names = ["علبة/a.txt".encode(), "علبة/b/c.txt".encode()]
    assert wrapper_of(names, "علبة") == "علبة/".encode()
    assert wrapper_of(names, "other") == b""
    assert wrapper_of([*names, b"top.txt"], "علبة") == b""
    assert wrapper_of([], "") == b""
