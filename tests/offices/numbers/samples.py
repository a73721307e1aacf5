"""Every number in the folder of real office files, with what stands around it.

Plain regular expressions and ``json``, not the readers of Mainline, so that these tests judge the
numbers alone.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from mainline.offices.record import NumberRole, RightKind

APPLICATION, PUBLICATION = NumberRole.APPLICATION, NumberRole.PUBLICATION


@dataclass(frozen=True, slots=True)
class Sample:
    """One number as a reader would hand it over."""

    source: str
    text: str
    office: str = ""
    role: NumberRole | None = None
    kind: str = ""
    filed_on: dt.date | None = None
    right: RightKind | None = None


def _day(text: str | None) -> dt.date | None:
    digits = re.sub(r"\D", "", text or "")
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])) if len(digits) == 8 else None
    except ValueError:
        return None


def lens(root: Path) -> Iterator[Sample]:
    """Keys, filing numbers and priorities of the JSON lines."""
    for path in sorted((root / "lens-covid").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            yield Sample("lens.publication", row["publicationKey"], role=PUBLICATION)
            yield Sample("lens.display", row["displayKey"], role=PUBLICATION)
            if row.get("filingNumber"):
                filed_on = _day(row.get("filingDate"))
                yield Sample("lens.filing", row["filingNumber"], role=APPLICATION, filed_on=filed_on)
            for key in row.get("priorityFilingKeysActive") or ():
                yield Sample("lens.priority", key, role=APPLICATION)


def search_ids(root: Path) -> Iterator[Sample]:
    """The identifiers of the retrieval set."""
    for name in ("docs", "pairs"):
        for line in (root / "search-dev" / f"{name}.jsonl").read_text("utf-8").splitlines():
            yield Sample(f"search.{name}", json.loads(line)["id"], role=PUBLICATION)


def indian(root: Path) -> Iterator[Sample]:
    """Patent and application numbers of the grants file; its page headings are not numbers."""
    for path in sorted((root / "in-patent-grants" / "output" / "grants").iterdir()):
        for row in csv.DictReader(io.StringIO(path.read_text("utf-8", "replace"))):
            patent, filing = row["Patent Number"].strip(), row["Application Number"].strip()
            if re.search(r"[0-9]{2}", patent):
                yield Sample("in.patent", patent, "IN", NumberRole.REGISTRATION)
            if re.search(r"[0-9]{2}", filing):
                yield Sample("in.filing", filing, "IN", APPLICATION)


def citations(root: Path) -> Iterator[Sample]:
    """Publication numbers inside GB/T 7714 lines."""
    pattern = re.compile(r"\[P\][^A-Z]*([A-Z]{2}[0-9][0-9A-Z.]*)")
    for path in sorted((root / "cn-patents-cnki-biomed").rglob("*.txt")):
        for found in pattern.findall(path.read_text("utf-8", "replace")):
            yield Sample("cnki", found, role=PUBLICATION)


_FIELD = re.compile(r"<(?:\w+:)?(country|doc-number|kind|date)\b[^>]*>\s*([^<]*?)\s*</")
_DOCUMENT = re.compile(r"<(?:\w+:)?document-id\b([^>]*)>(.*?)</(?:\w+:)?document-id>", re.S)
_HOLDER = re.compile(
    r"<((?:\w+:)?(?:publication-reference|application-reference|priority-claim|patcit|"
    r"parent-doc|child-doc|parent-grant-document))\b([^>]*)>(.*?)</\1>",
    re.S,
)
_FILING_HOLDERS = ("application-reference", "priority-claim", "parent-doc", "child-doc")


def _fields(body: str) -> dict[str, str]:
    return dict(_FIELD.findall(body))


def _document(source: str, holder: str, body: str) -> Sample | None:
    seen = _fields(body)
    if not seen.get("doc-number"):
        return None
    is_filing = holder.rpartition(":")[2] in _FILING_HOLDERS
    role = APPLICATION if is_filing else PUBLICATION
    day = _day(seen.get("date")) if is_filing else None
    kind = seen.get("kind", "") if seen.get("kind", "") not in ("00", "national", "regional") else ""
    return Sample(source, seen["doc-number"], seen.get("country", ""), role, kind, day)


def xml_files(root: Path, *folders: str) -> Iterator[tuple[str, str]]:
    """(path, text) of the XML files in these folders, DTDs and style sheets left out."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix.lower() in (".xml", ".txt") and "dtd" not in str(path.parent):
                yield str(path.relative_to(root)), path.read_bytes().decode("utf-8", "replace")


