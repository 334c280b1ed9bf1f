"""The data page in a real browser, against the API's answers."""

from __future__ import annotations

import csv
import json
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import Visitor, await_rows

pytestmark = pytest.mark.browser


def api(address: str, path: str, **params: object) -> Any:
    query = urlencode({"limit": 1000, **params} if path in PAGED else params)
    with urllib.request.urlopen(f"{address}/api/v1/{path}?{query}") as answer:
        return json.load(answer)["data"]


PAGED = ("findings", "inventories", "industries")


def table(page: Page, name: str) -> list[dict[str, Any]]:
    """The rows of a table in the order shown."""
    rows: list[dict[str, Any]] = page.evaluate(
        """(name) => { const rows = [];
        tanlu.grid(`data-${name}-table`).forEachNodeAfterFilterAndSort(
          (row) => rows.push(row.data));
        return rows; }""",
        name,
    )
    return rows


def query(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate("() => tanlu.query()")
    return found


def choose(visitor: Visitor, control: str, option: str) -> None:
    before = visitor.page.url
    visitor.page.locator(f"#data-{control}").click()
    visitor.page.get_by_role("option", name=option).first.click()
    visitor.page.wait_for_function("(before) => location.href !== before", arg=before)
    visitor.wait()


def assert_shows_findings(visitor: Visitor, **asked: str) -> None:
    rows = api(visitor.address, "findings", **asked)
    await_rows(visitor.page, "data-checks-table", [f"finding~{row['id']}" for row in rows])
    shown = table(visitor.page, "checks")
    for one, row in zip(shown, rows, strict=True):
        for key in ("part", "place", "expected", "found", "consequence"):
            assert one[key] == row[key]


@pytest.mark.parametrize(
    ("lang", "theme", "title", "sample", "warning"),
    [
        ("en", "light", "Can these data be trusted?", "Sample data", "Warning"),
        ("zh", "dark", "这些数据可信吗？", "示例数据", "警告"),
        ("zh_hant", "light", "這些數據可信嗎？", "示例數據", "警告"),
    ],
)
def test_opens_in_each_language_and_tells_what_the_api_tells(
    visitor: Visitor, lang: str, theme: str, title: str, sample: str, warning: str
) -> None:
    page = visitor.visit(f"/data?lang={lang}&theme={theme}")
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("#banner")).to_contain_text(sample)
    expect(page.locator("#pages a.on")).to_have_attribute("href", "/data")
    assert_shows_findings(visitor)
    assert {row["severity"] for row in table(page, "checks")} >= {warning}
    sources = {row["id"]: row for row in table(page, "sources")}
    for row in api(visitor.address, "sources"):
        shown = sources.pop(f"source~{row['id']}")
        assert (shown["file"], shown["sha256"]) == (row["file_name"], row["sha256"])
        assert (shown["warnings"], shown["infos"]) == (row["warnings"], row["infos"])
    assert sources == {}
    editions = [row["edition"] for row in table(page, "editions")]
    assert editions == [row["id"] for row in api(visitor.address, "editions")]
    names = [row["name"].replace("CO₂", "CO2") for row in table(page, "dictionary")]
    assert names == [row[f"name_{lang}"] for row in api(visitor.address, "quantities")]


def test_inventories_stand_by_province_and_year(visitor: Visitor) -> None:
    page = visitor.visit("/data")
    rows = {row["id"].partition("~")[2]: row for row in table(page, "inventories")}
    inventories = api(visitor.address, "inventories")
    for row in inventories:
        shown = rows[row["province"]][f"y{row['year']}"]
        assert shown == pytest.approx(row["co2_kt"] / 1000, abs=0.001)
    assert rows["XZ"]["y2017"] is None
    total = sum(row["co2_kt"] for row in inventories if row["year"] == 2020)
    assert rows["sum"]["y2020"] == pytest.approx(total / 1000, abs=0.01)
    cells = page.locator("#data-inventories-table .ag-row[row-id='place~XZ'] .shade")
    expect(cells).to_have_text(["–"] * 4)


