"""Who stands in a trade mark of ST.66: names and addresses, free or in parts, in one or more languages."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from mainline.offices.record import Party, PartyRole
from mainline.offices.tree import value, words

_ROLES = (
    ("ApplicantDetails/Applicant", PartyRole.APPLICANT),
    ("HolderDetails/Holder", PartyRole.HOLDER),
    ("RepresentativeDetails/Representative", PartyRole.AGENT),
    ("CorrespondenceAddress", PartyRole.CORRESPONDENT),
    ("OppositionDetails/Opposition/OpponentDetails/Opponent", PartyRole.OPPONENT),
    ("MarkRecordDetails/MarkRecord/RecordLicence//Licensee", PartyRole.LICENSEE),
)
_NAME_PARTS = ("NamePrefix", "FirstName", "MiddleName", "LastName", "SecondLastName", "NameSuffix")
_NOTHING = frozenset(("", "-", "--", "—", "N/A", "n/a", "null", "."))


def said(text: str) -> str:
    """The text, or "" where it is one of the ways in which offices write nothing."""
    return "" if text.strip() in _NOTHING else text


def parties(mark: etree._Element, office: str) -> Iterator[Party]:
    """Everyone named, in the order printed; a name in two languages is two entries of one sequence."""
    for path, role in _ROLES:
        for nth, element in enumerate(mark.iterfind(path), start=1):
            yield from _party(element, role, office, nth)


def _party(element: etree._Element, role: PartyRole, office: str, nth: int) -> Iterator[Party]:
    book = next((each for each in element if str(each.tag).endswith("AddressBook")), None)
    if book is None:
        return
    tag = str(element.tag)
    code = said(value(element, f"{tag}Identifier"))
    legal = value(element, f"{tag}LegalEntity").lower()
    country = _country(book) or said(value(element, f"{tag}NationalityCode"))
    for language, name in _names(book):
        yield Party(
            role=role,
            name=name,
            language=language,
            is_person=True if legal in ("individual", "natural person") else None,
            country=country,
            address=_address(book),
            identifier=f"{office.lower()}:{code}" if code else "",
            sequence=nth,
        )


def _names(book: etree._Element) -> Iterator[tuple[str, str]]:
    """(language, name): lines of one language are one name; the same name in a second language is not said twice."""
    by_language: dict[str, list[str]] = {}
    for line in book.iter("FreeFormatNameLine"):
        if said(words(line)):
            by_language.setdefault(line.get("languageCode", "").lower(), []).append(words(line))
    names = {" ".join(lines): language for language, lines in reversed(by_language.items())}
    yield from ((language, name) for name, language in reversed(names.items()))
    for formatted in book.iter("FormattedName"):
        person = " ".join(filter(None, (said(value(formatted, part)) for part in _NAME_PARTS)))
        organisation = said(value(formatted, "OrganizationName"))
        if organisation or person:
            yield "", organisation or person


def _country(book: etree._Element) -> str:
    codes = (said(words(each)) for each in book.iter("AddressCountryCode", "FormattedAddressCountryCode"))
    return next((code for code in codes if code), "")


def _address(book: etree._Element) -> str:
    lines = [said(words(line)) for line in book.iter("FreeFormatAddressLine")]
    for formatted in book.iter("FormattedAddress"):
        lines += [said(words(part)) for part in formatted if part.tag != "FormattedAddressCountryCode"]
    return ", ".join(dict.fromkeys(line for line in lines if line))
