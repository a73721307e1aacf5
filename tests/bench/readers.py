"""How fast each reader is against a bare walk over the same bytes, and how much memory a bulk file takes.

``python -m tests.bench.readers [--json] [--only NAME]`` measures every reader that has real data;
``--memory [--megabytes N]`` streams one large concatenated file and reports the peak of resident memory.
The yardsticks, in the same run over the same pieces: ``lxml.etree.iterparse`` for XML, ``json.loads`` for
JSON, ``csv.reader`` for tables and text; a reader that takes XML and JSON has a line for each. Times are
processor seconds, each piece's best of several rounds, in a process set up like those that read for an import.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import math
import os
import re
import resource
import sys
import tempfile
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import etree

from mainline.offices.base import Piece
from mainline.offices.pieces import xml_documents
from mainline.offices.reading import pieces_of, read_piece
from mainline.offices.record import Record
from mainline.register.ingest.prepare import begin_reading

MIN_ROUNDS, MAX_ROUNDS = 4, 60
SECONDS = 4.0
"""Processor time given to one reader, unless the fewest rounds take longer."""
MAX_BYTES = 24 << 20
"""Bytes of real data used for each reader; more would only take longer."""


def shared_data() -> Path:
    """The folder of real office files."""
    return Path(os.environ.get("MAINLINE_SHARED", "../shared")) / "data"


def pieces_by_reader(folder: Path, only: str = "") -> dict[str, list[Piece]]:
    """Every piece of real data, by the reader that takes it."""
    found: dict[str, list[Piece]] = defaultdict(list)
    sizes: dict[str, int] = defaultdict(int)
    for item in pieces_of(folder):
        if not isinstance(item, tuple) or (only and item[0] != only):
            continue
        name, piece = item
        if not piece.problem and sizes[name] < MAX_BYTES:
            found[name].append(piece)
            sizes[name] += len(piece.data)
    return found


def yardstick_of(piece: Piece) -> str:
    """Which bare walk fits a piece."""
    start = piece.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:2]
    if start == b"PK":
        return "zip+iterparse"
    if start[:1] == b"<":
        return "iterparse"
    # A line of a list of references starts with a number in brackets: that is no JSON.
    is_json = start[:1] == b"{" or (start[:1] == b"[" and not start[1:].isdigit())
    return "json.loads" if is_json else "csv.reader"


def _walk_xml(data: bytes) -> None:
    for _event, _element in etree.iterparse(io.BytesIO(data), events=("end",), recover=True):
        pass


def _walk_zip(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            inner = archive.read(name)
            if inner.startswith(b"PK"):
                _walk_zip(inner)
            elif name.lower().endswith(".xml"):
                _walk_xml(inner)


def _walk_json(data: bytes) -> None:
    try:
        json.loads(data)
    except ValueError:
        for line in data.splitlines():
            try:
                json.loads(line)
            except ValueError:
                continue


def _walk_table(data: bytes) -> None:
    text = data.decode("utf-8", "replace").replace("\0", "")
    for _row in csv.reader(io.StringIO(text)):
        pass


WALKS: dict[str, Callable[[bytes], None]] = {
    "iterparse": _walk_xml,
    "zip+iterparse": _walk_zip,
    "json.loads": _walk_json,
    "csv.reader": _walk_table,
}


def by_yardstick(pieces: list[Piece]) -> dict[str, list[Piece]]:
    """The pieces of a reader by what they are measured against: one reader may take both XML and JSON."""
    found: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        found[yardstick_of(piece)].append(piece)
    return found


def _walk(piece: Piece) -> None:
    data = piece.header + piece.data + b"</wrapper>" if b"<wrapper" in piece.header else piece.data
    WALKS[yardstick_of(piece)](data)


def best_of_both(name: str, pieces: list[Piece]) -> tuple[float, float]:
    """Processor seconds of reading and of walking all pieces: the sum over pieces of each one's best.

    Processor time, because the machine may be shared; the two take turns piece by piece, because its
    speed may change from one moment to the next.
    """
    runs: tuple[Callable[[Piece], object], ...] = (lambda piece: read_piece(name, piece), _walk)
    best = [[math.inf] * len(pieces) for _ in runs]
    rounds, stop = 0, time.process_time() + SECONDS
    while rounds < MIN_ROUNDS or (rounds < MAX_ROUNDS and time.process_time() < stop):
        for nth, piece in enumerate(pieces):
            # Who comes second finds the bytes in the cache, so they also take turns at that.
            for which in (0, 1) if rounds % 2 else (1, 0):
                start = time.process_time()
                runs[which](piece)
                best[which][nth] = min(best[which][nth], time.process_time() - start)
        rounds += 1
    return sum(best[0]), sum(best[1])


def measure(name: str, yardstick: str, pieces: list[Piece]) -> dict[str, object]:
    """Records and megabytes a second of one reader, and its speed as a share of one yardstick's."""
    size = sum(len(piece.data) for piece in pieces)
    records = sum(isinstance(item, Record) for piece in pieces for item in read_piece(name, piece))
    reading, walking = best_of_both(name, pieces)
    return {
        "reader": name,
        "yardstick": yardstick,
        "records": records,
        "megabytes": round(size / 1e6, 2),
        "records_per_second": round(records / reading),
        "megabytes_per_second": round(size / 1e6 / reading, 1),
        "ratio": round(walking / reading, 2),
    }


