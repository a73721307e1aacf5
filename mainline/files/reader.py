"""The process that looks at one file: ``python -m mainline.files.reader VERB FILE …``, started by :mod:`mainline.files.apart`.

It binds itself before it opens the file. Its answer is one JSON object, or PNG, on the standard output.
"""

from __future__ import annotations

import dataclasses
import json
import os
import resource
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

MEMORY = 1 << 30
"""Bytes of address space."""
SECONDS = 60
"""Of processor time."""
OUTPUT = 64 << 20
"""Bytes that it may write."""
_NICE = 5

Answer = Mapping[str, object] | bytes


def bind() -> None:
    """Give up what a reader has no use for: memory, time, large files, more processes, core dumps. For good."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        if what == resource.RLIMIT_AS and sys.platform == "darwin":
            # That system knows the limit and does not let it be set.
            continue
        hard = resource.getrlimit(what)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, bound))
    os.nice(_NICE)


def _sniff(path: Path, name: str, limits: str) -> Answer:
    from mainline.files.limits import Limits
    from mainline.files.refusals import Refused
    from mainline.files.sniffing import sniff

    try:
        kind = sniff(path, name, Limits(**json.loads(limits)))
    except Refused as refusal:
        return {"refused": refusal.code, "detail": refusal.detail}
    pages = None
    if kind.has_pages:
        from mainline.files.reading import pdf

        pages = pdf.count(path)
    return {"kind": kind.code, "pages": pages}


def _extract(path: Path, kind: str) -> Answer:
    from mainline.files.kinds import KINDS
    from mainline.files.reading import extract

    return dataclasses.asdict(extract(path, KINDS[kind]))


def _packed(path: Path, kind: str) -> Answer:
    from mainline.files.kinds import KINDS
    from mainline.files.reading.packed import extract_packed

    return dataclasses.asdict(extract_packed(path, KINDS[kind]))


def _picture(path: Path, page: str) -> Answer:
    from mainline.files.picturing import page_picture

    return page_picture(path, int(page))


_VERBS: Mapping[str, Callable[..., Answer]] = {
    "sniff": _sniff,
    "extract": _extract,
    "packed": _packed,
    "picture": _picture,
}


def main(arguments: Sequence[str]) -> int:
    """Answer one question; 0, or 3 where memory ran out."""
    verb, file, *more = arguments
    bind()
    try:
        answer = _VERBS[verb](Path(file), *more)
        written = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    except MemoryError:
        return 3
    sys.stdout.buffer.write(written)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    # What the libraries would tidy up at the end of a process goes with it.
    os._exit(code)
