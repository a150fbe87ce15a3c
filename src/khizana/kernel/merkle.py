"""RFC 6962 Merkle tree: roots, inclusion and consistency proofs, and the compact frontier.

Sources: RFC 6962 section 2.1, RFC 9162 sections 2.1.3 and 2.1.4 (verification algorithms).
Stricter than the textbook in two points: every hash must have 32 bytes, and a consistency
proof from size 0 is refused, since it would prove nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of an entry (RFC 6962 section 2.1: 0x00 prefix)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node (RFC 6962 section 2.1: 0x01 prefix)."""
    return sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    """Return the largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the tree head over leaf hashes (RFC 6962 section 2.1)."""
    row = list(leaves)
    if not row:
        return EMPTY_ROOT
    while len(row) > 1:
        above = [node_hash(row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)]
        if len(row) % 2:
            above.append(row[-1])
        row = above
    return row[0]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the audit path of leaf `index` (RFC 6962 section 2.1.1)."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []
    k = _split(len(leaves))
    if index < k:
        return [*inclusion_proof(leaves[:k], index), root(leaves[k:])]
    return [*inclusion_proof(leaves[k:], index - k), root(leaves[:k])]


def consistency_proof(leaves: Sequence[bytes], first: int) -> list[bytes]:
    """Return the proof that the tree of `first` leaves is a prefix (RFC 6962 section 2.1.2)."""
    if not 0 < first <= len(leaves):
        raise IndexError(first)
    return _subproof(leaves, first, whole=True)


def _subproof(leaves: Sequence[bytes], first: int, *, whole: bool) -> list[bytes]:
    if first == len(leaves):
        return [] if whole else [root(leaves)]
    k = _split(len(leaves))
    if first <= k:
        return [*_subproof(leaves[:k], first, whole=whole), root(leaves[k:])]
    return [*_subproof(leaves[k:], first - k, whole=False), root(leaves[:k])]


def _well_formed(hashes: Iterable[bytes]) -> bool:
    return all(len(h) == HASH_SIZE for h in hashes)


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], tree_root: bytes
) -> bool:
    """Tell whether `leaf` stands at `index` in the tree of `size` (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size or not _well_formed([leaf, tree_root, *proof]):
        return False
    position, last, result = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            result = node_hash(step, result)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            result = node_hash(result, step)
        position, last = position >> 1, last >> 1
    return last == 0 and result == tree_root


def verify_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Tell whether the tree of `second` only added to `first` (RFC 9162 section 2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    if not proof or not _well_formed([first_root, second_root, *proof]):
        return False
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, first_root)
    position, last = first - 1, second - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, step)
        position, last = position >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


@dataclass(slots=True)
class Frontier:
    """The right edge of a growing tree: enough to append and to know the root, in log(n) hashes.

    `edge` holds the roots of the perfect subtrees from left to right, one per bit set in `size`.
    """

    size: int = 0
    edge: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> int:
        """Add one leaf hash and return its index."""
        index = self.size
        node, bits = leaf, index
        while bits & 1:
            node, bits = node_hash(self.edge.pop(), node), bits >> 1
        self.edge.append(node)
        self.size = index + 1
        return index

    def root(self) -> bytes:
        """Return the tree head over all leaves so far."""
        if not self.edge:
            return EMPTY_ROOT
        result = self.edge[-1]
        for node in reversed(self.edge[:-1]):
            result = node_hash(node, result)
        return result

    def to_json(self) -> dict[str, Any]:
        """Return the frontier as a JSON value."""
        return {"size": self.size, "edge": [node.hex() for node in self.edge]}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Frontier":
        """Read what `to_json` wrote; refuses an edge that does not fit the size."""
        size, edge = int(value["size"]), [bytes.fromhex(node) for node in value["edge"]]
        if size < 0 or len(edge) != size.bit_count() or not _well_formed(edge):
            raise ValueError("the frontier does not fit its size")
        return cls(size, edge)
