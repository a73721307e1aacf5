"""Codes of cases, with lazy labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseState(TextChoices):
    """How far a case has come."""

    DRAFT = "draft", _("Being prepared")
    FILED = "filed", _("Filed, not docketed yet")
    INCOMPLETE = "incomplete", _("Papers are missing")
    DOCKETED = "docketed", _("Docketed")
    SERVED = "served", _("Served on the respondent")
    DECIDED = "decided", _("Decided")
    REFUSED = "refused", _("Not docketed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SETTLED = "settled", _("Settled")


OPEN = (CaseState.FILED, CaseState.INCOMPLETE, CaseState.DOCKETED, CaseState.SERVED)
RUNNING = (CaseState.DOCKETED, CaseState.SERVED)
SEEN_BY_RESPONDENT = (CaseState.SERVED, CaseState.DECIDED, CaseState.WITHDRAWN, CaseState.SETTLED)


class RoleLabel(TextChoices):
    """As what somebody asks (codes of :data:`mainline.protection.cases.standing.ROLES`)."""

    HOLDER = "holder", _("Patentee")
    HEIR = "heir", _("Successor of the patentee")
    EXCLUSIVE = "exclusive", _("Exclusive licensee")
    SOLE = "sole", _("Sole licensee")
    ORDINARY = "ordinary", _("Ordinary licensee")


class NeedLabel(TextChoices):
    """What a role needs."""

    IS_HOLDER = "is_holder", _("is the holder in the register")
    NOT_HOLDER = "not_holder", _("is not the holder in the register itself")
    SUCCESSION = "succession", _("a paper proves the succession")
    LICENCE = "licence", _("a licence of this kind is in force on the thread of the right")
    HOLDER_DOES_NOT_ASK = "holder_does_not_ask", _("the patentee does not ask itself")
    AUTHORISED = "authorised", _("the patentee's authorisation is among the papers")


class CheckLabel(TextChoices):
    """Conditions of a request."""

    PATENT = "patent", _("The right is a patent")
    IN_FORCE = "in_force", _("The patent is in force")
    STANDING = "standing", _("The requester may ask")
    RESPONDENT = "respondent", _("The respondent is named")
    CLAIMS = "claims", _("What is asked for is said")
    FACTS = "facts", _("Facts and reasons are given")
    COMPETENCE = "competence", _("The office is competent for the place")
    NO_SUIT = "no_suit", _("No court has the dispute")
    NO_OTHER_WAY = "no_other_way", _("No other way was agreed, such as arbitration")
    LIMITATION = (
        "limitation",
        _("Three years have not passed since the infringement was known, or it goes on"),
    )


class PaperKind(TextChoices):
    """What a paper of a case is."""

    REQUEST = "request", _("Request, signed")
    IDENTITY = "identity", _("Proof of identity of the requester")
    PATENT = "patent", _("Proof that the patent is in force")
    EVIDENCE = "evidence", _("Evidence of the infringement")
    LICENCE = "licence", _("Licence agreement or its recordal")
    AUTHORISATION = "authorisation", _("Authorisation by the patentee")
    NOT_ASKING = "not_asking", _("Statement that the patentee does not ask")
    SUCCESSION = "succession", _("Proof of succession")
    REPORT = "report", _("Evaluation report of the patent")
    POWER = "power", _("Power of attorney")
    ANSWER = "answer", _("Answer of the respondent")
    DECISION = "decision", _("Decision")
    OTHER = "other", _("Other paper")


class PauseKind(TextChoices):
    """Why the time to decide stands still."""

    SUSPENSION = "suspension", _("Suspension (validity or ownership is disputed)")
    APPRAISAL = "appraisal", _("Appraisal or test")
    JURISDICTION = "jurisdiction", _("Objection to jurisdiction")
    EVIDENCE = "evidence", _("Longer time for evidence")
    SETTLEMENT = "settlement", _("Settlement or mediation")


class Result(TextChoices):
    """What a decision says."""

    INFRINGED = "infringed", _("Infringement found: ordered to cease")
    NOT_INFRINGED = "not_infringed", _("No infringement: request rejected")
    DISMISSED = "dismissed", _("Request dismissed")


class ActCode(TextChoices):
    """What was done in a case (codes of :mod:`mainline.protection.cases.clock`)."""

    REQUESTED = "requested", _("Request filed")
    ASKED = "asked", _("Asked to complete the papers")
    COMPLETED = "completed", _("Papers completed")
    DOCKET_EXTENDED = "docket_extended", _("Time to docket extended")
    ACCEPTED = "accepted", _("Docketed")
    REFUSED = "refused", _("Not docketed")
    SERVED = "served", _("Copy served on the respondent")
    ANSWERED = "answered", _("Respondent answered")
    FORWARDED = "forwarded", _("Answer forwarded to the requester")
    PAUSED = "paused", _("Time stands still")
    RESUMED = "resumed", _("Time goes on")
    EXTENDED_BY_HEAD = "extended_by_head", _("Extended by a month by the head of the office")
    EXTENDED_BY_HIGHER = "extended_by_higher", _("Extended by the higher office")
    HEARING_SET = "hearing_set", _("Oral hearing set")
    HEARD = "heard", _("Oral hearing held")
    DECIDED = "decided", _("Decided")
    DECISION_SERVED = "decision_served", _("Decision served on both sides")
    SUED = "sued", _("Suit against the decision filed")
    PUBLISHED = "published", _("Summary published")
    WITHDRAWN = "withdrawn", _("Request withdrawn")
    SETTLED = "settled", _("Settled or mediated")


FOR_OFFICE_AND_REQUESTER = frozenset(
    {
        ActCode.REQUESTED, ActCode.ASKED, ActCode.COMPLETED, ActCode.DOCKET_EXTENDED, ActCode.REFUSED,
        ActCode.ACCEPTED,
    }
)  # fmt: skip
"""What is done before the respondent is served is not the respondent's business, but that the case was docketed."""


class Side(TextChoices):
    """Who did it, or brought it."""

    REQUESTER = "requester", _("Requester")
    OFFICE = "office", _("The office")
    RESPONDENT = "respondent", _("Respondent")
