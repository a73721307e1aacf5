"""Numbers, sentences, references and order of claims: rules C1 to C5, C7 to C9 and C19."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mainline.creation.checks.logic.claims import Claim
from mainline.creation.checks.logic.findings import Edit, Finding, Severity
from mainline.creation.checks.logic.references import Graph, Reference
from mainline.creation.checks.logic.titles import plain_title, singular, title_of

_FULL = re.compile(r"。")
_DOT = re.compile(r"(?<=[\w)\]%])\.(?=\s{1,4}[A-Z])")
_SHORT = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|fig|figs|no|nos|vs|approx|wt|vol|ca|al|cf|sp|spp|var|subsp|ser|col|st|dr|inc|co|ltd|seq|u\.s|min|max|temp|ref)|\b[A-Za-z])$",
    re.I,
)
_DEPENDS_CHARACTERISED = re.compile(r"其特征|其改进|特征在于|特征是")
_FREE = {"CN": 10, "US": 20}
_FREE_INDEPENDENT = 3


def structure(
    text: str, claims: Sequence[Claim], graph: Graph, jurisdiction: str, titles: Sequence[str]
) -> Iterator[Finding]:
    """Yield what is wrong with the frame of the claims."""
    yield from numbering(claims, graph)
    for claim in claims:
        if not claim.is_empty:
            yield from sentence(claim)
            yield from references(claim, claims, graph, jurisdiction)
            yield from subject(claim, claims, graph, titles)
            if jurisdiction == "CN":
                yield from parts(claim, graph)
    yield from order(claims, graph, titles, jurisdiction)
    yield from number_of_claims(claims, graph, jurisdiction)


def numbering(claims: Sequence[Claim], graph: Graph) -> Iterator[Finding]:
    """C1: consecutive from 1. The mend numbers all anew and takes the references along, where no number stands twice."""
    wrong = _out_of_order(claims)
    printed = [claim.number for claim in claims]
    mend = _renumbered(claims, graph) if len(set(printed)) == len(printed) and len(claims) <= 300 else ()
    seen: set[int] = set()
    before = 0
    for claim in claims:
        if claim.number_start != claim.number_end and claim.number != before + 1:
            is_repeat = claim.number in seen
            kind = "repeat" if is_repeat else "gap"
            expected = before + 1
            yield Finding(
                "C1", kind, Severity.ERROR, claim.number, claim.number_start, claim.number_end,
                (
                    f"编号{claim.number}{'重复' if is_repeat else '不连续'}，此处应为{expected}。",
                    f"Number {claim.number} {'stands twice' if is_repeat else 'does not follow'}; {expected} is expected here.",
                ),
                advice=("重新编号并核对引用关系。", "Number the claims anew and check what they refer to."),
                mend=mend if claim is wrong else (),
            )  # fmt: skip
        seen.add(claim.number)
        before = claim.last_number


def _out_of_order(claims: Sequence[Claim]) -> Claim | None:
    """Return the first claim whose number does not follow; the mend stands with it."""
    before = 0
    for claim in claims:
        if claim.number != before + 1:
            return claim
        before = claim.last_number
    return None


def _renumbered(claims: Sequence[Claim], graph: Graph) -> tuple[Edit, ...]:
    fresh = {claim.number: claim.index + 1 for claim in claims}
    edits = [
        Edit(claim.number_start, claim.number_end, str(claim.index + 1))
        for claim in claims
        if claim.number_start != claim.number_end and claim.number != claim.index + 1
    ]
    for own in graph.references:
        for one in own:
            for start, end in one.spots:
                old = _printed(one, start)
                if old in fresh and fresh[old] != old:
                    edits.append(Edit(start, end, str(fresh[old])))
    return tuple(edits)


def _printed(reference: Reference, start: int) -> int:
    """Return the number printed at a spot: the first of the numbers is the first spot, and ranges fill between."""
    place = [spot for spot, _ in reference.spots].index(start)
    if place == 0:
        return reference.numbers[0]
    if place == len(reference.spots) - 1:
        return reference.numbers[-1]
    return reference.numbers[place] if len(reference.numbers) == len(reference.spots) else -1


def sentence(claim: Claim) -> Iterator[Finding]:
    """C2: one sentence, with its full stop at the end alone; in English it begins with a capital."""
    sign, end = ("。", claim.end) if claim.is_chinese else (".", claim.end)
    if claim.text[-1] not in "。." or (claim.is_chinese and claim.text[-1] == "."):
        wrong = claim.end - 1 if claim.text[-1] in "，,；;、：:.．" else claim.end
        yield Finding(
            "C2", "end", Severity.ERROR, claim.number, max(claim.start, end - 1), end,
            ("结尾没有句号。", "It does not end in a full stop."),
            mend=(Edit(wrong, claim.end, sign),),
        )  # fmt: skip
    inside = _FULL.finditer(claim.text, 0, len(claim.text) - 1) if claim.is_chinese else _dots(claim.text)
    for match in inside:
        at = claim.start + match.start()
        yield Finding(
            "C2", "inside", Severity.ERROR, claim.number, at, at + 1,
            ("句号只能用在结尾。", "A full stop stands inside the claim."),
            mend=(Edit(at, at + 1, "；" if claim.is_chinese else ";"),),
        )  # fmt: skip
    if not claim.is_chinese and claim.text[0].isascii() and claim.text[0].islower():
        yield Finding(
            "C2", "capital", Severity.WARNING, claim.number, claim.start, claim.start + 1,
            ("应以大写字母开头。", "It begins without a capital letter."),
            mend=(Edit(claim.start, claim.start + 1, claim.text[0].upper()),),
        )  # fmt: skip


def _dots(text: str) -> Iterator[re.Match[str]]:
    for match in _DOT.finditer(text, 0, max(0, len(text) - 1)):
        if _SHORT.search(text, max(0, match.start() - 12), match.start()) is None:
            yield match


def references(claim: Claim, claims: Sequence[Claim], graph: Graph, jurisdiction: str) -> Iterator[Finding]:
    """C3, C4 and C5: earlier claims only, in the alternative only, no multiple claim on a multiple one."""
    before = {one.number for one in claims[: claim.index]}
    printed = {one.number for one in claims}
    for one in graph.references[claim.index]:
        yield from _earlier(claim, one, before, printed)
        if one.is_dependency and one.is_multiple:
            if not one.is_alternative:
                yield _together(claim, one)
            yield from _on_multiple(claim, one, claims, graph, jurisdiction)


def _earlier(claim: Claim, one: Reference, before: set[int], printed: set[int]) -> Iterator[Finding]:
    wrong = [number for number in one.numbers if number not in before]
    if not wrong and one.numbers:
        return
    shown = "、".join(map(str, wrong[:5])) or "—"
    first = wrong[0] if wrong else 0
    if not one.numbers:
        kind, words = "none", ("前面没有权利要求可以引用。", "There is no claim before it to refer to.")
    elif first == claim.number:
        kind, words = "itself", ("引用了自身。", "It refers to itself.")
    elif first in printed:
        kind, words = "later", (f"引用了在后的权利要求{shown}。", f"It refers to later claim {shown}.")
    else:
        kind, words = "missing", (f"引用的权利要求{shown}不存在。", f"There is no claim {shown}.")
    spot = next(((a, b) for a, b in one.spots if wrong and _printed(one, a) == first), (one.start, one.end))
    yield Finding(
        "C3", kind, Severity.ERROR, claim.number, *spot, words,
        advice=("改为引用在前的权利要求，或调整顺序。", "Refer to an earlier claim, or change the order."),
    )  # fmt: skip


def _together(claim: Claim, one: Reference) -> Finding:
    """C4. The mend says "or", or "any one of"; of a list its last sign is changed."""
    mend: list[Edit] = []
    if claim.is_chinese:
        if (
            one.links
            and one.links[-1][2] in ("和", "与", "及", "以及", "、", "和/或", ",", "，")
            and len(one.links) == 1
        ):
            mend = [Edit(one.links[0][0], one.links[0][1], "或")]
        elif one.spots:
            mend = [Edit(one.spots[-1][1], one.spots[-1][1], "中任一项")]
            mend += [
                Edit(a, b, "或") for a, b, sign in one.links if sign in ("和", "与", "及", "以及", "和/或")
            ]
    elif one.links:
        start, end, sign = one.links[-1]
        if sign in ("and", "and/or"):
            mend = [Edit(start, end, ", or" if len(one.links) > 1 else "or")]
        elif sign in ("-", "–", "—", "~", "to", "through"):
            mend = [Edit(one.start, one.start, "any one of ")]
    return Finding(
        "C4", "together", Severity.ERROR, claim.number, one.start, one.end,
        ("引用多项权利要求时没有采用择一方式。", "It refers to several claims, not in the alternative."),
        advice=("用“或”或者“任一项”。", "Say “or”, or “any one of”."),
        mend=tuple(mend),
    )  # fmt: skip


def _on_multiple(
    claim: Claim, one: Reference, claims: Sequence[Claim], graph: Graph, jurisdiction: str
) -> Iterator[Finding]:
    places = {other.number: other.index for other in reversed(claims[: claim.index])}
    wrong = []
    for number in one.numbers:
        index = places.get(number)
        # 37 CFR 1.75(c) as MPEP 608.01(n) reads it: neither directly nor indirectly.
        chain = [] if index is None else [index]
        if index is not None and jurisdiction == "US" and len(claims) <= 200:
            chain += graph.ancestors(index)
        if any(r.is_dependency and r.is_multiple for each in chain for r in graph.references[each]):
            wrong.append(number)
    if wrong:
        shown = "、".join(map(str, wrong[:5]))
        yield Finding(
            "C5", "multiple", Severity.ERROR, claim.number, one.start, one.end,
            (f"作为多项从属权利要求，引用了多项从属权利要求{shown}。", f"It is multiple dependent and depends on multiple dependent claim {shown}."),
            advice=("只引用单项从属的权利要求，或者分写成几项。", "Refer to claims that are not multiple dependent, or write several claims."),
        )  # fmt: skip


def subject(claim: Claim, claims: Sequence[Claim], graph: Graph, titles: Sequence[str]) -> Iterator[Finding]:
    """C7: the subject of a dependent claim is that of each claim it depends on."""
    own = next((one for one in graph.references[claim.index] if one.is_dependency), None)
    if own is None:
        return
    start, end = title_of(claim, graph)
    mine = titles[claim.index]
    if not mine:
        return
    places = {other.number: other.index for other in reversed(claims[: claim.index])}
    for number in own.numbers[:50]:
        index = places.get(number)
        if index is None or not titles[index] or claims[index].is_chinese != claim.is_chinese:
            continue
        whole = claims[index].text[:400]
        if _same(claim.is_chinese, mine, titles[index], whole):
            continue
        theirs = titles[index]
        mend = (Edit(claim.start + start, claim.start + end, theirs),) if len(own.numbers) == 1 else ()
        yield Finding(
            "C7", "other", Severity.WARNING, claim.number, claim.start + start, claim.start + end,
            (f"主题“{mine[:60]}”与权利要求{number}的主题“{theirs[:60]}”不一致。", f"Its subject “{mine[:60]}” is not that of claim {number}, “{theirs[:60]}”."),
            advice=("与所引用权利要求的主题名称一致；如是另一主题，写成独立权利要求。", "Use the subject of the parent; if it is another subject, write an independent claim."),
            mend=mend,
        )  # fmt: skip
        return


def _same(is_chinese: bool, mine: str, theirs: str, whole: str) -> bool:
    if is_chinese:
        own, other = plain_title(mine), plain_title(theirs)
        own = own.removeprefix("一种").removeprefix("的")
        return own in other or other.endswith(own[-2:]) or other in own or own in plain_title(whole)
    heads = [singular(word) for word in re.findall(r"[A-Za-z]+", mine)]
    if not heads:
        return True
    lead = {singular(word) for word in re.findall(r"[A-Za-z]+", whole)}
    return heads[-1] in lead or singular(theirs.split()[-1]) in heads


def parts(claim: Claim, graph: Graph) -> Iterator[Finding]:
    """C8: preamble and characterising part, divided by "其特征在于" or words like it."""
    if not claim.is_chinese or _DEPENDS_CHARACTERISED.search(claim.text):
        return
    start, end = title_of(claim, graph)
    at = claim.start + end
    insert: tuple[Edit, ...] = ()
    if end < len(claim.text) and claim.text[end] in "，," and end > start:
        after = end + 1 + (2 if claim.text[end + 1 : end + 3] == "其中" else 0)
        after += 1 if claim.text[after : after + 1] in ("，", ",") and after > end + 1 else 0
        insert = (Edit(at, claim.start + after, "，其特征在于，"),)
    yield Finding(
        "C8", "undivided", Severity.INFO, claim.number, claim.start, max(claim.start + 1, at),
        ("没有用“其特征在于”划分前序部分与特征部分。", "Nothing divides the preamble from the characterising part."),
        advice=("发明的性质不适于这样划分的除外。", "Needless where the nature of the invention does not allow it."),
        mend=insert,
    )  # fmt: skip


def order(
    claims: Sequence[Claim], graph: Graph, titles: Sequence[str], jurisdiction: str
) -> Iterator[Finding]:
    """C9: one independent claim of a subject, and its dependents behind it before the next."""
    first: dict[str, int] = {}
    group: list[int] = []
    for claim in claims:
        if claim.is_empty:
            continue
        title = plain_title(titles[claim.index]).lower()
        if not graph.is_dependent[claim.index]:
            group.append(claim.index)
            if jurisdiction == "CN" and title and title in first and not graph.parents[claim.index]:
                yield Finding(
                    "C9", "twice", Severity.INFO, claim.number, claim.start, min(claim.end, claim.start + 60),
                    (f"与权利要求{first[title]}主题相同的另一项独立权利要求。", f"Another independent claim on the subject of claim {first[title]}."),
                    advice=("一项发明只写一项独立权利要求；确为并列方案的除外。", "Write one independent claim for one invention, unless these are parallel solutions."),
                )  # fmt: skip
            first.setdefault(title, claim.number)
            continue
        yield from _behind_another(claim, claims, graph, group)


def _behind_another(
    claim: Claim, claims: Sequence[Claim], graph: Graph, independent: Sequence[int]
) -> Iterator[Finding]:
    own = next(one for one in graph.references[claim.index] if one.is_dependency)
    roots = {group[0] for group in graph.parents[claim.index] if group}
    if not roots or not independent or not own.spots:
        return
    root = min(roots)
    # Up the first path alone: it is enough to know under which independent claim it stands.
    while graph.is_dependent[root] and graph.parents[root]:
        root = graph.parents[root][0][0]
    last = independent[-1]
    if root != last and not graph.parents[last]:
        number = claims[last].number
        yield Finding(
            "C9", "apart", Severity.INFO, claim.number, own.start, own.end,
            (f"它从属于权利要求{claims[root].number}，却排在独立权利要求{number}之后。", f"It depends on claim {claims[root].number} and stands behind independent claim {number}."),
            advice=("从属权利要求写在另一项独立权利要求之前。", "Put it before the next independent claim."),
        )  # fmt: skip


def number_of_claims(claims: Sequence[Claim], graph: Graph, jurisdiction: str) -> Iterator[Finding]:
    """C19: how many claims are beyond what the filing fee covers."""
    real = [claim for claim in claims if not claim.is_empty]
    free = _FREE[jurisdiction]
    for kind, over, zh, en, at in _beyond(real, graph, jurisdiction, free):
        claim = real[min(at, len(real) - 1)]
        yield Finding(
            "C19", kind, Severity.INFO, 0, claim.start, min(claim.end, claim.start + 1),
            (f"{zh}{over}项，需缴纳附加费。", f"{over} {en}: a further fee is due."),
        )  # fmt: skip


def _beyond(
    real: Sequence[Claim], graph: Graph, jurisdiction: str, free: int
) -> Iterator[tuple[str, int, str, str, int]]:
    if len(real) > free:
        yield "claims", len(real) - free, f"权利要求超过{free}项，超出", f"claims beyond {free}", free
    if jurisdiction == "US":
        independent = [n for n, claim in enumerate(real) if not graph.is_dependent[claim.index]]
        if len(independent) > _FREE_INDEPENDENT:
            at = independent[_FREE_INDEPENDENT]
            over = len(independent) - _FREE_INDEPENDENT
            yield "independent", over, "独立权利要求超过3项，超出", "independent claims beyond 3", at
        multiple = [
            n
            for n, claim in enumerate(real)
            if any(r.is_dependency and r.is_multiple for r in graph.references[claim.index])
        ]
        if multiple:
            yield "multiple", len(multiple), "多项从属权利要求", "multiple dependent claims", multiple[0]
