"""Says why: each step of an answer in order, in words, with what was counted from what and which article says so."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mainline.rules import periods
from mainline.rules.compiling import compiled
from mainline.rules.engine import Engine, Facts, Outcome, worked_out
from mainline.rules.language import Call, Const, Many, Node, Ref
from mainline.rules.loading import Formula, Ready, Rulebook
from mainline.rules.periods import Duration
from mainline.rules.schema import Text
from mainline.rules.values import Missing, Unknown

_SURE = {
    "M": Text(
        zh="依据一份可靠的二手资料，使用前请核对原文",
        en="from one good secondary source: check the law before relying on it",
    ),
    "L": Text(
        zh="凭记忆收录，未经核对：使用前必须核对", en="recalled and not verified: check it before any use"
    ),
}
_SIGNS = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥", "*": "×", "/": "÷"}


@dataclass(frozen=True, slots=True)
class Step:
    """One value and how it came about."""

    name: str
    label: Text
    formula: str
    value: Any
    text: Text


@dataclass(frozen=True, slots=True)
class Explained:
    """An answer with all that stands behind it."""

    outcome: Outcome
    facts: Sequence[tuple[str, Text, Any]]
    """What was known and used: name, words, value."""
    steps: Sequence[Step]
    cite: Sequence[str]
    calendar: Text | None
    caveats: Sequence[Text]


def explained(engine: Engine, ready: Ready, facts: Facts) -> Explained:
    """Return the answer of a rule with its steps, citations and caveats."""
    outcome, slots = engine.answer(ready, facts), engine.slots(ready, facts)
    used = [
        (name, engine.book.label(name), value)
        for name, value in zip(ready.facts, slots, strict=True)
        if value is not None and type(value) is not Missing
    ]
    edition = outcome.edition
    if edition is None or outcome.state in ("not_applicable", "not_encoded"):
        return Explained(outcome, used, (), edition.version.cite if edition else (), None, outcome.why)
    values = worked_out(edition, slots)
    where = {name: place for place, name in enumerate(ready.facts)}
    steps, caveats = [], []
    for formula, value in zip(edition.formulas, values[len(slots) :], strict=True):
        teller = _Teller(engine.book, ready, where, values)
        text = teller.tell(formula, value)
        caveats += teller.caveats
        where[formula.name] = len(where)
        if value is not None:
            steps.append(Step(formula.name, engine.book.label(formula.name), formula.text, value, text))
    version = edition.version
    more = [version.caveat, _SURE.get(version.confidence), *outcome.why]
    calendar = engine.book.books.calendars.get(ready.rule.calendar)
    return Explained(
        outcome,
        used,
        steps,
        version.cite,
        calendar.data.title if calendar else None,
        list(dict.fromkeys([*caveats, *(text for text in more if text is not None)])),
    )


_ARTICLE = re.compile(r"(\d+)(?:\((\d+)\))?")
"""An article of an act, and its paragraph: in Chinese they have words of their own."""


def cited(book: Rulebook, cite: str) -> Text:
    """Return a citation in words: ``IR2023 5`` is the title of the act with its article, ``IR2023 -`` the act as a whole."""
    key, _, article = cite.partition(" ")
    article = article.removeprefix("-")
    title = book.sources[key].title
    zh = f"{title.zh} {article}".strip()
    if title.zh.startswith("《") and (parts := _ARTICLE.fullmatch(article)):
        paragraph = f"第{parts[2]}款" if parts[2] else ""
        zh = f"{title.zh}第{parts[1]}条{paragraph}"
    return Text(zh=zh, en=f"{title.en} {article}".strip())


def printed(value: Any) -> Text:
    """Return a value as a reader expects it."""
    match value:
        case Missing(facts):
            names = ", ".join(sorted(facts))
            return Text(zh=f"未知（缺：{names}）", en=f"not known (needs {names})")
        case bool():
            return Text(zh="是" if value else "否", en="yes" if value else "no")
        case dt.date():
            return _both(value.isoformat())
        case Fraction():
            return _both(str(value) if value.denominator == 1 else f"{float(value):g}")
        case Duration():
            return _period(value)
        case tuple():
            each = [printed(one) for one in value]
            return Text(zh="、".join(one.zh for one in each), en=", ".join(one.en for one in each))
        case Mapping():
            return _both("; ".join(f"{name}: {printed(one).en}" for name, one in value.items()))
        case None:
            return Text(zh="无", en="none")
        case _:
            return _both(str(value))


def _both(text: str) -> Text:
    return Text(zh=text, en=text)


def _period(period: Duration) -> Text:
    """Return a period in the unit of the law: 12 months are no year, and a year no 12 months."""
    zh, en, months, days = [], [], abs(period.months), abs(period.days)
    if period.in_years:
        years = months // 12
        zh.append(f"{years}年")
        en.append(f"{years} year{'s' * (years != 1)}")
    elif months:
        zh.append(f"{months}个月")
        en.append(f"{months} month{'s' * (months != 1)}")
    if days or not months:
        zh.append(f"{days}日")
        en.append(f"{days} day{'s' * (days != 1)}")
    return Text(zh="".join(zh), en=" and ".join(en))


class _Teller:
    """Puts one formula into words, with the values that stood in it."""

    def __init__(self, book: Rulebook, ready: Ready, where: Mapping[str, int], values: Sequence[Any]) -> None:
        self._book, self._ready, self._where, self._values = book, ready, dict(where), values
        self.caveats: list[Text] = []

    def tell(self, formula: Formula, value: Any) -> Text:
        if type(value) is Missing:
            labels = [self._book.label(name) for name in sorted(value.facts)]
            zh, en = "、".join(each.zh for each in labels), ", ".join(each.en for each in labels)
            if not labels:
                return Text(zh="；".join(w.zh for w in value.why), en="; ".join(w.en for w in value.why))
            return Text(zh=f"未知：缺少{zh}", en=f"Not known: needs {en}")
        head, said, end = self._book.label(formula.name), self._why(formula.node), self._printed(value)
        return Text(zh=f"{head.zh}：{said.zh} → {end.zh}", en=f"{head.en}: {said.en} → {end.en}")

    def _why(self, node: Node) -> Text:
        match node:
            case Call("+" | "-" as sign, (base, length)) if isinstance(
                period := self._value(length), Duration
            ):
                return self._shifted(base, period if sign == "+" else -period)
            case Call("roll", args):
                return self._rolled(args)
            case Call("served", args):
                return self._served(args)
            case Call("working_days", (base, number)):
                return self._worked(base, number)
            case Call("paused", (_, end, begun, ended)):
                return self._paused(end, begun, ended)
            case Call("later" | "earlier" as which, args):
                return self._chosen(which, args)
            case Call("eve", (base, period)):
                return self._eve(base, self._value(period))
            case Call("if", args):
                return self._taken(args)
            case Call("when", (condition, value)):
                return self._taken((condition, value, value))
            case Call("or_else", (first, second)):
                return self._why(second if self._value(first) is None else first)
            case Call("fee", (_, row, day)):
                return self._fee(node, self._printed(self._value(row)), self._value(day))
            case Call("fees", (_, day)):
                return self._fee(node, None, self._value(day))
            case _:
                return self._said(node)

    def _value(self, node: Node) -> Any:
        rule = self._ready.rule
        run = compiled(node, self._where, self._book.books, calendar=rule.calendar, delivery=rule.delivery)
        try:
            return run(self._values)
        except Unknown as unknown:
            return Missing(unknown.facts, unknown.why)

    def _named(self, node: Node) -> Text:
        """A name with its value; what is more than a name, worked out."""
        value = self._printed(self._value(node))
        if isinstance(node, Ref):
            label = self._book.label(node.name)
            return Text(zh=f"{label.zh}{value.zh}", en=f"{label.en} {value.en}")
        return self._said(node) if isinstance(node, Call) else value

    def _printed(self, value: Any) -> Text:
        """Return a value with the words that there are for it."""
        if isinstance(value, str):
            return self._book.word(value)
        if isinstance(value, Mapping):
            each = [(self._book.word(name), printed(one)) for name, one in value.items()]
            return Text(
                zh="；".join(f"{name.zh} {one.zh}" for name, one in each),
                en="; ".join(f"{name.en} {one.en}" for name, one in each),
            )
        return printed(value)

    def _shifted(self, base: Node, period: Duration) -> Text:
        day, said = self._value(base), self._named(base)
        if not isinstance(day, dt.date):
            return said
        length = _period(period)
        if period.months < 0 or period.days < 0:
            return Text(zh=f"{said.zh}之前{length.zh}", en=f"{length.en} before {said.en}")
        zh, en = f"自{said.zh}起{length.zh}（当日不计）", f"{length.en} from {said.en}, that day not counted"
        if period.months and not periods.has_same_day(day, period.months):
            zh += "，末月无对应日，取该月最后一日"
            en += "; the last month has no such day, so its last"
        return Text(zh=zh, en=en)

    def _rolled(self, args: Sequence[Node]) -> Text:
        name = self._value(args[1]) if len(args) > 1 else self._ready.rule.calendar
        day, said = self._value(args[0]), self._named(args[0])
        if not isinstance(day, dt.date) or not isinstance(name, str):
            return said
        calendar = self._book.books.calendar(name)
        rolled, title = calendar.roll(day), calendar.data.title
        if not rolled.is_published:
            self.caveats.append(calendar.data.beyond)
        if calendar.data.caveat is not None:
            self.caveats.append(calendar.data.caveat)
        if not rolled.closed:
            return Text(
                zh=f"{said.zh}为工作日（{title.zh}），不顺延",
                en=f"{said.en} is a working day ({title.en}): it stays",
            )
        why = list(dict.fromkeys(reason for _, reason in rolled.closed))
        zh, en = "、".join(each.zh for each in why), ", ".join(each.en for each in why)
        return Text(
            zh=f"{said.zh}为休息日（{title.zh}：{zh}），顺延至其后第一个工作日",
            en=f"{said.en} is closed ({title.en}: {en}), so the first working day after it",
        )

    def _worked(self, base: Node, number: Node) -> Text:
        """So many working days, by the calendar of the rule."""
        said, days = self._named(base), self._value(number)
        calendar = self._book.books.calendar(self._ready.rule.calendar)
        day, title = self._value(base), calendar.data.title
        if isinstance(day, dt.date) and not calendar.is_published(calendar.add_working_days(day, int(days))):
            self.caveats.append(calendar.data.beyond)
        if calendar.data.caveat is not None:
            self.caveats.append(calendar.data.caveat)
        return Text(
            zh=f"自{said.zh}起{int(days)}个工作日（当日不计；{title.zh}）",
            en=f"{int(days)} working days from {said.en}, that day not counted ({title.en})",
        )

    def _paused(self, end: Node, begun: Node, ended: Node) -> Text:
        """A period that stood still: each pause with its days."""
        said, spans = self._named(end), zip(self._value(begun) or (), self._value(ended) or (), strict=False)
        told = [(first, last) for first, last in sorted(spans) if last > first]
        if not told:
            return Text(zh=f"{said.zh}，无不计入的期间", en=f"{said.en}; nothing is left out of the count")
        zh = "、".join(f"{first}至{last}" for first, last in told)
        en = ", ".join(f"{first} to {last}" for first, last in told)
        return Text(
            zh=f"{said.zh}，扣除不计入的期间（{zh}，恢复之日重新计入；重叠的只扣一次）",
            en=f"{said.en}, without the days that do not count ({en}; the day of going on counts again, overlaps once)",
        )

    def _served(self, args: Sequence[Node]) -> Text:
        day, delivery = self._value(args[0]), self._value(args[1])
        proved = self._value(args[2]) if len(args) > 2 else None
        said = self._named(args[0])
        if not isinstance(day, dt.date) or not isinstance(delivery, str):
            return said
        received = self._book.books.received(
            self._ready.rule.delivery, day, delivery, proved if isinstance(proved, dt.date) else None
        )
        cite = self._cited(received.version.cite)
        if received.is_proved:
            return Text(
                zh=f"有证据证明的实际收到日（{cite.zh}）", en=f"the day of receipt that is proved ({cite.en})"
            )
        way = _DELIVERY.get(delivery, _both(delivery))
        length = Duration(received.version.months.get(delivery, 0), received.days)
        if length == Duration():
            return Text(
                zh=f"{said.zh}以{way.zh}送达，当日视为收到（{cite.zh}）",
                en=f"{said.en} sent by {way.en}: received on that day ({cite.en})",
            )
        after = _period(length)
        return Text(
            zh=f"{said.zh}以{way.zh}送达，满{after.zh}视为收到（{cite.zh}）",
            en=f"{said.en} sent by {way.en}: received {after.en} later ({cite.en})",
        )

    def _cited(self, cites: Sequence[str]) -> Text:
        each = [cited(self._book, cite) for cite in cites]
        return Text(zh="；".join(one.zh for one in each), en="; ".join(one.en for one in each))

    def _chosen(self, which: str, args: Sequence[Node]) -> Text:
        parts = [self._named(arg) for arg in args if self._value(arg) not in (None, ())]
        word = (
            Text(zh="较晚者", en="the later of")
            if which == "later"
            else Text(zh="较早者", en="the earlier of")
        )
        if len(parts) < 2:
            return parts[0] if parts else printed(None)
        zh, en = "、".join(part.zh for part in parts), " and ".join(part.en for part in parts)
        return Text(zh=f"{zh}中的{word.zh}", en=f"{word.en} {en}")

    def _eve(self, base: Node, period: Any) -> Text:
        said, length = self._named(base), printed(period)
        return Text(
            zh=f"自{said.zh}起{length.zh}，至对应日的前一日（无对应日的，至该月最后一日）",
            en=f"{length.en} from {said.en}: the day before the same day (without one, the month's last)",
        )

    def _taken(self, args: Sequence[Node]) -> Text:
        """The branch that was taken, with the condition that led there."""
        for condition, value in zip(args[:-1:2], args[1::2], strict=False):
            if self._value(condition) is True:
                why, what = self._holds(condition), self._why(value)
                return Text(zh=f"因{why.zh}：{what.zh}", en=f"as {why.en}: {what.en}")
        return self._why(args[-1])

    def _holds(self, condition: Node) -> Text:
        """A condition that is met."""
        match condition:
            case Ref(name):
                label = self._book.label(name)
                return Text(zh=label.zh.removeprefix("是否"), en=label.en.removeprefix("whether "))
            case Call("==", (Ref(name), Const(value))):
                label, is_so = self._book.label(name), self._printed(value)
                return Text(zh=f"{label.zh}为{is_so.zh}", en=f"{label.en} is {is_so.en}")
            case Call("given", (Ref(name),)):
                label = self._book.label(name)
                return Text(zh=f"有{label.zh}", en=f"there is {label.en}")
            case Call("or_else", (first, _)):
                return self._holds(first)
            case _:
                return self._said(condition)

    def _fee(self, node: Call, row: Text | None, day: Any) -> Text:
        """A row of a table of fees, or the whole table, with the day and the text that it stands in."""
        table = self._book.books.fees[str(self._value(node.args[0]))]
        if not isinstance(day, dt.date):
            return _both(table.table.title.zh)
        version = table.at(day)
        if version.caveat is not None:
            self.caveats.append(version.caveat)
        if version.confidence != "H":
            self.caveats.append(_SURE[version.confidence])
        cite, title = self._cited(version.cite), table.table.title
        zh, en = (f"，“{row.zh}”", f", “{row.en}”") if row is not None else ("", "")
        return Text(
            zh=f"{title.zh}{zh}，{day}的标准（{cite.zh}）", en=f"{title.en}{en}, as of {day} ({cite.en})"
        )

    def _said(self, node: Node) -> Text:
        """A formula with values in the place of names."""
        match node:
            case Const(value):
                return self._printed(value)
            case Ref():
                return self._named(node)
            case Many(items):
                each = [self._said(item) for item in items]
                return Text(zh="、".join(one.zh for one in each), en=", ".join(one.en for one in each))
            case Call("not", (inner,)):
                said = self._said(inner)
                return Text(zh=f"并非（{said.zh}）", en=f"not ({said.en})")
            case Call(name, (_, _) as args) if name in _BINDS:
                sign = _SIGNS.get(name, name)
                return self._joined(args, _WORDS.get(name, (sign, sign)), _BINDS[name])
            case Call("pick", (at, _)):
                taken, place = self._printed(self._value(node)), self._said(at)
                return Text(zh=f"{taken.zh}（{place.zh}）", en=f"{taken.en} ({place.en})")
            case Call("items", _):
                return self._printed(self._value(node))
            case Call("given", (inner,)):
                is_there = self._value(inner) is not None
                label = self._book.label(inner.name) if isinstance(inner, Ref) else self._said(inner)
                return Text(
                    zh=f"{'有' if is_there else '无'}{label.zh}",
                    en=f"{label.en} is {'known' if is_there else 'absent'}",
                )
            case _:
                if isinstance(node, Call) and node.name in (
                    "fee",
                    "served",
                    "roll",
                    "later",
                    "earlier",
                    "if",
                    "eve",
                    "or_else",
                ):
                    return self._why(node)
                return self._call(node)

    def _call(self, node: Node) -> Text:
        if not isinstance(node, Call):
            return printed(self._value(node))
        if node.name in ("days", "months", "years"):
            return printed(self._value(node))
        said = [self._said(arg) for arg in node.args]
        word = _FUNCTIONS.get(node.name, _both(node.name))
        zh, en = "，".join(each.zh for each in said), ", ".join(each.en for each in said)
        return Text(zh=f"{word.zh}（{zh}）", en=f"{word.en} ({en})")

    def _joined(self, args: Sequence[Node], sign: tuple[str, str], binds: int) -> Text:
        left, right = (self._bound(arg, binds) for arg in args)
        return Text(zh=f"{left.zh} {sign[0]} {right.zh}", en=f"{left.en} {sign[1]} {right.en}")

    def _bound(self, node: Node, binds: int) -> Text:
        """A part of a formula, in brackets where it binds less than what it stands in."""
        said = self._said(node)
        if isinstance(node, Call) and _BINDS.get(node.name, binds) < binds:
            return Text(zh=f"（{said.zh}）", en=f"({said.en})")
        return said


_BINDS = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "in"), 3),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "/"), 5),
}
"""How closely signs bind their sides, as in the language."""
_WORDS = {"and": ("且", "and"), "or": ("或", "or"), "in": ("属于", "in")}
_DELIVERY = {
    "electronic": Text(zh="电子方式", en="electronic means"),
    "mail": Text(zh="邮寄", en="mail"),
    "direct": Text(zh="直接送交", en="hand"),
    "publication": Text(zh="公告", en="publication"),
}
_FUNCTIONS = {
    "month_end": Text(zh="当月最后一日", en="last day of the month of"),
    "year_end": Text(zh="当年12月31日", en="31 December of the year of"),
    "months_begun": Text(zh="已开始的月数", en="months begun between"),
    "whole_years": Text(zh="满年数", en="full years between"),
    "years_between": Text(zh="相距年数", en="years between"),
    "least": Text(zh="较小者", en="the less of"),
    "most": Text(zh="较大者", en="the greater of"),
    "whole": Text(zh="取整", en="whole part of"),
    "total": Text(zh="合计", en="sum of"),
    "without": Text(zh="除去", en="all but"),
    "is_published": Text(zh="日历已公布", en="calendar published for"),
    "negative": Text(zh="负", en="minus"),
}
