"""How fast whole imports are: read, fold, tokenise, write, index, into SQLite, on this machine's cores.

``python -m tests.bench.ingest [--records N] [--documents N] [--json]`` makes files by repeating real
ones with changed numbers, so that every record is a right of its own, imports them with the ordinary
command's pipeline, and says where the processor time went. The yardstick in the same run is a bare walk over the
same bytes: ``json.loads`` or ``lxml.etree.iterparse``.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree


def shared_data() -> Path:
    """The folder of real office files."""
    return Path(os.environ.get("MAINLINE_SHARED", "../shared")) / "data"


def lens_lines(count: int) -> Iterator[bytes]:
    """``count`` Lens records, each under a publication and filing number of its own."""
    rows = (
        (shared_data() / "lens-covid" / "Coronavirus-patents-SARS-MERS-TAC.jsonl").read_bytes().splitlines()
    )
    rows = [row for row in rows if row.strip()]
    for index in range(count):
        row = json.loads(rows[index % len(rows)])
        serial = f"{20_000_000 + index}"
        row["jurisdiction"], row["kindCode"], row["lensId"] = "US", "B2", serial
        row["publicationKey"], row["displayKey"] = f"US_{serial}_B2", f"US {serial} B2"
        row["filingNumber"] = f"US {2001 + index % 20}{index:07d} A"
        yield json.dumps(row).encode() + b"\n"


def uspto_documents(count: int) -> Iterator[bytes]:
    """``count`` US grants with full text, one after the other as in the weekly file."""
    folder = shared_data() / "uspto-go-samples"
    grants = [p.read_bytes() for p in sorted(folder.rglob("*.xml"))]
    texts = [t for t in grants if t.count(b"<us-patent-grant") == 1 and len(t) < 2_000_000]
    for index in range(count):
        text = texts[index % len(texts)]
        number = f"{30_000_000 + index}".encode()
        filing = f"{16_000_000 + index}".encode()
        text = _renumbered(text, b"publication-reference", number)
        yield _renumbered(text, b"application-reference", filing).rstrip() + b"\n"


def _renumbered(text: bytes, element: bytes, number: bytes) -> bytes:
    pattern = re.compile(rb"(<" + element + rb"\b.*?<doc-number>)[^<]*", re.S)
    return pattern.sub(rb"\g<1>" + number, text, count=1)


def measured(
    make: Callable[[int], Iterator[bytes]], count: int, name: str, walk: Callable[[bytes], None]
) -> dict[str, Any]:
    """Import one made file in a process group of its own and say what it cost."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        with path.open("wb") as file:
            file.writelines(make(count))
        data = path.read_bytes()
        started = time.process_time()
        walk(data)
        bare = time.process_time() - started
        job, wall, cpu = _imported(path, Path(folder) / "data")
    total = {key: sum(c[key] for c in job["formats"].values()) for key in ("read", "new", "quarantined")}
    return {
        **total,
        "megabytes": round(len(data) / 1e6, 1),
        "seconds": round(wall, 2),
        "processor_seconds": round(cpu, 2),
        "records_per_second": round(total["read"] / wall, 1),
        "records_per_processor_second": round(total["read"] / cpu, 1),
        "bare_walk_seconds": round(bare, 2),
        "times_bare_walk": round(cpu / bare, 1),
    }


def _imported(path: Path, data: Path) -> tuple[dict[str, Any], float, float]:
    """Run the ordinary command; return its summary, wall seconds and processor seconds of all its processes."""
    import resource
    import subprocess

    environment = {**os.environ, "MAINLINE_DATA": str(data), "PYTHONPYCACHEPREFIX": str(data / "compiled")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "mainline", "ingest", str(path), "--json"]
    # The first run makes the tables, and compiles the code, which an installation has compiled; what is
    # measured is the import, with the start of its processes.
    subprocess.run([*command[:-2], os.devnull, "--json"], env=environment, capture_output=True, check=False)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    wall = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(done.stdout), wall, cpu


def walk_json(data: bytes) -> None:
    """Decode every line and keep nothing."""
    for line in data.splitlines():
        json.loads(line)


def walk_xml(data: bytes) -> None:
    """Walk every document and keep nothing."""
    for document in data.split(b"<?xml ")[1:]:
        stream = io.BytesIO(b"<?xml " + document)
        for _, element in etree.iterparse(stream, load_dtd=False, resolve_entities=False, recover=True):
            element.clear()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=12_000, help="bibliographic records")
    parser.add_argument("--documents", type=int, default=1_000, help="full-text documents")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    report = {
        "bibliographic": measured(lens_lines, options.records, "lens.jsonl", walk_json),
        "full_text": measured(uspto_documents, options.documents, "grants.xml", walk_xml),
    }
    if options.json:
        print(json.dumps(report))
        return
    for name, figures in report.items():
        print(name, *(f"{key}={value}" for key, value in figures.items()), sep="\n  ")


if __name__ == "__main__":
    main()
