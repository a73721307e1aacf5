"""Every route of the pages and every operation of the API, with an address of the world for each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mainline.api.routes import api
from tests.matrix.deals import body_of
from tests.matrix.world import World, upload

OBJECTS = {
    "account/leave/": "member",
    "account/security/": "token",
    "creation/claims/versions/": "claims_version",
    "creation/prior-art/": "novelty_report",
    "creation/rights/": "right",
    "administration/accounts/": "account",
    "administration/audit/": "entry",
    "administration/jobs/": "import",
    "administration/organisations/": "organisation",
    "audit/": "entry",
    "creation/disclosures/": "disclosure",
    "dates/": "deadline",
    "dates/differences/": "difference",
    "dates/notices/": "notice",
    "dates/people/away/": "absence",
    "dates/answers/": "answer",
    "dates/bills/": "bill",
    "dates/on-time/": "agency",
    "dates/fees/": "docket",
    "dates/receipts/": "receipt",
    "dates/reports/": "report",
    "dates/reports/files/": "report_run",
    "dates/sheet/right/": "right",
    "dates/sheet/organisation/": "organisation",
    "documents/": "document",
    "imports/": "import",
    "organisations/": "organisation",
    "people/proposals/": "person_proposal",
    "people/": "person",
    "proposals/": "proposal",
    "protection/evidence/": "evidence",
    "protection/cases/": "case",
    "protection/decisions/": "decision",
    "protection/hits/": "hit",
    "protection/watches/": "watch",
    "quarantine/": "quarantined",
    "rights/": "right",
    "search/saved/": "search",
    "service/questions/": "question",
    "service/requests/": "service_request",
    "utilization/matches/": "match",
    "utilization/needs/": "need",
    "utilization/offers/": "offer",
    "utilization/stock/": "stock_item",
    "utilization/agreements/": "agreement",
    "utilization/consent/": "right",
    "utilization/distribution/": "plan",
    "utilization/distribution/new/": "right",
    "utilization/open-licences/": "open_licence",
    "utilization/open-licences/declare/": "right",
    "utilization/pledges/": "pledge",
    "utilization/receipts/": "royalty_receipt",
    "utilization/royalties/": "royalty_report",
    "service/claims/": "claim",
    "views/": "view",
    "webhooks/": "webhook",
}
"""What ``pk`` is, by how the address begins; the longest beginning counts."""
ARGUMENTS: dict[str, Any] = {
    "code": "utilization",
    "key": "wrong",
    "number": 1,
    "part": "official_fees",
    "office": "CN",
    "policy": "HLJ-UNI-LOCAL",
    "secret": "wrong",
    "uidb36": "1",
}
"""Parts of addresses that are no ids."""
ELSEWHERE = {"openapi-json", "openapi-view", "api-root", "set_language", None}
"""Names that are asked for otherwise: the API operation by operation, the language by its own tests."""
CODES = {
    "portfolio_chart": "status",
    **dict.fromkeys(
        ("indicator", "indicator_chart", "indicator_export", "indicator_records", "indicator_target"),
        "valid_inventions",
    ),
}
"""Codes in addresses that are no links of the chain."""
FORMATS = {"right_export": "json", "novelty_paper": "docx", "get_novelty_file": "docx"}
"""Formats of exports other than CSV."""
ACTS = {
    "administration_account": {"act": "close"},
    "differences_decide": {"act": "ours"},
    "differences_preview": {"act": "ours"},
    "claims_act": {"act": "check"},
    "claims_check": {"text": "1. A cart."},
    "novelty_act": {"act": "judge-not", "number": "D1"},
    "novelty_save": {"revision": "0", "cut_off": "2026-01-31"},
    "prior_art": {"subject": "a cart", "cut_off": "2026-01-31"},
    "answer_act": {"act": "approve", "version": "1"},
    "answer_save": {"revision": "0"},
    "disclosure_act": {"act": "check", "revision": "0"},
    "disclosure_decide": {"act": "accept"},
    "disclosure_save": {"revision": "0"},
    "disclosure_submit": {"revision": "0"},
    "agreement_act": {"act": "end", "ended_on": "2026-11-20", "reason": "x"},
    "agreement_new": {},
    "bill_act": {"act": "accept_all"},
    "consent_give": {"to": "transfer"},
    "distribution_plan_act": {"act": "approve"},
    "open_licence_act": {"act": "withdraw"},
    "royalty_report_act": {"act": "accept"},
    "case_act": {"act": "withdraw", "text": "x"},
    "hit_decide": {"decision": "noted"},
    "watch_act": {"act": "change", "name": "n", "threshold": "40"},
    "calls": {
        "policy": "hlj.university.local",
        "year": "2026",
        "budget": "1",
        "opens_on": "2026-01-01",
        "closes_on": "2026-12-31",
        "reference": "1",
    },
    "claim_act": {"act": "withdraw"},
    "deadline_act": {"act": "plan", "internal_on": ""},
    "felt": {"policy": "80"},
    "indicator_target": {"year": "2026", "value": "5", "source": "x"},
    "member": {"act": "role", "role": "viewer"},
    "match_act": {"act": "write", "text": "x"},
    "need_act": {"act": "close", "outcome": "given_up"},
    "need_promise": {"days": "3"},
    "notice_act": {"act": "save"},
    "question_act": {"act": "answer", "text": "x"},
    "service_request_act": {"act": "cancel", "reason": "x"},
    "offer_withdraw": {"reason": "x"},
    "pledge_act": {"act": "give_up", "reason": "x"},
    "stock_act": {"act": "ask", "firm": "1"},
    "evidence_act": {"act": "ask"},
    "evidence_authority": {"url": "https://tsa.example.org/"},
    "receipt_act": {"act": "file"},
    "fee_payer": {"department": "一所", "payer": ""},
}
"""What pages with several buttons are sent: without it they refuse everybody alike."""
OF_AN_ORGANISATION = {
    "begin_claim": {"policy": "HLJ-UNI-LOCAL", "ref": ""},
    "statements": {"fact": "legal_person", "value": "true"},
    "away": {"from_on": "2026-12-01", "until_on": "2026-12-05", "stand_in": "nobody"},
    "house_facts": {"entity": "small"},
    "house_lead": {"severity": "loss", "days": "3"},
    "keep_dates": {},
}
"""What is sent of an organisation."""
BODIES: dict[str, dict[str, Any]] = {
    "check_claims": {"text": "1. A cart."},
    "check_claims_draft": {"text": "1. A cart."},
    "issue_novelty_report": {"outcome": "none", "conclusion": "x"},
    "judge_document": {"relevance": "not", "number": "D2"},
    "act_in_case": {"act": "withdraw", "text": "x"},
    "act_on_claim": {"act": "withdraw"},
    "begin_claim": {"policy": "HLJ-UNI-LOCAL"},
    "state_fact": {"fact": "legal_person", "value": "true"},
    "open_call": {
        "policy": "HLJ-UNI-LOCAL",
        "year": 2026,
        "budget_minor": 1,
        "opens_on": "2026-01-01",
        "closes_on": "2026-12-31",
        "reference": "1",
    },
    "put_claim_paper": {"code": "application", "reference": "1"},
    "act_on_pledge": {"act": "give_up", "reason": "x"},
    "act_on_question": {"act": "answer", "text": "x"},
    "act_on_service_request": {"act": "cancel", "reason": "x"},
    "ask_question": {"topic": "fees", "title": "何时缴费", "text": "2019年授权的发明。"},
    "open_question": {"key": "wrong"},
    "say_more": {"key": "wrong", "text": "x"},
    "decide_deadline": {"act": "plan"},
    "decide_disclosure": {"act": "accept"},
    "save_disclosure": {"revision": 0},
    "submit_disclosure": {"revision": 0},
    "decide_hit": {"decision": "noted"},
    "share_right": {},
    "close_need": {"outcome": "given_up"},
    "withdraw_offer": {"reason": "x"},
    "answer_match": {"side": "holder", "says": "accepted"},
    "ask_firms": {"firms": [1]},
    "grade_right": {"organisation": 1, "grade": 3},
    "withdraw_document": {"reason": "wrong file"},
    "document_confidentiality": {"confidentiality": "public"},
    "record_event": {"code": "utilization.nda.signed", "happened_on": "2026-03-02", "source_text": "合同"},
}
"""Bodies that the API's writes need before they ask who writes."""
BOTH_RIGHTS = (
    "right", "right_like", "right_text", "right_export", "sources", "record", "add_documents", "sharing", "share", "open_right",
    "get_right", "list_right_events", "record_event", "export_right", "list_shares", "share_right",
)  # fmt: skip
"""Routes that are asked for the secret right and for the public one of the same holder."""


