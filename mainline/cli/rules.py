"""Commands of the law as data: ``mainline rules answer | list | show | test | diff``. None of them needs a database."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer
from rich.table import Table

from mainline.cli.look import everybody
from mainline.cli.output import AsJson, Language, console, fail, print_json
from mainline.cli.ready import make_ready
from mainline.rules.answering import BadCase, answer, case_of, misses
from mainline.rules.comparing import Difference, differences
from mainline.rules.engine import Engine
from mainline.rules.explaining import cited, explained
from mainline.rules.loading import BadPack, Ready, Rulebook, in_place, rulebook

if TYPE_CHECKING:
    from mainline.register.deadlines.why import Why

rules = typer.Typer(help="The law as data: what it says, and why. 法律规则。", no_args_is_help=True)
RuleId = Annotated[str, typer.Argument(help="As cn.oa.first_response. 规则编号。", metavar="RULE")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(rules, name="rules")
    app.command()(why)
    rules.command("answer")(answer_cases)
    rules.command("list")(list_rules)
    rules.command("show")(show)
    rules.command("test")(run_examples)
    rules.command("diff")(diff)


def answer_cases(
    cases: Annotated[Path, typer.Argument(help="JSON lines, one case each; - reads standard input.")],
    pdf: Annotated[
        Path | None,
        typer.Option(help="Put the answer to the only case on a page. 将唯一案例的解答排成一页 PDF。"),
    ] = None,
    lang: Language = "zh",
) -> None:
    """Answer single cases, one JSON line each; exit code 1 if any could not be read. 逐行解答案例。

    Of what a case expects its kind alone is read. No database is needed.
    """
    if pdf is not None:
        _on_paper(list(_lines(cases)), pdf, lang)
        return
    engine, is_well = Engine(_shipped()), True
    for number, line in enumerate(_lines(cases), start=1):
        told = _answered(engine, line, number)
        is_well = is_well and "error" not in told
        print_json(told)
    if not is_well:
        raise typer.Exit(1)


def _on_paper(lines: list[bytes], file: Path, lang: str) -> None:
    """Write the page of one case."""
    from mainline.rules.paper import NoFonts, paper

    if len(lines) != 1:
        raise fail(f"--pdf takes one case, not {len(lines)} · --pdf 只接受一个案例", 2)
    engine = Engine(_shipped())
    try:
        ready, facts = case_of(engine, msgspec.json.decode(lines[0]))
        page = paper(engine.book, ready, explained(engine, ready, facts), lang)
        file.write_bytes(page)
    except (msgspec.DecodeError, BadCase, NoFonts) as error:
        raise fail(str(error), 2) from error
    except OSError as error:
        raise fail(f"{file}: {error.strerror} · 无法写入", 2) from error


def _answered(engine: Engine, line: bytes, number: int) -> dict[str, Any]:
    try:
        case = msgspec.json.decode(line)
        if not isinstance(case, dict):
            raise BadCase("a case is a JSON object · 案例应为 JSON 对象")
        return answer(engine, case)
    except (msgspec.DecodeError, BadCase) as error:
        return {"id": _id_of(line), "line": number, "error": str(error)}


def _id_of(line: bytes) -> Any:
    try:
        case = msgspec.json.decode(line)
    except msgspec.DecodeError:
        return None
    return case.get("id") if isinstance(case, dict) else None


def _lines(cases: Path) -> Iterator[bytes]:
    if str(cases) == "-":
        yield from (line for line in sys.stdin.buffer if line.strip())
        return
    try:
        with cases.open("rb") as file:
            yield from (line for line in file if line.strip())
    except OSError as error:
        raise fail(
            f"{cases}: {error.strerror}. Give a file of JSON lines · 请指定 JSON Lines 文件", 2
        ) from error


def list_rules(
    pack: Annotated[str, typer.Option(help="Only this pack, as cn-patent. 只列某一规则包。")] = "",
    lang: Language = "zh",
    json: AsJson = False,
) -> None:
    """List the rules with their versions. 列出规则。"""
    book = _shipped()
    packs = sorted({ready.pack.pack.id for ready in book.rules.values()})
    if pack and pack not in packs:
        raise fail(f"{pack}: no such pack. There are {', '.join(packs)} · 没有此规则包", 2)
    shown = [ready for ready in book.rules.values() if not pack or ready.pack.pack.id == pack]
    if json:
        print_json([_listed(ready) for ready in shown])
        return
    table = Table(box=None, pad_edge=False)
    for head in ("规则 · rule", "名称 · title", "版本自 · versions since", "可信 · confidence"):
        table.add_column(head)
    for ready in shown:
        since = ", ".join(str(version.since) for version in ready.rule.version)
        sure = "".join(sorted({version.confidence for version in ready.rule.version}))
        table.add_row(ready.rule.id, ready.rule.title.of(lang), since, sure)
    console.print(table)
    console.print(f"{len(shown)} / {len(book.rules)}", highlight=False)


def _listed(ready: Ready) -> dict[str, Any]:
    rule = ready.rule
    return {
        "id": rule.id,
        "pack": ready.pack.pack.id,
        "title": msgspec.to_builtins(rule.title),
        "rights": rule.rights,
        "triggers": rule.triggers,
        "facts": ready.facts,
        "gives": rule.gives,
        "versions": [
            {
                "since": version.since,
                "until": version.until,
                "confidence": version.confidence,
                "cite": version.cite,
                "is_encoded": version.not_encoded is None,
            }
            for version in rule.version
        ],
    }


def show(rule: RuleId, lang: Language = "zh", json: AsJson = False) -> None:
    """Show one rule: what it is for, how it counts, by which article, in each version. 显示一条规则。"""
    book = _shipped()
    ready = _rule(book, rule)
    if json:
        print_json({**_listed(ready), "rule": msgspec.to_builtins(ready.rule)})
        return
    for line in _told(book, ready, lang):
        console.print(line, highlight=False, soft_wrap=True)


def _told(book: Rulebook, ready: Ready, lang: str) -> Iterator[str]:
    """Yield the lines of a rule for people."""
    rule, pack = ready.rule, ready.pack.pack
    zh = lang == "zh"
    yield f"{rule.id}  {rule.title.of(lang)}"
    yield f"  {pack.id} {pack.version} · {pack.title.of(lang)} · {'法律截至' if zh else 'law as of'} {pack.law_as_of}"
    yield f"  {'权利' if zh else 'rights'}: {', '.join(rule.rights) or '*'} · {'触发' if zh else 'set running by'}: {', '.join(rule.triggers)}"
    yield f"  {'所需事实' if zh else 'asks for'}: {', '.join(book.label(name).of(lang) for name in ready.facts)}"
    if rule.when:
        yield f"  {'条件' if zh else 'when'}: {rule.when}"
    if rule.consequence is not None:
        yield f"  {'后果' if zh else 'else'}: {rule.consequence.of(lang)}"
    if rule.note is not None:
        yield f"  {rule.note.of(lang)}"
    for edition in ready.editions:
        version = edition.version
        cites = "; ".join(cited(book, cite).of(lang) for cite in version.cite)
        yield f"  {version.since} – {version.until or ''}  [{version.confidence}]  {cites}"
        for text in (version.not_encoded, version.caveat):
            if text is not None:
                yield f"    {text.of(lang)}"
        yield from (f"    {formula.name} = {formula.text}" for formula in edition.formulas)


def run_examples(
    rule: Annotated[
        str, typer.Argument(help="One rule; all if not given. 缺省为全部。", metavar="RULE")
    ] = "",
    json: AsJson = False,
) -> None:
    """Run the rules' own examples; exit code 1 if any fails. 运行规则自带的案例。"""
    book = _shipped()
    chosen = [_rule(book, rule)] if rule else list(book.rules.values())
    ran, wrong = 0, []
    engine = Engine(book)
    for ready in chosen:
        for nth, example in enumerate(ready.rule.example, start=1):
            ran += 1
            if missed := _missed(engine, ready, example):
                wrong.append(
                    {"rule": ready.rule.id, "example": nth, "source": example.source, "misses": missed}
                )
    if json:
        print_json({"rules": len(chosen), "examples": ran, "failed": wrong})
    else:
        for each in wrong:
            console.print(
                f"{each['rule']} [{each['example']}] {each['source']}: {each['misses']}", highlight=False
            )
        console.print(
            f"{ran} examples of {len(chosen)} rules, {len(wrong)} failed · {ran} 例，{len(wrong)} 例不符"
        )
    if wrong:
        raise typer.Exit(1)