def test_filters_change_the_url_and_the_checks_and_back_goes_back(visitor: Visitor) -> None:
    page = visitor.visit("/data")
    everything = [row["id"] for row in table(page, "checks")]
    choose(visitor, "severity", "Warning")
    assert query(page)["severity"] == "warning"
    assert_shows_findings(visitor, severity="warning")
    choose(visitor, "source", "sample-b")
    assert_shows_findings(visitor, severity="warning", part="sample-b")
    page.go_back()
    page.wait_for_function("() => !('source' in tanlu.query())")
    visitor.wait()
    assert_shows_findings(visitor, severity="warning")
    page.locator("#data-all").click()
    page.wait_for_function("() => !('severity' in tanlu.query())")
    visitor.wait()
    await_rows(page, "data-checks-table", everything)
    expect(page.locator("#data-all")).to_be_hidden()


def test_a_row_opens_its_card_and_english_sentences_are_marked(visitor: Visitor) -> None:
    page = visitor.visit("/data?lang=zh&severity=warning")
    first = table(page, "checks")[0]
    row = page.locator(f"#data-checks-table .ag-row[row-id='{first['id']}']")
    row.locator("[col-id=found]").click()
    page.wait_for_function("(id) => tanlu.query().selected === id", arg=first["id"])
    card = page.locator("#data-aside")
    card.locator("h2").wait_for()
    expect(card.locator("h2")).to_have_text(first["check"])
    assert first["check"] == "与清单对照：部门碳排放"
    english = card.locator("dd [lang=en]").all_inner_texts()
    assert english == [first[key] for key in ("place", "expected", "found", "consequence")]
    assert row.locator("[col-id=found] [lang=en]").inner_text() == first["found"]
    page.keyboard.press("Escape")
    page.wait_for_function("() => !('selected' in tanlu.query())")
    card.locator("h2").wait_for(state="detached")


def test_a_deep_link_restores_filters_and_card(visitor: Visitor) -> None:
    source = api(visitor.address, "sources")[0]
    page = visitor.visit(f"/data?source=sample-a&severity=info&selected=source~{source['id']}")
    page.locator("#data-aside h2").wait_for()
    expect(page.locator("#data-aside")).to_contain_text(source["sha256"])
    expect(page.locator("#data-source")).to_have_value("sample-a")
    assert_shows_findings(visitor, source=source["id"], severity="info")
    page.get_by_role("button", name="Show its checks").click()
    page.wait_for_function("() => !('severity' in tanlu.query())")
    visitor.wait()
    assert_shows_findings(visitor, source=source["id"])


def test_bad_values_in_the_url_give_the_default_and_a_note(visitor: Visitor) -> None:
    page = visitor.visit("/data?severity=grave&source=1999&code=joy&selected=source~x")
    assert_shows_findings(visitor)
    for word in ("grave", "1999", "joy", "source~x"):
        expect(page.locator("#data-notes")).to_contain_text(word)
    expect(page.locator("#data-aside")).to_be_hidden()


@pytest.mark.parametrize("kind", ["checks", "inventories", "json"])
def test_exports_hold_the_records_and_the_sample_mark(
    visitor: Visitor, tmp_path: Path, kind: str
) -> None:
    page = visitor.visit("/data?severity=warning")
    page.locator("#data-export").click()
    with page.expect_download() as waiting:
        page.locator(f"#data-save-{kind}").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    text = file.read_text(encoding="utf-8-sig")
    assert "SYNTHETIC SAMPLE" in text
    if kind == "json":
        whole = json.loads(text)
        assert whole["sources"] == api(visitor.address, "sources")
        assert whole["checks"] == api(visitor.address, "findings", severity="warning")
        return
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    asked = {"checks": ("findings", {"severity": "warning"}), "inventories": ("inventories", {})}
    path, params = asked[kind]
    given = api(visitor.address, path, **params)
    assert [row["id"] for row in rows] == [row["id"] for row in given]


def test_the_calls_and_queries_behind_the_page_are_shown(visitor: Visitor) -> None:
    page = visitor.visit("/data?severity=warning")
    page.locator("#data-ask").click()
    page.locator(".mantine-Modal-body").get_by_text("MATCH (f:Finding)").wait_for()
    for link in page.locator("a.call").all():
        call = link.get_attribute("href")
        assert call is not None
        with urllib.request.urlopen(visitor.address + call) as answer:
            assert json.load(answer)["ok"] is True