@dataclass(frozen=True)
class Route:
    """One line of the matrix: how it is called there, and the request that asks for it."""

    name: str
    method: str
    path: str
    data: dict[str, Any] = field(default_factory=dict)
    is_json: bool = False

    def send(self, client: Any) -> Any:
        """Ask as the client that is given."""
        ask = getattr(client, self.method.lower())
        if self.method in ("GET", "DELETE"):
            return ask(self.path)
        if self.is_json and not {"file", "files"} & set(self.data):
            return ask(self.path, data=json.dumps(self.data), content_type="application/json")
        return ask(self.path, data=self.data) if self.data else ask(self.path)


def routes(world: World) -> list[Route]:
    """Return every line, pages first, in the order of their addresses."""
    return [*pages(world), *operations(world)]


def named_patterns() -> dict[str, tuple[str, dict[str, Any]]]:
    """Return each named route with its address and the converters of its parts."""

    def walk(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str, dict[str, Any]]]:
        for pattern in resolver.url_patterns:
            address = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                if not address.startswith("api/v1"):
                    yield from walk(pattern, address)
            elif isinstance(pattern, URLPattern) and pattern.name not in ELSEWHERE:
                yield str(pattern.name), address, dict(pattern.pattern.converters)

    return {name: (address, parts) for name, address, parts in walk(get_resolver())}


