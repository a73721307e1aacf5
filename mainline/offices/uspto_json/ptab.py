"""Proceedings before the Patent Trial and Appeal Board: trials, appeals, interferences and their papers.

Each entry gives one record of the application or patent concerned (an interference concerns several), with
legal events. The service has no event codes, so the codes are ``PTAB.<kind>.<what>``, ``<kind>`` being the
trial type (IPR, PGR, CBM, DER), ``APPEAL`` or ``INTERFERENCE``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from mainline.offices import answers
from mainline.offices.answers import Answer, child, children, day, ordered, pairs, text
from mainline.offices.base import Piece
from mainline.offices.pieces import position_of
from mainline.offices.record import Flag, LegalEvent, Party, PartyRole, Record
from mainline.offices.uspto_json.names import (
    NAME,
    NoSubject,
    Read,
    Subject,
    application,
    kind_of,
    listed,
    patent,
    publication,
)

_TRIALS = ("patentTrialProceedingDataBag", "patentTrialDocumentDataBag")
_TRIAL_DAYS = (
    ("petition", "petitionFilingDate"),
    ("accorded", "accordedFilingDate"),
    ("institution", "institutionDecisionDate"),
    ("termination", "terminationDate"),
)
_REEXAMINATIONS = ("90", "95", "96")
"""Series codes of control numbers: ex parte and inter partes reexamination, supplemental examination (MPEP 503)."""
_SIDES = (
    ("seniorPartyData", "senior"),
    ("juniorPartyData", "junior"),
    ("additionalPartyDataBag", "additional"),
)


def read(decoded: object) -> Iterator[Read] | None:
    """The entries of any of the service's bags; ``None`` if it is not from this service."""
    if not isinstance(decoded, dict):
        return None
    trials = [each for key in _TRIALS for each in children(decoded, key)]
    appeals = children(decoded, "patentAppealDataBag")
    disputes = children(decoded, "patentInterferenceDataBag") + children(decoded, "interferenceData")
    for each in children(decoded, "patentTrialData"):
        (appeals if "appealNumber" in each else trials).append(each)
    old = [each for each in children(decoded, "results") if "proceedingNumber" in each]
    if not any((trials, appeals, disputes, old)):
        return None
    return _all(trials + [_as_trial(each) for each in old], appeals, disputes)


def _all(trials: list[Answer], appeals: list[Answer], disputes: list[Answer]) -> Iterator[Read]:
    yield from map(_trial, trials)
    yield from map(_appeal, appeals)
    for each in disputes:
        yield from _interference(each)


def _as_trial(node: Answer) -> Answer:
    """An entry of the former service in the shape of today's."""
    owner = {
        "patentNumber": node.get("respondentPatentNumber"),
        "applicationNumberText": node.get("respondentApplicationNumberText"),
        "grantDate": node.get("respondentGrantDate"),
        "realPartyInInterestName": node.get("respondentPartyName"),
        "counselName": node.get("respondentCounselName"),
    }
    petitioner = {
        "realPartyInInterestName": node.get("petitionerPartyName"),
        "counselName": node.get("petitionerCounselName"),
    }
    trial = {
        "trialTypeCode": node.get("subproceedingTypeCategory"),
        "petitionFilingDate": node.get("proceedingFilingDate"),
        "accordedFilingDate": node.get("accordedFilingDate"),
        "institutionDecisionDate": node.get("institutionDecisionDate"),
        "latestDecisionDate": node.get("decisionDate"),
        "trialStatusCategory": node.get("proceedingStatusCategory"),
    }
    paper = {
        "documentIdentifier": node.get("documentIdentifier"),
        "documentFilingDate": node.get("documentFilingDate"),
        "documentTitleText": node.get("documentTitleText"),
        "documentTypeDescriptionText": node.get("documentTypeName"),
        "filingPartyCategory": node.get("filingPartyCategory"),
    }
    return {
        "trialNumber": node.get("proceedingNumber"),
        "trialMetaData": trial,
        "patentOwnerData": owner,
        "regularPetitionerData": petitioner,
        "documentData": paper if paper["documentIdentifier"] else {},
    }


def _subject(node: Answer, flags: set[Flag]) -> Subject:
    """The right concerned; a reexamination names its patent where the inventor should be."""
    filed, patented = text(node, "applicationNumberText"), text(node, "patentNumber")
    if not patented and filed.startswith(_REEXAMINATIONS) and text(node, "inventorName").isdigit():
        patented = text(node, "inventorName")
    return Subject(
        application(filed),
        patent(patented, day(node.get("grantDate"), flags)),
        publication(text(node, "publicationNumber"), day(node.get("publicationDate"), flags)),
    )


def _trial(node: Answer) -> Read:
    owner = child(node, "patentOwnerData") or child(node, "respondentData")
    flags: set[Flag] = set()
    subject = _subject(owner, flags)
    if not subject.numbers():
        detail = f"trial {text(node, 'trialNumber')} names no patent or application"
        return NoSubject(detail, {_TRIALS[0]: [node]})
    number = text(node, "trialNumber")
    meta = child(node, "trialMetaData")
    events = tuple(_trial_events(node, meta, number, flags))
    petitioner = child(node, "regularPetitionerData") or child(node, "derivationPetitionerData")
    parties = _parties(owner, PartyRole.HOLDER) + _parties(petitioner, PartyRole.OPPONENT)
    as_of = answers.latest(
        day(meta.get("trialLastModifiedDate")),
        day(node.get("lastModifiedDateTime")),
        *(e.date for e in events),
    )
    extra = pairs(proceeding=number, proceeding_status=text(meta, "trialStatusCategory"))
    return partial(_record, subject, "trial", parties, events, as_of, flags, extra)