_PARENT_GRANT = re.compile(r"<parent-(?:grant|pct)-document>.*?</parent-(?:grant|pct)-document>", re.S)


def documents(root: Path) -> Iterator[Sample]:
    """Document identifications of USPTO XML and of the deliberately broken grants."""
    for name, text in xml_files(
        root, "uspto-go-samples", "uspto-redbook-generations", "patent-parsing-tools"
    ):
        grants = _PARENT_GRANT.findall(text)
        holders = [(holder, body) for holder, _, body in _HOLDER.findall(_PARENT_GRANT.sub("", text))]
        for holder, body in holders + [("parent-grant-document", grant) for grant in grants]:
            for _, inner in _DOCUMENT.findall(body) or [("", body)]:
                found = _document(f"xml:{name.split('/')[0]}", holder, inner)
                if found:
                    yield found


_EPO_FIELDS = {"B110": PUBLICATION, "B210": APPLICATION}


def epo_full_text(root: Path) -> Iterator[Sample]:
    """Publication and filing numbers of EPO full text."""
    for _, text in xml_files(root, "epo-fulltext-eps"):
        for tag, role in _EPO_FIELDS.items():
            for found in re.findall(rf"<{tag}>([^<]+)", text):
                yield Sample(f"epo.{tag}", found, "EP", role)
        for _, body in _DOCUMENT.findall(text):
            found = _document("epo.document", "patcit", body)
            if found:
                yield found


def chinese(root: Path) -> Iterator[Sample]:
    """Document numbers of the Chinese office's own XML."""
    for _, text in xml_files(root, "cnipa-native-xml"):
        for body in re.findall(
            r"<business:ApplicationReference\b.*?</business:ApplicationReference>", text, re.S
        ):
            for found in re.findall(r"DocNumber>\s*([0-9A-Z.]+)\s*<", body):
                yield Sample("cnipa.filing", found, "CN", APPLICATION)
        for body in re.findall(
            r"<business:PublicationReference\b.*?</business:PublicationReference>", text, re.S
        ):
            kind = re.search(r"Kind>\s*([A-Z])\s*<", body)
            for found in re.findall(r"DocNumber>\s*([0-9A-Z.]+)\s*<", body):
                yield Sample("cnipa.publication", found, "CN", PUBLICATION, kind[1] if kind else "")


_JSON = {
    "applicationNumberText": ("US", APPLICATION),
    "applNum": ("US", APPLICATION),
    "patNum": ("US", PUBLICATION),
    "publNum": ("US", PUBLICATION),
    "pctNumber17": ("US", APPLICATION),
    "pctNumber": ("US", APPLICATION),
    "parentApplicationNumberText": ("US", APPLICATION),
    "childApplicationNumberText": ("US", APPLICATION),
    "earliestPublicationNumber": ("US", PUBLICATION),
    "publicationReferenceDocumentNumber": ("US", PUBLICATION),
    "publicationReferenceDocumentNumber1": ("US", PUBLICATION),
    "applicationSeriesAndNumber": ("US", APPLICATION),
    "relatedApplNumber": ("US", APPLICATION),
    "designNumber": ("EM", NumberRole.REGISTRATION),
}
_FOLDERS = {
    "uspto": {"applicationNumber": APPLICATION, "patentNumber": PUBLICATION, "publicationNumber": PUBLICATION},
    "jpo": {"applicationNumber": APPLICATION, "nationalPriorityApplicationNumber": APPLICATION,
            "registrationNumber": NumberRole.REGISTRATION, "ADPublicationNumber": PUBLICATION},
    "tipo": {"appl-no": APPLICATION},
}  # fmt: skip
_OFFICES = {"uspto": "US", "jpo": "JP", "tipo": "TW"}


def _walk(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, name)
    elif isinstance(value, str) and any(sign.isdigit() for sign in value):
        yield name, value


