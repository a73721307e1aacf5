"""What the operations of agreements, royalties and the sharing of income are sent."""

from __future__ import annotations

from typing import Any

from tests.matrix.world import World

_DAY = "2026-01-31"
BODIES: dict[str, dict[str, Any]] = {
    "act_on_agreement": {"act": "end", "words": "x"},
    "act_on_distribution_plan": {"act": "approve"},
    "act_on_royalty_report": {"act": "accept"},
    "enter_royalty_receipt": {"amount_minor": 1, "received_on": _DAY, "reference": "B", "key": "k2"},
    "file_royalty_report": {
        "period_from": _DAY, "period_to": _DAY, "sales": [{"name": "x", "minor": 1}], "claimed_minor": 1,
    },
    "reverse_royalty_receipt": {"reason": "x"},
}  # fmt: skip
OF_OWN: dict[str, dict[str, Any]] = {
    "declare_open_licence": {"terms": {"territory": "CN"}},
    "draft_agreement": {"kind": "ordinary"},
    "enter_recoverable_cost": {
        "kind": "other", "what": "x", "amount_minor": 1, "spent_on": _DAY, "reference": "1",
    },
    "give_consent": {"act": "transfer"},
    "preview_distribution_plan": {"kind": "reward"},
    "propose_distribution_plan": {"kind": "reward"},
    "set_unit_rule": {"basis": "rules", "title": "x", "since": _DAY, "tiers": [{"rate": "1"}]},
    "take_open_licence_up": {},
}  # fmt: skip
"""Sent with the university as the organisation."""


def body_of(name: str, world: World) -> dict[str, Any] | None:
    """Return the body of an operation of this part; ``None`` for one of another."""
    terms = {"territory": "CN", "rights": [{"right": world.secret.pk}]}
    if name == "save_agreement":
        return {"terms": terms}
    if name not in OF_OWN:
        return BODIES.get(name)
    more: dict[str, Any] = {}
    if name == "draft_agreement":
        more = {"other": world.ids["agency"], "terms": terms}
    if name == "enter_recoverable_cost":
        more = {"right": world.secret.pk}
    return {"organisation": world.ids["organisation"], **OF_OWN[name], **more}
