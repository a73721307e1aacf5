"""How good, and how fast, the proposals are that two names are one organisation.

``python -m tests.bench.names --json [--truth FOLDER] [--names 100000]``

Quality: pairwise precision, recall and F1 on the two assignee benchmarks that the PyPI package
``pv-evaluation`` ships (AIR-UMass; NBER subset): ``mention_id,unique_id,organization``. The package is no
dependency: ``pip download --no-deps pv-evaluation``, unzip the wheel and point ``--truth`` (or
``MAINLINE_NAMES_TRUTH``) at its folder ``pv_evaluation/data/assignee``. A cluster belongs to half A or B by the
CRC-32 of its id; weights and threshold were chosen on half A alone, so half B is the figure to quote.
A pair is two different printed names; "by mentions" weighs it by how often the two are printed, which
counts identical prints as pairs as well, as the literature does.

Speed: proposals over generated names, against a yardstick in the same run: a bare rapidfuzz ratio on as
many pairs as were compared.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import sys
import time
import zlib
from collections import Counter, defaultdict
from pathlib import Path

from rapidfuzz import fuzz

from mainline.orgs import names
from mainline.orgs.names import OrganisationName, propose

FILES = {
    "air-umass": "air-umass-assignees-benchmark.csv",
    "nber-subset": "nber-subset-assignees-benchmark.csv",
}
THRESHOLDS = (0.7, 0.75, names.THRESHOLD, 0.85, 0.9)


def read_truth(path: Path) -> tuple[dict[str, str], Counter[str]]:
    """Each printed name with its cluster (the commonest where there are several), and how often it is printed."""
    with path.open(encoding="utf-8", newline="") as lines:
        counts = Counter((row["organization"], row["unique_id"]) for row in csv.DictReader(lines))
    cluster: dict[str, str] = {}
    printed: Counter[str] = Counter()
    for (name, identity), count in counts.most_common():
        cluster.setdefault(name, identity)
        printed[name] += count
    return cluster, printed


def quality(cluster: dict[str, str], printed: Counter[str], half: int) -> dict[str, object]:
    """Pairwise figures over one half of the clusters, at each threshold."""
    kept = [name for name, identity in cluster.items() if zlib.crc32(identity.encode()) & 1 == half]
    entries = [OrganisationName(ident, name) for ident, name in enumerate(kept)]
    found = propose(entries, threshold=min(THRESHOLDS))
    rows = []
    for threshold in THRESHOLDS:
        pairs = [(p.left, p.right) for p in found if p.score >= threshold]
        rows.append({"threshold": threshold, **_figures(pairs, kept, cluster, printed)})
    return {"names": len(kept), "at": rows}


def _figures(
    pairs: list[tuple[int, int]], kept: list[str], cluster: dict[str, str], printed: Counter[str]
) -> dict[str, float]:
    members: dict[str, list[int]] = defaultdict(list)
    for name in kept:
        members[cluster[name]].append(printed[name])
    true_names = sum(len(each) * (len(each) - 1) // 2 for each in members.values())
    true_mentions = sum(sum(each) * (sum(each) - 1) // 2 for each in members.values())
    same_print = sum(printed[name] * (printed[name] - 1) // 2 for name in kept)
    right = [(a, b) for a, b in pairs if cluster[kept[a]] == cluster[kept[b]]]
    mentions = {True: same_print, False: 0}
    for a, b in pairs:
        mentions[cluster[kept[a]] == cluster[kept[b]]] += printed[kept[a]] * printed[kept[b]]
    return {
        **_prf("names", len(right), len(pairs), true_names),
        **_prf("mentions", mentions[True], mentions[True] + mentions[False], true_mentions),
    }


def _prf(label: str, right: int, found: int, true: int) -> dict[str, float]:
    precision, recall = right / max(found, 1), right / max(true, 1)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {
        f"{label}_precision": round(precision, 4),
        f"{label}_recall": round(recall, 4),
        f"{label}_f1": round(f1, 4),
    }


def generated(count: int, seed: int = 7) -> list[OrganisationName]:
    """Names of the usual make: a brand of syllables, trade words, a legal form; a fifth of them Chinese."""
    rng = random.Random(seed)
    syllables = [c + v for c in "bcdfghklmnprstvwz" for v in ("a", "e", "i", "o", "u", "an", "or", "ex")]
    trades = [
        "Power",
        "Turbine",
        "Seed",
        "Medical",
        "Software",
        "Steel",
        "Energy",
        "Soy",
        "Machine",
        "Materials",
        "Data",
        "Optics",
        "Motor",
        "Foods",
    ]
    forms = ["Co., Ltd.", "Inc.", "Corporation", "GmbH", "Limited", "AG", "LLC", ""]
    han = "龙江松华北辰东方瑞丰科信达成安泰康源宏图新远大明"
    made = []
    for ident in range(count):
        if rng.random() < 0.2:
            brand = "".join(rng.choice(han) for _ in range(rng.choice((2, 3, 4))))
            name = f"哈尔滨{brand}{rng.choice(('机械', '种业', '药业', '软件'))}{rng.choice(('有限公司', '股份有限公司'))}"
        else:
            brand = "".join(rng.choice(syllables) for _ in range(rng.choice((2, 3, 3, 4)))).title()
            words = rng.sample(trades, rng.choice((1, 1, 2)))
            name = " ".join([brand, *words, rng.choice(forms)]).strip()
        made.append(OrganisationName(ident, name))
    return made


def speed(count: int) -> dict[str, float]:
    """Seconds for proposals over generated names, and the yardstick over as many pairs."""
    entries = generated(count)
    vocabulary = names.vocabulary_of(names.parse_name(each.name) for each in entries)
    pairs = list(names._pairs(entries, vocabulary))
    started = time.perf_counter()
    found = propose(entries)
    seconds = time.perf_counter() - started
    started = time.perf_counter()
    for one, two in pairs:
        fuzz.ratio(entries[one].name, entries[two].name)
    yardstick = time.perf_counter() - started
    return {
        "names": count,
        "compared": len(pairs),
        "proposed": len(found),
        "seconds": round(seconds, 2),
        "yardstick_seconds": round(yardstick, 2),
        "ratio": round(seconds / max(yardstick, 1e-9), 1),
    }


def main() -> int:
    """Print the figures; status 0 also where the truth is absent, which is then said."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--truth", type=Path, default=os.environ.get("MAINLINE_NAMES_TRUTH"))
    parser.add_argument("--names", type=int, default=100_000)
    options = parser.parse_args()
    report: dict[str, object] = {"threshold": names.THRESHOLD, "speed": speed(options.names)}
    if options.truth and all((Path(options.truth) / file).exists() for file in FILES.values()):
        for label, file in FILES.items():
            cluster, printed = read_truth(Path(options.truth) / file)
            for half, letter in ((0, "A, tuned on"), (1, "B, held out")):
                report[f"{label} half {letter}"] = quality(cluster, printed, half)
    else:
        print(
            "No assignee truth: pip download --no-deps pv-evaluation, unzip it, and pass --truth"
            " …/pv_evaluation/data/assignee",
            file=sys.stderr,
        )
    print(json.dumps(report, ensure_ascii=False, indent=None if options.json else 2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
