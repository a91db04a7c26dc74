"""Whether a word is spelt as a Vietnamese syllable can be."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|gh?|gi|kh?|ph?|qu|th?|tr|ch?|[bdđhlmnrstvx])?"
    r"(?:"
    r"(?:uyê|ươ|iê|yê|uô|oo|oă|oa|oe|uâ|uê|uơ|uy|[aăâeêioôơuưy])(?:ch|c|m|ng|nh|n|p|t)"
    r"|oai|oao|oay|oeo|iêu|yêu|uây|uôi|ươi|ươu|uya|uyu|uêu"
    r"|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oa|oe|oi|ôi|ơi|ua|uê|ui|uơ|uy|ưa|ưi|ưu"
    r"|[aeêioôơuưy]"
    # without accents
    r"|(?:uye|uo|ie|ye|ua|ue)(?:ch|c|m|ng|nh|n|p|t)|ieu|yeu|uoi|uou|eu|ue|uo|uu"
    r")"
)


@lru_cache(maxsize=1 << 14)
def is_syllable(word: str) -> bool:
    """True for a single syllable, accented or not, in any case: `Nghị`, `uỷ`, `dang`."""
    bare = unicodedata.normalize("NFD", word.lower()).translate(_TONES)
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)) is not None


def syllable_share(text: str, sample: int = 2000) -> float:
    """The share of Vietnamese syllables among the words of letters; 0.0 where there are none."""
    words = re.findall(r"[^\W\d_]+", text)[:sample]
    return sum(map(is_syllable, words)) / len(words) if words else 0.0
