"""Every sentence that a person can see, in Arabic, French and English."""

from khizana.kernel.words.book import has, keys, say
from khizana.kernel.words.check import problems

__all__ = ["has", "keys", "problems", "say"]
