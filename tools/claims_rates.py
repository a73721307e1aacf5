"""Print how often each rule on claims finds something in real claims: python tools/claims_rates.py FOLDER [CN|US].

Granted claims passed an examiner, so that what is found in them is either what examiners let pass or a false alarm. Reads every
file of the folder through the readers of offices; Chinese texts are checked by the rules of China, English ones by those of the
United States. ``--abstracts FILE`` takes JSON lines with title and abstract instead, each as one Chinese claim.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from mainline.creation.checks.logic import check
from mainline.offices.reading import read_path
from mainline.offices.record import NumberRole, Record
from mainline.register.features import numbered

_SAID = {"CN": re.compile("所述|所说|上述|前述"), "US": re.compile(r"\b(?:the|said)\b", re.I)}


def granted(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield (jurisdiction, claims) of the granted patents of a folder, each once."""
    seen = set()
    for record in read_path(folder):
        if not isinstance(record, Record):
            continue
        kinds = {(n.office, n.kind_code[:1]) for n in record.numbers if n.role is NumberRole.PUBLICATION}
        for office, language in (("CN", "zh"), ("US", "en")):
            claims = [one.text for one in record.claims if one.language == language]
            text = numbered(claims)
            if claims and kinds & {(office, "B"), (office, "C")} and text not in seen:
                seen.add(text)
                yield office, text


def abstracts(file: Path) -> Iterator[tuple[str, str]]:
    """Yield abstracts as claims: they speak as claims do, and are many where Chinese claims are few."""
    for line in file.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        words = told["abstract"].replace("。", "；").rstrip("；")
        yield "CN", f"1. {told['title']}，其特征在于，{words}。"


def main() -> None:
    """Print the table."""
    is_abstracts = sys.argv[1] == "--abstracts"
    texts = list(abstracts(Path(sys.argv[2])) if is_abstracts else granted(Path(sys.argv[1])))
    for place in ("CN", "US"):
        own = [text for office, text in texts if office == place]
        if not own:
            continue
        began, found, sets, claims = time.process_time(), Counter[str](), Counter[str](), 0
        for text in own:
            checked = check(text, place)
            claims += len(checked.nodes)
            names = [f"{one.rule} {one.kind} {one.severity.value}" for one in checked.findings]
            found.update(names)
            sets.update(set(names))
        took = time.process_time() - began
        said = sum(len(_SAID[place].findall(text)) for text in own)
        print(f"{place}: {len(own)} sets, {claims} claims, {said} times “said”, {took:.2f} s")
        for name, count in sorted(found.items()):
            print(f"  {name:24} {count:5} findings in {sets[name]:4} sets ({sets[name] / len(own):.1%})")


if __name__ == "__main__":
    main()
