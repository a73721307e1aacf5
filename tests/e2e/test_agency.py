"""The journeys of an agency in a real browser: a notice entered, an office action answered, the work billed and rated."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.test_journeys import no_overflow

pytestmark = pytest.mark.browser
_ACTION = (
    "国家知识产权局\n申请号：{number}          发文日：2026年11月12日\n发文序号：2026111200123450\n"
    "第 一 次 审 查 意 见 通 知 书\n申请人应当自收到本通知书之日起\n四个月内答复。\n"
)


def a_number(page: Any) -> str:
    """The number of a published application of Beichuan University for which the agency acts."""
    page.goto("/organisations/1/?status=published&kind=invention&agency=18")
    page.locator("#rights .list-table tbody a").first.click()
    numbers = page.locator(".kv .num").all_inner_texts()
    return next(number for number in numbers if number.startswith("20") and "." in number)


def test_answer_is_approved_by_the_client_billed_and_rated(visit: Any, picture: Any) -> None:
    agency = visit("en", user="a1")
    number = a_number(agency)
    agency.goto("/dates/notices/")
    file = {"name": "oa.txt", "mimeType": "text/plain", "buffer": _ACTION.format(number=number).encode()}
    agency.set_input_files("#notice-files", file)
    agency.get_by_role("button", name="Read them").click()
    agency.fill("#id_received_on", "2026-11-12")
    agency.select_option("#id_delivery", "electronic")
    agency.get_by_role("button", name="Confirm and enter").click()
    agency.locator(".due-list a[href]").filter(has_text="2027-03-12").first.click()
    date = agency.url
    agency.get_by_role("button", name="Prepare the answer").click()
    answer = agency.url
    agency.fill(
        "#claims", "1. A harvester, characterised in that it has a wheel; wherein the wheel is sprung."
    )
    agency.get_by_role("button", name="Save").click()
    agency.fill("#number", "CN107600001A")
    agency.get_by_role("button", name="Cite").click()
    agency.get_by_role("button", name="Cut into features").click()
    expect(agency.locator("[name^=feature-]")).to_have_count(3)
    agency.fill("#text", "The wheel is not shown.")
    expect(agency.locator("#saved")).to_contain_text("Saved")
    no_overflow(agency)
    picture(agency, "answer-en-1280")
    agency.get_by_role("button", name="Send to the client").click()

    client = visit("zh", 390, user="u1", dark=True)
    client.goto("/my-day/")
    client.locator(f".tasks a[href='{answer[answer.index('/dates/') :]}']").click()
    expect(client.get_by_text("The wheel is not shown.")).to_be_visible()
    no_overflow(client)
    picture(client, "answer-zh-390")
    client.get_by_role("button", name="同意此版本").click()

    agency.goto(answer)
    agency.fill("#filed-on", "2026-11-19")
    agency.get_by_role("button", name="Enter the filing").click()
    agency.goto(date)
    expect(agency.locator(".page-head .chip")).to_have_text("Done")
    bill = _billed(agency, picture)
    _settled(client, bill, picture)
    agency.goto("/organisations/18/")
    expect(agency.locator("#agency")).to_contain_text("1 rating by a client")
    no_overflow(agency)
    picture(agency, "agency-en-1280")
    expect(agency.locator("#agency")).to_contain_text("fewer than five, not shown")


def _billed(page: Any, picture: Any) -> str:
    """Set a price, write the bill of what was done, issue it; return its path."""
    page.goto("/dates/bills/prices/")
    page.select_option("#rule", "cn.oa.first_response")
    page.fill("#amount", "3,000")
    page.fill("#since", "2026-01-01")
    page.get_by_role("button", name="Set the price").click()
    page.goto("/dates/bills/new/")
    page.select_option("#client", label="Beichuan University")
    page.get_by_role("button", name="Look what was done").click()
    # Other journeys may have done something for the same client.
    for other in page.locator("main tbody tr").filter(has_not_text="Reply to the first office action").all():
        other.locator("input[type=checkbox]").uncheck()
    page.get_by_role("button", name="Make a draft").click()
    expect(page.locator(".bill-total")).to_contain_text("3,000.00 CNY")
    page.get_by_role("button", name="Issue: the client sees it").click()
    expect(page.get_by_text("The client has not answered every line yet.")).to_be_visible()
    picture(page, "bill-waits-en-1280")
    return str(page.url[page.url.index("/dates/") :])


def _settled(page: Any, bill: str, picture: Any) -> None:
    """Accept, pay, take the day of payment back, pay again and rate as the client."""
    page.goto(bill)
    no_overflow(page)
    picture(page, "bill-zh-390")
    page.get_by_role("button", name="全部认可").click()
    page.get_by_role("button", name="已付清，结束账单").click()
    page.locator("summary", has_text="撤回付款日").click()
    no_overflow(page)
    picture(page, "bill-paid-zh-390")
    page.fill("[name=reason]", "退票")
    page.get_by_role("button", name="撤回付款日").click()
    expect(page.get_by_text("付款日已撤回，账单重新开放。")).to_be_visible()
    page.get_by_role("button", name="已付清，结束账单").click()
    page.check("input[name=stars][value='5']")
    page.get_by_role("button", name="评价").click()
    expect(page.get_by_text("感谢评价，即时计入。")).to_be_visible()
