"""The client says what the API says: nothing is missing, nothing is called otherwise."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mainline import client
from mainline.api.routes import api
from mainline.client import shapes
from mainline.client.operations import OPERATIONS, PREFIX

CLIENT = Path(client.__file__).parent


def _shapes(of: type[shapes.Shape] = shapes.Shape) -> list[type[shapes.Shape]]:
    """Every shape of the package: parts keep theirs beside their methods."""
    own = [each for each in of.__subclasses__() if each.__module__.startswith(client.__name__)]
    return [one for each in own for one in (each, *_shapes(each))]


SHAPES = list(dict.fromkeys(_shapes()))


def published() -> dict[str, tuple[str, str]]:
    return {
        operation["operationId"]: (method.upper(), path.removeprefix(PREFIX))
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, operation in methods.items()
    }


def test_operations_are_those_that_the_schema_publishes() -> None:
    assert dict(OPERATIONS) == published()


def test_every_operation_has_a_method() -> None:
    used = set()
    for path in CLIENT.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                first = node.args[0]
                if node.func.attr in ("ask", "act", "listed", "stream") and isinstance(first, ast.Constant):
                    used.add(first.value)

    assert used == set(OPERATIONS)


def schemas() -> dict[str, Any]:
    found: dict[str, Any] = api.get_openapi_schema()["components"]["schemas"]
    return found


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_a_shape_has_the_members_that_the_schema_publishes(shape: Any) -> None:
    told = schemas()[shape.__name__]["properties"]
    fields = {field.encode_name: field for field in msgspec.structs.fields(shape)}

    assert set(fields) == set(told)
    for name, field in fields.items():
        can_be_null = "null" in str(told[name].get("anyOf", ""))
        assert ("None" in str(field.type)) is can_be_null, name


GIVEN = {
    "AgreementAct",
    "AskFirms",
    "ApproveClaims",
    "AskedPlan",
    "BeginClaim",
    "CaseAction",
    "CaseRequest",
    "CheckClaims",
    "ClaimAct",
    "DeadlineDecision",
    "DisclosureDecision",
    "FieldProblem",
    "GivenInventor",
    "GivenLicence",
    "GivenLine",
    "GivenRight",
    "GivenRoyalty",
    "GivenShare",
    "GivenSum",
    "GivenTerms",
    "GivenTier",
    "HandIn",
    "HitDecision",
    "JudgeDocument",
    "KeepDates",
    "MatchAnswer",
    "NeedClosing",
    "NewAgreement",
    "NewCall",
    "NewCase",
    "NewConsent",
    "NewDisclosure",
    "NewEvent",
    "NewGrade",
    "NewMatch",
    "NewNeed",
    "NewNoveltyReport",
    "NewOffer",
    "NewOpenLicence",
    "NewPledge",
    "NewQuestion",
    "NewRecoverableCost",
    "NewRoyaltyReceipt",
    "NewRoyaltyReport",
    "NewSearch",
    "NewSecret",
    "NewServiceRequest",
    "NewStatement",
    "NewSurvey",
    "NewUnitRule",
    "NewWatch",
    "NewWebhook",
    "NoveltyConclusion",
    "OfferWithdrawal",
    "PlanAct",
    "PledgeAct",
    "Problem",
    "PutPaper",
    "QuestionAct",
    "QuestionKey",
    "QuestionMore",
    "Replay",
    "Reversal",
    "RoyaltyReportAct",
    "SavedAgreement",
    "SavedDisclosure",
    "ServiceRequestAct",
    "TakeUp",
    "WebhookChange",
    "Withdrawal",
}
"""What is sent, and answered by no operation."""


def test_every_answer_has_a_shape() -> None:
    pieces = {name for name, schema in schemas().items() if "items" in schema.get("properties", {})} - {
        "SearchAnswer",
        "Indicators",
    }

    assert {shape.__name__ for shape in SHAPES} == set(schemas()) - GIVEN - pieces


def test_the_client_needs_no_django() -> None:
    code = (
        "import sys, mainline.client; print([name for name in sys.modules if name.split('.')[0] == 'django'])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=CLIENT.parents[1]
    )

    assert done.stdout.strip() == "[]"
