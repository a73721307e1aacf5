"""Why a document has no text, or not all of it, in Chinese and English, by code."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mainline.files.kinds import Pair

NOTES: Mapping[str, Pair] = MappingProxyType(
    {
        "": ("", ""),
        "cut": (
            "文字过长，只读取了前 200 万字。",
            "The text is very long: its first two million characters were read.",
        ),
        "picture": (
            "这是图片，其中没有可读取的文字。",
            "This is a picture: there is no text in it that could be read.",
        ),
        "scan": (
            "这是扫描件：只有页面图像，没有文字。",
            "This is a scan: pictures of pages, without text.",
        ),
        "blank": ("文件里没有文字。", "There is no text in the file."),
        "password": ("文件有密码，无法读取文字。", "The file has a password, so its text can't be read."),
        "damaged": (
            "文件的内部结构有误，读不出文字。下载不受影响。",
            "The file is not built as its format says, so its text can't be read. The download is whole.",
        ),
        "time": ("读取文字超过了允许的时间。", "Reading its text took longer than it may."),
        "memory": ("读取文字超过了允许的内存。", "Reading its text took more memory than it may."),
        "busy": (
            "读取程序一直忙于其他文件，未能读取文字。",
            "The reader was busy with other files all the time, so the text was not read.",
        ),
        "crash": (
            "读取程序被这个文件弄崩溃了，已放弃；平台不受影响。",
            "The reader broke down over this file and gave up; nothing else was touched.",
        ),
        "missing": (
            "存储中找不到这个文件。请管理员检查存储或从备份恢复。",
            "The file is not where files are kept. The administrator checks the store, or restores a backup.",
        ),
        "altered": (
            "存储中的文件与登记的 SHA-256 不符，已拒绝读取。请管理员从备份恢复。",
            "The file kept does not match its recorded SHA-256 and is not read. The administrator restores a backup.",
        ),
    }
)
"""Code to words."""
