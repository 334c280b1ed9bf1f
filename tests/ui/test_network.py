"""The network page in a real browser, against the API's answers."""

from __future__ import annotations

import csv
import json
import re
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.conftest import Visitor, await_rows, serving, visiting

pytestmark = pytest.mark.browser


def api(address: str, path: str, **params: object) -> Any:
    with urllib.request.urlopen(f"{address}/api/v1/{path}?{urlencode(params)}") as answer:
        return json.load(answer)


def query(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate("() => tanlu.query()")
    return found


def drawn_links(page: Page) -> dict[str, float]:
    pairs = page.evaluate("() => tanlu.cy().edges().map((e) => [e.id(), e.data('value')])")
    return dict(pairs)


def table(page: Page, name: str = "links") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = page.evaluate(
        """(name) => { const rows = [];
        tanlu.grid(`net-${name}-table`).forEachNodeAfterFilterAndSort((row) => rows.push(row.data));
        return rows; }""",
        name,
    )
    return rows


def assert_shows(visitor: Visitor, edition: str, province: str, links: int = 88) -> None:
    """The drawing and its table twin hold just what the API answers."""
    answer = api(visitor.address, "backbone", edition=edition, province=province, edges=links)[
        "data"
    ]
    between = {
        f"{row['from_sector']}~{row['to_sector']}": row["value_mcny"]
        for row in answer
        if row["from_sector"] != row["to_sector"]
    }
    assert drawn_links(visitor.page) == pytest.approx(between)
    rows = table(visitor.page)
    assert [row["id"] for row in rows] == [
        f"{row['from_sector']}~{row['to_sector']}" for row in answer
    ]
    for shown, row in zip(rows, answer, strict=True):
        assert shown["value"] == pytest.approx(row["value_mcny"], abs=0.001)
        assert shown["share"] == pytest.approx(100 * row["share"], abs=1e-4)
        assert shown["percentile"] == pytest.approx(100 * row["percentile"], abs=1e-4)
        assert shown["weight"] == pytest.approx(row["weight"], abs=1e-3)
    rings = visitor.page.evaluate("() => tanlu.cy().nodes('[loop > 0]').map((n) => n.id())")
    assert set(rings) == {r["from_sector"] for r in answer if r["from_sector"] == r["to_sector"]}


def choose(visitor: Visitor, control: str, option: str) -> None:
    before = visitor.page.url
    visitor.page.locator(f"#net-{control}").click()
    visitor.page.get_by_role("option", name=option, exact=True).click()
    visitor.page.wait_for_function("(before) => location.href !== before", arg=before)
    visitor.wait()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("lang", "title", "sample"),
    [
        ("en", "What is the core of Guangdong?", "Sample data"),
        ("zh", "广东的产业核心是什么？", "示例数据"),
        ("zh_hant", "廣東的產業核心是什麼？", "示例數據"),
    ],
)
def test_opens_in_each_language_and_theme(
    visitor: Visitor, lang: str, theme: str, title: str, sample: str
) -> None:
    page = visitor.visit(f"/?lang={lang}&theme={theme}")
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("#banner")).to_contain_text(sample)
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", theme)
    assert_shows(visitor, "sample-a", "GD")


def test_language_and_theme_switch_without_a_reload(visitor: Visitor) -> None:
    page = visitor.visit("/?province=SD&selected=c9&links=40")
    page.evaluate("() => { window.stayed = true; }")
    page.locator("#lang-choice").get_by_text("简", exact=True).click()
    page.wait_for_function("() => document.querySelector('h1')?.innerText.startsWith('山东')")
    visitor.wait()
    page.locator("#theme").click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    page.wait_for_function("() => tanlu.cy().nodes()[0].style('color') === 'rgb(232,236,240)'")
    expect(page.locator("#net-province")).to_have_value("山东")
    expect(page.locator("#net-links-typed")).to_have_value("40")
    expect(page.locator("#net-links [role=slider]")).to_have_attribute("aria-valuenow", "40")
    assert page.evaluate("() => window.stayed") is True
    assert query(page) | {"selected": "c9", "lang": "zh", "theme": "dark"} == query(page)
    assert_shows(visitor, "sample-a", "SD", 40)