def test_keys_and_search_reach_tables_and_cards(visitor: Visitor) -> None:
    page = visitor.visit("/data")
    page.locator("#data-checks-table .ag-row[row-index='0'] [col-id=check]").wait_for()
    page.keyboard.press("t")
    page.wait_for_function("() => document.activeElement.closest('#data-checks-table')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_function("() => tanlu.query().selected?.startsWith('finding~')")
    page.locator("#data-aside h2").wait_for()
    page.locator("#search").click()
    page.keyboard.type("betweenness")
    page.get_by_role("option").first.click()
    page.wait_for_function("() => tanlu.query().selected === 'quantity~Industry.betweenness'")
    page.locator("#data-aside").get_by_text("Industry.betweenness").wait_for()
    page.locator("#data-filter").fill("katz")
    page.wait_for_function("() => tanlu.grid('data-dictionary-table').getDisplayedRowCount() === 1")


def test_pages_keep_their_own_settings_and_share_the_rest(visitor: Visitor) -> None:
    page = visitor.visit("/?province=SX&links=40&lang=zh")
    page.locator("#page-data").click()
    page.wait_for_function("() => location.pathname === '/data'")
    visitor.wait()
    assert query(page) == {"province": "SX", "lang": "zh"}
    page.locator("[data-do=jump][data-id=versions]").click()
    page.locator("#data-editions-table [row-id='edition~sample-b'] [col-id=edition]").click()
    page.get_by_role("button", name="打开其网络图").click()
    page.wait_for_function("() => location.pathname === '/network' && tanlu.byId('net-canvas')")
    visitor.wait()
    assert query(page) == {"province": "SX", "lang": "zh", "edition": "sample-b", "links": "40"}
    page.go_back()
    page.wait_for_function("() => location.pathname === '/data' && tanlu.byId('data-page')")
    visitor.wait()
    assert query(page)["selected"] == "edition~sample-b"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(visitor: Visitor, theme: str) -> None:
    page = visitor.visit(f"/data?theme={theme}&selected=quantity~Industry.co2_kt")
    page.locator("#data-aside h2").wait_for()
    visitor.assert_accessible()


def test_a_phone_shows_one_column_and_the_card_as_a_sheet(phone: Visitor) -> None:
    page = phone.visit("/data?lang=zh")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    phone.assert_accessible()
    page.locator("#data-adjust").click()
    page.locator("#rail [data-id=editions]").click()
    page.locator("#data-editions-table [row-id='edition~sample-a'] [col-id=edition]").click()
    page.locator("#data-aside h2").wait_for()
    box = page.locator("#data-aside").bounding_box()
    assert box is not None
    assert box["x"] == 0
    assert box["width"] == 390
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


def test_the_co2_source_of_a_network_is_chosen_and_said(visitor: Visitor) -> None:
    page = visitor.visit("/?province=SX")
    page.locator("#net-co2 label").nth(1).click()
    page.wait_for_function("() => tanlu.query().co2 === 'inventory'")
    visitor.wait()
    assert "CO₂ by the emission inventory" in page.locator("#net-basis").inner_text()
    assert "tanlu_sample_inventory_2017.xlsx" in page.locator("#net-foot").inner_text()
    ask = {"edition": "sample-a", "province": "SX", "co2_source": "inventory"}
    rows = api(visitor.address, "industries", **ask)
    values = page.evaluate(
        "() => tanlu.cy().nodes('[group]').map((n) => [n.id(), n.data('value')])"
    )
    assert dict(values) == {row["sector"]: row["co2_kt"] for row in rows}
    page.locator("#net-export").click()
    with page.expect_download() as waiting:
        page.locator("#net-save-csv").click()
    assert "co2_inventory" in waiting.value.suggested_filename
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert "# CO₂ by the emission inventory: tanlu_sample_inventory_2017.xlsx" in text
    page.locator("#net-co2 label").nth(0).click()
    page.wait_for_function("() => tanlu.query().co2 === 'mrio_row'")
    visitor.wait()
    assert "CO₂ as in the table" in page.locator("#net-basis").inner_text()
