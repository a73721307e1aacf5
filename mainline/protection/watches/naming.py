"""How alike two names of marks are: by their characters, and by how they sound. Light, and it says why. Pure.

It orders what somebody should look at; whether marks are confusingly similar a person decides.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Way = Literal["same", "characters", "sound"]
LONGEST = 60
"""Signs of a name that are compared."""
_ENDS = (("ing", "in"), ("eng", "en"), ("ang", "an"))
_BEGINS = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_SOUNDS = (
    ("ph", "f"),
    ("ck", "k"),
    ("qu", "kw"),
    ("x", "ks"),
    ("c", "k"),
    ("q", "k"),
    ("z", "s"),
    ("y", "i"),
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are, of 100, in which way, and what they share."""

    score: int
    way: Way
    shared: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name made ready to be compared with many."""

    plain: str
    """Letters and characters alone, folded."""
    sounds: tuple[str, ...]
    """A syllable for each Chinese character, the consonants of each Latin word."""

    @property
    def keys(self) -> frozenset[str]:
        """What two names must share one of to be alike at all."""
        pairs = (self.plain[at : at + 2] for at in range(max(1, len(self.plain) - 1)))
        chars = (char for char in self.plain if not char.isascii())
        return frozenset((*pairs, *chars, *(f"~{sound}" for sound in self.sounds)))


def name_of(text: str, syllables: Mapping[str, str]) -> Name:
    """Return a name made ready; ``syllables`` is character → pinyin."""
    folded = unicodedata.normalize("NFKC", text).casefold()[:LONGEST]
    plain = "".join(char for char in folded if char.isalnum())
    sounds: list[str] = []
    word = ""
    for char in f"{folded} ":
        if char.isascii() and char.isalpha():
            word += char
            continue
        if word:
            sounds.append(_skeleton(word))
            word = ""
        if char in syllables:
            sounds.append(near(syllables[char]))
    return Name(plain, tuple(sound for sound in sounds if sound))


def near(syllable: str) -> str:
    """Return a syllable without what many speakers do not tell apart: zh and z, in and ing.

    >>> near("zhang"), near("xing")
    ('zan', 'xin')
    """
    for long, short in _BEGINS:
        if syllable.startswith(long):
            syllable = short + syllable[len(long) :]
    for long, short in _ENDS:
        if syllable.endswith(long):
            syllable = syllable[: -len(long)] + short
    return syllable


def _skeleton(word: str) -> str:
    """Return the consonants of a Latin word with its first letter, each run of one sign once."""
    for long, short in _SOUNDS:
        word = word.replace(long, short)
    kept = word[:1] + "".join(char for char in word[1:] if char not in "aeiou")
    return "".join(char for at, char in enumerate(kept) if at == 0 or kept[at - 1] != char)


def likeness(one: Name, other: Name) -> Likeness:
    """Return how alike two names are: the better of characters and sound."""
    if not one.plain or not other.plain:
        return Likeness(0, "characters", "")
    if one.plain == other.plain:
        return Likeness(100, "same", one.plain)
    seen = _common(one.plain, other.plain)
    by_sight = Likeness(_share(seen, one.plain, other.plain), "characters", "".join(seen))
    heard = _common(one.sounds, other.sounds)
    # Names that only sound alike are told apart by the eye: they never count as the same.
    by_ear = Likeness(min(95, _share(heard, one.sounds, other.sounds)), "sound", " ".join(heard))
    return by_ear if by_ear.score > by_sight.score else by_sight


def _share(common: Sequence[str], one: Sequence[str], other: Sequence[str]) -> int:
    return 200 * len(common) // (len(one) + len(other)) if one or other else 0


def _common(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """Return the longest row of signs that both have in this order."""
    lengths = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one) - 1, -1, -1):
        for j in range(len(other) - 1, -1, -1):
            if one[i] == other[j]:
                lengths[i][j] = lengths[i + 1][j + 1] + 1
            else:
                lengths[i][j] = max(lengths[i + 1][j], lengths[i][j + 1])
    found, i, j = [], 0, 0
    while i < len(one) and j < len(other):
        if one[i] == other[j]:
            found.append(one[i])
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return found
