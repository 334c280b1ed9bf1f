"""Emission inventories in every layout give the same facts; real ones give the published ones."""

from __future__ import annotations

import csv
import gzip

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from graph_service import reference
from loader.inventory import is_inventory, place_of, read_inventory
from loader.inventory_checks import jumps_over_years, provinces_against_national
from loader.sample_inventory_book import (
    JOINED,
    OLDER,
    UNDERSCORED,
    write_cities,
    write_national,
    write_provinces,
)
from loader.workbook import Workbook
from tests.loader.inventories import (
    MARK,
    NAMES,
    PROVINCES,
    codes,
    emissions,
    of_all_provinces,
    provincial,
    read,
    spoiled,
    write,
)
from tests.loader.sheets import build
from tests.loader.sheets import write as write_table

FUELS = reference.codes("fuels")
SECTORS = reference.codes("inventory_sectors")


@pytest.fixture(scope="session")
def real(reference_data):
    """Readings of all 21 provincial workbooks, by year."""
    files = sorted((reference_data / "ceads" / "emissions_provinces").glob("*.xlsx"))
    readings = [read(file) for file in files]
    assert len(readings) == 21
    return {reading.parts[0].record.about["year"]: reading for reading in readings}


@pytest.fixture(scope="session")
def real_national(reference_data):
    (file,) = (reference_data / "ceads" / "emissions_national").glob("*.xlsx")
    return read(file)


def column(part, query, name):
    return part.tables[query][name].to_pylist()


def by_id(part, query, name="co2_kt"):
    return dict(zip(column(part, query, "id"), column(part, query, name), strict=True))


def entries(part):
    return by_id(part, "inventory_entry")


def burnt(part):
    table = part.tables["burns"]
    pairs = zip(table["from"].to_pylist(), table["to"].to_pylist(), strict=True)
    return dict(zip(pairs, table["co2_kt"].to_pylist(), strict=True))


@pytest.fixture(scope="session")
def published(reference_data):
    """Totals of province and year in kt, as extracted by others, to 1e-3 kt."""
    with (reference_data / "ceads" / "emissions_provinces_totals.csv").open() as file:
        rows = list(csv.DictReader(file))
    return {
        int(row["year"]): {code: float(mt) * 1e3 for code, mt in row.items() if code != "year"}
        for row in rows
    }


def test_totals_of_630_inventories_are_the_published_ones(real, published):
    assert real.keys() == published.keys()
    for year, row in published.items():
        (part,) = real[year].parts
        found = by_id(part, "inventory_year")
        assert found == pytest.approx(
            {f"{year}/{code}": kt for code, kt in row.items()}, rel=0, abs=0.5e-3
        )
        assert part.record.totals["co2_kt"] == pytest.approx(sum(row.values()), abs=30 * 0.5e-3)


def test_every_cell_of_630_inventories_is_the_extracted_one(real, reference_data):
    """The extract has 9 digits; its scope 2 and other columns are zero everywhere."""
    amounts = {year: burnt(reading.parts[0]) for year, reading in real.items()}
    totals = {year: by_id(reading.parts[0], "inventory_entry") for year, reading in real.items()}
    given, found = [], []
    path = reference_data / "ceads" / "emissions_provinces_wide.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            year, number = int(row["year"]), int(row["sector_no"])
            assert {row[name] for name in ("scope_2_heat", "scope_2_electricity")} == {"0"}
            if number:
                entry = f"{year}/{row['province_code']}/e{number:02d}"
                given.append([float(row[name]) for name in (*FUELS, "scope_1_total")])
                burns = [amounts[year].pop((entry, fuel), 0.0) for fuel in FUELS]
                found.append([*burns, totals[year][entry]])
    assert np.shape(given) == (21 * 30 * 47, 19)
    np.testing.assert_allclose(found, np.array(given) * 1e3, rtol=1e-8, atol=0)
    assert not any(amounts.values()), "no amount is left that the extract does not have"


def test_real_inventories_have_nothing_wrong_but_the_missing_tibet(real):
    for year, reading in real.items():
        assert codes(reading) == codes(reading, "warning") == [], year
        assert codes(reading, "info") == ["no_tibet"]
        assert [sheet.sheet for sheet in reading.skipped] == ["NOTE"]


