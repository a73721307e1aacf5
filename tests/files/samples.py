"""Files for tests, made here byte by byte: good ones of every kind that is taken, and bad ones."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence

from mainline.files.picturing import png as encode_png

CONTENT_TYPES = "[Content_Types].xml"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE = "application/vnd.openxmlformats-officedocument."


def pdf(
    texts: Sequence[str] = ("Hello",),
    *,
    catalog: str = "",
    page: str = "",
    more: Sequence[bytes] = (),
    trailer: str = "",
) -> bytes:
    """A PDF of one page for each text (ASCII); ``catalog`` and ``page`` go into their dictionaries, ``more`` follows."""
    first = 4 + len(more)
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(texts)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(texts)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *more,
    ]
    for number, text in enumerate(texts):
        lines = text.split("\n")
        shown = b" 0 -20 Td ".join(f"({line}) Tj".encode() for line in lines)
        drawn = b"BT /F1 12 Tf 50 780 Td " + shown + b" ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {first + 2 * number + 1} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> {page} >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    return _written(objects, trailer)


def locked_pdf() -> bytes:
    """A PDF that asks for a password: no word fits its marks."""
    marks = f"/O <{'11' * 32}> /U <{'22' * 32}>"
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 {marks} /P -4 >> /ID [<00> <00>]"
    return pdf(trailer=lock)


def _written(objects: Sequence[bytes], trailer: str = "") -> bytes:
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    said = b"trailer << /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, trailer.encode())
    return out + said + b"startxref\n%d\n%%%%EOF\n" % start


def pdf_with_object_stream(hidden: bytes, *, filter_name: bytes = b"/FlateDecode") -> bytes:
    """A PDF 1.5 whose catalog stands in a packed object stream, with one more object ``hidden`` (object 5)."""
    inner = [
        (1, b"<< /Type /Catalog /Pages 2 0 R /OpenAction 5 0 R >>"),
        (2, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
        (3, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>"),
        (5, hidden),
    ]
    body, index = b"", b""
    for number, text in inner:
        index += b"%d %d " % (number, len(body))
        body += text + b" "
    packed = zlib.compress(index + body)
    if b"ASCIIHex" in filter_name:
        packed = packed.hex().encode() + b">"
    out = b"%PDF-1.5\n"
    at_stream = len(out)
    out += b"4 0 obj\n<< /Type /ObjStm /N %d /First %d /Filter %s /Length %d >>\nstream\n" % (
        len(inner), len(index), filter_name, len(packed),
    )  # fmt: skip
    out += packed + b"\nendstream\nendobj\n"
    at_table = len(out)
    rows = [(0, 0, 65535), (2, 4, 0), (2, 4, 1), (2, 4, 2), (1, at_stream, 0), (2, 4, 3), (1, at_table, 0)]
    table = zlib.compress(b"".join(struct.pack(">BIH", *row) for row in rows))
    out += (
        b"6 0 obj\n<< /Type /XRef /Size 7 /W [1 4 2] /Root 1 0 R /Filter /FlateDecode /Length %d >>\nstream\n"
        % (len(table))
    )
    return out + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at_table


def zipped(members: Mapping[str, bytes | str], *, stored: bool = False) -> bytes:
    """A ZIP of members, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            # Not at the hour of the test: what is made twice is the same file.
            archive.writestr(zipfile.ZipInfo(name), data, archive.compression)
    return out.getvalue()


def with_members(package: bytes, members: Mapping[str, bytes | str]) -> bytes:
    """A ZIP with more members, or with others of the same name."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        held: dict[str, bytes | str] = {info.filename: archive.read(info) for info in archive.infolist()}
    return zipped({**held, **members})


def locked_zip() -> bytes:
    """A ZIP whose member says that it is encrypted: the bit is set in both of its headers."""
    data = bytearray(zipped({"secret.txt": b"x" * 40}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


def docx(*texts: str, header: str = "", table: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word document."""
    import docx as library

    document = library.Document()
    for text in texts:
        document.add_paragraph(text)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    if table:
        rows = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, text in zip(rows.add_row().cells, row, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx(rows: Sequence[Sequence[object]], title: str = "表一") -> bytes:
    """An Excel workbook of one sheet."""
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pptx(*slides: str, notes: str = "") -> bytes:
    """A presentation as far as a reader of text needs one; its slides are numbered against their order."""
    a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    p = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    r = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    files = [f"slides/slide{len(slides) - number}.xml" for number in range(len(slides))]
    members: dict[str, bytes | str] = {
        CONTENT_TYPES: _types(f"{_OFFICE}presentationml.presentation.main+xml", "/ppt/presentation.xml"),
        "ppt/presentation.xml": f"<p:presentation {p} {r}><p:sldIdLst>"
        + "".join(f'<p:sldId id="{256 + n}" r:id="rId{n}"/>' for n in range(len(slides)))
        + "</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": f'<Relationships xmlns="{rels}">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="{kind}/slide" Target="{file}"/>' for n, file in enumerate(files)
        )
        + "</Relationships>",
    }
    for file, text in zip(files, slides, strict=True):
        members[f"ppt/{file}"] = (
            f"<p:sld {p} {a}><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sld>"
        )
    if notes:
        members[f"ppt/slides/_rels/{files[0].rpartition('/')[2]}.rels"] = (
            f'<Relationships xmlns="{rels}"><Relationship Id="n" Type="{kind}/notesSlide" '
            'Target="../notesSlides/notesSlide1.xml"/></Relationships>'
        )
        members["ppt/notesSlides/notesSlide1.xml"] = (
            f"<p:notes {p} {a}><a:p><a:r><a:t>{notes}</a:t></a:r></a:p></p:notes>"
        )
    return zipped(members)


