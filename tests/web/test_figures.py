"""Every figure opens to its records: what is counted on one page is the total of the page that the figure opens."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from urllib.parse import urljoin

import pytest
from django.test import Client
from lxml import html

from mainline.links import LINKS
from mainline.offices.record import Number, NumberRole, Record, RightKind
from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.register.ingest.pipeline import total
from mainline.register.models import Import, Right
from tests.factories import a_user, an_event, an_organisation, enter, index_all, some_publications
from tests.register.samples import publication
from tests.register.test_ingest import good, store
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db


def tree(client: Client, path: str) -> html.HtmlElement:
    return html.fromstring(text(client, path.split("#")[0]))


def opened(client: Client, path: str) -> int:
    """The total that a list or a result says of itself; a result of nothing says so in words."""
    page = tree(client, path)
    found = page.xpath("//p[contains(@class,'count')]//b/text()")
    return int(found[0].replace(",", "")) if found else 0


def figures(client: Client, path: str, where: str) -> list[tuple[int, str]]:
    """(number, address) of the links in a part of a page that are or hold a figure."""
    found = []
    for link in tree(client, path).xpath(f"{where}//a[@href]"):
        digits = "".join(link.xpath(".//b/text()") or [link.text_content()]).replace(",", "").strip()
        if digits.isdecimal():
            found.append((int(digits), urljoin(path, link.get("href"))))
    return found


def some_rights() -> Organisation:
    rights = enter(
        *some_publications(4),
        replace(
            publication(application="201820000001.2", number="208000001", kind="U", on="2018-06-01"),
            right_kind=RightKind.UTILITY_MODEL,
        ),
        publication(application="201810000001.9", number="108000001", applicant="雪原大学"),
    )
    an_event(rights[0])
    an_event(rights[0], "protection.warning.sent", happened_on=dt.date(2024, 5, 1))
    Right.objects.filter(pk=rights[1].pk).update(place="230100")
    for right in rights:
        right.refresh_from_db()
    from mainline.register.models import IndexPending

    IndexPending.objects.bulk_create(IndexPending(right=right) for right in rights)
    index_all()
    return Organisation.objects.get(name="北川大学")


def test_figures_of_the_first_page_open_to_as_many(en: Client) -> None:
    some_rights()

    bars = figures(en, "/", "//table[contains(@class,'bars')]")
    tiles = figures(en, "/", "//li[contains(@class,'tile')]")
    rights = figures(en, "/", "//h2[@id='figures-title']")

    assert len(rights) == 1
    assert len(tiles) == 13
    assert len(bars) >= 4
    for number, address in (*bars, *tiles, *rights):
        assert opened(en, address) == number, address


def test_figures_of_the_chain_open_to_as_many_events(en: Client) -> None:
    some_rights()
    counts = tree(en, "/").xpath("//span[@class='chain-count']/text()[1]")
    assert sum(int(count) for count in counts) > 10
    for link, count in zip(LINKS, counts, strict=True):
        assert opened(en, f"/chain/{link.code}/") == int(count)


def test_figures_of_an_organisation_open_to_as_many(en: Client) -> None:
    holder = some_rights()
    path = f"/organisations/{holder.pk}/"

    found = figures(en, path, "//ul[contains(@class,'numbers')]")

    assert found[0][0] == 5
    assert len(found) >= 4
    for number, address in found:
        assert opened(en, address) == number, address


def test_figures_of_the_list_of_organisations_open_to_as_many(en: Client) -> None:
    holder = some_rights()
    other = Organisation.objects.get(name="雪原大学")
    other.merged_into = holder
    other.save()
    an_organisation("空大学")

    found = figures(en, "/organisations/", "//table[contains(@class,'list-table')]")

    assert sorted(number for number, _ in found)[-1] == 6
    assert len(found) == Organisation.objects.filter(merged_into=None).count()
    for number, address in found:
        shown = opened(en, address)
        assert shown == number, address


def test_figures_of_a_right_open_to_as_many_events(en: Client) -> None:
    some_rights()
    right = Right.objects.order_by("pk")[0]
    path = f"/rights/{right.pk}/"
    cells = tree(en, path).xpath("//ol[@class='cells']//a")
    assert len(cells) == 3
    for cell in cells:
        events = tree(en, urljoin(path, cell.get("href"))).xpath(
            "//ol[@class='line']/li[not(@class='is-none')]"
        )
        assert len(events) == int(cell.xpath("./span/text()")[0])


def known(record: Record) -> Record:
    """A record of a format that there is, so that lists can be narrowed by it."""
    return replace(record, format="cnipa.filing")


def written(client: Client) -> Import:
    """An import of two new rights, one of which it also changes, and one change of a right known before."""
    enter(publication(application="201810000001.9", number="108000001"))
    writer = store()
    second = replace(
        publication(kind="B", on="2020-05-05"),
        format="cnipa.xml",
        numbers=(
            Number(NumberRole.APPLICATION, "CN", "201710601862.3", "A", dt.date(2017, 7, 21)),
            Number(NumberRole.PUBLICATION, "CN", "107654321", "B", dt.date(2020, 5, 5)),
        ),
    )
    told = writer.write(
        [
            good(known(publication())),
            good(second),
            good(known(publication(application="201820000001.2", number="208000001"))),
            good(
                known(
                    publication(application="201810000001.9", number="108000001", kind="B", on="2021-01-01")
                )
            ),
        ],
        [],
    )
    job = writer.job
    job.counts = {name: dict(counts) for name, counts in told.counts.items()}
    job.state = "done"
    job.save()
    client.force_login(a_user(Role.OFFICER))
    return job


def test_numbers_of_an_import_open_to_as_many_records(en: Client) -> None:
    job = written(en)
    path = f"/imports/{job.pk}/records/"

    counted = total(job)

    assert counted["new"] == 2
    assert counted["changed"] == 2
    assert opened(en, path) == counted["new"] + counted["changed"]
    for what in ("new", "changed"):
        assert opened(en, f"{path}?what={what}") == counted[what]
        for name, counts in job.counts.items():
            assert opened(en, f"{path}?what={what}&format={name}") == counts.get(what, 0)


@pytest.mark.parametrize("path", ["/imports/", "/imports/{}/"])
def test_figures_of_an_import_and_of_their_list_are_links_to_as_many_records(en: Client, path: str) -> None:
    job = written(en)
    found = figures(en, path.format(job.pk), "//table")
    assert len(found) >= 2
    for number, address in found:
        assert opened(en, address) == number, address


def test_a_rehearsal_has_no_records_to_open(en: Client) -> None:
    job = written(en)
    Import.objects.filter(pk=job.pk).update(is_dry_run=True)
    assert not figures(en, "/imports/", "//table")
    assert not figures(en, f"/imports/{job.pk}/", "//table")


def test_records_of_an_import_are_for_those_who_may_see_it(en: Client) -> None:
    job = written(en)
    stranger = Client(HTTP_ACCEPT_LANGUAGE="en")
    assert stranger.get(f"/imports/{job.pk}/records/").status_code == 302
    stranger.force_login(a_user(Role.MANAGER))
    assert stranger.get(f"/imports/{job.pk}/records/").status_code == 404
    assert stranger.get(f"/imports/{job.pk}/records/export/csv/").status_code == 404
    assert en.get(f"/imports/{2**70}/records/").status_code == 404


def test_records_of_rights_that_are_hidden_are_counted_and_not_told(en: Client) -> None:
    job = written(en)
    Right.objects.filter(number__contains="107654321").update(confidentiality="holder")

    page = text(en, f"/imports/{job.pk}/records/")
    data = b"".join(en.get(f"/imports/{job.pk}/records/export/csv/").streaming_content).decode()

    assert "2 more are of rights that you may not see" in page
    assert "107654321" not in page
    assert "107654321" not in data
    assert data.count("\r\n") == 3


@pytest.mark.parametrize("query", ["what=x", "format=%00", "format=" + "x" * 900, "sort=password", "page=x"])
def test_records_of_an_import_survive_what_makes_no_sense(en: Client, query: str) -> None:
    job = written(en)
    assert "</html>" in text(en, f"/imports/{job.pk}/records/?{query}")
