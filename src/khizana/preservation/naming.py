"""What people read of names: titles, languages, codes. The bytes are kept beside it."""

from khizana.adapters.unpack_names import guess_encoding, readable, shown
from khizana.kernel.text import Text

LONGEST_TITLE = 1500
_LONGEST_EXTENSION = 5


def name_for_people(name: bytes, encoding: str = "") -> str:
    """Read a name from a box so that it can do no harm on a page."""
    return shown(readable(name, encoding or guess_encoding([name])))


def title_of(text: str) -> Text:
    """Make a title of a name: a supplied title until somebody describes the unit (3.1.2).

    The language of a name is rarely certain; Arabic script is at least Arabic to read.
    """
    plain = text if text.strip() else "⟨U+0020⟩"
    if len(plain) > LONGEST_TITLE:
        plain = f"{plain[: LONGEST_TITLE // 2]}…{plain[-LONGEST_TITLE // 2 :]}"
    arabic = any("\u0600" <= char <= "\u06ff" for char in plain)
    return Text.of(plain, "ar" if arabic else "und")


def stem_of(name: str) -> str:
    """Return a file's name without its extension, for its title; the object keeps the whole.

    Only what looks like an extension falls away: short, one case, with a letter, after a stem.
    «الملحق 3.1958» and «J.Dupont» are whole names.
    """
    stem, dot, extension = name.rpartition(".")
    plain = extension.isascii() and extension.isalnum() and len(extension) <= _LONGEST_EXTENSION
    one_case = extension.islower() or extension.isupper()
    last = stem.rpartition("/")[2]
    return stem if dot and plain and one_case and last.strip(" .") else name


def extension_of(name: bytes) -> str:
    """Return the extension of a name where it is plain: PRONOM compares it with the bytes."""
    last = name.rsplit(b"/", 1)[-1]
    _, dot, extension = last.rpartition(b".")
    plain = dot and extension.isalnum() and extension.isascii() and len(extension) <= 10
    return f".{extension.decode()}" if plain else ""