def office_json(root: Path) -> Iterator[Sample]:
    """Numbers in the JSON answers of the offices, by the names of their fields."""
    for folder in ("office-answers", "office-api-recordings"):
        for path in sorted((root / folder).rglob("*.json")):
            if "schema" in str(path):
                continue
            office = next((name for name in _OFFICES if f"/{name}/" in str(path)), "")
            right = RightKind.TRADEMARK if "trademark" in path.name or "tmark" in path.name else None
            right = RightKind.DESIGN if "design" in path.name and office == "jpo" else right
            for name, value in _walk(json.loads(path.read_text("utf-8"))):
                country, role = _JSON.get(name, ("", None))
                role = _FOLDERS.get(office, {}).get(name, role)
                if role is not None:
                    country = country or _OFFICES[office]
                    text = value.removeprefix("continuation ").strip()
                    yield Sample(f"json.{office}.{name}", text, country, role, right=right)


@dataclass(frozen=True, slots=True)
class Group:
    """One document in its several forms: (form, sample)."""

    source: str
    forms: tuple[tuple[str, Sample], ...]


_FORM = re.compile(r'(?:data-format|document-id-type)="([a-z]+)"')


def form_groups(root: Path) -> Iterator[Group]:
    """Documents that DOCDB and OPS files give in docdb, epodoc and original form."""
    for name, text in xml_files(root, "epo-docdb-bdds", "office-api-recordings"):
        if "/uspto/" in name:
            continue
        yield from _groups_in(name, text)


def _groups_in(name: str, text: str) -> Iterator[Group]:
    """One holder with several document-ids, or several sibling holders of one form each."""
    run: list[tuple[str, Sample]] = []
    last = ""
    for holder, attributes, body in _HOLDER.findall(text):
        sort = holder.rpartition(":")[2]
        sequence = re.search(r'sequence="(\d+)"', attributes)
        own = f"{sort}/{sequence[1] if sequence else ''}"
        inner = [(_form(attributes + more), part) for more, part in _DOCUMENT.findall(body)]
        found = [(form, _formed(name, sort, form, part)) for form, part in inner if form]
        forms = [(form, sample) for form, sample in found if sample]
        seen = {form for form, _ in run}
        if own != last or len(forms) > 1 or any(form in seen for form, _ in forms):
            yield from _group(name, run)
            run = []
        run, last = run + forms, own
    yield from _group(name, run)


def _group(name: str, run: list[tuple[str, Sample]]) -> Iterator[Group]:
    """The forms of one document; the original form takes country and kind from DOCDB beside it."""
    found = dict(reversed(run))
    beside = found.get("docdb") or (_split_epodoc(found["epodoc"]) if "epodoc" in found else None)
    day = next((sample.filed_on for _, sample in run if sample.filed_on), None)
    filled = []
    for form, sample in run:
        if form == "original" and beside:
            kind = beside.kind if beside.kind != "A" else ""
            sample = replace(sample, office=beside.office, kind=kind, filed_on=day)
        filled.append((form, sample))
    if filled:
        yield Group(name.rpartition("/")[2], tuple(filled))


def _split_epodoc(sample: Sample) -> Sample:
    """Country and kind of an epodoc form, for the original form that stands beside it alone."""
    text = sample.text
    if text.startswith("WO") and text[6:8].isalpha():
        return replace(sample, office=text[6:8], kind="W")
    return replace(sample, office=text[:2], kind="P" if text.endswith("P") else "")


def _form(text: str) -> str:
    match = _FORM.search(text)
    return match[1] if match else ""


def _formed(name: str, sort: str, form: str, body: str) -> Sample | None:
    sample = _document(f"docdb.{sort}.{form}", sort, body)
    if sample is None or form == "docdb":
        return sample
    if form == "epodoc":
        return Sample(sample.source, sample.text, "", sample.role, sample.kind, sample.filed_on)
    return sample


def all_samples(root: Path) -> Iterator[Sample]:
    """Every number of every source."""
    for source in (lens, search_ids, indian, citations, documents, epo_full_text, chinese, office_json):
        yield from source(root)
    for group in form_groups(root):
        for _, sample in group.forms:
            yield sample