def test_the_national_file_is_one_part_of_23_years(real_national):
    (part,) = real_national.parts
    assert (part.kind, part.id) == ("inventory", "inventory-national")
    assert part.findings == ()
    assert column(part, "inventory_year", "id") == [f"{year}/CN" for year in range(1997, 2020)]
    assert set(column(part, "inventory_year", "province")) == {None}
    rows = CalamineWorkbook.from_path(real_national.file).get_sheet_by_name("sum").to_python()
    summary = {f"{row[0]:.0f}/CN": row[-1] * 1e3 for row in rows[1:]}
    assert by_id(part, "inventory_year") == pytest.approx(summary, rel=1e-12)
    assert len(part.tables["inventory_in_province"]) == 0


def test_the_provinces_differ_from_the_nation_by_a_few_percent(published, real_national):
    (national,) = real_national.parts
    nation = {int(k[:4]): kt for k, kt in by_id(national, "inventory_year").items()}
    sums = {year: sum(row.values()) for year, row in published.items()}
    off = {year: sums[year] / nation[year] - 1 for year in sums}
    findings = {finding.place[-4:]: finding for finding in provinces_against_national(sums, nation)}
    assert {int(year) for year in findings} == {year for year in off if abs(off[year]) > 0.01}
    assert {finding.severity for finding in findings.values()} == {"info"}
    assert f"({off[2017]:+.1%})" in findings["2017"].found


def test_years_in_which_real_provinces_are_incomplete_are_found(published):
    """Ningxia, Hainan and Yunnan have years with a small part of what they emit before or after."""
    provinces = next(iter(published.values()))
    totals = {code: {year: row[code] for year, row in published.items()} for code in provinces}
    found = {
        year: [finding.place.removeprefix("emission inventories ") for finding in findings]
        for year, findings in jumps_over_years(totals).items()
    }
    assert found == {
        2000: ["1999 and 2000, NX"],
        2002: ["2001 and 2002, HI"],
        2004: ["2002 and 2004, HI", "2002 and 2004, NX"],
        2005: ["2004 and 2005, YN"],
    }


@pytest.mark.parametrize("layout", [UNDERSCORED, JOINED, OLDER], ids=["hunan", "2018", "older"])
def test_every_layout_gives_the_same_content(tmp_path, layout):
    plain = read(provincial(tmp_path / "plain_2017.xlsx")).parts
    other = read(provincial(tmp_path / "other_2017.xlsx", layout=layout))
    assert other.parts[0].content == plain[0].content
    assert entries(other.parts[0]) == entries(plain[0])
    assert burnt(other.parts[0]) == burnt(plain[0])
    assert codes(other) == []


def test_one_sheet_may_have_its_own_layout_as_hunan_2017(tmp_path):
    path = tmp_path / "mixed.xlsx"
    list(write_provinces(path, 2017, of_all_provinces(), layouts={"HN": UNDERSCORED}, mark=MARK))
    reading = read(path)
    assert reading.parts[0].content == read(provincial(tmp_path / "p.xlsx")).parts[0].content
    assert reading.findings[0].code == "no_tibet"
    assert len(reading.findings) == 1


def test_a_chinese_file_name_and_chinese_sheet_names_are_fine(tmp_path):
    chinese = {row["code"]: row["name_zh"] for row in reference.table("provinces")}

    def rename(book):
        for code in PROVINCES:
            book[f"{chinese[code]}2022"] = book.pop(f"{NAMES[code]}2022")

    reading = read(
        spoiled(tmp_path / "2022年30个省份排放清单.xlsx", rename, year=2022, layout=JOINED)
    )
    assert reading.parts[0].id == "inventory-2022"
    assert codes(reading) == []


