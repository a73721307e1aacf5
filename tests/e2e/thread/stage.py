"""A platform of its own for one walk: eight people, an empty register, and a clock that the walk turns."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.processes import free_port, wait_until_up

ROOT = Path(__file__).resolve().parents[3]
PASSWORD = "correct horse battery"
_CAST = """
import django; django.setup()
from mainline.orgs import names
from mainline.orgs.models import Employment, Membership, Organisation, Person
from mainline.orgs.persons.actions import add_person
from tests.factories import a_user
def body(name, kind, place, uscc, industry=""):
    return Organisation.objects.create(name=name, name_zh=name, name_key=names.name_key(name, "CN"), country="CN", kind=kind, place=place, uscc=uscc, industry=industry)
university = body("北川大学", "university", "230100", "12230000MB0000001X")
firm = body("龙江农机股份有限公司", "enterprise", "230800", "91230800MA00000017", "agricultural_machinery")
agency = body("松花江专利代理事务所", "agency", "230100", "91230100MA00000025")
bank = body("雪原商业银行", "bank", "230100", "91230100MA00000033")
rival = body("黑土装备有限公司", "enterprise", "230200", "91230200MA00000041", "agricultural_machinery")
office = body("黑龙江省知识产权局", "office", "230000", "11230000MB00000058")
for organisation, role, name in (
    (university, "manager", "office"), (university, "inventor", "inventor"), (firm, "manager", "firm"), (agency, "attorney", "agency"),
    (bank, "banker", "bank"), (rival, "manager", "rival"), (office, "officer", "officer"),
):
    user = a_user(role, organisation, name)
    if role in ("manager", "officer", "banker", "attorney"):
        Membership.objects.create(user=user, organisation=organisation, role="admin")
    if name == "inventor":
        first = add_person(organisation=university, by=None, name_zh="王伟", employee_no="1001")
        Person.objects.filter(pk=first.pk).update(user=user)
add_person(organisation=university, by=None, name_zh="李娜", employee_no="1002")
"""
_TOKENS = """
import json, sys
import django; django.setup()
from django.contrib.auth.models import User
from mainline.orgs.access import SCOPES
from mainline.orgs.models import Organisation, Person
from mainline.orgs.tokens import make_token
told = {"people": dict(Person.objects.values_list("name_zh", "pk"))}
told["bodies"] = dict(Organisation.objects.values_list("name", "pk"))
told["tokens"] = {
    user.username: make_token(user=user, name="walk", scopes=list(SCOPES), days=1, by=None)[1] for user in User.objects.all()
}
json.dump(told, sys.stdout)
"""
_CLOCK = """
import datetime as dt, sys
import django; django.setup()
from mainline.orgs import clock
for line in sys.stdin:
    clock.set_clock(dt.date.fromisoformat(line.strip()))
    print("ok", flush=True)
"""


@dataclass
class Stage:
    """Where the platform listens, where it keeps its data, and the process that turns its clock."""

    base: str
    data: Path
    hands: subprocess.Popen[str]
    environment: dict[str, str]

    def ingest(self, path: Path) -> None:
        """Take a file of the office in, as the machine does with what it fetches."""
        command = [sys.executable, "-m", "mainline", "ingest", str(path), "--workers", "0"]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True, timeout=120)

    def tokens(self) -> dict[str, dict[str, Any]]:
        """Return a token for a program of each of them, and the ids of people and bodies by their names."""
        command = [sys.executable, "-c", _TOKENS]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, timeout=60
        )
        told: dict[str, dict[str, Any]] = json.loads(done.stdout)
        return told

    def turn(self, day: str) -> None:
        """Let it be a day of the walk (ISO)."""
        assert self.hands.stdin is not None
        assert self.hands.stdout is not None
        self.hands.stdin.write(f"{day}\n")
        self.hands.stdin.flush()
        assert self.hands.stdout.readline().strip() == "ok"


@dataclass
class Walk:
    """One right on its way: who looks at which window, the day, and what was learnt so far."""

    stage: Stage
    open_window: Callable[[str], Any]
    pictures: Path
    known: dict[str, Any] = field(default_factory=dict)
    windows: dict[str, Any] = field(default_factory=dict)
    shots: list[str] = field(default_factory=list)

    def on(self, day: str) -> None:
        """Let the days pass until one."""
        self.stage.turn(day)

    def as_(self, who: str) -> Any:
        """Return the window of one of the eight."""
        if who not in self.windows:
            self.windows[who] = self.open_window(who)
        return self.windows[who]

    def keep(self, who: str, name: str) -> None:
        """Keep a picture of what somebody sees."""
        nth = len(self.shots) + 1
        self.shots.append(f"{nth:02d}-{name}")
        self.as_(who).screenshot(path=self.pictures / f"{self.shots[-1]}.png", full_page=True)


@contextmanager
def a_stage(data: Path) -> Iterator[Stage]:
    """Start the platform without a demonstration, bring the eight in, and stop it all at the end."""
    environment = {**os.environ, "MAINLINE_DATA": str(data), "PYTHONPATH": str(ROOT), "MAINLINE_WORKERS": "1"}
    environment.pop("MAINLINE_DATABASE_URL", None)
    environment["DJANGO_SETTINGS_MODULE"] = "mainline.settings"
    # Its own authority stamps the evidence: nothing of the walk leaves this machine.
    environment["MAINLINE_TSA_URL"] = "demonstration:"
    port = free_port()
    log = (data / "server.log").open("a")
    command = [sys.executable, "-m", "mainline", "run", "--no-demo", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    hands = None
    try:
        wait_until_up(f"http://127.0.0.1:{port}/healthz", server, data / "server.log")
        subprocess.run([sys.executable, "-c", _CAST], cwd=ROOT, env=environment, check=True, timeout=60)
        hands = subprocess.Popen(
            [sys.executable, "-c", _CLOCK], cwd=ROOT, env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        yield Stage(f"http://127.0.0.1:{port}", data, hands, environment)
    finally:
        if hands is not None:
            hands.terminate()
            # Closes its pipes too.
            hands.communicate(timeout=20)
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)
        log.close()
