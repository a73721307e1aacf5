"""Publications as the Chinese office prints them in its own XML, of inventions that we made up."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

_NAMESPACES = 'xmlns:base="http://www.sipo.gov.cn/XMLSchema/base" xmlns:business="http://www.sipo.gov.cn/XMLSchema/business"'


@dataclass(frozen=True)
class Printed:
    """One publication: numbers, days (``20240920``), title, abstract, claims, who applied and who invented."""

    application: str
    filed: str
    number: str
    kind: str
    day: str
    title: str
    abstract: str
    applicant: str
    inventors: tuple[str, ...]
    claims: tuple[str, ...] = ()
    ipc: tuple[str, str, str, str, str] = ("A", "01", "C", "7", "20")

    def xml(self) -> str:
        """Return the document."""
        people = "".join(
            f'<business:Inventor sequence="{nth}" lang="zh">{_book(name)}</business:Inventor>'
            for nth, name in enumerate(self.inventors, 1)
        )
        claims = "".join(
            f'<business:Claim num="{nth:04d}"><business:ClaimText>{escape(text)}</business:ClaimText></business:Claim>'
            for nth, text in enumerate(self.claims, 1)
        )
        section, main, subclass, group, subgroup = self.ipc
        return f"""<?xml version="1.0" encoding="utf-8"?>
<business:PatentDocumentAndRelated {_NAMESPACES} xsdVersion="V2.2.1" dateProduced="{self.day}" status="C" lang="zh" country="CN"
 docNumber="{self.number}" kind="{self.kind}" datePublication="{self.day}"><business:BibliographicData>
<business:PublicationReference dataFormat="original">{_number(self.number, self.day, self.kind)}</business:PublicationReference>
<business:ApplicationReference applType="10" dataFormat="original">{_number(self.application, self.filed)}</business:ApplicationReference>
<business:ClassificationIPCRDetails><business:ClassificationIPCR sequence="1"><business:IPCVersionDate>20060101</business:IPCVersionDate>
<business:Section>{section}</business:Section><business:MainClass>{main}</business:MainClass><business:Subclass>{subclass}</business:Subclass>
<business:MainGroup>{group}</business:MainGroup><business:Subgroup>{subgroup}</business:Subgroup></business:ClassificationIPCR>
</business:ClassificationIPCRDetails>
<business:InventionTitle lang="zh" dataFormat="original">{escape(self.title)}</business:InventionTitle>
<business:Parties><business:ApplicantDetails><business:Applicant sequence="1" lang="zh">{_book(self.applicant)}</business:Applicant>
</business:ApplicantDetails><business:InventorDetails>{people}</business:InventorDetails></business:Parties></business:BibliographicData>
<business:Abstract lang="zh"><base:Paragraphs num="0001">{escape(self.abstract)}</base:Paragraphs></business:Abstract>
<business:Claims lang="zh">{claims}</business:Claims></business:PatentDocumentAndRelated>"""


def issue(path: Path, *printed: Printed) -> Path:
    """Write one issue of the gazette: a ZIP with a document each."""
    with zipfile.ZipFile(path, "w") as archive:
        for one in printed:
            name = f"{one.number}{one.kind}/{one.number}{one.kind}.XML"
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 12, 0, 0)), one.xml())
    return path


def _book(name: str) -> str:
    return f'<base:AddressBook lang="zh"><base:Name>{escape(name)}</base:Name></base:AddressBook>'


def _number(number: str, day: str, kind: str = "") -> str:
    kind = f"<base:Kind>{kind}</base:Kind>" if kind else ""
    return f"<base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code><base:DocNumber>{number}</base:DocNumber>{kind}<base:Date>{day}</base:Date></base:DocumentID>"
