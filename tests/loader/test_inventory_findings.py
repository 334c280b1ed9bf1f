"""Each defect of an inventory is found where it is; what is harmless changes nothing."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service import reference
from graph_service.errors import SourceDefect
from graph_service.graph import open_graph
from loader.inventory_checks import (
    jumps_over_years,
    province_findings,
    provinces_against_national,
    sheet_findings,
)
from loader.inventory_note import Note, years_in
from loader.inventory_sheet import read_sheet
from loader.inventory_units import check_unit
from loader.layout import RawSheet
from loader.load import load
from loader.sample_inventory_book import JOINED, OLDER, PLAIN, UNDERSCORED, write_national
from tests.loader.inventories import (
    MARK,
    NAMES,
    PROVINCES,
    codes,
    emissions,
    provincial,
    raw,
    read,
    sheet,
    spoiled,
    write,
)

HEADER, UNITS, TOTAL, FIRST = 0, 1, 3, 4
COAL, SCOPE_2, PROCESS, SCOPE_1 = 1, 18, 21, 22
POWER = FIRST + 38


def found(rows, *, older=False):
    """Findings of one sheet by code."""
    inventory = read_sheet(raw(rows))
    return {f.code: f for f in sheet_findings(inventory, "province", older=older)}


def changed(row, column, value, layout=PLAIN):
    rows = sheet(layout)
    rows[row][column] = value
    return rows


@pytest.mark.parametrize("layout", [PLAIN, UNDERSCORED, JOINED, OLDER])
def test_a_good_sheet_has_no_findings(layout):
    assert found(sheet(layout), older=layout is OLDER) == {}


@pytest.mark.parametrize(
    ("row", "column", "value", "code", "place"),
    [
        (POWER, COAL, 999.0, "scope_1_total", "cell W43"),
        (POWER, SCOPE_1, 999.0, "scope_1_total", "cell W43"),
        (POWER, PROCESS, 2.5, "scope_1_total", "cell W43"),
        (TOTAL, COAL, 999.0, "total_row", "cell B4"),
        (TOTAL, SCOPE_1, 999.0, "total_row", "cell W4"),
        (POWER, COAL, -1.0, "negative_emissions", "cell B43"),
        (POWER, SCOPE_2, 3.0, "beyond_scope_1", "column S"),
        (POWER, COAL, "", "blank_cells", "cell B43"),
    ],
)
def test_a_wrong_number_is_found_at_its_cell(row, column, value, code, place):
    finding = found(changed(row, column, value))[code]
    assert finding.place == f"inventory.xlsx / sheet Guangdong2017 / {place}"
    assert finding.severity == ("warning" if code in ("beyond_scope_1", "blank_cells") else "error")
    assert finding.expected
    assert finding.found
    assert finding.consequence


def test_a_number_stored_as_text_is_read_and_told():
    value = sheet()[POWER][COAL]
    (finding,) = found(changed(POWER, COAL, f" {value} ")).values()
    assert (finding.code, finding.severity) == ("numbers_as_text", "warning")


def test_a_blank_is_zero_in_the_older_form_and_said_in_others():
    rows = sheet(OLDER)
    assert any(cell == "" for cells in rows[2:] for cell in cells)
    assert found(rows, older=True) == {}
    assert "blank_cells" in found(rows)


def test_scope_2_does_not_count():
    rows = changed(POWER, SCOPE_2, 3.0)
    assert read_sheet(raw(rows)).total == read_sheet(raw(sheet())).total


def test_a_column_of_another_name_is_left_out_and_told():
    rows = [[*cells, ""] for cells in sheet()]
    rows[HEADER][-1], rows[POWER][-1] = "Hydrogen", 5.0
    (finding,) = found(rows).values()
    assert (finding.code, finding.severity) == ("unknown_column", "warning")
    assert "Hydrogen" in finding.found


@pytest.mark.parametrize(("factor", "size"), [(1e3, "large"), (1e-4, "small")])
def test_a_sheet_in_another_unit_is_found_by_its_size(factor, size):
    rows = sheet()
    for cells in rows[TOTAL:]:
        cells[1:] = [cell * factor for cell in cells[1:]]
    assert found(rows)["implausible_total"].severity == "error", size


def test_a_sheet_without_a_total_row_is_summed_and_told():
    rows = sheet()
    del rows[TOTAL]
    (finding,) = found(rows).values()
    assert (finding.code, finding.severity) == ("no_total_row", "warning")
    assert read_sheet(raw(rows)).total == pytest.approx(emissions().sum())


def test_rounded_numbers_may_add_up_to_their_last_decimals():
    rows = sheet()
    for cells in rows[TOTAL:]:
        cells[1:] = [round(cell, 3) for cell in cells[1:]]
    sums = [sum(cells[1:SCOPE_2]) + cells[PROCESS] - cells[SCOPE_1] for cells in rows[FIRST:]]
    assert max(map(abs, sums)) > 1e-3, "the rounded cells do not add up exactly"
    assert found(rows) == {}
    rows[POWER][SCOPE_1] += 0.1
    assert "scope_1_total" in found(rows)


REFUSED = [
    (HEADER, COAL, "Coal", "no column for raw_coal"),
    (HEADER, COAL, "", "no column for raw_coal"),
    (HEADER, COAL + 1, "Raw Coal", "found 'Raw Coal' again"),
    (HEADER, SCOPE_1, "Sum of all", "no column for total"),
    (UNITS, COAL, "kt CO2", "expected the unit Mt CO2, found 'kt CO2'"),
    (UNITS, COAL, "万吨", "expected the unit Mt CO2"),
    (UNITS, COAL, "Mt C", "expected the unit Mt CO2"),
    (POWER, COAL, "n/a", "expected a number, found text 'n/a'"),
    (POWER, COAL, True, "expected a number"),
    (POWER, 0, "Power plants", "found 'Power plants'"),
    (POWER, 0, "Production and Supply of Electric Power", "similar to 'Production and Supply"),
    (POWER, 0, "Construction", "found 'Construction' again"),
    (POWER, 0, "", "expected one of the 47 sectors, found ''"),
    (TOTAL, 0, "Everything", "expected one of the 47 sectors, found 'Everything'"),
]


@pytest.mark.parametrize(("row", "column", "value", "said"), REFUSED)
def test_what_cannot_be_read_is_refused_at_its_cell(row, column, value, said):
    with pytest.raises(SourceDefect, match=r"inventory\.xlsx / sheet Guangdong2017") as raised:
        read_sheet(raw(changed(row, column, value)))
    assert said in raised.value.message
    assert raised.value.hint


def test_an_excel_error_is_refused():
    rows = changed(POWER, COAL, "")
    broken = RawSheet("inventory.xlsx", "Guangdong2017", rows, frozenset({(POWER, COAL)}))
    with pytest.raises(SourceDefect, match="cell B43: expected a number, found an Excel error"):
        read_sheet(broken)


def test_a_dropped_sector_is_named():
    rows = sheet()
    del rows[POWER]
    with pytest.raises(SourceDefect, match="no row for Electricity, steam and hot water"):
        read_sheet(raw(rows))


@given(st.randoms(use_true_random=False), st.sampled_from([PLAIN, UNDERSCORED, JOINED, OLDER]))
@settings(max_examples=25, deadline=None)
def test_the_order_of_rows_and_columns_does_not_matter(random, layout):
    rows = sheet(layout)
    plain = read_sheet(raw(rows))
    start = FIRST - 1 if layout.whole else 1
    moved = rows[start:]
    random.shuffle(moved)
    order = list(range(1, len(rows[0])))
    random.shuffle(order)
    shuffled = [[cells[0], *(cells[c] for c in order)] for cells in [*rows[:start], *moved]]
    other = read_sheet(raw(shuffled))
    np.testing.assert_array_equal(other.fuels, plain.fuels)
    np.testing.assert_array_equal(other.totals, plain.totals)
    assert other.total == plain.total


@given(
    st.integers(TOTAL, FIRST + 46),
    st.integers(COAL, SCOPE_1).filter(lambda column: not SCOPE_2 <= column < PROCESS),
    st.sampled_from([100.0, 0.01, 10_000.0]),
)
@settings(max_examples=60, deadline=None)
def test_a_slip_of_any_cell_is_an_error(row, column, factor):
    rows = sheet()
    if not rows[row][column]:
        return
    rows[row][column] *= factor
    assert "error" in {finding.severity for finding in found(rows).values()}


JUNK = ["", " ", "x", -1.0, 1e300, math.nan, math.inf, True, dt.date(2017, 1, 1), dt.time(1)]
JUNK += [dt.timedelta(1), "2017", 1995.0, "Total", "Coke", "Urban", "1e5", "kt", 10**20]


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 22), st.sampled_from(JUNK)), max_size=4),
    st.sampled_from([PLAIN, JOINED, OLDER]),
)
@settings(max_examples=150, deadline=None)
def test_junk_in_any_cell_is_read_or_refused_with_its_place(changes, layout):
    rows = sheet(layout)
    for row, column, value in changes:
        rows[row % len(rows)][column % len(rows[0])] = value
    refused, inventory = None, None
    try:
        inventory = read_sheet(raw(rows))
    except SourceDefect as defect:
        refused = defect
    if refused is not None:
        assert refused.place.startswith("inventory.xlsx / sheet Guangdong2017")
        assert refused.hint
    else:
        assert np.isfinite(inventory.fuels).all()
        list(sheet_findings(inventory, "province", older=False))


@pytest.mark.parametrize(
    ("label", "stated"),
    [
        ("Mt CO2", True),
        ("Mt\n百万吨", True),
        ("million tones\n百万吨", True),
        ("Unit: Mt", True),
        ("Million tonnes of CO2", True),
        ("", False),
        ("unit", False),
    ],
)
def test_ways_to_say_megatonnes(label, stated):
    assert check_unit(label, "here") is stated


@pytest.mark.parametrize("label", ["kt", "t", "Gt CO2", "万吨", "千吨", "10^4 t", "Mt C", "亿吨"])
def test_another_unit_is_refused(label):
    with pytest.raises(SourceDefect, match="expected the unit Mt CO2"):
        check_unit(label, "here")


@pytest.mark.parametrize(
    ("cell", "years"),
    [(2017.0, {2017}), ("1997-1999", {1997, 1998, 1999}), ("2017年", {2017}), ("", set())],
)
def test_years_of_a_note(cell, years):
    assert years_in(cell) == years


def with_note_year(year):
    def change(book):
        book["NOTE"][3][1] = year

    return change


def without(code):
    return lambda book: book.pop(f"{NAMES[code]}2017")


def copied_as(name):
    def change(book):
        book[name] = book[f"{NAMES['GD']}2017"]

    return change


def test_a_year_that_the_note_does_not_name_is_an_error(tmp_path):
    reading = read(spoiled(tmp_path / "x.xlsx", with_note_year(2016.0)))
    errors = [f for f in reading.findings if f.severity == "error"]
    assert {f.code for f in errors} == {"year_disagrees"}
    assert len(errors) == 30
    assert "sheet NOTE / cell B4" in errors[0].expected
    assert errors[0].found == "2017"


def test_a_missing_province_is_an_error(tmp_path):
    reading = read(spoiled(tmp_path / "x.xlsx", without("GD")))
    (finding,) = [f for f in reading.findings if f.severity == "error"]
    assert finding.code == "missing_provinces"
    assert "no sheet for GD" in finding.found


def test_a_double_province_is_refused(tmp_path):
    with pytest.raises(SourceDefect, match="found GD 2017 also in sheet Guangdong2017"):
        read(spoiled(tmp_path / "x.xlsx", copied_as("Guangdong 2017")))


def test_a_sheet_that_is_no_province_is_refused(tmp_path):
    with pytest.raises(SourceDefect, match="found 'Guandong2017'; similar to Guangdong"):
        read(spoiled(tmp_path / "x.xlsx", copied_as("Guandong2017")))


def test_a_province_sheet_without_fuels_is_refused(tmp_path):
    def blank(book):
        book["Guangdong2017"] = [["see other file"]]

    with pytest.raises(SourceDefect, match="sheet Guangdong2017: expected a row that names"):
        read(spoiled(tmp_path / "x.xlsx", blank))


def test_another_sheet_is_passed_over_with_the_reason(tmp_path):
    def add(book):
        book["Remarks"] = [["nothing of interest"]]

    reading = read(spoiled(tmp_path / "x.xlsx", add))
    assert reading.skipped[-1].sheet == "Remarks"
    assert "no row names the fuels" in reading.skipped[-1].reason
    assert codes(reading) == []


def test_another_unit_in_the_note_is_refused(tmp_path):
    def change(book):
        book["NOTE"][4][1] = "kt\n千吨"

    with pytest.raises(SourceDefect, match=r"sheet NOTE / cell B5: expected the unit Mt"):
        read(spoiled(tmp_path / "x.xlsx", change))


def test_a_workbook_that_states_no_unit_is_read_with_a_warning(tmp_path):
    def change(book):
        book.pop("NOTE")
        for rows in book.values():
            rows[UNITS] = [""]

    assert codes(read(spoiled(tmp_path / "x.xlsx", change)), "warning") == ["unit_not_stated"]


def test_the_older_form_takes_its_year_from_the_file_name_with_a_warning(tmp_path):
    reading = read(provincial(tmp_path / "provinces 2012.xlsx", layout=OLDER, year=2012))
    assert reading.parts[0].id == "inventory-2012"
    assert codes(reading, "warning") == ["year_from_file_name", "unit_not_stated"]
    with pytest.raises(SourceDefect, match="no one year found"):
        read(provincial(tmp_path / "provinces.xlsx", layout=OLDER))


def test_the_summary_of_the_older_form_is_compared(tmp_path):
    def add(book):
        header = book["Guangdong2017"][0]
        book["Sum"] = [header, ["Guangdong", *[1.0] * (len(header) - 1)]]

    reading = read(spoiled(tmp_path / "x.xlsx", add))
    (finding,) = [f for f in reading.findings if f.severity == "error"]
    assert finding.code == "summary_disagrees"
    assert "sheet Sum / cell" in finding.place


@pytest.fixture
def national(tmp_path):
    def make(change):
        write_national(tmp_path / "n.xlsx", {y: emissions(y) * 20 for y in (2016, 2017)}, mark=MARK)
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_path(tmp_path / "n.xlsx")
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
        change(sheets)
        return read(write(tmp_path / "changed.xlsx", sheets))

    return make


def test_a_national_sheet_under_the_wrong_year_is_found_by_both_summaries(national):
    def swap(sheets):
        sheets["2016"], sheets["2017"] = sheets["2017"], sheets["2016"]

    errors = [f for f in national(swap).findings if f.severity == "error"]
    assert [f.code for f in errors] == ["summary_disagrees", "summary_disagrees"]
    assert "sheet sum" in errors[0].place
    assert "sheet Sum-Sec-Scope 1" in errors[1].place


def test_a_lost_national_sheet_is_found_by_the_summary(national):
    errors = [f for f in national(lambda s: s.pop("2016")).findings if f.severity == "error"]
    assert [f.code for f in errors] == ["missing_year"]


def test_a_national_total_of_a_province_s_size_is_an_error(tmp_path):
    write_national(tmp_path / "n.xlsx", {2017: emissions()}, mark=MARK)
    assert "implausible_total" in codes(read(tmp_path / "n.xlsx"))


def test_missing_tibet_alone_is_information():
    totals = dict.fromkeys(PROVINCES, 300.0)
    (finding,) = province_findings("x", 2017, totals)
    assert (finding.severity, finding.code) == ("info", "no_tibet")
    assert list(province_findings("x", 2017, totals | {"XZ": 5.0})) == []
    assert len(reference.codes("provinces")) == 31


def test_all_provinces_a_hundredth_of_their_size_are_an_error():
    totals = dict.fromkeys(PROVINCES, 3.0)
    assert "implausible_total" in {f.code for f in province_findings("x", 2017, totals)}


@pytest.mark.parametrize(
    ("provinces", "severity"),
    [(10_050.0, None), (10_200.0, "info"), (12_000.0, "warning"), (1e6, "error"), (0.0, "error")],
)
def test_provinces_against_the_nation(provinces, severity):
    findings = provinces_against_national({2017: provinces, 2018: 1.0}, {2017: 10_000.0})
    assert [f.severity for f in findings] == [severity] * (severity is not None)


def test_a_jump_is_told_with_both_years():
    findings = jumps_over_years({"GD": {2001: 100.0, 2002: 150.0, 2004: 40.0}, "HI": {2001: 9.0}})
    assert findings.keys() == {2004}
    assert findings[2004][0].place == "emission inventories 2002 and 2004, GD"


def test_a_jump_stands_in_the_graph_with_the_later_inventory(tmp_path):
    def shrink(book):
        for cells in book["Hainan2018"][TOTAL:]:
            cells[1:] = [cell / 4 for cell in cells[1:]]

    files = [
        provincial(tmp_path / "a.xlsx"),
        spoiled(tmp_path / "b.xlsx", shrink, year=2018),
    ]
    loaded = load(url := f"embedded:{tmp_path / 'tanlu.lbug'}", files)
    assert [finding.code for finding in loaded.together] == ["jump_between_years"]
    graph = open_graph(url)
    rows = [row for row in graph.rows("catalog.findings") if row["code"] == "jump_between_years"]
    graph.close()
    assert [(row["part"], row["place"]) for row in rows] == [
        ("inventory-2018", "emission inventories 2017 and 2018, HI")
    ]


def test_a_note_that_is_not_there_forbids_nothing():
    assert Note().years == frozenset()
