"""A right of one university, its people, and a rival."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mainline.files import apart, reader
from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.register.documents import actions, jobs
from mainline.register.models import Document, Party, Right
from tests.factories import a_user, an_organisation
from tests.files import samples


@dataclass
class Cast:
    """Who takes part, and the right they have or have not a part in."""

    right: Right
    holder: Organisation
    manager: Any
    reader: Any
    rival: Any
    officer: Any

    def add(self, by: Any = None, data: bytes = b"", name: str = "a.pdf", **facts: Any) -> Document:
        """Add a document, by the holder's manager if nobody is named."""
        who = self.manager if by is None else by
        return actions.add_document(
            right=self.right, chunks=[data or samples.pdf(("Hello harvester",))], name=name, by=who, **facts
        )


@pytest.fixture(autouse=True)
def reader_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the reader in this process: that it runs in one of its own is shown in tests/files/test_apart.py."""

    def ask(verb: str, path: Path, *more: str, **bounds: float) -> bytes:
        answer = reader._VERBS[verb](path, *more)
        return answer if isinstance(answer, bytes) else json.dumps(answer).encode()

    monkeypatch.setattr(apart, "_ask", ask)


@pytest.fixture
def cast(db: None) -> Cast:
    """A published right whose holder has a manager and a reader; a rival manager; somebody of an office."""
    holder = an_organisation("南山大学")
    # Without sources and index, which documents know nothing of: each test is much faster so.
    right = Right.objects.create(
        kind="invention",
        office="CN",
        number="CN107654321A",
        title="一种大豆收获机",
        titles={"zh": "一种大豆收获机"},
    )
    Party.objects.create(right=right, role="applicant", name=holder.name, organisation=holder)
    return Cast(
        right=right,
        holder=holder,
        manager=a_user(Role.MANAGER, holder),
        reader=a_user(Role.VIEWER, holder),
        rival=a_user(Role.MANAGER),
        officer=a_user(Role.OFFICER),
    )


def read_all() -> None:
    """Read the text of all that waits."""
    while jobs.read_next():
        pass