def _missed(engine: Engine, ready: Ready, example: Any) -> dict[str, Any]:
    try:
        found = misses(engine, ready, example)
    except BadCase as error:
        return {"error": str(error)}
    return {name: {"wanted": wanted, "told": told} for name, (wanted, told) in found.items()}


def why(
    right: Annotated[str, typer.Argument(help="Id or number of a right. 权利的编号或号码。")],
    rule: RuleId,
    lang: Language = "zh",
    json: AsJson = False,
) -> None:
    """Say what a rule makes of a right: each day, step by step, with the article. 为什么是这一天。"""
    make_ready()
    from mainline.register.deadlines.why import standing_events, whys
    from mainline.register.lookup import find_right
    from mainline.register.models import Right

    _rule(_shipped(), rule)
    pk = find_right(everybody(), right)
    found = Right.objects.filter(pk=pk).first() if pk else None
    if found is None:
        raise fail(f"{right}: no such right · 没有这项权利", 2)
    told = list(whys(found, standing_events(found), rule))
    if json:
        print_json([_why(each) for each in told])
        return
    for each in told:
        for line in _lines_of(each, lang):
            console.print(line, highlight=False, soft_wrap=True)
    if not told:
        console.print(
            f"{rule} does not run on this thread · 此权利的主线没有触发该规则",
            highlight=False,
            soft_wrap=True,
        )


