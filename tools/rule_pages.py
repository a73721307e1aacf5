"""Writes docs/user/rules/ from the packs: ``python tools/rule_pages.py [--vectors CASES.jsonl]`` from the checkout.

An index, a page for each pack and one for each rule, in Chinese and English; the same packs give the same pages. With
the legal cases at hand also ``vectors.md``: how each of them is answered, by id and kind, in our own words alone.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from mainline.rules.answering import answer  # noqa: E402
from mainline.rules.engine import Engine  # noqa: E402
from mainline.rules.explaining import cited  # noqa: E402
from mainline.rules.loading import Edition, Ready, Rulebook, rulebook  # noqa: E402
from mainline.rules.schema import Bar, Example, Pack, Text  # noqa: E402

PAGES = ROOT / "docs" / "user" / "rules"
_SURE = {
    "H": "高 high: 条文或数个一致来源 · the text of the law, or several sources that agree",
    "M": "中 medium: 一份可靠的二手资料 · one good secondary source",
    "L": "低 low: 凭记忆收录，未核对 · recalled, to be checked",
}
_SEVERITY = {
    "loss": "权利丧失 · loss of the right",
    "cost": "增加费用 · more cost",
    "chance": "失去机会 · a chance forgone",
    "office": "官方行为 · an act of the office",
}


def pages(book: Rulebook) -> dict[str, str]:
    """Return all pages but that of the legal cases: path under ``docs/user/rules`` → text."""
    found = {"index.md": _text(_index(book))}
    for pack in book.packs:
        found[f"{pack.pack.id}/index.md"] = _text(_pack(book, pack))
        for rule in pack.rule:
            found[f"{pack.pack.id}/{rule.id}.md"] = _text(_rule(book, book.rules[rule.id]))
    return found


def vectors(book: Rulebook, cases: Sequence[Mapping[str, Any]]) -> str:
    """Return the page of the legal cases: which rule answers each, whether as expected, with which caveats."""
    return _text(_vectors(book, cases))


def _text(lines: Iterator[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"


def _both(text: Text) -> str:
    return text.zh if text.zh == text.en else f"{text.zh} · {text.en}"


def _index(book: Rulebook) -> Iterator[str]:
    yield "# 法律规则 · Rules of law"
    yield ""
    yield "每条规则一页，由规则包生成；法律以官方文本为准。"
    yield "One page a rule, made from the rule packs; the official text of the law decides."
    yield ""
    yield "| 规则包 Pack | 名称 Title | 规则 Rules | 法律截至 Law as of |"
    yield "|---|---|---|---|"
    for pack in book.packs:
        head = pack.pack
        yield f"| [{head.id}]({head.id}/index.md) {head.version} | {_both(head.title)} | {len(pack.rule)} | {head.law_as_of} |"
    yield ""
    yield "[案例核对表 How the legal cases are answered](vectors.md)"


def _pack(book: Rulebook, pack: Pack) -> Iterator[str]:
    head = pack.pack
    yield f"# {_both(head.title)}"
    yield ""
    yield f"`{head.id}` {head.version} · 法律截至 law as of {head.law_as_of} · [全部规则包 all packs](../index.md)"
    yield ""
    yield "| 规则 Rule | 名称 Title | 版本自 Versions since | 可信度 Confidence |"
    yield "|---|---|---|---|"
    for rule in pack.rule:
        since = ", ".join(str(version.since) for version in rule.version)
        sure = " ".join(version.confidence for version in rule.version)
        yield f"| [{rule.id}]({rule.id}.md) | {_both(rule.title)} | {since} | {sure} |"
    if pack.source:
        yield ""
        yield "## 依据 Sources"
        yield ""
        for source in pack.source:
            until = f" – {source.until}" if source.until else ""
            yield f"- `{source.key}` {_both(source.title)}. {source.act}. 施行 in force {source.in_force}{until}; 核对 read {source.checked}"
    for table in pack.fee:
        yield from _fees(book, table)


def _fees(book: Rulebook, table: Any) -> Iterator[str]:
    yield ""
    yield f"## {_both(table.title)}（{table.currency}）"
    for version in table.version:
        yield ""
        until = f" – {version.until}" if version.until else ""
        cites = "；".join(_both(cited(book, cite)) for cite in version.cite)
        yield f"{version.since}{until} · {version.confidence} · {cites}"
        if version.caveat is not None:
            yield f"> {_both(version.caveat)}"
        yield ""
        yield "| | |"
        yield "|---|---:|"
        for row, minor in version.rows.items():
            yield f"| {_both(book.word(row))} | {minor / 100:,.2f} |"


def _rule(book: Rulebook, ready: Ready) -> Iterator[str]:
    rule, head = ready.rule, ready.pack.pack
    yield f"# {rule.title.zh}"
    yield ""
    yield f"**{rule.title.en}** · `{rule.id}` · [{_both(head.title)}](index.md) {head.version}"
    yield ""
    yield from _uses(book, ready)
    if rule.note is not None:
        yield from ("", rule.note.zh, "", rule.note.en)
    if rule.bars:
        yield from ("", "## 期限 Days to act by", "")
        yield "| 截止日 Due | 期限届满 Period ends | 费用 Fee | 后果 If missed |"
        yield "|---|---|---|---|"
        yield from (_bar(book, bar) for bar in rule.bars)
    if rule.consequence is not None:
        yield from ("", f"后果 Consequence: {_both(rule.consequence)}")
    for edition in ready.editions:
        yield from _edition(book, edition)
    if rule.example:
        yield from ("", "## 例 Examples")
        engine = Engine(book)
        for example in rule.example:
            yield from _example(book, engine, ready, example)


def _uses(book: Rulebook, ready: Ready) -> Iterator[str]:
    """What it is for, what sets it running, what it wants to know."""
    rule = ready.rule
    rights = ", ".join(_both(book.word(kind)) for kind in rule.rights)
    yield f"- 权利 Rights: {rights or '全部 all'}"
    yield f"- 触发 Set running by: {_codes(rule.triggers)}"
    if rule.each is not None:
        name, first, last = rule.each
        first, last = (f"`{end}`" if isinstance(end, str) else str(end) for end in (first, last))
        yield f"- 逐一 Once for each: {_both(book.label(name))} {first} – {last}"
    if rule.when:
        yield f"- 条件 When: `{rule.when}`"
    if rule.only_with:
        told = ", ".join(_both(book.label(name)) for name in rule.only_with)
        yield f"- 权利线中仅在已知时适用 In a thread only where told: {told}"
    for words, events in (
        ("完成 Done by", rule.clears),
        ("由其后事件证明已完成 Proven by", rule.proven_by),
        ("此后不适用 Falls away with", rule.unless),
    ):
        if events:
            yield f"- {words}: {_codes(events)}"
    if rule.follows is not None:
        follows = book.rules[rule.follows]
        folder = "" if follows.pack is ready.pack else f"../{follows.pack.pack.id}/"
        from_day = {"nominal": "名义届满日 the nominal end", "rolled": "顺延后的末日 the rolled end"}
        counted = from_day.get(rule.counted_from)
        more = f"，起算 counted from {counted}" if counted else ""
        yield f"- 接续 Goes on from: [{_both(follows.rule.title)}]({folder}{follows.rule.id}.md){more}"
    calendar = book.books.calendars.get(rule.calendar)
    if calendar is not None:
        yield f"- 日历 Calendar: {_both(calendar.data.title)}"
    known = [name for name in ready.facts if name not in ("event", "event_date", "right_type")]
    if known:
        yield f"- 所需事实 Asks for: {', '.join(_both(book.label(name)) for name in known)}"
    yield f"- 答复 Answers: {', '.join(_both(book.label(name)) for name in rule.gives)}"
    yield f"- 版本依据日 The version is chosen by: {_both(book.label(rule.by))}"


def _codes(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _bar(book: Rulebook, bar: Bar) -> str:
    title = f"{_both(bar.title)}: " if bar.title is not None else ""
    nominal = _both(book.label(bar.nominal)) if bar.nominal else "—"
    fee = _both(book.label(bar.fee)) if bar.fee else "—"
    critical = "（须双人 two people）" if bar.is_critical else ""
    return (
        f"| {title}{_both(book.label(bar.due))} | {nominal} | {fee} | {_SEVERITY[bar.severity]}{critical} |"
    )


def _edition(book: Rulebook, edition: Edition) -> Iterator[str]:
    version = edition.version
    yield ""
    yield f"## {version.since} – {version.until or ''}".rstrip()
    yield ""
    yield "依据 By: " + "; ".join(_both(cited(book, cite)) for cite in version.cite)
    yield ""
    yield f"可信度 Confidence: {_SURE[version.confidence]}"
    for text in (version.not_encoded, version.caveat):
        if text is not None:
            yield from ("", f"> {text.zh}", ">", f"> {text.en}")
    if edition.formulas:
        yield from ("", "| 值 Value | 公式 Formula |", "|---|---|")
        for formula in edition.formulas:
            told = formula.text.replace("|", "\\|")
            yield f"| {_both(book.label(formula.name))} `{formula.name}` | `{told}` |"


def _example(book: Rulebook, engine: Engine, ready: Ready, example: Example) -> Iterator[str]:
    facts = {"event": ready.rule.triggers[0] if ready.rule.triggers else "", **example.facts}
    yield ""
    yield f"### {example.source}"
    yield ""
    yield f"{'; '.join(f'{_both(book.label(name))}: {_plain(book, value)}' for name, value in facts.items())}"
    yield ""
    told = _told(engine, ready, example)
    for name, value in told.items():
        yield f"- `{name}`: {_plain(book, value)}"
    if not told:
        yield "- 无 none"


def _told(engine: Engine, ready: Ready, example: Example) -> dict[str, Any]:
    """Return the answer to an example; its state alone where there is none."""
    rule = ready.rule
    facts = dict(example.facts)
    case = {
        "id": rule.id,
        "event": facts.pop("event", rule.triggers[0] if rule.triggers else ""),
        "right_type": facts.pop("right_type", rule.rights[0] if rule.rights else ""),
        "event_date": str(facts.pop("event_date")),
        "inputs": {name: _json(value) for name, value in facts.items()},
        "expected": {"kind": rule.id},
    }
    said = answer(engine, case)
    return dict(said["answer"]) or {"state": said["state"]}


def _json(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_json(each) for each in value]
    return value if isinstance(value, bool | int | float | str | type(None)) else str(value)


def _plain(book: Rulebook, value: Any) -> str:
    match value:
        case bool():
            return "是 yes" if value else "否 no"
        case str():
            return _both(book.word(value))
        case list() | tuple():
            return ", ".join(_plain(book, each) for each in value)
        case Mapping():
            return "; ".join(f"{_both(book.word(name))} {_plain(book, each)}" for name, each in value.items())
        case _:
            return str(value)


def _vectors(book: Rulebook, cases: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    engine, notes = Engine(book), dict[str, int]()
    rows, right = [], 0
    for case in cases:
        told = answer(engine, case)
        wanted = {name: value for name, value in case["expected"].items() if name != "kind"}
        is_right = {name: told["answer"].get(name) for name in wanted} == wanted
        right += is_right
        marks = [
            notes.setdefault(f"{caveat['zh']} · {caveat['en']}", len(notes) + 1) for caveat in told["caveats"]
        ]
        kind = case["expected"]["kind"]
        page = f"[{kind}]({book.rules[kind].pack.pack.id}/{kind}.md)"
        rows.append(
            f"| {case['id']} | {page} | {'是 yes' if is_right else '**否 no**'} | {', '.join(map(str, marks))} |"
        )
    yield "# 案例核对表 · How the legal cases are answered"
    yield ""
    yield f"{len(cases)} 例，{right} 例答案与预期一致。说明见表后。"
    yield f"{len(cases)} cases, {right} answered as expected. The numbers are the caveats below, told with the answer."
    yield ""
    yield "| 案例 Case | 规则 Rule | 与预期一致 As expected | 说明 Caveats |"
    yield "|---|---|---|---|"
    yield from rows
    yield ""
    yield from (f"{number}. {note}" for note, number in notes.items())


def main() -> int:
    """Write all pages; those of rules that are gone are removed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--vectors", type=Path, help="legal cases, JSON lines; vectors.md stays as it is without them"
    )
    options = parser.parse_args()
    book = rulebook()
    kept = PAGES / "vectors.md"
    told = kept.read_text("utf-8") if kept.exists() else ""
    if options.vectors is not None:
        cases = [json.loads(line) for line in options.vectors.read_text("utf-8").splitlines() if line.strip()]
        told = vectors(book, cases)
    shutil.rmtree(PAGES, ignore_errors=True)
    for path, text in {**pages(book), "vectors.md": told}.items():
        file = PAGES / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
