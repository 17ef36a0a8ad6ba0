"""In Chromium: a ledger with a mistake is mended and taken in; a number is read for a reason that is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Browser, Page

from browser import Watch, barriers, browsing, logged_in, serving, through
from homes import make_homes, number
from office import Office, make_office
from yike.core.record.models import HistoryEntry
from yike.core.residents.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
HEADERS = ("姓名", "地址", "身份证号", "电话")


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


def ledger(path: Path, national_id: str) -> Path:
    """Write a household ledger of one newcomer."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("台账")
        for column, (header, cell) in enumerate(
            zip(HEADERS, ("赵新来", "梅花新村3幢1单元101室", national_id, "15400000009"), strict=True)
        ):
            sheet.write_string(0, column, header)
            sheet.write_string(1, column, cell)
    return path


def upload(page: Page, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(file)
    through(page.get_by_role("button", name="看一遍"))


@pytest.mark.parametrize("width", [360, 1440])
def test_a_ledger_with_a_mistake_is_named_by_its_cell_mended_and_taken_in(
    chrome: Browser, tmp_path: Path, width: int
) -> None:
    office = make_office()
    make_homes(office)
    good = number("1961-07-08", 5)
    wrong = good[:-1] + ("0" if good[-1] != "0" else "1")
    with serving() as address:
        page = logged_in(chrome, address, office.clerk, width).new_page()
        watch = Watch(page, address)
        page.goto(f"{address}/desk/residents/import/{office.grids[0].pk}/")
        assert barriers(page) == []
        upload(page, ledger(tmp_path / "台账.xlsx", wrong))
        assert page.get_by_text("C2").first.is_visible()
        assert page.get_by_role("button", name="导入", exact=True).count() == 0
        assert Person.objects.filter(name="赵新来").count() == 0
        assert barriers(page) == []
        through(page.get_by_role("link", name="换一个文件"))
        upload(page, ledger(tmp_path / "台账.xlsx", good))
        assert Person.objects.filter(name="赵新来").count() == 0
        through(page.get_by_role("button", name="导入", exact=True))
        assert Person.objects.filter(name="赵新来", area=office.grids[0]).count() == 1
        assert (watch.errors, watch.strangers) == ([], [])
        page.context.close()


def shown(page: Page) -> str:
    return page.locator("body").inner_text()


def test_a_number_is_read_only_for_a_reason_and_the_audit_officer_sees_who_and_why(chrome: Browser) -> None:
    office = make_office()
    homes = make_homes(office)
    plain = number("1944-02-03", 1)
    with serving() as address:
        page = logged_in(chrome, address, office.worker, 360).new_page()
        watch = Watch(page, address)
        page.goto(f"{address}/desk/residents/persons/{homes.wang.pk}/")
        assert plain not in shown(page)
        assert barriers(page) == []
        page.goto(f"{address}/desk/residents/persons/{homes.wang.pk}/read/national_id/")
        page.locator("main form input[type=text], main form textarea").first.fill("本人来办社保认证")
        through(page.locator("main form button.button-main, main form button.button-danger").first)
        assert plain in shown(page)
        assert (watch.errors, watch.strangers) == ([], [])
        page.context.close()
        kept = HistoryEntry.objects.latest("id")
        assert (kept.verb, kept.actor_name, kept.reason) == ("residents.reveal", "周社工", "本人来办社保认证")
        assert plain not in str(kept.payload)
        audit = logged_in(chrome, address, office.audit, 1440).new_page()
        audit.goto(f"{address}/desk/record/{kept.pk}/")
        assert audit.get_by_text("本人来办社保认证").first.is_visible()
        assert plain not in shown(audit)
        audit.context.close()


def test_who_works_elsewhere_finds_neither_the_person_nor_the_number(chrome: Browser) -> None:
    office: Office = make_office()
    homes = make_homes(office)
    with serving() as address:
        page = logged_in(chrome, address, office.stranger, 360).new_page()
        answers = [
            page.goto(f"{address}/desk/residents/persons/{homes.wang.pk}/{rest}")
            for rest in ("", "read/national_id/")
        ]
        assert [a.status for a in answers if a] == [404, 404]
        page.context.close()
