"""Whether a word is built like one Vietnamese syllable: onset, rhyme, tone. What tells legacy encodings apart.

The lists are those of Vietnamese spelling. Names of other peoples (``Đắk``) and foreign words are no such syllables:
in running text one word in a hundred or fewer.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_SPELT_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_SPELT_RHYMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu "
    "i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu "
    "o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot "
    "ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uân uâng uât uây uc uê uêch uên uênh uêu ui um un ung uơ up ut uy uya uych uyn uynh uyp uyt uyu uyên uyêt "
    "uôc uôi uôm uôn uông uôp uôt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu "
    "y ych yêm yên yêng yêt yêu ynh yt yn"
)
_ONSETS = frozenset(["", *_SPELT_ONSETS.split()])
_RHYMES = frozenset(unicodedata.normalize("NFD", rhyme) for rhyme in _SPELT_RHYMES.split())
_FRONT = ("i", "e", "y")  # before these c, g, ng are written k, gh, ngh
_STOPS = ("c", "p", "t", "ch")
_LONGEST = 8  # letters of the longest syllable (nghiêng has 7) and one to spare


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether ``word`` (letters, in any case and normal form) is spelt like one Vietnamese syllable, its tone included."""
    if len(word) > 2 * _LONGEST:
        return False
    apart = unicodedata.normalize("NFD", word.lower())
    tones = [sign for sign in apart if sign in TONES]
    if len(tones) > 1:
        return False
    plain = "".join(sign for sign in apart if sign not in TONES)
    if len(plain) > 2 * _LONGEST or not any(_fits(plain[:cut], plain[cut:]) for cut in range(4)):
        return False
    if plain.endswith(_STOPS):  # stopped syllables have one of two tones, always written
        return tones in (["\u0301"], ["\u0323"])
    return True


def _fits(onset: str, rhyme: str) -> bool:
    if onset not in _ONSETS or rhyme not in _RHYMES:
        return False
    if onset in ("k", "gh", "ngh"):
        return rhyme.startswith(_FRONT)
    if onset in ("c", "ng"):
        return not rhyme.startswith(_FRONT)
    return not (onset == "g" and rhyme.startswith(("e", "y")))
