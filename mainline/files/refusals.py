"""Why a file is not taken, and what to do, in Chinese and English, by reason code."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mainline.files.kinds import Pair


class Refused(ValueError):
    """The file is not taken. ``code`` is one of :data:`REASONS`; ``detail`` names what was found, and may be empty."""

    def __init__(self, code: str, detail: str = "") -> None:
        """Keep both; a code without words is a fault of ours: KeyError."""
        super().__init__(f"{REASONS[code][1]} {detail}".strip())
        self.code, self.detail = code, detail[:300]


def explain(code: str) -> Pair:
    """Return the words for a code."""
    return REASONS[code]


REASONS: Mapping[str, Pair] = MappingProxyType(
    {
        "empty": (
            "文件是空的（0 字节）。请重新导出或下载后再上传。",
            "The file is empty. Export or download it again, then upload it.",
        ),
        "too_large": (
            "文件超过允许的大小。请拆分或压缩其中的图片后再上传。",
            "The file is larger than is taken here. Split it, or make its pictures smaller.",
        ),
        "program": (
            "这是程序或脚本，不能上传，无论文件名是什么。",
            "This is a program or a script, whatever its name says. Programs are not taken.",
        ),
        "program_name": (
            "此扩展名属于程序或脚本，双击即可运行，不能上传。如内容只是文字，请改为 .txt 后再上传。",
            "This ending belongs to programs and scripts, which run at a double click. If it is plain text, name it .txt.",
        ),
        "page": (
            "网页和 SVG 可以夹带脚本，不能上传。请另存为 PDF 或图片后再上传。",
            "Web pages and SVG can carry script. Save it as PDF or as a picture and upload that.",
        ),
        "macros": (
            "此 Office 文件带有宏、ActiveX、远程模板或 DDE，不能上传。请另存为不含宏的 DOCX、XLSX、PPTX、ODT 或 PDF。",
            "This office file carries macros, ActiveX, a remote template or DDE. Save it without them, or as PDF.",
        ),
        "legacy_office": (
            "这是旧版 Office 格式（.doc、.xls、.ppt、.msg），其中可能藏有宏且无法可靠检查。请另存为 DOCX、XLSX、PPTX 或 PDF。",
            "This is an old office format (.doc, .xls, .ppt, .msg), in which macros cannot be ruled out. Save it as DOCX, XLSX, PPTX or PDF.",
        ),
        "encrypted": (
            "文件有密码，无法检查。请去掉密码后再上传；保密由“谁可以看”来保证。",
            "The file has a password, so it cannot be checked. Take the password off; who may see it is set at the upload.",
        ),
        "pdf_active": (
            "此 PDF 带有脚本、启动程序的动作、附件或动态表单，不能上传。请用“打印为 PDF”重新生成后再上传。",
            "This PDF carries script, actions that start programs, attached files or a dynamic form. Print it to a new PDF and upload that.",
        ),
        "polyglot": (
            "此文件同时是两种格式，常见于伪装文件，不能上传。请用原软件重新保存后再上传。",
            "This file is two formats at once, as disguised files are. Save it anew with the program it comes from.",
        ),
        "damaged": (
            "文件损坏或不完整，打不开。请重新导出或下载后再上传。",
            "The file is damaged or not complete. Export or download it again, then upload it.",
        ),
        "bomb": (
            "压缩包解开后过大、文件过多或压缩比异常，不能上传。请自行解压，上传需要的文件。",
            "It unpacks to far too much. Unpack it yourself and upload the files that matter.",
        ),
        "pixels": (
            "图片的像素数超过允许的上限。请缩小后再上传。",
            "The picture has more pixels than is taken here. Make it smaller, then upload it.",
        ),
        "archive_program": (
            "压缩包里有程序或脚本，不能上传。请去掉后重新打包。",
            "There is a program or script in the archive. Take it out and pack the archive again.",
        ),
        "archive_path": (
            "压缩包里的文件名指向包外或是链接，不能上传。请重新打包。",
            "A name in the archive leads out of it, or is a link. Pack the archive again.",
        ),
        "archive_inside": (
            "压缩包里还有无法检查的压缩包（嵌套过深，或不是 ZIP）。请自行解开后再打包上传。",
            "There is an archive in the archive that cannot be looked into (nested too deep, or no ZIP). Unpack that one first.",
        ),
        "mail_program": (
            "邮件的附件里有程序、脚本、带宏的文件或无法检查的文件。请只上传需要的附件，或把邮件存为 PDF。",
            "A program, script, macro or something that can't be checked is attached to the mail. Upload the attachments that matter, or save the mail as PDF.",
        ),
        "entities": (
            "此 XML 含层层展开的实体，是一种攻击手法，不能上传。",
            "This XML defines entities made of entities, which is a way to attack. It is not taken.",
        ),
        "encoding": (
            "文字不是 UTF-8 也不是 GB 18030，或夹有控制字符。请另存为 UTF-8 后再上传。",
            "The text is neither UTF-8 nor GB 18030, or holds control characters. Save it as UTF-8, then upload it.",
        ),
        "unknown": (
            "不接受此种文件。可上传：PDF、DOCX、XLSX、PPTX、ODT、文本、CSV、PNG、JPEG、GIF、WEBP、TIFF、XML、ZIP、EML。",
            "This kind of file is not taken. Upload PDF, DOCX, XLSX, PPTX, ODT, text, CSV, PNG, JPEG, GIF, WEBP, TIFF, XML, ZIP or EML.",
        ),
        "unchecked": (
            "检查此文件用尽了允许的时间或内存，因此未接收。请拆分或重新保存后再上传。",
            "Checking this file took more time or memory than it may, so it was not taken. Split it or save it anew.",
        ),
    }
)
