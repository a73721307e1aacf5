"""The certificate of a deposit on paper, Chinese with English: what was captured how, what was left out, what proves it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime

from mainline.audit.signing import fingerprint
from mainline.protection.evidence import log
from mainline.protection.evidence.enums import StepState
from mainline.protection.evidence.logic.checklist import STEPS, Step, capture_of, files_of
from mainline.protection.evidence.models import Evidence, TimestampToken
from mainline.protection.evidence.words import FACTS, missing
from mainline.protection.evidence.words import STEPS as STEP_WORDS
from mainline.typesetting import typeset

_TEMPLATE = Path(__file__).parent / "data" / "certificate.typ"
Pair = list[str]
"""A text in Chinese and in English."""


def _in_both(text: object) -> Pair:
    """Return a lazy text in both languages."""
    found = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            found.append(str(text))
    return found


def _same(text: str) -> Pair:
    return [text or "–", ""]


def certificate(row: Evidence, token: TimestampToken | None, found: log.Inclusion | None) -> bytes:
    """Return the certificate as PDF. Raises ``NoFonts``."""
    capture, files, told = capture_of(row.statement), files_of(row.statement), json.loads(row.statement)
    deposit = [
        [["存证人", "Deposited for"], _same(str(told["organisation"]))],
        [["经办账号", "Deposited by"], _same(str(told["deposited_by"]))],
        [["存证时间", "Deposited at"], _same(_local(str(told["deposited_at"])))],
        [["关联权利", "Right"], _same(row.right.number if row.right else str(told["right"]))],
        [["陈述的 SHA-256", "SHA-256 of the statement"], _same(row.digest)],
    ]
    facts = [
        [_in_both(label), _same(_local(capture.facts.get(code, "")) if code == "captured_at" else capture.facts.get(code, ""))]
        for code, label in FACTS.items()
    ]  # fmt: skip
    steps = [[_in_both(STEP_WORDS[code][0]), _step(capture.steps.get(code, Step()))] for code in STEPS]
    said = {
        "title": ["存证证书", "Certificate of deposit"],
        "name": row.title,
        "foot": f"{row.digest}",
        "warnings": _warnings(row, token),
        "parts": [
            _part(["存证", "Deposit"], deposit, (1, 3)),
            _part(["取证过程", "Capture"], facts, (1, 3)),
            _part(["取证步骤", "Steps of the capture"], steps, (3, 2)),
            _part(
                ["文件及 SHA-256", "Files and SHA-256"],
                [[[one.path, f"{one.size} B"], [one.sha256, ""]] for one in files],
                (1, 3),
            ),
            _part(["时间戳", "Time stamp"], _stamp(token), (1, 3)),
            _part(["只增日志", "Append-only log"], _log(row, found), (1, 3)),
        ],
        "note": [
            "本证书由平台按存证陈述排版生成；证明力来自同一压缩包内的文件、时间戳与日志证明，核验方法见 VERIFY.md。",
            "Set by the platform from the statement. What proves are the files, the stamp and the proof in the same archive: see VERIFY.md.",
        ],
    }
    return typeset(_TEMPLATE, said)


def _part(head: Pair, rows: Sequence[Sequence[Pair]], widths: tuple[int, int] = (1, 2)) -> dict[str, object]:
    return {"head": head, "rows": rows, "widths": list(widths)}


def _step(step: Step) -> Pair:
    zh, en = _in_both(StepState(step.state).label if step.state in StepState else step.state)
    note = f"：{step.note}" if step.note else ""
    return [f"{zh}{note}", en]


def _local(text: str) -> str:
    """Return an instant of a statement in the platform's time, with its zone."""
    told = parse_datetime(text) if text else None
    return timezone.localtime(told).isoformat(sep=" ", timespec="seconds") if told else text


def _warnings(row: Evidence, token: TimestampToken | None) -> list[Pair]:
    found = []
    if not row.is_complete:
        zh, en = zip(*(_in_both(each) for each in missing(json.loads(row.statement)["missing"])), strict=True)
        found.append(
            [f"取证不完整，缺少：{'；'.join(zh)}", f"The capture is incomplete. Left out: {'; '.join(en)}"]
        )
    if token is None:
        found.append(["尚未取得时间戳。", "There is no time stamp yet."])
    elif token.is_demonstration:
        found.append(
            [
                "演示用时间戳：签发者不是受认可的时间戳机构，没有证明力。",
                "A time stamp of the demonstration: its authority is not recognised, and it proves nothing.",
            ]
        )
    elif token.verified_at is None:
        found.append(["时间戳的签发者尚未核验。", "Who signed the time stamp was not verified."])
    return found


def _stamp(token: TimestampToken | None) -> list[list[Pair]]:
    if token is None or token.stamped_at is None:
        return [[["状态", "State"], ["尚未取得", "None yet"]]]
    return [
        [["时间戳时间", "Time stated"], _same(timezone.localtime(token.stamped_at).isoformat(sep=" "))],
        [["签发者", "Issued by"], _same(token.issuer)],
        [["序列号", "Serial number"], _same(token.serial)],
        [["策略", "Policy"], _same(token.granted_policy)],
    ]


def _log(row: Evidence, found: log.Inclusion | None) -> list[list[Pair]]:
    if found is None:
        return [[["状态", "State"], ["树头尚未签署", "The head is not signed yet"]]]
    return [
        [["位置", "Entry"], _same(f"{row.log_index} / {found.head.size}")],
        [["叶哈希", "Leaf hash"], _same(found.leaf.hex())],
        [["树头根哈希", "Root of the head"], _same(found.head.root.hex())],
        [["签名公钥指纹", "Key that signed"], _same(fingerprint(found.head.public_key))],
    ]