@pytest.mark.parametrize(("lang", "theme"), [("en", "light"), ("zh", "dark"), ("zh_hant", "light")])
def test_every_control_changes_the_url_and_the_figure(
    visitor: Visitor, lang: str, theme: str
) -> None:
    page = visitor.visit(f"/?lang={lang}&theme={theme}")
    edition = {"en": "Sample B · 2020"}.get(lang, "示例 B · 2020 年")
    choose(visitor, "edition", edition)
    assert query(page)["edition"] == "sample-b"
    assert_shows(visitor, "sample-b", "GD")
    provinces = api(visitor.address, "provinces")["data"]
    choose(visitor, "province", next(p for p in provinces if p["code"] == "SX")[f"name_{lang}"])
    assert query(page)["province"] == "SX"
    assert_shows(visitor, "sample-b", "SX")
    sizes = node_sizes(page)
    quantities = api(visitor.address, "quantities")["data"]
    output = next(q for q in quantities if q["property"] == "output_mcny")
    choose(visitor, "indicator", output[f"name_{lang}"])
    assert query(page)["indicator"] == "output_mcny"
    assert node_sizes(page) != sizes
    values = page.evaluate(
        "() => tanlu.cy().nodes('[group]').map((n) => [n.id(), n.data('value')])"
    )
    rows = api(visitor.address, "industries", edition="sample-b", province="SX")["data"]
    assert dict(values) == {row["sector"]: row["output_mcny"] for row in rows}
    sizes = node_sizes(page)
    page.locator("#net-size label").nth(1).click()
    page.wait_for_function("() => tanlu.query().size === 'linear'")
    visitor.wait()
    assert node_sizes(page) != sizes
    assert_shows(visitor, "sample-b", "SX")


def node_sizes(page: Page) -> dict[str, float]:
    pairs = page.evaluate("() => tanlu.cy().nodes('[group]').map((n) => [n.id(), n.data('d')])")
    return dict(pairs)


def places(page: Page) -> dict[str, Any]:
    pairs = page.evaluate("() => tanlu.cy().nodes('[group]').map((n) => [n.id(), n.position()])")
    return dict(pairs)


@pytest.mark.parametrize(
    ("control", "value", "key"),
    [("links", "40", "Enter"), ("gravity", "0.8", "Tab"), ("repulsion", "1800", "Tab")],
)
def test_numbers_can_be_typed_and_move_the_drawing(
    visitor: Visitor, control: str, value: str, key: str
) -> None:
    page = visitor.visit("/")
    before = places(page)
    field = page.locator(f"#net-{control}-typed")
    field.fill(value)
    field.press(key)
    page.wait_for_function(f"() => Number(tanlu.query().{control}) === {value}")
    visitor.wait()
    assert places(page) != before
    assert_shows(visitor, "sample-a", "GD", 40 if control == "links" else 88)


@pytest.mark.parametrize(
    ("control", "after"), [("links", "94"), ("gravity", "0.5"), ("repulsion", "900")]
)
def test_sliders_move_by_keyboard(visitor: Visitor, control: str, after: str) -> None:
    page = visitor.visit("/")
    before = places(page)
    slider = page.locator(f"#net-{control} [role=slider]")
    for _ in range(6):
        slider.press("ArrowRight")
    page.wait_for_function(f"() => tanlu.query().{control} === '{after}'")
    visitor.wait()
    expect(slider).to_have_attribute("aria-valuenow", after)
    assert query(page) == {control: after}
    assert places(page) != before
    assert_shows(visitor, "sample-a", "GD", int(query(page).get("links", 88)))


def test_a_deep_link_restores_the_view_and_back_goes_back(visitor: Visitor) -> None:
    link = (
        "/network?edition=sample-b&province=HE&indicator=value_added_mcny&links=50&gravity=0.5"
        "&repulsion=900&size=linear&selected=c12&lang=en&theme=dark"
    )
    page = visitor.visit(link)
    assert_shows(visitor, "sample-b", "HE", 50)
    expect(page.locator("#net-province")).to_have_value("Hebei")
    expect(page.locator("#net-links-typed")).to_have_value("50")
    expect(page.locator("#net-gravity-typed")).to_have_value("0.5")
    expect(page.locator(".aside h2")).to_have_text(re.compile("^Metal"))
    page.wait_for_function("() => tanlu.cy().getElementById('c12').hasClass('chosen')")
    choose(visitor, "province", "Guangdong")
    assert_shows(visitor, "sample-b", "GD", 50)
    page.go_back()
    expect(page.locator("h1")).to_contain_text("Hebei")
    visitor.wait()
    assert_shows(visitor, "sample-b", "HE", 50)
    page.go_forward()
    expect(page.locator("h1")).to_contain_text("Guangdong")