def _trial_events(node: Answer, meta: Answer, number: str, flags: set[Flag]) -> Iterator[LegalEvent]:
    kind = answers.first(text(meta, "trialTypeCode"), number[:3])
    about = pairs(proceeding=number)
    for what, key in _TRIAL_DAYS:
        if happened_on := day(meta.get(key), flags):
            yield LegalEvent("US", f"PTAB.{kind}.{what}", happened_on, f"{number}: {what}", details=about)
    decision, paper = child(node, "decisionData"), child(node, "documentData")
    latest_on = day(meta.get("latestDecisionDate"), flags)
    if decision:
        yield _decision(kind, number, decision, "trialOutcomeCategory", flags)
    elif latest_on:
        said = text(meta, "trialStatusCategory")
        yield LegalEvent("US", f"PTAB.{kind}.decision", latest_on, f"{number}: {said}", details=about)
    if paper:
        yield _paper(kind, number, paper, flags)


def _decision(kind: str, number: str, node: Answer, outcome_key: str, flags: set[Flag]) -> LegalEvent:
    outcome = answers.first(text(node, outcome_key), text(node, "decisionTypeCategory"))
    details = pairs(
        proceeding=number,
        issues=listed(node, "issueTypeBag"),
        provisions=listed(node, "statuteAndRuleBag"),
    )
    issued_on = day(node.get("decisionIssueDate"), flags)
    return LegalEvent("US", f"PTAB.{kind}.decision", issued_on, f"{number}: {outcome}", details=details)


def _paper(kind: str, number: str, node: Answer, flags: set[Flag]) -> LegalEvent:
    said = answers.first(text(node, "documentTitleText"), text(node, "documentTypeDescriptionText"))
    details = pairs(
        proceeding=number,
        paper=text(node, "documentNumber"),
        document=text(node, "documentIdentifier"),
        filed_by=text(node, "filingPartyCategory"),
    )
    filed_on = day(node.get("documentFilingDate"), flags)
    return LegalEvent("US", f"PTAB.{kind}.document", filed_on, said, details=details)


def _appeal(node: Answer) -> Read:
    flags: set[Flag] = set()
    appellant = child(node, "appellantData")
    subject = _subject(appellant, flags)
    number = text(node, "appealNumber")
    if not subject.numbers():
        return NoSubject(f"appeal {number} names no application", {"patentAppealDataBag": [node]})
    meta, decision = child(node, "appealMetaData"), child(node, "decisionData")
    events = []
    if filed_on := day(meta.get("appealFilingDate"), flags):
        events.append(
            LegalEvent(
                "US", "PTAB.APPEAL.filed", filed_on, f"Appeal {number}", details=pairs(proceeding=number)
            )
        )
    if decision:
        events.append(_decision("APPEAL", number, decision, "appealOutcomeCategory", flags))
    as_of = answers.latest(day(meta.get("appealLastModifiedDate")), *(event.date for event in events))
    extra = pairs(proceeding=number, application_type=text(meta, "applicationTypeCategory"))
    parties = _parties(appellant, PartyRole.APPLICANT)
    return partial(_record, subject, "appeal", parties, tuple(events), as_of, flags, extra)


def _interference(node: Answer) -> Iterator[Read]:
    """One record for each side, as each stands for a right of its own."""
    sides = [(side, each) for key, side in _SIDES for each in children(node, key)]
    number = text(node, "interferenceNumber")
    if not any(_subject(each, set()).numbers() for _, each in sides):
        yield NoSubject(f"interference {number} names no application", {"patentInterferenceDataBag": [node]})
        return
    for side, each in sides:
        flags: set[Flag] = set()
        subject = _subject(each, flags)
        if subject.numbers():
            events = tuple(_interference_events(node, number, flags))
            as_of = answers.latest(
                day(answers.at(node, "interferenceMetaData", "interferenceLastModifiedDate")),
                *(event.date for event in events),
            )
            parties = _parties(each, PartyRole.APPLICANT)
            extra = pairs(proceeding=number, side=side)
            yield partial(_record, subject, "interference", parties, events, as_of, flags, extra)


def _interference_events(node: Answer, number: str, flags: set[Flag]) -> Iterator[LegalEvent]:
    meta = child(node, "interferenceMetaData")
    about = pairs(proceeding=number)
    if declared_on := day(meta.get("declarationDate"), flags):
        style = text(meta, "interferenceStyleName")
        yield LegalEvent("US", "PTAB.INTERFERENCE.declared", declared_on, style, details=about)
    paper = child(node, "documentData") or child(node, "decisionDocumentData")
    if text(paper, "decisionIssueDate"):
        yield _decision("INTERFERENCE", number, paper, "interferenceOutcomeCategory", flags)


def _parties(node: Answer, role: PartyRole) -> tuple[Party, ...]:
    name = answers.first(text(node, "realPartyInInterestName"), text(node, "patentOwnerName"))
    name = name or text(node, "additionalPartyName")
    rows = ((role, name), (PartyRole.AGENT, text(node, "counselName")))
    return tuple(Party(each_role, each, "en") for each_role, each in rows if each)


def _record(
    subject: Subject,
    document_kind: str,
    parties: tuple[Party, ...],
    events: tuple[LegalEvent, ...],
    as_of: dt.date | None,
    flags: set[Flag],
    extra: tuple[tuple[str, str], ...],
    piece: Piece,
    nth: int,
) -> Record:
    number = subject.patent or subject.application or subject.publication
    return Record(
        format=NAME,
        office="US",
        right_kind=kind_of(number.text if number else "", kind_code=number.kind_code if number else ""),
        numbers=subject.numbers(),
        position=position_of(piece, nth=nth),
        language="en",
        document_kind=document_kind,
        parties=parties,
        events=events,
        as_of=as_of,
        flags=ordered(flags),
        extra=extra,
    )