def bulk_file(folder: Path, target: Path, megabytes: int) -> int:
    """Write real grants and applications over and over with changed numbers; returns the count."""
    documents = []
    for path in sorted((folder / "uspto-go-samples").rglob("*.xml")):
        with path.open("rb") as stream:
            documents.extend(piece.data.strip() for piece in xml_documents(stream, path.name))
    count = written = 0
    with target.open("wb") as out:
        while written < megabytes << 20:
            for document in documents:
                count += 1
                changed = _renumbered(document, count)
                written += out.write(changed + b"\n")
    return count


def _renumbered(document: bytes, count: int) -> bytes:
    return re.sub(
        rb"(<doc-number>|<DNUM>\s*<PDAT>)[^<]+",
        lambda found: found.group(1) + b"%08d" % count,
        document,
        count=1,
    )


def memory(folder: Path, megabytes: int) -> dict[str, object]:
    """Stream one concatenated file in this process; peak resident memory in MiB."""
    with tempfile.TemporaryDirectory() as temporary:
        target = Path(temporary) / "bulk.xml"
        written = bulk_file(folder, target, megabytes)
        start = time.perf_counter()
        records = rejected = 0
        for item in pieces_of(target):
            for found in read_piece(*item) if isinstance(item, tuple) else [item]:
                records += isinstance(found, Record)
                rejected += not isinstance(found, Record)
        seconds = time.perf_counter() - start
        size = target.stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "megabytes": round(size / 1e6),
        "documents": written,
        "records": records,
        "rejected": rejected,
        "seconds": round(seconds, 1),
        "records_per_second": round(records / seconds),
        "megabytes_per_second": round(size / 1e6 / seconds, 1),
        "peak_rss_mib": round(peak),
    }


def _lines(results: list[dict[str, object]]) -> Iterator[str]:
    for result in results:
        yield "  ".join(f"{key}={value}" for key, value in result.items())


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--only", default="", help="one reader by its name")
    parser.add_argument("--memory", action="store_true", help="stream one large file instead")
    parser.add_argument("--megabytes", type=int, default=2048, help="size of that file")
    options = parser.parse_args(arguments)
    folder = shared_data()
    if not folder.is_dir():
        print(
            f"No real data at {folder}. Set MAINLINE_SHARED to the folder that holds data/.", file=sys.stderr
        )
        return 2
    begin_reading()
    if options.memory:
        results = [memory(folder, options.megabytes)]
    else:
        found = pieces_by_reader(folder, options.only)
        results = [
            measure(name, yardstick, pieces)
            for name, taken in sorted(found.items())
            for yardstick, pieces in sorted(by_yardstick(taken).items())
        ]
    print(json.dumps(results, indent=2) if options.json else "\n".join(_lines(results)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