def test_a_bad_value_in_the_url_gives_the_default_and_a_note(visitor: Visitor) -> None:
    page = visitor.visit("/?province=TW&gravity=7&indicator=joy&selected=c99")
    assert_shows(visitor, "sample-a", "GD")
    for word in ("TW", "gravity", "joy", "c99"):
        expect(page.locator("#net-notes")).to_contain_text(word)


def test_the_card_shows_every_figure_with_its_unit(visitor: Visitor) -> None:
    page = visitor.visit("/?selected=c17e")
    quantities = [
        row
        for row in api(visitor.address, "quantities")["data"]
        if row["label"] == "Industry" and row["property"] != "position"
    ]
    page.locator(".more .fact dt").first.wait_for(state="attached")
    names = page.locator(".more .fact dt").all_inner_texts()
    assert sorted(names) == sorted(row["name_en"].replace("CO2", "CO₂") for row in quantities)
    facts = page.locator(".more .fact").all_inner_texts()
    pure = {row["name_en"] for row in quantities if row["unit"] == "1"}
    for name, _, *unit in (fact.strip().split("\n") for fact in facts):
        assert len(unit) == (0 if name in pure else 1), name
    row = next(
        row
        for row in api(visitor.address, "industries", edition="sample-a", province="GD")["data"]
        if row["sector"] == "c17e"
    )
    assert f"Direct CO₂\n{row['co2_kt'] / 1000:,.1f}\nMt" in facts


def test_hover_previews_and_a_click_selects(visitor: Visitor) -> None:
    page = visitor.visit("/")
    x, y = node_place(page, "c17e")
    page.mouse.move(x, y)
    page.locator(".aside .tag").wait_for()
    expect(page.locator(".aside h2")).to_contain_text("Electricity")
    assert "selected" not in query(page)
    page.mouse.click(x, y)
    page.wait_for_function("() => tanlu.query().selected === 'c17e'")
    page.mouse.move(x, y + 400)
    expect(page.locator(".aside h2")).to_contain_text("Electricity")
    page.keyboard.press("Escape")
    page.wait_for_function("() => !('selected' in tanlu.query())")


def node_place(page: Page, sector: str) -> tuple[float, float]:
    place = page.evaluate(
        """(id) => { const box = tanlu.byId('net-canvas').getBoundingClientRect();
        const at = tanlu.cy().getElementById(id).renderedPosition();
        return [box.x + at.x, box.y + at.y]; }""",
        sector,
    )
    return place[0], place[1]


def test_a_row_selects_its_link_and_the_drawing_shows_it(visitor: Visitor) -> None:
    page = visitor.visit("/")
    target = next(row for row in table(page) if not row["own"])
    page.locator(f"#net-links-table .ag-row[row-id='{target['id']}'] [col-id=rank]").click()
    page.wait_for_function("(id) => tanlu.query().selected === id", arg=target["id"])
    page.wait_for_function(
        "(id) => tanlu.cy().getElementById(id).hasClass('chosen')", arg=target["id"]
    )
    for name in ("Value", "Share", "Rank", "Percentile", "Drawing weight"):
        expect(page.locator(".aside .fact", has_text=re.compile(f"^{name}")).first).to_be_visible()


def test_focus_leaves_the_neighbours_only(visitor: Visitor) -> None:
    page = visitor.visit("/?selected=c9")
    page.get_by_role("button", name="Focus on neighbours").click()
    page.wait_for_function("() => tanlu.query().focus === '1'")
    page.wait_for_function("() => tanlu.cy().nodes(':visible').length < tanlu.cy().nodes().length")
    seen = page.evaluate("() => tanlu.cy().nodes(':visible').map((n) => n.id())")
    links = [key.split("~") for key in drawn_links(page)]
    expected = {"c9"} | {end for link in links if "c9" in link for end in link}
    assert set(seen) == expected


