"""Who stands in a trade mark of ST.66: names and addresses, free or in parts, in one or more languages."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from mainline.offices.record import Party, PartyRole
from mainline.offices.tree import below, named, value, words

_ROLES = (
    ("ApplicantDetails", "Applicant", PartyRole.APPLICANT),
    ("HolderDetails", "Holder", PartyRole.HOLDER),
    ("RepresentativeDetails", "Representative", PartyRole.AGENT),
    ("CorrespondenceAddress", "", PartyRole.CORRESPONDENT),
    ("OppositionDetails", "Opposition/OpponentDetails/Opponent", PartyRole.OPPONENT),
)
Parts = Mapping[str, list[Element]]
"""Elements by tag."""
Told = Mapping[str, str]
"""Texts by tag."""
_NAME_PARTS = ("NamePrefix", "FirstName", "MiddleName", "LastName", "SecondLastName", "NameSuffix")
_LINES = frozenset(
    (
        *("FreeFormatNameLine", "FormattedName", "FreeFormatAddressLine", "FormattedAddress"),
        *("AddressCountryCode", "FormattedAddressCountryCode"),
    )
)
_NOTHING = frozenset(("", "-", "--", "—", "N/A", "n/a", "null", "."))


def said(text: str) -> str:
    """The text, or "" where it is one of the ways in which offices write nothing."""
    return "" if text.strip() in _NOTHING else text


def told_by(element: Element) -> Told:
    """The folded texts of children by tag, of several the first; "" where an office writes nothing."""
    told: dict[str, str] = {}
    for child in element:
        tag = child.tag
        if tag not in told:
            told[tag] = said(words(child))
    return told


def taken_apart(mark: Element) -> tuple[Told, Parts]:
    """The children of a mark by tag: texts trimmed, of several the last; and all that hold elements."""
    told: dict[str, str] = {}
    parts: dict[str, list[Element]] = {}
    for child in mark:
        tag = child.tag
        if len(child):
            parts.setdefault(tag, []).append(child)
        text = (child.text or "").strip()
        told[tag] = "" if text in _NOTHING else text
    return told, parts


def parties(parts: Parts, office: str) -> list[Party]:
    """Everyone named, in the order printed; a name in two languages is two entries of one sequence."""
    found: list[Party] = []
    for tag, path, role in _ROLES:
        if tag in parts:
            elements = below(parts, tag, path) if path else parts[tag]
            for nth, element in enumerate(elements, start=1):
                found += _party(element, role, office, nth)
    if "MarkRecordDetails" in parts:
        licences = below(parts, "MarkRecordDetails", "MarkRecord/RecordLicence")
        licensees = (each for licence in licences for each in licence.iter("Licensee"))
        for nth, element in enumerate(licensees, start=1):
            found += _party(element, PartyRole.LICENSEE, office, nth)
    return found


def _party(element: Element, role: PartyRole, office: str, nth: int) -> list[Party]:
    said_of: dict[str, str] = {}
    lines: Parts | None = None
    for child in element:
        tag = child.tag
        if tag.endswith("AddressBook"):
            lines = lines or _lines(child)
        elif tag.startswith(element.tag):
            said_of.setdefault(tag[len(element.tag) :], said(words(child)))
    if lines is None:
        return []
    look = said_of.get
    code = look("Identifier", "")
    is_person = look("LegalEntity", "").lower() in ("individual", "natural person") or None
    country, address = _country(lines) or look("NationalityCode", ""), _address(lines)
    identifier = f"{office.lower()}:{code}" if code else ""
    return [
        Party(role, name, language, is_person, country, address, identifier, nth)
        for language, name in _names(lines)
    ]


def _lines(book: Element) -> dict[str, list[Element]]:
    """What an address book says, by tag: all else in it only holds these together."""
    found: dict[str, list[Element]] = {}
    for line in named(book, _LINES):
        found.setdefault(line.tag, []).append(line)
    return found


def _names(lines: Parts) -> list[tuple[str, str]]:
    """(language, name): lines of one language are one name; the same name in a second language is not said twice."""
    by_language: dict[str, list[str]] = {}
    for line in lines.get("FreeFormatNameLine", ()):
        if printed := said(words(line)):
            by_language.setdefault(line.get("languageCode", "").lower(), []).append(printed)
    names: dict[str, str] = {}
    for language, texts in by_language.items():
        names.setdefault(" ".join(texts), language)
    found = [(language, name) for name, language in names.items()]
    for formatted in lines.get("FormattedName", ()):
        person = " ".join(filter(None, (said(value(formatted, part)) for part in _NAME_PARTS)))
        organisation = said(value(formatted, "OrganizationName"))
        if organisation or person:
            found.append(("", organisation or person))
    return found


def _country(lines: Parts) -> str:
    """The first code in the order printed."""
    codes = (*lines.get("AddressCountryCode", ()), *lines.get("FormattedAddressCountryCode", ()))
    return next((code for each in codes if (code := said(words(each)))), "")


def _address(lines: Parts) -> str:
    found = [said(words(line)) for line in lines.get("FreeFormatAddressLine", ())]
    for formatted in lines.get("FormattedAddress", ()):
        found += [said(words(part)) for part in formatted if part.tag != "FormattedAddressCountryCode"]
    return ", ".join(dict.fromkeys([line for line in found if line]))
