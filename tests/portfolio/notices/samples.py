"""Notices for tests, written here: as text, as the XML of an office's package, and in an archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

NUMBER = "201710601862.3"


def an_action(number: str = NUMBER, issued: str = "2026年10月12日", nth: str = "一") -> str:
    """An office action of the Chinese office, as text."""
    return (
        "国家知识产权局\n"
        f"申请号：{number}          发文日：{issued}\n"
        "发文序号：2026101200123450\n"
        f"第 {nth} 次 审 查 意 见 通 知 书\n"
        "申请人应当自收到本通知书之日起\n四个月内答复。\n"
    )


def a_list(number: str, title: str = "办理登记手续通知书", issued: str = "2026-10-12") -> bytes:
    """What stands in front of an electronic notice."""
    return (
        '<?xml version="1.0" encoding="GBK"?>\n<data-bus><FAWENXLH>2026101200123451</FAWENXLH><TONGZHISXJ><SHUXINGXX>'
        f"<TONGZHISMC>{title}</TONGZHISMC><SHENQINGH>{number.replace('.', '')}</SHENQINGH><FAWENR>{issued}</FAWENR>"
        "</SHUXINGXX></TONGZHISXJ></data-bus>"
    ).encode("gbk")


def packed(files: Mapping[str, bytes]) -> bytes:
    """An archive of some files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            # Not at the hour of the test: what is made twice is the same file.
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
