"""The kinds of file that are taken. A kind says by which media type a file is handed out, and whether it can be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

Pair = tuple[str, str]
"""A text in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file."""

    code: str
    media_type: str
    endings: tuple[str, ...]
    """What its name may end in, without the dot; the first is given to a name that ends in none of them."""
    label: Pair
    is_picture: bool = False
    """Whether a browser shows it, and nothing in it can run."""

    @property
    def has_pages(self) -> bool:
        """Whether pictures can be made of its pages."""
        return self.code == "pdf"


_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_ALL = (
    Kind("pdf", "application/pdf", ("pdf",), ("PDF 文档", "PDF")),
    Kind(
        "docx",
        f"{_OPEN_XML}wordprocessingml.document",
        ("docx",),
        ("Word 文档 (DOCX)", "Word document (DOCX)"),
    ),
    Kind(
        "xlsx", f"{_OPEN_XML}spreadsheetml.sheet", ("xlsx",), ("Excel 工作簿 (XLSX)", "Excel workbook (XLSX)")
    ),
    Kind(
        "pptx",
        f"{_OPEN_XML}presentationml.presentation",
        ("pptx",),
        ("演示文稿 (PPTX)", "Presentation (PPTX)"),
    ),
    Kind("odt", "application/vnd.oasis.opendocument.text", ("odt",), ("ODT 文档", "ODT document")),
    Kind("text", "text/plain", ("txt", "log", "json", "bib", "ris"), ("纯文本", "Plain text")),
    Kind("markdown", "text/markdown", ("md", "markdown"), ("Markdown 文本", "Markdown")),
    Kind("csv", "text/csv", ("csv", "tsv"), ("CSV 表格", "CSV table")),
    Kind("png", "image/png", ("png",), ("PNG 图片", "PNG picture"), is_picture=True),
    Kind("jpeg", "image/jpeg", ("jpg", "jpeg", "jpe"), ("JPEG 图片", "JPEG picture"), is_picture=True),
    Kind("gif", "image/gif", ("gif",), ("GIF 图片", "GIF picture"), is_picture=True),
    Kind("webp", "image/webp", ("webp",), ("WEBP 图片", "WEBP picture"), is_picture=True),
    Kind("tiff", "image/tiff", ("tif", "tiff"), ("TIFF 图片", "TIFF picture")),
    Kind("xml", "application/xml", ("xml",), ("XML 数据", "XML data")),
    Kind("zip", "application/zip", ("zip",), ("ZIP 压缩包", "ZIP archive")),
    Kind("mail", "message/rfc822", ("eml",), ("电子邮件 (EML)", "E-mail (EML)")),
)
KINDS: Mapping[str, Kind] = MappingProxyType({kind.code: kind for kind in _ALL})
BY_MEDIA_TYPE: Mapping[str, Kind] = MappingProxyType({kind.media_type: kind for kind in _ALL})
ENDINGS: tuple[str, ...] = tuple(f".{ending}" for kind in _ALL for ending in kind.endings)
"""What a dialogue that chooses files may offer."""
