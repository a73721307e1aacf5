"""One right through all links by programs alone: the typed client of each of the eight, a live platform, figures to the fen."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from mainline.client import NotFound
from tests.e2e.thread.by_api import walk
from tests.e2e.thread.stage import a_stage


def test_one_right_is_walked_by_programs_alone(tmp_path: Path) -> None:
    with a_stage(tmp_path) as stage, closing(walk(stage)) as by:
        told = by.told
        assert told["number"] == "CN116200001B"
        assert told["errors in the claims"] == 0
        assert told["opened to"] == by.bodies["龙江农机股份有限公司"]
        assert str(told["recordal due"]) == "2025-12-01"
        # 357,500.01 of royalties and 600,000 at entry, less 12,000: seventy per cent of it, sixty to forty.
        assert told["royalty by the clauses"] == "35750001"
        assert told["paid to the inventors"] == {"王伟": 397_110_01, "李娜": 264_740_00}
        assert told["statement"] == 397_110_01
        assert told["gained"] == [397_110_01]
        assert told["in the way of another"] == 2
        assert told["evidence stands"]
        assert told["case"] == "infringed"
        assert told["subsidy"] == 60_000_00
        assert told["valid_inventions 2025-06-09"] == "0"
        assert told["conversions 2025-12-31"] == "1"
        assert told["valid_inventions 2026-11-20"] == "1"
        assert told["pledge_amount 2026-11-20"] == "1500000"
        assert told["adjudications 2026-11-20"] == "1"
        rival = by.as_["rival"]
        for ask, name in (
            (rival.agreements.get, "agreement"), (rival.distribution.plan, "plan"), (rival.disclosures.get, "disclosure"),
        ):  # fmt: skip
            with pytest.raises(NotFound):
                ask(told[name])
        # Of money the thread tells a rival what was registered at the office, and nothing else.
        seen = [one for one in rival.right(by.right).events if one.amount_minor is not None]
        assert [(one.code, one.amount_minor) for one in seen] == [
            ("utilization.pledge.registered", 1_500_000_00)
        ]