def office(main: str, members: Mapping[str, bytes | str] | None = None) -> bytes:
    """A package that says what it is and holds nothing of it; enough for a look at its parts."""
    return zipped({CONTENT_TYPES: _types(main, "/x.xml"), **(members or {})})


def _types(main: str, part: str) -> str:
    return f'<Types xmlns="{_TYPES}"><Override PartName="{part}" ContentType="{main}"/></Types>'


def odt(*texts: str, said: str = "application/vnd.oasis.opendocument.text", **members: bytes | str) -> bytes:
    """An OpenDocument text; ``members`` are more parts, ``__`` in their names a slash and ``_`` a dot."""
    office_ns = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    text_ns = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    body = "".join(f"<text:p>{text}</text:p>" for text in texts)
    named = {name.replace("__", "/").replace("_", "."): data for name, data in members.items()}
    return zipped(
        {
            "mimetype": said,
            "content.xml": f"<office:document-content {office_ns} {text_ns}><office:body><office:text>{body}"
            "</office:text></office:body></office:document-content>",
            **named,
        },
        stored=True,
    )


def png(width: int = 4, height: int = 3) -> bytes:
    """A small picture of one colour."""
    return encode_png(b"\x40\x80\xc0" * width * height, width, height, 3 * width, 3)


def png_header(width: int, height: int) -> bytes:
    """The beginning of a PNG that promises any number of pixels."""
    return (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
        + struct.pack(">II", width, height)
        + b"\x08\x02\0\0\0"
        + b"\0" * 4
    )


def jpeg(width: int = 4, height: int = 3) -> bytes:
    """The segments of a JPEG up to its frame; no pixel in it."""
    comment = b"\xff\xfe\x00\x06abcd"
    frame = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\x00\x04ab" + comment + frame + b"\xff\xda\x00\x02\xff\xd9"


def gif(width: int = 4, height: int = 3) -> bytes:
    """A GIF without a frame."""
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x00\x00\x00;"


def webp(width: int = 4, height: int = 3, chunk: str = "VP8X") -> bytes:
    """The beginning of a WEBP of each of its three sorts."""
    if chunk == "VP8X":
        data = b"\0\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    elif chunk == "VP8L":
        data = b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14)
    else:
        data = b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height)
    body = b"WEBP" + chunk.encode() + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def tiff(width: int = 4, height: int = 3, pages: int = 1, order: str = "<") -> bytes:
    """The directories of a TIFF; no pixel in it."""
    out = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8)
    for page in range(pages):
        entries = b"".join(
            struct.pack(f"{order}HHII", tag, 4, 1, value) for tag, value in ((256, width), (257, height))
        )
        following = 0 if page == pages - 1 else len(out) + 2 + len(entries) + 4
        out += struct.pack(f"{order}H", 2) + entries + struct.pack(f"{order}I", following)
    return out


def mail(body: str = "您好，附件请查收。", attached: Mapping[str, bytes] | None = None) -> bytes:
    """An e-mail."""
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"] = "王伟 <wang@example.org>"
    message["To"] = "office@example.org"
    message["Subject"] = "关于大豆收获机"
    message["Date"] = "Mon, 18 Mar 2024 09:00:00 +0800"
    message["Message-ID"] = "<1@example.org>"
    message.set_content(body)
    for name, data in (attached or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


GOOD: Mapping[str, tuple[str, bytes]] = {
    "pdf": ("a.pdf", pdf()),
    "docx": ("a.docx", docx("一种大豆收获机")),
    "xlsx": ("a.xlsx", xlsx([("号码", 1)])),
    "pptx": ("a.pptx", pptx("第一页", "第二页")),
    "odt": ("a.odt", odt("一种大豆收获机")),
    "text": ("a.txt", "一种大豆收获机\n".encode()),
    "markdown": ("a.md", "# 标题\n".encode("gb18030")),
    "csv": ("a.csv", "号码,日期\n1,2024-03-18\n".encode("utf-8-sig")),
    "png": ("a.png", png()),
    "jpeg": ("a.jpg", jpeg()),
    "gif": ("a.gif", gif()),
    "webp": ("a.webp", webp()),
    "tiff": ("a.tif", tiff()),
    "xml": ("a.xml", '<?xml version="1.0"?><a xmlns="urn:x"><b>大豆</b></a>'.encode()),
    "zip": ("a.zip", zipped({"a/b.txt": "x", "说明.pdf": pdf()})),
    "mail": ("a.eml", mail()),
}
"""Kind to a name and the bytes of one good file."""
