"""Characters behind the named entities that offices print: HTML 5, and ISO 8879 sets that it lacks.

HTML 5 took most names of ISO 8879 over. Left out are the Greek letters of ISOgrk1 and ISOgrk2 (``agr``,
``Eacgr``), the bold Greek of ISOgrk4 (``b.alpha``), and names of first editions that were changed later.
"""

from __future__ import annotations

from html.entities import html5

_GREEK = {
    "a": "α", "b": "β", "g": "γ", "d": "δ", "e": "ε", "z": "ζ", "ee": "η", "th": "θ", "i": "ι", "k": "κ",
    "l": "λ", "m": "μ", "n": "ν", "x": "ξ", "o": "ο", "p": "π", "r": "ρ", "s": "σ", "t": "τ", "u": "υ",
    "ph": "φ", "kh": "χ", "ps": "ψ", "oh": "ω",
}  # fmt: skip
_ACCENTED = {
    "aac": "ά", "eac": "έ", "eeac": "ή", "iac": "ί", "oac": "ό", "uac": "ύ", "ohac": "ώ",
    "idi": "ϊ", "udi": "ϋ",
}  # fmt: skip
_ALIASES = {
    "sfgr": "ς", "idiagr": "ΐ", "udiagr": "ΰ", "ang90": "∟", "brkbar": "¦", "cupre": "≼", "darr2": "⇊",
    "dlarr": "↙", "drarr": "↘", "emdash": "—", "endash": "–", "epsis": "∊", "gcedil": "ģ", "gsdot": "⋗",
    "hibar": "¯", "larr2": "⇇", "ldot": "⋖", "lrarr2": "⇆", "lrhar2": "⇋", "phis": "φ", "rarr2": "⇉",
    "rlarr2": "⇄", "rlhar2": "⇌", "samalg": "∐", "sbsol": "\\", "thetas": "θ", "uarr2": "⇈",
    "vprime": "′",
}  # fmt: skip


def _all_names() -> dict[str, str]:
    names = {name[:-1]: text for name, text in html5.items() if name.endswith(";")}
    for stem, letter in (_GREEK | _ACCENTED).items():
        names[f"{stem}gr"] = letter
        upper = stem.removesuffix("ac").removesuffix("di")
        names[f"{upper.upper()}{stem[len(upper) :]}gr"] = letter.upper()
    return names | _ALIASES


_NAMES = _all_names()


def characters_of(name: str) -> str | None:
    """The text that a named entity stands for (``mdash`` → ``—``); ``None`` for a name that is in no set."""
    plain = name.removeprefix("b.")
    return _NAMES.get(plain) or _NAMES.get(plain.capitalize() if plain.isupper() else plain)
