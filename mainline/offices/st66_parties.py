"""Who stands in a trade mark of ST.66: names and addresses, free or in parts, in one or more languages."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from mainline.offices.record import Party, PartyRole
from mainline.offices.tree import by_tag_within, every, value, words

_ROLES = (
    ("ApplicantDetails/Applicant", PartyRole.APPLICANT),
    ("HolderDetails/Holder", PartyRole.HOLDER),
    ("RepresentativeDetails/Representative", PartyRole.AGENT),
    ("CorrespondenceAddress", PartyRole.CORRESPONDENT),
    ("OppositionDetails/Opposition/OpponentDetails/Opponent", PartyRole.OPPONENT),
)
_NAME_PARTS = ("NamePrefix", "FirstName", "MiddleName", "LastName", "SecondLastName", "NameSuffix")
_NOTHING = frozenset(("", "-", "--", "—", "N/A", "n/a", "null", "."))


def said(text: str) -> str:
    """The text, or "" where it is one of the ways in which offices write nothing."""
    return "" if text.strip() in _NOTHING else text


def parties(mark: Element, office: str) -> Iterator[Party]:
    """Everyone named, in the order printed; a name in two languages is two entries of one sequence."""
    for path, role in _ROLES:
        for nth, element in enumerate(every(mark, path), start=1):
            yield from _party(element, role, office, nth)
    for nth, element in enumerate(_licensees(mark), start=1):
        yield from _party(element, PartyRole.LICENSEE, office, nth)


def _licensees(mark: Element) -> list[Element]:
    licences = every(mark, "MarkRecordDetails/MarkRecord/RecordLicence")
    return [found for licence in licences for found in licence.iter("Licensee")]


def _party(element: Element, role: PartyRole, office: str, nth: int) -> list[Party]:
    book = next((each for each in element if each.tag.endswith("AddressBook")), None)
    if book is None:
        return []
    tag, lines = element.tag, by_tag_within(book)
    code = said(value(element, f"{tag}Identifier"))
    is_person = value(element, f"{tag}LegalEntity").lower() in ("individual", "natural person") or None
    country = _country(lines) or said(value(element, f"{tag}NationalityCode"))
    address = _address(lines)
    identifier = f"{office.lower()}:{code}" if code else ""
    return [
        Party(role, name, language, is_person, country, address, identifier, nth)
        for language, name in _names(lines)
    ]


def _names(lines: dict[str, list[Element]]) -> list[tuple[str, str]]:
    """(language, name): lines of one language are one name; the same name in a second language is not said twice."""
    by_language: dict[str, list[str]] = {}
    for line in lines.get("FreeFormatNameLine", ()):
        if printed := said(words(line)):
            by_language.setdefault(line.get("languageCode", "").lower(), []).append(printed)
    names = {" ".join(texts): language for language, texts in reversed(by_language.items())}
    found = [(language, name) for name, language in reversed(names.items())]
    for formatted in lines.get("FormattedName", ()):
        person = " ".join(filter(None, (said(value(formatted, part)) for part in _NAME_PARTS)))
        organisation = said(value(formatted, "OrganizationName"))
        if organisation or person:
            found.append(("", organisation or person))
    return found


def _country(lines: dict[str, list[Element]]) -> str:
    """The first code in the order printed."""
    codes = (*lines.get("AddressCountryCode", ()), *lines.get("FormattedAddressCountryCode", ()))
    return next((code for each in codes if (code := said(words(each)))), "")


def _address(lines: dict[str, list[Element]]) -> str:
    found = [said(words(line)) for line in lines.get("FreeFormatAddressLine", ())]
    for formatted in lines.get("FormattedAddress", ()):
        found += [said(words(part)) for part in formatted if part.tag != "FormattedAddressCountryCode"]
    return ", ".join(dict.fromkeys([line for line in found if line]))
