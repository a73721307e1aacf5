"""A writer that is killed while it commits, and what is found afterwards."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from mainline.search.documents import IndexDocument, prepare
from mainline.search.engines.base import SearchRequest
from mainline.search.engines.tantivy import TantivyEngine

BATCH = 50


def write_for_ever(folder: Path) -> None:
    """Add and commit batches; print the number of committed documents after each commit."""
    engine = TantivyEngine.open(folder, writable=True, memory=40_000_000)
    count = 0
    while True:
        texts = (
            (("en", f"turbine number {id}"), ("zh", f"第{id}号大豆")) for id in range(count, count + BATCH)
        )
        engine.add(prepare(IndexDocument(count + at, titles=text)) for at, text in enumerate(texts))
        engine.commit()
        count += BATCH
        print(count, flush=True)


def lost_after_kill(folder: Path, seed: int) -> int:
    """Kill a writer with SIGKILL at a random moment; return how many committed documents are gone.

    The index must also open for writing again, and take one more document.
    """
    command = [sys.executable, "-m", "tests.search.engines.killed_writer", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(random.Random(seed).uniform(0.05, 0.5))
        process.kill()
        printed = [first, *process.stdout.read().splitlines(keepends=True)]
    committed = int([line for line in printed if line.endswith("\n")][-1])
    engine = TantivyEngine.open(folder, writable=True)
    engine.add([prepare(IndexDocument(10**9, titles={"en": "after"}))])
    engine.commit()
    left = set(engine.ids(SearchRequest("*")))
    engine.close()
    return len((set(range(committed)) | {10**9}) - left)


if __name__ == "__main__":
    write_for_ever(Path(sys.argv[1]))
