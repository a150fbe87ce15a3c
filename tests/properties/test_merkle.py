"""Laws of the Merkle tree, against the recursive definition of RFC 6962 section 2.1."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from khizana.kernel import merkle

entries = st.lists(st.binary(max_size=8), max_size=70)


def definition(leaves):
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + definition(leaves[:k]) + definition(leaves[k:])).digest()


def hashes(data):
    return [merkle.leaf_hash(d) for d in data]


@given(entries)
def test_frontier_root_is_the_root_by_definition(data):
    frontier, leaves = merkle.Frontier(), hashes(data)
    for size, leaf in enumerate(leaves, 1):
        assert frontier.append(leaf) == size - 1
        assert frontier.root() == definition(leaves[:size])
    assert merkle.root(leaves) == definition(leaves) == frontier.root()
    assert merkle.Frontier.from_json(frontier.to_json()) == frontier


@given(entries.filter(bool), st.data())
def test_inclusion_proofs_verify_and_nothing_else_does(data, draw):
    leaves = hashes(data)
    index = draw.draw(st.integers(0, len(leaves) - 1))
    proof, root = merkle.inclusion_proof(leaves, index), merkle.root(leaves)
    assert merkle.verify_inclusion(leaves[index], index, len(leaves), proof, root)
    other = merkle.leaf_hash(b"another entry, never drawn")
    assert not merkle.verify_inclusion(other, index, len(leaves), proof, root)
    assert not merkle.verify_inclusion(leaves[index], index, len(leaves), [*proof, other], root)
    if proof:
        assert not merkle.verify_inclusion(leaves[index], index, len(leaves), proof[:-1], root)


@given(entries.filter(bool), st.data())
def test_consistency_proofs_verify_and_a_rewritten_past_does_not(data, draw):
    leaves = hashes(data)
    first = draw.draw(st.integers(1, len(leaves)))
    proof = merkle.consistency_proof(leaves, first)
    old, new = merkle.root(leaves[:first]), merkle.root(leaves)
    assert merkle.verify_consistency(first, len(leaves), old, new, proof)
    forged = list(leaves)
    forged[draw.draw(st.integers(0, first - 1))] = merkle.leaf_hash(b"rewritten, never drawn")
    late = merkle.root(forged)
    assert not merkle.verify_consistency(
        first, len(leaves), old, late, merkle.consistency_proof(forged, first)
    )


@given(entries, st.data())
def test_a_proof_that_is_noise_never_verifies(data, draw):
    noise = draw.draw(st.lists(st.binary(min_size=0, max_size=33), max_size=8))
    size = draw.draw(st.integers(-1, 80))
    index = draw.draw(st.integers(-2, 80))
    leaf = merkle.leaf_hash(b"x")
    root = merkle.leaf_hash(b"some root that nothing hashes to")
    assert not merkle.verify_inclusion(leaf, index, size, noise, root)