def test_filters_narrow_the_tables(visitor: Visitor) -> None:
    page = visitor.visit("/")
    every = table(page)
    page.locator("#net-minimum").fill("100000")
    large = [row for row in every if row["value"] >= 100_000]
    assert 0 < len(large) < 88
    await_rows(page, "net-links-table", [row["id"] for row in large])
    page.locator("#net-minimum").fill("")
    await_rows(page, "net-links-table", [row["id"] for row in every])
    page.locator("#net-filter").fill("Construction")
    named = [row for row in every if "Construction" in row["from"] + row["to"]]
    assert 0 < len(named) < 88
    await_rows(page, "net-links-table", [row["id"] for row in named])


def test_the_industries_table_holds_every_figure(visitor: Visitor) -> None:
    page = visitor.visit("/")
    page.get_by_role("tab", name="Industries").click()
    page.wait_for_function("() => tanlu.grid('net-industries-table')?.getDisplayedRowCount() > 0")
    rows = {row["id"]: row for row in table(page, "industries")}
    answer = api(visitor.address, "industries", edition="sample-a", province="GD")
    units = answer["meta"]["units"]
    assert set(rows) == {row["sector"] for row in answer["data"]}
    for row in answer["data"]:
        for name in units:
            given = row[name]
            shown = rows[row["sector"]][name]
            assert shown is None if given is None else shown == pytest.approx(given, abs=1e-3)


def test_search_finds_industries_and_provinces_in_any_script(visitor: Visitor) -> None:
    page = visitor.visit("/")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("电力")
    page.get_by_role("option").first.click()
    page.wait_for_function("() => tanlu.query().selected === 'c17e'")
    expect(page.locator("#search")).to_have_value("")
    page.locator("#search").click()
    page.keyboard.type("tibet")
    page.get_by_role("option").first.click()
    page.wait_for_function("() => tanlu.query().province === 'XZ'")
    visitor.wait()


def test_keys_step_through_provinces_and_reach_the_table(visitor: Visitor) -> None:
    page = visitor.visit("/")
    page.keyboard.press("]")
    page.wait_for_function("() => tanlu.query().province === 'GX'")
    visitor.wait()
    for key in "]]]][":
        page.keyboard.press(key)
    page.wait_for_function("() => tanlu.query().province === 'SC'")
    visitor.wait()
    assert_shows(visitor, "sample-a", "SC")
    page.keyboard.press("t")
    page.wait_for_function("() => document.activeElement.closest('#net-links-table')")


@pytest.mark.parametrize("kind", ["csv", "json", "graphml", "svg", "png"])
def test_exports_hold_the_links_and_the_sample_mark(
    visitor: Visitor, tmp_path: Path, kind: str
) -> None:
    page = visitor.visit("/")
    page.locator("#net-export").click()
    with page.expect_download() as waiting:
        page.locator(f"#net-save-{kind}").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    answer = api(visitor.address, "backbone", edition="sample-a", province="GD")["data"]
    if kind == "png":
        assert file.read_bytes().startswith(b"\x89PNG")
        assert file.stat().st_size > 50_000
        return
    text = file.read_text(encoding="utf-8-sig")
    assert "SAMPLE DATA" in text
    if kind == "csv":
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        rows = list(csv.DictReader(lines))
        assert [float(row["value_mcny"]) for row in rows] == [r["value_mcny"] for r in answer]
    elif kind == "json":
        assert json.loads(text)["meta"]["edges"] == 88
    else:
        tags = [element.tag.rpartition("}")[2] for element in ElementTree.fromstring(text).iter()]
        edges = sum(row["from_sector"] != row["to_sector"] for row in answer)
        assert tags.count("polygon" if kind == "svg" else "edge") == (
            edges if kind == "svg" else 88
        )


def test_the_query_behind_the_figure_is_shown(visitor: Visitor) -> None:
    page = visitor.visit("/")
    page.locator("#net-ask").click()
    text = page.locator(".mantine-Modal-body").first
    text.get_by_text("MATCH").first.wait_for()
    call = page.locator("a.call").first.get_attribute("href")
    assert call is not None
    with urllib.request.urlopen(visitor.address + call) as answer:
        assert len(json.load(answer)["data"]) == 88


