"""Evidence: deposits, their stamps, their archives, the log of all of them, and verifying for everybody."""

from __future__ import annotations

import json
from typing import Literal

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.gate import Gate, user_of
from mainline.api.operations import Files, read, write
from mainline.api.problems import missing, wrong
from mainline.api.rights import visible_right
from mainline.api.shapes.evidence import (
    EvidenceDetail,
    EvidenceList,
    EvidenceVerdict,
    LogConsistency,
    LogHead,
)
from mainline.api.things import one_of
from mainline.orgs import clock
from mainline.orgs.access import own_organisations
from mainline.orgs.models import Organisation
from mainline.protection.evidence import actions, export, log, queries, stamping
from mainline.protection.evidence.access import DEPOSIT
from mainline.protection.evidence.logic import bundles
from mainline.protection.evidence.logic.checklist import FACTS, STEPS, Capture, Step
from mainline.protection.evidence.models import Evidence, TreeHead
from mainline.protection.evidence.verify_views import verdict_of
from mainline.register.documents.responses import guarded, streamed

router = Router(tags=["evidence"])
SEEN = Gate(needs_user=True)
KEPT = Gate("record", needs_user=True, verb=DEPOSIT)
_FORM = ("files", "title", "capture", "organisation", "right", "secrecy")


@read(router, "/evidence", EvidenceList, gate=SEEN)
def list_evidence(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List deposits that you may open.

    Those of your organisations, those shown on rights entrusted to them, and those shown to them. Newest first.
    """
    piece = rows_of(Cursors(request, cursor), queries.deposits(user_of(request)), limit, is_newest_first=True)
    return listed(piece, [_row(row) for row in piece.items])


@write(router, "POST", "/evidence", EvidenceDetail, gate=KEPT, status=201, form=_FORM, problems=(404,))
def deposit_evidence(
    request: HttpRequest,
    files: list[UploadedFile] = File(..., description="Any kind; kept as they are"),
    title: str = Form(..., max_length=200),
    capture: str = Form(
        "{}",
        max_length=20_000,
        description="JSON: facts by code, and steps by code with state (done, not_done, not_applicable) and note",
    ),
    organisation: int | None = Form(None, description="Id of yours that deposits; without: the first"),
    right: int | None = Form(None, description="Id of the right that it is on"),
    secrecy: Literal["own", "holder"] = Form("own"),
) -> Answer:
    """Deposit files as evidence.

    They are hashed and entered in the log; a time stamp is asked for where somebody gives one. Steps that were left out
    are taken and named.
    """
    row = actions.deposit(
        organisation=_body(request, organisation),
        title=title,
        files=[actions.Brought(one.name or "", one.chunks) for one in files],
        capture=_capture(capture),
        right=visible_right(request, right) if right is not None else None,
        secrecy=secrecy,
        by=user_of(request),
        on=clock.today(),
    )
    return Answer(_detail(request, row.pk), status=201)


@read(router, "/evidence/log/head", LogHead, problems=(404,))
def get_evidence_log_head(request: HttpRequest) -> Answer:
    """Get the newest signed head of the log.

    Keep it: later it shows that nothing before it was changed.
    """
    head = TreeHead.objects.order_by("-size").first()
    if head is None:
        raise missing("证据日志树头", "head of the evidence log", 0)
    return Answer(log.head_of(head).as_dict())


@read(router, "/evidence/log/consistency", LogConsistency)
def get_evidence_log_consistency(
    request: HttpRequest,
    first: int = Query(..., ge=0, le=2**53, description="Size of the head that you kept"),
    second: int = Query(..., ge=0, le=2**53, description="Size of a newer head"),
) -> Answer:
    """Get what shows that a log is the beginning of a longer one.

    Hashes as RFC 6962 orders them.
    """
    proof = log.consistency(first, second)
    if proof is None:
        raise wrong("second", "没有这样大小的日志。", "There is no log of such a size.")
    return Answer({"first": first, "second": second, "proof": [one.hex() for one in proof]})


@write(router, "POST", "/evidence/verify", EvidenceVerdict, gate=SEEN, form=("file", "token", "certificates"))
def verify_evidence(
    request: HttpRequest,
    file: UploadedFile = File(..., description="An exported archive, or any file with its stamp"),
    token: UploadedFile | None = File(None, description="RFC 3161 answer over the SHA-256 of the file"),
    certificates: UploadedFile | None = File(None, description="PEM: what of the authority is to be trusted"),
) -> Answer:
    """Verify a file with its time stamp, or an exported deposit.

    Nothing of it is kept. One altered byte is named: which file, the hash expected and the hash found.
    """
    return Answer(bundles.as_dict(verdict_of(file, token, certificates)))


@read(router, "/evidence/{evidence_id}", EvidenceDetail, gate=SEEN)
def get_evidence(request: HttpRequest, evidence_id: int) -> Answer:
    """Get one deposit.

    Its statement, its files with their hashes, and its stamps.
    """
    return Answer(_detail(request, evidence_id))


@read(router, "/evidence/{evidence_id}/archive", Files(["application/zip"]), gate=SEEN)
def get_evidence_archive(request: HttpRequest, evidence_id: int) -> HttpResponseBase:
    """Get a deposit as an archive that verifies without this platform.

    VERIFY.md in it says how, with openssl and sha256sum.
    """
    made = export.bundle(_one(request, evidence_id))
    return guarded(
        streamed(made.pieces, "application/zip", made.size), made.name, made.name, is_download=True
    )


@write(router, "POST", "/evidence/{evidence_id}/stamp", EvidenceDetail, gate=KEPT)
def stamp_evidence(request: HttpRequest, evidence_id: int) -> Answer:
    """Ask for a time stamp now.

    One that waits is asked for again at once.
    """
    row = _one(request, evidence_id)
    if stamping.ask(evidence=row, by=user_of(request)) is None:
        raise wrong("evidence_id", "尚未设定时间戳服务机构。", "No time stamping authority is set up.")
    return Answer(_detail(request, evidence_id))


def _body(request: HttpRequest, pk: int | None) -> Organisation:
    own = [body for body in own_organisations(user_of(request), DEPOSIT) if pk is None or body.pk == pk]
    if not own:
        raise wrong("organisation", "您不能为该组织存证。", "You don't deposit for this organisation.")
    return own[0]


def _capture(text: str) -> Capture:
    """Return what is told of a capture. Refuses codes that there are not."""
    try:
        told = json.loads(text)
        facts, steps = told.get("facts", {}), told.get("steps", {})
        found = {
            str(code): Step(str(step["state"]), str(step.get("note", ""))) for code, step in steps.items()
        }
        unknown = sorted({*map(str, facts)} - {*FACTS}) + sorted({*found} - {*STEPS})
        if unknown:
            raise ValueError(unknown[0])
        return Capture({str(code): str(fact) for code, fact in facts.items()}, found)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        detail = str(error)[:80]
        raise wrong(
            "capture", f"取证情况无法读取：{detail}", f"The capture can't be read: {detail}"
        ) from error


def _one(request: HttpRequest, pk: int) -> Evidence:
    return one_of(queries.deposits(user_of(request)), pk, "证据", "evidence")


def _row(row: Evidence) -> dict[str, object]:
    return {
        "id": row.pk,
        "organisation": row.organisation_id,
        "right": row.right_id,
        "title": row.title,
        "secrecy": row.secrecy,
        "state": getattr(row, "standing", ""),
        "complete": row.is_complete,
        "digest": row.digest,
        "log_index": row.log_index,
        "deposited_at": row.deposited_at,
        "deposited_by": row.deposited_by.get_username() if row.deposited_by else "",
        "url": reverse("evidence", args=[row.pk]),
        "archive_url": reverse("api:get_evidence_archive", args=[row.pk]),
    }


def _detail(request: HttpRequest, pk: int) -> dict[str, object]:
    row = _one(request, pk)
    return {
        **_row(row),
        "statement": row.statement,
        "missing": json.loads(row.statement)["missing"],
        "files": list(row.files.order_by("number").values("name", "sha256", "size")),
        "stamps": [
            {
                "state": one.state,
                "demonstration": one.is_demonstration,
                "asked_at": one.asked_at,
                "attempts": one.attempts,
                "problem": one.problem,
                "stamped_at": one.stamped_at,
                "issuer": one.issuer,
                "serial": one.serial,
            }
            for one in row.tokens.order_by("pk")
        ],
    }