def pages(world: World) -> Iterator[Route]:
    """Yield the pages: GET, and POST where the route takes it."""
    for name, (address, _) in sorted(named_patterns().items(), key=lambda item: (item[1][0], item[0])):
        for variant, right in _variants(name, world):
            path = reverse(name, kwargs=_arguments(name, address, {**world.ids, "right": right}))
            for method in ("GET", "POST"):
                yield Route(f"{method} {address}{variant}", method, path, _form(name, method, world))


def _form(name: str, method: str, world: World) -> dict[str, Any]:
    if name == "add_documents" and method == "POST":
        return {"files": upload("a.txt", b"text\n")}
    if name == "evidence_new" and method == "POST":
        return {"title": "x", "files": upload("a.txt", b"text\n"), "secrecy": "own"}
    if name == "case_add_paper" and method == "POST":
        return {"file": upload("a.txt", b"text\n"), "kind": "other"}
    if name in ("dates_preview", "dates_decide") and method == "POST":
        return {"act": "closed", "reason": "x", "pk": world.ids["deadline"]}
    if name in OF_AN_ORGANISATION and method == "POST":
        return {"organisation": world.ids["organisation"], **OF_AN_ORGANISATION[name]}
    if name == "give_rights" and method == "POST":
        return {"pk": world.ids["docket"], "deputy": "-"}
    if name == "budget_department" and method == "POST":
        return {"pk": world.ids["docket"], "department": "一所"}
    if name == "reduction_applicant" and method == "POST":
        said = {"kind": "public_institution", "year": "2026", "record_number": "1"}
        return {"organisation": world.ids["organisation"], "name": "北川大学", **said}
    if name == "fiscal_year" and method == "POST":
        return {"organisation": world.ids["organisation"], "month": "4"}
    if name == "report_refilter" and method == "POST":
        return {"report": world.ids["report"], "address": "/dates/?shows=due"}
    if name == "report" and method == "POST":
        return {"name": "x", "format": "csv", "language": "en"}
    if name == "report_new" and method == "POST":
        return {"address": "/dates/?shows=due", "name": "y", "format": "csv", "language": "en"}
    return ACTS.get(name, {}) if method == "POST" else {}


