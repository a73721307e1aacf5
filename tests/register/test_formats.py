"""Formats by the names that people call them."""

from __future__ import annotations

import pytest
from django.test import Client

from mainline.offices.registry import READERS
from mainline.orgs.enums import Role
from mainline.register.formats import format_label, image_label
from tests.factories import a_quarantined, a_user, an_import


def test_every_reader_and_what_has_none_is_named_in_both_languages() -> None:
    for code in [*(reader.NAME for reader in READERS), "demo", "container"]:
        assert format_label(code, "zh") != code
        assert format_label(code, "en") != code


def test_unknown_codes_stay_as_they_are() -> None:
    assert format_label("new.reader", "zh") == "new.reader"
    assert image_label("LAGEPLAN", "en") == "LAGEPLAN"
    assert image_label("FullDocument", "zh") == "全文"


@pytest.mark.django_db
def test_import_and_quarantine_tables_name_formats_in_words() -> None:
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-CN")
    client.force_login(a_user(Role.OFFICER))
    job = an_import(counts={"cnipa.filing": {"read": 1, "new": 1}})
    piece = a_quarantined(imported_by=job)

    for path in ("/quarantine/", f"/quarantine/{piece.pk}/"):
        page = client.get(path).content.decode()
        assert "国家知识产权局公布文献 XML" in page
        assert ">cnipa.xml<" not in page
    page = client.get(f"/imports/{job.pk}/").content.decode()
    assert "国家知识产权局电子申请文件包" in page
    assert ">cnipa.filing<" not in page
