"""What a verification may find, and how it says so in both languages. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

TEXTS: Mapping[str, tuple[str, str]] = {
    # The chain.
    "entry.missing": ("缺少第{number}条审计记录", "entry {number} is missing"),
    "entry.changed": (
        "第{number}条审计记录被改动：内容与其哈希不符",
        "entry {number} was changed: what it says does not match its hash",
    ),
    "entry.unlinked": (
        "第{number}条审计记录不接续前一条：其间有记录被改写、插入或删除",
        "entry {number} does not follow the one before: something was rewritten, put in or taken out there",
    ),
    "entry.unreadable": (
        "第{number}条审计记录含有本程序不会写入的内容",
        "entry {number} holds what no program of ours writes",
    ),
    "entry.seals": (
        "第{number}条审计记录的封印无法读取：{why}",
        "the seals of entry {number} can't be read: {why}",
    ),
    # Checkpoints.
    "checkpoint.signature": (
        "第{number}条记录处的校验点签名不符（密钥 {key}）",
        "the signature of the checkpoint at entry {number} is wrong (key {key})",
    ),
    "checkpoint.differs": (
        "{at} 签署的校验点与第{number}条审计记录不符：记录在签署之后被改写",
        "the checkpoint signed at {at} does not match entry {number}: the chain was rewritten after it was signed",
    ),
    "checkpoint.beyond": (
        "{at} 签署过第{number}条审计记录，而记录只到第{head}条：末尾被删去",
        "entry {number} was signed at {at}, and the chain ends at {head}: its end was cut off",
    ),
    "checkpoint.key": (
        "第{number}条记录处的校验点换了密钥（{key}），而审计记录中没有说明",
        "the checkpoint at entry {number} was signed with another key ({key}), and no entry says so",
    ),
    "checkpoint.foreign": (
        "第{number}条记录处的校验点不是用您指定的密钥签署的，而是 {key}",
        "the checkpoint at entry {number} was not signed with the key that you named but with {key}",
    ),
    "checkpoint.gone": (
        "{at} 签署的第{number}条处的校验点已不在数据库中",
        "the checkpoint signed at {at} at entry {number} is in the database no more",
    ),
    "checkpoint.unreadable": (
        "校验点文件第{line}行无法读取",
        "line {line} of the file of checkpoints can't be read",
    ),
    # Rows.
    "row.changed": (
        "{table} {row}：与第{entry}条记录（{at}，{act}）的封印不符",
        "{table} {row}: does not match the seal of entry {entry} ({at}, {act})",
    ),
    "row.missing": (
        "{table} {row}：已不存在，而第{entry}条记录（{at}，{act}）封存过它",
        "{table} {row}: is gone, and entry {entry} ({at}, {act}) sealed it",
    ),
    "row.unsealed": (
        "{table} {row}：没有任何审计记录封存过它，是绕过平台写入的",
        "{table} {row}: was never sealed by any entry: it was put in behind the platform's back",
    ),
    "row.returned": (
        "{table} {row}：第{entry}条记录（{at}，{act}）已将其移除，现又出现",
        "{table} {row}: entry {entry} ({at}, {act}) took it away, and here it is",
    ),
    "row.covered": (
        "{table} {row}：{column} 的内容与封存的 {by} 不符",
        "{table} {row}: its {column} does not match the sealed {by}",
    ),
    "content.missing": (
        "{table} {row}：找不到文件内容 {sha256}",
        "{table} {row}: its file {sha256} is missing",
    ),
    "content.altered": (
        "{table} {row}：文件内容 {sha256} 被改动",
        "{table} {row}: the bytes of its file {sha256} were changed",
    ),
    "table.unknown": (
        "第{entry}条记录封存了未知表（代码 {table}）的行",
        "entry {entry} seals rows of an unknown table (code {table})",
    ),
    # Derived values.
    "derived.differs": (
        "权利 {right} {number}：{field} 存为 {stored}，而由来源和事件推得 {derived}",
        "right {right} {number}: {field} is stored as {stored}, and its sources and events give {derived}",
    ),
    "ledger.unbalanced": (
        "凭证 {posting} 的分录合计为 {amount}，不为零",
        "the lines of posting {posting} sum to {amount}, not to zero",
    ),
    "derived.pointer": (
        "{table} {row}：指向 {stored}，而已接受的建议得出 {derived}",
        "{table} {row}: points to {stored}, and the accepted proposals give {derived}",
    ),
    "derived.failed": (
        "权利 {right} {number}：无法由来源重新归并（{why}）",
        "right {right} {number}: can't be folded from its sources ({why})",
    ),
    # Archives.
    "archive.damaged": ("{name}：{where}处损坏（{why}）", "{name}: damaged at {where} ({why})"),
    "archive.lines": (
        "{name}：第{first}至{last}行与清单不符",
        "{name}: lines {first} to {last} do not match the manifest",
    ),
    "archive.line": ("{name} 第{line}行：{why}", "{name} line {line}: {why}"),
    "archive.file": ("{name}：内容与清单不符", "{name}: its content does not match the manifest"),
    "archive.missing": ("缺少 {name}", "{name} is missing"),
    "archive.surplus": ("{name} 不在清单中", "{name} is not in the manifest"),
    "archive.size": (
        "{name}：清单说有 {said}，实有 {found}",
        "{name}: the manifest says {said}, and there are {found}",
    ),
    "archive.manifest": (
        "manifest.json 与签名不符：清单或签名被改动",
        "manifest.json does not match its signature: one of the two was changed",
    ),
    "archive.key": (
        "归档不是用您指定的密钥签署的，而是 {key}",
        "the archive was not signed with the key that you named but with {key}",
    ),
    "archive.head": (
        "清单所说的链头（第{number}条）与归档中的审计记录不符",
        "the head of the chain in the manifest (entry {number}) is not that of the entries in the archive",
    ),
    "archive.envelope": (
        "ZIP 文件的外层结构被改动：各部分的内容未受影响",
        "the outer structure of the ZIP file was changed; the content of its parts was not",
    ),
}
"""By code the sentence in Chinese and in English; {places} are the finding's facts."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, named as exactly as can be."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def zh(self) -> str:
        """The sentence in Chinese."""
        return TEXTS[self.code][0].format_map(self.facts)

    @property
    def en(self) -> str:
        """The sentence in English."""
        return TEXTS[self.code][1].format_map(self.facts)

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {"code": self.code, **self.facts, "zh": self.zh, "en": self.en}


def found(code: str, **facts: object) -> Finding:
    """Return a finding."""
    return Finding(code, facts)