def operations(world: World) -> Iterator[Route]:
    """Yield the operations of the API."""
    for path, methods in sorted(api.get_openapi_schema()["paths"].items()):
        for method, operation in methods.items():
            name = operation["operationId"]
            for variant, right in _variants(name, world):
                ids = {
                    **world.ids,
                    "right": right,
                    "piece": world.ids["quarantined"],
                    "item": world.ids["stock_item"],
                }
                if path.startswith("/novelty-reports/"):
                    ids["report"] = world.ids["novelty_report"]
                address = path
                for parameter in operation.get("parameters", []):
                    if parameter["in"] == "path":
                        part = parameter["name"]
                        named = {"format": FORMATS.get(name, "csv"), "code": "valid_inventions"}
                        value = named.get(part) or ids.get(part.removesuffix("_id"), 1)
                        address = address.replace(f"{{{part}}}", str(value))
                yield Route(
                    f"{method.upper()} {path}{variant}",
                    method.upper(),
                    address,
                    _body(name, method, world),
                    True,
                )


def _body(name: str, method: str, world: World) -> dict[str, Any]:
    if (of_deal := body_of(name, world)) is not None:
        return of_deal
    if name == "deposit_evidence":
        return {"files": upload(), "title": "x"}
    if name in ("upload_import", "add_document", "replace_document", "verify_evidence"):
        return {"file": upload()}
    if name == "post_need":
        return {
            "organisation": world.ids["organisation"],
            "title": "收获",
            "text": "收获的时候损失很大，想找办法解决这个问题。",
        }
    if name == "offer_rights":
        said = {"title": "收获机", "field_of_use": "大豆", "readiness": 6, "mode": "transfer"}
        return {"organisation": world.ids["organisation"], "rights": [world.public.pk], **said}
    if name == "propose_match":
        ids = {"need": world.ids["need"], "right": world.public.pk, "organisation": world.ids["organisation"]}
        return {**ids, "side": "need"}
    if name == "survey_right":
        return {"organisation": world.ids["organisation"], "right": world.public.pk, "grade": 3}
    if name in ("keep_dates", "begin_disclosure"):
        return {"organisation": world.ids["organisation"]}
    if name == "open_watch":
        return {"organisation": world.ids["organisation"], "kind": "search", "query": "收获"}
    if name == "begin_pledge":
        said = {"purpose": "rd", "amount_minor": 1, "until": "2098-01-01"}
        return {"organisation": world.ids["organisation"], "rights": [world.secret.pk], **said}
    if name == "open_service_request":
        said = {"kind": "search", "title": "查新", "text": "请检索", "agencies": [world.ids["agency"]]}
        return {"organisation": world.ids["organisation"], **said}
    if name == "add_case_paper":
        return {"file": upload("a.txt", b"text\n"), "kind": "request"}
    if name == "begin_case":
        return {"organisation": world.ids["organisation"], "right": world.public.pk}
    return BODIES.get(name, {}) if method != "get" else {}


def _variants(name: str, world: World) -> list[tuple[str, int]]:
    if name in BOTH_RIGHTS:
        return [(" (secret)", world.secret.pk), (" (public)", world.public.pk)]
    return [("", world.secret.pk)]


def _arguments(name: str, address: str, ids: dict[str, int]) -> dict[str, Any]:
    """Return values for the parts of an address."""
    parts = named_patterns()[name][1] or {part: None for part in ("uidb36", "key") if f"<{part}>" in address}
    found: dict[str, Any] = {}
    for part in parts:
        if part == "format":
            found[part] = FORMATS.get(name, "csv")
        elif part == "code" and name in CODES:
            found[part] = CODES[name]
        elif part == "pk":
            found[part] = ids[OBJECTS[max((b for b in OBJECTS if address.startswith(b)), key=len)]]
        else:
            found[part] = ARGUMENTS.get(part, ids.get({"membership": "member"}.get(part, part)))
    return found
