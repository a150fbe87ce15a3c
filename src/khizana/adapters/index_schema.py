"""What the index holds per document, and the version that tells when it must be made anew.

No custom tokenizer is registered: the text is analysed in Python and joined with spaces, so an
index opens and answers anywhere. All analysed fields hold the output of ``kernel.folding``.
"""

import hashlib
from importlib.metadata import version

import tantivy

from khizana.kernel.folding import Analyser

VERSION = 1
"""Raise it when a field or its meaning changes."""

WORDS = ("exact", "stem", "title", "names", "code")
"""Analysed fields with positions: phrases can be asked of them."""

PIECES = ("gram", "often", "pairs")
"""Fields without positions: pieces of stems, stems that weigh twice, neighbours (as numbers)."""

FACETS = ("kind", "level", "language", "fonds", "quality", "format", "year")
"""Raw values that are counted and filtered by."""

KEYS = ("id", "record", "object", "code_whole", "access_open", "access_dated", "dated")
"""Raw values that are filtered by and never counted for people, except ``record``."""

ORDERS = ("order_oldest", "order_newest", "order_code", "order_title")
"""One unique string per document each, so that an order never depends on where a row lies."""


def schema() -> tantivy.Schema:
    """Build the schema."""
    builder = tantivy.SchemaBuilder()
    for name in WORDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in PIECES:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in KEYS:
        builder.add_text_field(
            name,
            stored=name in ("id", "record"),
            fast=name == "record",
            tokenizer_name="raw",
            index_option="basic",
        )
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ORDERS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("open_from", indexed=True, fast=True)
    builder.add_integer_field("date_low", indexed=True, fast=True)
    builder.add_integer_field("date_high", indexed=True, fast=True)
    builder.add_unsigned_field("tie", fast=True)
    builder.add_float_field("tie_weight", fast=True)
    return builder.build()


def schema_version(analyser: Analyser) -> str:
    """Tell apart any two indexes whose answers may differ for the same documents."""
    made_of = "|".join((str(VERSION), version("tantivy"), *WORDS, *PIECES, *FACETS, *KEYS, *ORDERS))
    return hashlib.sha256(f"{made_of}|{analyser.digest}".encode()).hexdigest()[:32]