def _why(each: Why) -> dict[str, Any]:
    due = each.item.due
    return {
        "rule": due.rule.id,
        "bar": due.bar.code,
        "number": due.number,
        "trigger": each.item.trigger.event,
        "on": each.item.trigger.on,
        "nominal": due.nominal,
        "due": due.on,
        "fate": each.item.fate,
        "fee": str(due.fee) if due.fee else None,
        "steps": [{"name": step.name, "zh": step.text.zh, "en": step.text.en} for step in each.told.steps],
        "cite": list(each.told.cite),
        "caveats": [{"zh": text.zh, "en": text.en} for text in each.told.caveats],
        "missing": sorted(each.told.outcome.missing),
    }


def _lines_of(each: Why, lang: str) -> Iterator[str]:
    book, due = rulebook(), each.item.due
    number = f" {due.number}" if due.number else ""
    yield f"{due.on or '?'}  {due.rule.title.of(lang)}{number} {due.bar.code} [{each.item.fate}]"
    yield f"  {each.item.trigger.event} {each.item.trigger.on}"
    yield from (f"  · {step.text.of(lang)}" for step in each.told.steps)
    yield f"  {'; '.join(cited(book, cite).of(lang) for cite in each.told.cite)}"
    yield from (f"  ! {text.of(lang)}" for text in each.told.caveats)


def diff(
    other: Annotated[Path, typer.Argument(help="A pack or a folder of packs. 规则包或其文件夹。")],
    against: Annotated[
        Path | None,
        typer.Argument(help="What it is compared with; the shipped packs if not given. 缺省为现行规则包。"),
    ] = None,
    json: AsJson = False,
) -> None:
    """Tell what packs say otherwise than those in use; exit code 1 if anything differs. 比较规则包。

    They stand in place of the packs of the same id; those of other ids are taken as they come with the program.
    """
    new = _loaded(other)
    old = _loaded(against) if against is not None else _shipped()
    found = differences(old, new)
    if json:
        print_json([_change(each) for each in found])
    else:
        for each in found:
            console.print(f"{_SIGN[each.change]} {each.kind} {each.id}", highlight=False)
            for path, before, after in each.fields:
                console.print(f"    {path}: {before!r} → {after!r}", highlight=False, soft_wrap=True)
        console.print(f"{len(found)} differences · {len(found)} 处不同")
    if found:
        raise typer.Exit(1)


_SIGN: Mapping[str, str] = {"added": "+", "removed": "-", "changed": "~"}


def _change(each: Difference) -> dict[str, Any]:
    fields = [{"path": path, "before": before, "after": after} for path, before, after in each.fields]
    return {"kind": each.kind, "id": each.id, "change": each.change, "fields": fields}


def _shipped() -> Rulebook:
    try:
        return rulebook()
    except BadPack as error:
        raise fail(f"{error} · 规则包有误", 3) from error


def _loaded(path: Path) -> Rulebook:
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        raise fail(f"{path}: there is no pack · 没有规则包", 2)
    try:
        return in_place(files)
    except BadPack as error:
        raise fail(f"{error} · 规则包有误", 2) from error


def _rule(book: Rulebook, rule: str) -> Ready:
    ready = book.rules.get(rule)
    if ready is None:
        near = [each for each in book.rules if rule in each][:8]
        more = f" Near: {', '.join(near)}." if near else ""
        raise fail(f"{rule}: no such rule.{more} See mainline rules list · 没有此规则", 2)
    return ready
