"""The import centre and the quarantine."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from mainline.orgs.enums import Role
from mainline.register import actions
from mainline.register.ingest.pipeline import total
from mainline.register.jobs import run_next
from mainline.register.keeping import keep, plain_name
from mainline.register.models import Import, Quarantine, Right, SourceRecord
from tests.factories import DAY, a_quarantined, a_user, an_import, an_organisation
from tests.register.samples import grants_file
from tests.register.test_sharing import a_secret
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(zh: Client) -> Client:
    zh.force_login(a_user(Role.MANAGER))
    return zh


@pytest.fixture
def officer(zh: Client) -> Client:
    """Somebody of the office, who sees what the command line imports."""
    zh.force_login(a_user(Role.OFFICER))
    return zh


@pytest.fixture
def table(tmp_path: Path) -> bytes:
    return grants_file(tmp_path / "grants.csv", 5, bad=(3,)).read_bytes()


def upload(client: Client, data: bytes, name: str = "grants.csv") -> Import:
    response = client.post("/imports/upload/", {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302, response.content.decode()
    return Import.objects.latest("pk")


def test_upload_rehearses_first_and_writes_only_when_confirmed(manager: Client, table: bytes) -> None:
    job = upload(manager, table)
    assert job.is_dry_run
    assert 'hx-trigger="every 1s"' in text(manager, f"/imports/{job.pk}/")

    run_next(DAY)
    page = text(manager, f"/imports/{job.pk}/")

    assert "将会发生什么" in page
    assert "正式导入" in page
    assert "every 1s" not in page
    assert not Right.objects.exists()

    answer = manager.post(f"/imports/{job.pk}/confirm/")
    run_next(DAY)
    done = text(manager, answer.headers["Location"])
    assert Right.objects.count() == 4
    assert "隔离区有 1 条" in done
    assert "正式导入" not in done


def test_dry_run_shows_the_rows_and_leads_to_what_is_there(manager: Client, table: bytes) -> None:
    known = upload(manager, table)
    run_next(DAY)
    manager.post(f"/imports/{known.pk}/confirm/")
    run_next(DAY)
    right = Right.objects.order_by("pk").first()
    assert right is not None

    again = upload(manager, table + b"\n", "more.csv")
    run_next(DAY)
    first, second = text(manager, f"/imports/{known.pk}/"), text(manager, f"/imports/{again.pk}/")

    assert right.title in first
    assert right.number in first
    assert [row[2] for row in Import.objects.get(pk=known.pk).rehearsed] == ["new"] * 4
    assert [row[2] for row in Import.objects.get(pk=again.pk).rehearsed] == ["same"] * 4
    assert f'href="/rights/{right.pk}/"' not in first
    assert f'href="/rights/{right.pk}/"' in second


def test_dry_run_links_no_right_that_its_reader_may_not_see(manager: Client, table: bytes) -> None:
    job = upload(manager, table)
    run_next(DAY)
    secret = a_secret(an_organisation())
    rows = [[*row[:3], secret.pk, *row[4:]] for row in Import.objects.get(pk=job.pk).rehearsed]
    Import.objects.filter(pk=job.pk).update(rehearsed=rows)

    assert f"/rights/{secret.pk}/" not in text(manager, f"/imports/{job.pk}/")


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_template_is_had_in_the_language_of_the_page_and_filled_in_is_read(
    manager: Client, format: str
) -> None:
    head = b"".join(manager.get(f"/imports/template/{format}/").streaming_content)
    row = ["发明", "CN", "一种割台", "", "202410000001.X", "2024-01-02"]
    if format == "csv":
        filled = head + ",".join(row).encode() + b"\r\n"
    else:
        book = load_workbook(BytesIO(head))
        book.active.append(row)
        book.save(out := BytesIO())
        filled = out.getvalue()

    job = upload(manager, filled, f"filled.{format}")
    run_next(DAY)

    assert [row[4:8] for row in Import.objects.get(pk=job.pk).rehearsed] == [
        ["202410000001.X", "一种割台", "", "2024-01-02"]
    ]
    assert manager.get("/imports/template/pdf/").status_code == 404


def test_upload_keeps_the_file_by_its_hash_under_its_name(
    manager: Client, table: bytes, settings: Any
) -> None:
    first, second = upload(manager, table, "专利 数据.csv"), upload(manager, table, "专利 数据.csv")
    assert first.path == second.path
    path = Path(first.path)
    assert path.is_relative_to(settings.FILES_DIR)
    assert path.name == "专利 数据.csv"
    assert len(path.parent.name) == 64
    assert path.read_bytes() == table
    assert not [file for file in settings.FILES_DIR.iterdir() if file.is_file()]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"), ("..\\..\\boot.ini", "boot.ini"), ("a\0b\n.xml", "a_b_.xml"), ("..", "file"),
        ("", "file"), ("/", "file"), ("号" * 200 + ".xml", "号" * 78 + ".xml"),
    ],
)  # fmt: skip
def test_plain_name_is_one_harmless_part(given: str, kept: str) -> None:
    assert plain_name(given) == kept
    assert len(plain_name(given).encode()) <= 255


def test_upload_too_large_is_refused_and_leaves_nothing(manager: Client, table: bytes, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 10
    manager.post("/imports/upload/", {"file": SimpleUploadedFile("grants.csv", table)})
    page = text(manager, "/imports/")
    assert "grants.csv 超过 10 B" in page
    assert not Import.objects.exists()
    assert not [file for file in settings.FILES_DIR.rglob("*") if file.is_file()]


def test_a_body_beyond_any_upload_is_refused_unread(manager: Client, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 10

    class Untouched:
        def read(self, size: int = -1) -> bytes:
            raise AssertionError("the body was read")

        readline = read

    response = manager.generic(
        "POST", "/imports/upload/", CONTENT_LENGTH="99999999", **{"wsgi.input": Untouched()}
    )

    assert response.status_code == 413
    assert "文件过大" in response.content.decode()


def test_upload_without_a_file_says_so(manager: Client) -> None:
    manager.post("/imports/upload/", {})
    assert "没有收到文件" in text(manager, "/imports/")


def test_a_path_of_the_server_cannot_be_asked_for(officer: Client) -> None:
    officer.post("/imports/upload/", {"path": "/etc/passwd", "file": "/etc/passwd"})
    assert not Import.objects.exists()
    foreign = an_import(path="/etc/passwd", name="passwd", is_dry_run=True)
    assert "正式导入" not in text(officer, f"/imports/{foreign.pk}/")
    officer.post(f"/imports/{foreign.pk}/confirm/")
    assert Import.objects.count() == 1


def test_import_is_cancelled_before_it_runs(manager: Client, table: bytes) -> None:
    job = upload(manager, table)
    manager.post(f"/imports/{job.pk}/cancel/")
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert not run_next(DAY)
    manager.post(f"/imports/{job.pk}/cancel/")
    assert "此前已结束" in text(manager, f"/imports/{job.pk}/")


def test_progress_part_tells_how_far_a_running_import_is(officer: Client) -> None:
    job = an_import(state="running", bytes_total=1000, bytes_done=250, member="part-7.xml")
    part = text(officer, f"/imports/{job.pk}/progress/")
    assert 'value="25"' in part
    assert "part-7.xml" in part
    assert 'hx-trigger="every 1s"' in part
    assert "<html" not in part


def test_import_of_no_known_format_explains_itself(manager: Client) -> None:
    job = upload(manager, b"hello, this is a letter\n" * 3, "letter.txt")
    run_next(DAY)
    page = text(manager, f"/imports/{job.pk}/")
    assert "没有找到任何已知格式的记录" in page
    assert "letter.txt" in page


def test_imports_of_the_command_line_stand_in_the_same_list(officer: Client) -> None:
    an_import(name="bulk-folder")
    assert "命令行" in text(officer, "/imports/")
    assert "bulk-folder" in text(officer, "/imports/")


@pytest.mark.parametrize(
    "path", ["/imports/", "/imports/1/", "/quarantine/", "/quarantine/1/", "/quarantine/1/raw/"]
)
def test_who_may_not_import_is_told_so(en: Client, path: str) -> None:
    assert en.get(path).headers["Location"].startswith("/login/?next=")
    en.force_login(a_user(Role.INVENTOR))
    assert "Your role does not allow this" in text(en, path, 403)


@pytest.mark.parametrize("path", ["upload/", "1/confirm/", "1/cancel/"])
def test_writing_needs_post_and_the_token(path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(a_user(Role.MANAGER))
    assert client.get(f"/imports/{path}").status_code == 405
    assert client.post(f"/imports/{path}").status_code == 403


def test_quarantine_shows_reason_place_and_bytes(officer: Client) -> None:
    row = a_quarantined(b"<a>\x00\xff broken", offset=4096, ordinal=7)
    page = text(officer, f"/quarantine/{row.pk}/")
    assert "XML 结构损坏" in page
    assert "第 7 条，字节 4,096" in page
    assert "00001000  3c 61 3e 00 ff" in page
    chinese = a_quarantined("一种大豆".encode("gb18030"))
    assert "一种大豆" in text(officer, f"/quarantine/{chinese.pk}/")
    assert officer.get(f"/quarantine/{row.pk}/raw/").content == b"<a>\x00\xff broken"
    assert "XML 结构损坏" in text(officer, "/quarantine/")


def test_quarantine_retry_that_fails_keeps_it(officer: Client) -> None:
    row = a_quarantined()
    officer.post(f"/quarantine/{row.pk}/retry/")
    assert "仍无法读取" in text(officer, f"/quarantine/{row.pk}/")
    assert Quarantine.objects.get().state == "open"


def test_quarantine_is_narrowed_to_one_import(officer: Client) -> None:
    job = an_import(name="first.xml")
    a_quarantined(member="mine.xml", imported_by=job)
    a_quarantined(member="other.xml")
    page = text(officer, f"/quarantine/?import={job.pk}")
    assert "mine.xml" in page
    assert "other.xml" not in page
    assert "other.xml" in text(officer, "/quarantine/?import=nonsense")


def test_keep_writes_all_or_nothing(tmp_path: Path) -> None:
    def broken() -> Any:
        yield b"half"
        raise OSError("the line went down")

    with pytest.raises(OSError, match="went down"):
        keep(broken(), "x.xml", folder=tmp_path, limit=100)
    assert not list(tmp_path.rglob("*.xml"))
    assert not list(tmp_path.glob(".upload-*"))


def test_confirm_refuses_what_never_ran(officer: Client, table: bytes) -> None:
    job = upload(officer, table)
    assert actions.confirm_import(job=job, by=job.requested_by) is None


LEDGER = "项目名称,案卷申请号,备注\n大豆播种机,202310123456.7,第一件\n风机叶片,202310123457.5,\n".encode(
    "gb18030"
)


def test_table_of_unknown_headers_is_read_once_somebody_says_what_they_mean(manager: Client) -> None:
    job = upload(manager, LEDGER, "台账.csv")
    run_next(DAY)
    assert f'href="/imports/{job.pk}/columns/"' in text(manager, f"/imports/{job.pk}/")
    assert "大豆播种机" in text(manager, f"/imports/{job.pk}/columns/")

    chosen = {"column-0": "title:zh", "column-1": "application_number", "column-2": "extra"}
    more = {"office": "cn", "right_kind": "invention", "label": "我司台账"}
    again = manager.post(f"/imports/{job.pk}/columns/", {**chosen, **more})
    run_next(DAY)
    confirmed = manager.post(f"{again.headers['Location']}confirm/")
    run_next(DAY)

    assert confirmed.status_code == 302
    assert sorted(Right.objects.values_list("title", "office")) == [("大豆播种机", "CN"), ("风机叶片", "CN")]


def test_same_headers_are_known_the_next_time(manager: Client) -> None:
    job = upload(manager, LEDGER, "台账.csv")
    form = {
        "column-0": "title:zh",
        "column-1": "application_number",
        "office": "CN",
        "right_kind": "invention",
    }
    manager.post(f"/imports/{job.pk}/columns/", form)
    later = upload(manager, "备注,项目名称,案卷申请号\n,新案,202310123458.3\n".encode(), "下月.csv")

    while run_next(DAY):
        pass

    later.refresh_from_db()
    assert later.counts["tabular"]["new"] == 1


def test_what_one_organisation_says_of_its_columns_is_not_how_anothers_are_read(manager: Client) -> None:
    job = upload(manager, LEDGER, "台账.csv")
    form = {
        "column-0": "title:zh",
        "column-1": "application_number",
        "office": "CN",
        "right_kind": "invention",
    }
    manager.post(f"/imports/{job.pk}/columns/", form)
    manager.force_login(a_user(Role.MANAGER))
    assert upload(manager, LEDGER, "同样的表头.csv").mapping == ""


def test_columns_without_a_number_are_refused_with_the_choice_kept(manager: Client) -> None:
    job = upload(manager, LEDGER, "台账.csv")
    answer = manager.post(f"/imports/{job.pk}/columns/", {"column-0": "abstract:zh"})
    page = answer.content.decode()
    assert "请指明哪一列是号码" in page
    assert '<option value="abstract:zh" selected>' in page
    assert Import.objects.count() == 1


@pytest.mark.parametrize("data", [b"<a/>", b"\0\0\0", b"PK\x03\x04 broken"])
def test_columns_of_what_is_no_table_are_not_asked_for(manager: Client, data: bytes) -> None:
    job = upload(manager, data, "x.csv")
    assert manager.get(f"/imports/{job.pk}/columns/").status_code == 404


def test_dry_run_says_what_would_not_be_taken_and_why(manager: Client, table: bytes) -> None:
    job = upload(manager, table)
    run_next(DAY)
    page = text(manager, f"/imports/{job.pk}/")
    assert "不会采用的内容" in page
    assert "grants.csv" in page
    job.refresh_from_db()
    assert len(job.rejected) == 1
    member, ordinal, reason, detail = job.rejected[0]
    assert (ordinal, reason) == (4, "tabular.wrong_value")
    assert detail in page.replace("&#x27;", "'").replace("&quot;", '"')
    assert member == "grants.csv"


def test_cancelled_import_can_be_run_again(manager: Client, table: bytes) -> None:
    job = upload(manager, table)
    manager.post(f"/imports/{job.pk}/cancel/")
    assert "再次运行" in text(manager, f"/imports/{job.pk}/")
    answer = manager.post(f"/imports/{job.pk}/again/")
    run_next(DAY)
    again = Import.objects.latest("pk")
    assert answer.headers["Location"] == f"/imports/{again.pk}/"
    assert (again.state, again.is_dry_run) == ("done", True)
    assert manager.post(f"/imports/{again.pk}/again/").headers["Location"] == f"/imports/{again.pk}/"
    assert Import.objects.count() == 2


def test_uploads_that_were_only_tried_are_forgotten_in_time(manager: Client, table: bytes) -> None:
    tried = upload(manager, table, "tried.csv")
    run_next(DAY)
    confirmed = upload(manager, table, "confirmed.csv")
    run_next(DAY)
    manager.post(f"/imports/{confirmed.pk}/confirm/")
    fresh = Import.objects.get(pk=tried.pk).requested_at

    assert actions.forget_uploads(before=fresh) == 0
    assert actions.forget_uploads(before=timezone.now()) == 1

    assert not Path(tried.path).exists()
    assert Path(confirmed.path).exists()
    assert "正式导入" not in text(manager, f"/imports/{tried.pk}/")


WARNED = "\n".join(
    (
        "名称,申请号,申请日,申请人,受理局,权利种类",
        "播种机,202410123456.0,2024-13-45,北川大学,CN,发明",
        "水泵,202410123457.X,2024-01-05,北川大学,CN,发明",
        "阀门,00123,2024-01-05,北川大学,CN,发明",
    )
)


def test_rows_with_a_fault_come_in_and_are_warned_of(manager: Client) -> None:
    job = upload(manager, WARNED.encode())
    run_next(DAY)
    rehearsed = text(manager, f"/imports/{job.pk}/")

    answer = manager.post(f"/imports/{job.pk}/confirm/")
    run_next(DAY)
    done = text(manager, answer.headers["Location"])

    assert "申请日: 2024-13-45" in rehearsed
    assert "未录入" in rehearsed
    for page in (rehearsed, done):
        assert "申请号: 202410123457.X → 202410123457.5" in page
        assert "申请号: 00123" in page
        assert "没有录入的内容" not in page
    job = Import.objects.latest("pk")
    assert total(job)["warned"] == total(job)["new"] == 3
    assert [row[1] for row in job.rejected] == [1, 2, 3]
    assert Right.objects.count() == 3


def test_warnings_are_said_in_the_language_of_the_reader(en: Client) -> None:
    en.force_login(a_user(Role.MANAGER))
    job = upload(en, WARNED.encode())
    run_next(DAY)

    page = text(en, f"/imports/{job.pk}/")

    assert "What would be taken with a warning" in page
    assert "The date in this column is impossible" in page
    assert "impossible_date" not in page


def test_source_says_its_flags_in_words(officer: Client) -> None:
    upload(officer, WARNED.encode())
    run_next(DAY)
    officer.post(f"/imports/{Import.objects.latest('pk').pk}/confirm/")
    run_next(DAY)
    source = SourceRecord.objects.get(right__title="播种机")

    page = text(officer, f"/rights/{source.right_id}/sources/{source.pk}/")

    assert "日期不可能" in page
    assert "<dt>impossible_date</dt>" not in page
