"""A sheet is understood by codes and labels, wherever they stand and however they are spelt."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from graph_service import reference
from graph_service.errors import SourceDefect
from loader.layout import Tables, column_name
from loader.tidy import tidy
from tests.loader.sheets import THREE, Sheet, build

PLAIN = build(THREE)


def read(sheet: Sheet, edition: str | None = None) -> Tables:
    return tidy(sheet.raw(), provinces=THREE, edition=edition)[0]


def findings_of(sheet: Sheet) -> dict[str, str]:
    return {
        finding.code: f"{finding.severity}: {finding.place}: {finding.found}"
        for finding in tidy(sheet.raw(), provinces=THREE)[1]
    }


def assert_same_numbers(one: Tables, other: Tables) -> None:
    for field in dataclasses.fields(Tables):
        left, right = getattr(one, field.name), getattr(other, field.name)
        if isinstance(left, np.ndarray):
            np.testing.assert_array_equal(left, right, err_msg=field.name)


def test_money_is_in_million_cny_and_carbon_in_kt() -> None:
    sheet = build(THREE)
    sheet.rows[sheet.row["GD", "17"]][sheet.column["BJ", "03"]] = 100.0  # 10,000 yuan
    sheet.rows[sheet.row["", "CO2"]][sheet.column["GD", "17"]] = 2.5  # Mt
    tables = read(sheet)
    supplier, user = 42 + 16, 2
    assert tables.industry(supplier) == "2017new/GD/c13s"
    assert tables.industry(user) == "2017new/BJ/c2p"
    assert tables.flows[supplier, user] == 1.0
    assert tables.co2 is not None
    assert tables.co2[supplier] == 2500.0


def test_every_array_has_its_place_in_the_sheet() -> None:
    sheet = build(THREE)
    industry = ("GD", "17")
    row, column = sheet.rows[sheet.row[industry]], sheet.column[industry]
    marks = {"FU101": 1.0, "FU102": 2.0, "FU103": 3.0, "FU201": 4.0, "FU202": -5.0}
    totals = {"EX": 6.0, "TFU": 7.0, "ERR": -8.0, "GO": 9.0}
    inputs = {"IM": 10.0, "TII": 11.0, "TVA": 12.0, "TI": 13.0}
    parts = {"VA001": 14.0, "VA002": -15.0, "VA003": 16.0, "VA004": 17.0}
    for code, mark in marks.items():
        row[sheet.column["SN", code]] = mark
    for code, mark in totals.items():
        row[sheet.column["", code]] = mark
    for code, mark in {**inputs, **parts}.items():
        sheet.rows[sheet.row["", code]][column] = mark
    sheet.rows[sheet.row["", "IM"]][sheet.column["SN", "FU201"]] = 18.0
    tables, i = read(sheet), 42 + 16
    np.testing.assert_allclose(tables.final_use[i, 10:15] * 100, list(marks.values()))
    vectors = (tables.exports, tables.final_use_total, tables.error, tables.output)
    np.testing.assert_allclose([v[i] * 100 for v in vectors], list(totals.values()))
    vectors = (tables.imports, tables.intermediate_input, tables.value_added, tables.total_input)
    np.testing.assert_allclose([v[i] * 100 for v in vectors], list(inputs.values()))
    np.testing.assert_allclose(tables.value_added_parts[:, i] * 100, list(parts.values()))
    assert tables.final_use_imports[10 + 3] * 100 == pytest.approx(18.0)


@pytest.mark.parametrize(
    "variant",
    [
        {"subtotal": True},
        {"number_codes": True},
        {"language": "en"},
        {"extra_rows": 3},
        {"extra_columns": 2},
        {"subtotal": True, "number_codes": True, "extra_rows": 1, "extra_columns": 1},
        {"co2_label": "CO₂ (Mt)"},
        {"co2_label": "CO2(Mt)"},
        {"co2_label": "CO2 emissions (million tonnes)"},
    ],
    ids=str,
)
def test_layout_variants_hold_the_same_table(variant: dict[str, object]) -> None:
    sheet = build(THREE, **variant)  # type: ignore[arg-type]
    assert_same_numbers(read(sheet), read(PLAIN))


def test_blank_zero_and_blank_text_are_all_zero() -> None:
    sheet = build(THREE)
    row = sheet.rows[sheet.row["GD", "17"]]
    row[3:10] = ["", 0.0, 0, " ", "\u3000", "", ""]
    assert not read(sheet).flows[42 + 16, :7].any()


def test_rows_are_found_by_code_wherever_they_stand() -> None:
    sheet = build(THREE)
    a, b = sheet.row["", "TVA"], sheet.row["", "IM"]
    sheet.rows[a], sheet.rows[b] = sheet.rows[b], sheet.rows[a]
    c, d = sheet.row["GD", "17"], sheet.row["GD", "18"]
    sheet.rows[c], sheet.rows[d] = sheet.rows[d], sheet.rows[c]
    assert_same_numbers(read(sheet), read(PLAIN))


def test_names_of_a_province_may_stand_in_every_cell() -> None:
    sheet = build(THREE)
    for (province, _), row in sheet.row.items():
        if province:
            sheet.rows[row][0] = sheet.rows[sheet.row[province, "01"]][0]
    assert_same_numbers(read(sheet), read(PLAIN))


@pytest.mark.parametrize("spelling", ["Shannxi", "Shaanxi", "陕西省", "陝西", " 陕西 "])
def test_shaanxi_is_understood_in_every_spelling(spelling: str) -> None:
    sheet = build(THREE)
    sheet.rows[sheet.row["SN", "01"]][0] = spelling
    assert read(sheet).provinces == THREE


def test_unusual_province_spelling_is_a_note_with_its_cell() -> None:
    sheet = build(THREE)
    sheet.rows[1][sheet.column["SN", "01"]] = "Shannxi"
    place = f"cell {column_name(sheet.column['SN', '01'])}2"
    assert findings_of(sheet) == {
        "province_spelling": f"info: table.xlsx / sheet Table_2017 / {place}: Shannxi"
    }


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("classification", ["ceads42_2012", "ceads42_2017"])
def test_names_tell_the_two_classes_of_42_sectors_apart(classification: str, language: str) -> None:
    sheet = build(THREE, classification=classification, language=language)
    tables = read(sheet)
    assert tables.edition.classification == classification
    assert tables.sectors == reference.sector_codes(classification)
    assert tables.edition.id == ("2017new" if classification == "ceads42_2017" else "2017")


def test_year_comes_from_title_or_sheet_name() -> None:
    by_title = build(THREE, name="Table", year=2015, classification="ceads42_2012")
    by_sheet = build(THREE, name="Table_2018", title="MRIO, 万元", classification="ceads42_2012")
    assert read(by_title).edition.id == "2015"
    assert read(by_sheet).edition.id == "2018"


def test_year_of_the_file_name_is_used_with_a_warning() -> None:
    sheet = build(THREE, name="Table", title="MRIO, 万元")
    tables, findings, *_ = tidy(sheet.raw("MRIO 2020.xlsx"), provinces=THREE)
    assert tables.edition.year == 2020
    assert [(f.severity, f.code) for f in findings] == [("warning", "year_from_file_name")]


def test_edition_can_be_named_where_the_sheet_names_no_year() -> None:
    sheet = build(THREE, name="Table", title="MRIO, 万元")
    with pytest.raises(SourceDefect, match="no year") as caught:
        read(sheet)
    assert "--edition" in caught.value.hint
    assert read(sheet, "2017new").edition.id == "2017new"


def test_year_that_the_value_added_suggests_is_offered() -> None:
    sheet = build(THREE, name="Table", title="MRIO, 万元", year=2015)
    with pytest.raises(SourceDefect, match="no year") as caught:
        read(sheet)
    assert "nearest to that of 2015" in caught.value.hint


def test_title_marks_the_synthetic_sample() -> None:
    title = "Tanlu synthetic sample B, year 2020, not CEADs data, unit 10,000 yuan (万元), CO2 Mt"
    edition = read(build(THREE, name="Table_2020", title=title)).edition
    assert (edition.id, edition.year, edition.synthetic) == ("sample-b", 2020, True)


def test_table_without_co2_row_is_read_with_a_warning() -> None:
    sheet = build(THREE, co2_label=None)
    tables = read(sheet)
    assert tables.co2 is None
    assert tables.edition.co2_source == "none"
    assert findings_of(sheet)["no_co2_row"].startswith("warning")


def test_unstated_units_are_warnings() -> None:
    sheet = build(THREE, title="MRIO 2017", co2_label="CO2")
    assert set(findings_of(sheet)) == {"unit_not_stated", "co2_unit_not_stated"}


@pytest.mark.parametrize(
    "title",
    [
        "MRIO 2017 (10000 RMB)",
        "MRIO 2017, 10⁴ yuan",
        "MRIO 2017, ten thousand yuan, CO2 in million tonnes",
    ],
)
def test_english_spellings_of_the_unit_are_understood(title: str) -> None:
    assert "unit_not_stated" not in findings_of(build(THREE, title=title))


def test_numbers_stored_as_text_are_read_with_a_warning() -> None:
    sheet = build(THREE)
    sheet.rows[sheet.row["GD", "17"]][sheet.column["BJ", "03"]] = " 123.5 "
    assert read(sheet).flows[42 + 16, 2] == 1.235
    place = f"cell {column_name(sheet.column['BJ', '03'])}{sheet.row['GD', '17'] + 1}"
    found = findings_of(sheet)["numbers_as_text"]
    assert found.startswith("warning")
    assert place in found


def test_name_that_contradicts_its_code_is_an_error() -> None:
    sheet = build(THREE)
    sheet.rows[sheet.row["GD", "17"]][1] = "农林牧渔产品和服务"
    found = findings_of(sheet)["name_contradicts_code"]
    assert found.startswith(f"error: table.xlsx / sheet Table_2017 / cell B{5 + 42 + 16}")


def test_unknown_sector_name_is_a_warning() -> None:
    sheet = build(THREE)
    sheet.rows[sheet.row["GD", "17"]][1] = "something new"
    assert findings_of(sheet)["unknown_sector_name"].startswith("warning")


def test_text_in_a_column_that_is_not_used_does_not_matter() -> None:
    sheet = build(THREE, subtotal=True)
    row = sheet.rows[sheet.row["GD", "17"]]
    row[sheet.column["BJ", "FU101"] - 1] = "n/a"
    row[-1] = "OK"
    assert_same_numbers(read(sheet), read(PLAIN))


def test_rows_and_columns_left_out_are_listed_with_their_labels() -> None:
    sheet = build(THREE, subtotal=True)
    record = tidy(sheet.raw(), provinces=THREE)[2]
    n, m = 126, 15
    assert record.rows_used == n + 8 + 1
    assert record.columns_used == n + m + 4
    assert record.cells_used == n * (n + m + 4) + 9 * n + m
    assert dict(record.dropped) == {
        "row 139": "not part of the table: Gross Input",
        "column DZ": "not part of the table: 中间使用合计 TIU",
        "column ET": "not part of the table: Proportion of errors in gross output (less than 5%)",
        "column EU": "without code or label",
    }


def test_province_that_is_not_expected_is_refused() -> None:
    with pytest.raises(SourceDefect, match="SN is not expected"):
        tidy(PLAIN.raw(), provinces=("BJ", "GD"))


def test_column_names_follow_excel() -> None:
    names = [column_name(index) for index in (0, 25, 26, 701, 702, 1464)]
    assert names == ["A", "Z", "AA", "ZZ", "AAA", "BDI"]