def test_the_link_button_copies_the_address(browser: Browser, address: str) -> None:
    with visiting(browser, address, 1440, 900) as visitor:
        visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = visitor.visit("/?province=AH")
        page.locator("#net-copy").click()
        expect(page.locator("#toast")).not_to_be_empty()
        assert page.evaluate("() => navigator.clipboard.readText()") == page.url


def test_no_label_covers_another_in_the_default_views(visitor: Visitor) -> None:
    for province in ("GD", "BJ", "SX", "JS"):
        page = visitor.visit(f"/?province={province}")
        covered = page.evaluate(
            """() => { const boxes = tanlu.cy().nodes('[group]').map((n) => n.boundingBox(
              {includeNodes: true, includeLabels: true, includeOverlays: false}));
            let hits = 0;
            boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
              const x = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1);
              const y = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1);
              if (x > 8 && y > 8) hits += 1; }));
            return hits; }"""
        )
        assert covered <= 1, province


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(visitor: Visitor, theme: str) -> None:
    visitor.visit(f"/?theme={theme}&selected=c9")
    visitor.assert_accessible()


def test_axe_finds_nothing_serious_on_a_phone(phone: Visitor) -> None:
    phone.visit("/?selected=c9")
    phone.assert_accessible()


def test_a_table_that_ag_grid_forgets_to_show_is_shown(phone: Visitor) -> None:
    page = phone.visit("/")
    cells = "#net-links-table :is(.ag-header-cell, .ag-row, .ag-cell)"
    page.wait_for_function(
        """() => { const grid = tanlu.byId("net-links-table");
        const rows = [...grid.querySelectorAll(".ag-center-cols-container .ag-row")];
        const heads = grid.querySelectorAll(".ag-header-cell").length;
        return rows.length === tanlu.grid("net-links-table").getRenderedNodes().length &&
          rows.length > 0 &&
          rows.every((row) => row.querySelectorAll(".ag-cell").length === heads); }"""
    )
    shown = page.locator(f"{cells}:visible").count()
    assert shown > 100
    page.locator("#net-links-table .ag-root").evaluate("(e) => e.classList.add('ag-delay-render')")
    expect(page.locator(f"{cells}:visible")).to_have_count(shown)


def test_names_of_the_language_itself_select_nothing(visitor: Visitor) -> None:
    page = visitor.visit("/?selected=__proto__")
    expect(page.locator(".aside h2")).to_have_text("Guangdong")


def test_a_phone_shows_one_column_without_sideways_scrolling(phone: Visitor) -> None:
    page = phone.visit("/?lang=zh")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert len(table(page)) == 34
    page.locator("#net-adjust").click()
    page.wait_for_function("() => tanlu.byId('rail').getBoundingClientRect().top < 844")
    page.locator("#rail-close").click()
    page.locator("[data-do=more]").click()
    page.wait_for_function("() => tanlu.query().links === '88'")
    phone.wait()
    assert_shows(phone, "sample-a", "GD")


@pytest.mark.slow
def test_the_table_shows_the_published_edges(
    browser: Browser, full_store: str, reference_data: Path
) -> None:
    published: dict[tuple[str, str], list[dict[str, str]]] = {}
    with (reference_data / "visceads_reference" / "edges.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            published.setdefault((row["year"], row["province_code"]), []).append(row)
    chosen = [key for key in published if key[0].startswith("2017")]
    with serving(full_store) as address, visiting(browser, address, 1440, 900) as visitor:
        page = visitor.visit("/")
        for edition, province in chosen:
            place = {"edition": edition, "province": province}
            page.evaluate("(place) => tanlu.go(place)", place)
            visitor.wait()
            rows = table(page)
            expected = published[edition, province]
            assert [row["id"] for row in rows] == [
                f"{row['source_sector']}~{row['target_sector']}" for row in expected
            ]
            for shown, row in zip(rows, expected, strict=True):
                assert shown["rank"] == float(row["rank"])
                assert shown["value"] == pytest.approx(float(row["value"]), abs=0.00051)
                assert shown["share"] == pytest.approx(100 * float(row["perc"]), abs=0.000051)
                assert shown["percentile"] == pytest.approx(100 * float(row["pctl"]), abs=0.000051)
                assert shown["weight"] == pytest.approx(float(row["weight"]), abs=0.00051)