def test_numbers_come_through_in_kt(tmp_path):
    (part,) = read(provincial(tmp_path / "p.xlsx")).parts
    given = emissions(PROVINCES.index("GD")) * 1e3
    found = burnt(part)
    for s, sector in enumerate(SECTORS):
        entry = f"2017/GD/{sector}"
        assert entries(part)[entry] == pytest.approx(given[s].sum(), abs=1e-3)
        for f, fuel in enumerate(FUELS):
            assert found.get((entry, fuel), 0.0) == pytest.approx(given[s, f], rel=1e-12)
            assert ((entry, fuel) in found) == bool(given[s, f]), "zeros are not stored"
    households = by_id(part, "inventory_year", "households_kt")
    assert households["2017/GD"] == pytest.approx(given[45:].sum(), abs=1e-2)
    assert part.source.sheet == "Beijing2017 and 29 more"


def test_all_sectors_of_all_provinces_are_linked(tmp_path):
    (part,) = read(provincial(tmp_path / "p.xlsx")).parts
    tables = part.tables
    assert len(tables["inventory_entry"]) == 30 * 47
    assert tables["inventory_of_sector"]["to"].to_pylist() == list(SECTORS) * 30
    assert tables["inventory_in_province"]["to"].to_pylist() == list(PROVINCES)
    origin = set(tables["inventory_read_from"]["to"].to_pylist())
    assert origin == {f"{part.source.sha256}/inventory-2017"}
    assert part.record.holds["entries"] == 1410


def test_a_national_file_is_read_and_its_summaries_compared(tmp_path):
    path = tmp_path / "national.xlsx"
    by_year = {year: emissions(year) * 20 for year in (2016, 2017, 2018)}
    write_national(path, by_year, mark=MARK)
    reading = read(path)
    (part,) = reading.parts
    assert part.findings == ()
    for year, values in by_year.items():
        assert entries(part)[f"{year}/CN/e39"] == pytest.approx(values[38].sum() * 1e3)
    assert [s.sheet for s in reading.skipped] == ["NOTE", "sum", "Sum-Sec-Scope 1"]


def test_each_year_of_a_workbook_is_a_part(tmp_path):
    def add(book):
        book["NOTE"][3][1] = "2016-2017"
        for code in PROVINCES:
            book[f"{NAMES[code]}2016"] = book[f"{NAMES[code]}2017"]

    reading = read(spoiled(tmp_path / "two.xlsx", add))
    assert [part.id for part in reading.parts] == ["inventory-2016", "inventory-2017"]
    assert reading.parts[0].content != reading.parts[1].content


def test_synthetic_inventories_are_marked(tmp_path):
    path = tmp_path / "sample.xlsx"
    list(write_provinces(path, 2017, of_all_provinces()))
    (part,) = read(path).parts
    assert part.synthetic
    assert set(column(part, "inventory_year", "synthetic")) == {True}
    assert "not CEADs data" in part.source.citation
    assert not read(provincial(tmp_path / "p.xlsx")).parts[0].synthetic


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Guangdong2017", ("GD", 2017)),
        ("InnerMongolia1997", ("NM", 1997)),
        ("Shaanxi 2019", ("SN", 2019)),
        ("陕西2022", ("SN", 2022)),
        ("Beijing", ("BJ", None)),
        ("2005", ("CN", 2005)),
        ("Table_2017", None),
        ("Province", None),
        ("NOTE", None),
    ],
)
def test_sheet_names_tell_place_and_year(name, place):
    assert place_of(name) == place


def test_inventories_are_told_from_other_workbooks(tmp_path, reference_data):
    assert is_inventory(Workbook(provincial(tmp_path / "p.xlsx")))
    write_cities(tmp_path / "c.xlsx", {("北京", 2017): 88.0})
    assert is_inventory(Workbook(tmp_path / "c.xlsx"))
    assert not is_inventory(Workbook(write_table(tmp_path / "t.xlsx", build(("BJ", "GD")))))
    plain = write(tmp_path / "x.xlsx", {"Beijing": [["a", "b"], [1.0, 2.0]], "2017": [["x"]]})
    assert not is_inventory(Workbook(plain))
    for file in (reference_data / "ceads").glob("*/*.xlsx"):
        assert is_inventory(Workbook(file)), file


def test_progress_ends_at_the_number_of_sheets(tmp_path):
    path, steps = provincial(tmp_path / "p.xlsx"), []
    read_inventory(path, Workbook(path), progress=lambda *step: steps.append(step))
    assert steps[-1][1:] == (31, 31)
    assert np.all(np.diff([done for _, done, _ in steps]) >= 0)
