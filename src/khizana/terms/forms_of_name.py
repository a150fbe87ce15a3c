"""What is derived from the names of an authority: sort keys and the text it is found by."""

from collections.abc import Iterable

from khizana.kernel.errors import NotValid
from khizana.kernel.folding import fold
from khizana.kernel.text import Text
from khizana.terms.models import Authority

LONGEST_NAME = 500
MOST_VARIANTS = 200


def clean_variants(variants: Iterable[str]) -> list[str]:
    """Variants (ISAAR(CPF) 5.1.3-5.1.5) without blanks and repetitions, in the order given."""
    kept = list(dict.fromkeys(" ".join(variant.split()) for variant in variants))
    kept = [variant for variant in kept if variant]
    if len(kept) > MOST_VARIANTS or any(len(variant) > LONGEST_NAME for variant in kept):
        raise NotValid("terms.name_too_long", field="variants", count=LONGEST_NAME)
    return kept


def check_name(name: Text) -> None:
    """An authorised form is required (ISAAR(CPF) 5.1.2), in at least one language."""
    if not name:
        raise NotValid("terms.name_missing", field="name")
    if any(len(value) > LONGEST_NAME for value in name.values.values()):
        raise NotValid("terms.name_too_long", field="name", count=LONGEST_NAME)


def derive(authority: Authority) -> None:
    """Fill the columns by which an authority is sorted and found."""
    authority.sort_ar = authority.name.sort_key("ar")[:200]
    authority.sort_fr = authority.name.sort_key("fr")[:200]
    authority.sort_en = authority.name.sort_key("en")[:200]
    forms = [*authority.name.values.values(), *authority.variants, authority.identifier]
    authority.folded = "\n".join(dict.fromkeys(fold(form) for form in forms if form))
