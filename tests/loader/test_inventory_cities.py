"""City emissions: list and matrix agree, every city has a code and a province."""

from __future__ import annotations

import pytest
from python_calamine import CalamineWorkbook

from graph_service import reference
from graph_service.errors import SourceDefect
from loader.sample_inventory_book import write_cities
from tests.loader.inventories import MARK, codes, read, write

GIVEN = {
    ("北京", 2016): 90.0,
    ("北京", 2017): 88.5,
    ("广东广州", 2017): 70.25,
    ("吉林吉林", 2017): 30.0,
    ("湖北恩施州", 2017): 5.5,
}


@pytest.fixture
def cities(tmp_path):
    """Write the given cities, change the sheets, read them."""

    def make(change=lambda _: None, given=GIVEN):
        write_cities(tmp_path / "c.xlsx", given, mark=MARK)
        book = CalamineWorkbook.from_path(tmp_path / "c.xlsx")
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
        change(sheets)
        return read(write(tmp_path / "changed.xlsx", sheets))

    return make


@pytest.fixture(scope="session")
def real(reference_data):
    (file,) = (reference_data / "ceads" / "emissions_cities").glob("*.xlsx")
    return read(file)


def emissions(part):
    table = part.tables["city_emission"]
    return dict(zip(table["id"].to_pylist(), table["co2_kt"].to_pylist(), strict=True))


def test_cities_are_one_part_with_codes_and_provinces(cities):
    (part,) = cities().parts
    assert (part.kind, part.id) == ("cities", "cities")
    assert emissions(part) == {
        "2016/110000": 90_000,
        "2017/110000": 88_500,
        "2017/440100": 70_250,
        "2017/220200": 30_000,
        "2017/422800": 5_500,
    }
    city = part.tables["city"]
    places = dict(zip(city["name_en"].to_pylist(), city["province"].to_pylist(), strict=True))
    assert places == {"Beijing": "BJ", "Guangzhou": "GD", "Jilin City": "JL", "Enshi": "HB"}
    assert part.findings == ()
    assert part.record.holds == {"cities": 4, "emissions": 5}
    assert part.tables["of_city"]["to"].to_pylist().count("110000") == 2


def test_the_real_file_holds_290_cities_in_24_years(real):
    (part,) = real.parts
    assert part.record.holds == {"cities": 290, "emissions": 3929}
    rows = CalamineWorkbook.from_path(real.file).get_sheet_by_name("emission matrix").to_python()
    numbers = [cell for row in rows[1:] for cell in row[1:] if cell != ""]
    assert sorted(emissions(part).values()) == pytest.approx(sorted(n * 1e3 for n in numbers))
    assert codes(real) == []


def test_the_real_file_has_a_year_outside_its_note_and_sudden_changes(real):
    assert codes(real, "warning") == ["year_disagrees", "jump_between_years"]
    assert real.findings[0].found == "1995"


def test_a_cell_of_the_matrix_that_differs_is_an_error(cities):
    def change(sheets):
        sheets["emission matrix"][1][2] *= 100

    (finding,) = [f for f in cities(change).findings if f.severity == "error"]
    assert finding.code == "list_and_matrix_disagree"
    assert "1 such cells" in finding.found


def test_a_row_that_one_sheet_lacks_is_an_error(cities):
    reading = cities(lambda sheets: sheets["emission vector"].pop(1))
    (finding,) = [f for f in reading.findings if f.severity == "error"]
    assert "no data" in finding.found


@pytest.mark.parametrize("lost", ["emission vector", "emission matrix"])
def test_either_sheet_alone_gives_the_same_content(cities, lost):
    alone = cities(lambda sheets: sheets.pop(lost))
    assert alone.parts[0].content == cities().parts[0].content
    assert emissions(alone.parts[0]) == emissions(cities().parts[0])


@pytest.mark.parametrize(
    ("row", "column", "value", "said"),
    [
        (1, 1, "广东广洲", "found '广东广洲'"),
        (1, 2, "twenty", "expected a year"),
        (1, 3, "much", "expected a number"),
        (2, 2, 2016.0, "again"),
        (0, 1, "town", "expected the columns city, year, emission"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_cell(cities, row, column, value, said):
    def change(sheets):
        sheets["emission vector"][row][column] = value

    with pytest.raises(SourceDefect, match="sheet emission vector") as raised:
        cities(change)
    assert said in raised.value.message


def test_an_empty_sheet_is_refused(cities):
    with pytest.raises(SourceDefect, match="sheet emission matrix: the sheet is empty"):
        cities(lambda sheets: sheets["emission matrix"].clear())


def test_an_impossible_size_is_an_error(cities):
    assert "implausible_total" in codes(cities(given=GIVEN | {("北京", 2018): 9e4}))
    assert "implausible_total" in codes(cities(given=GIVEN | {("北京", 2018): -1.0}))


def test_a_sudden_change_is_told_once(cities):
    reading = cities(given=GIVEN | {("北京", 2018): 300.0})
    assert codes(reading, "warning") == ["jump_between_years"]


def test_every_label_names_one_city_and_every_city_lies_in_the_province_of_its_code():
    provinces = {row["code"]: row["gb_code"] for row in reference.table("provinces")}
    seen = {}
    for row in reference.table("cities"):
        assert row["code"][:2] == provinces[row["province"]]
        assert len(row["code"]) == 6
        for label in reference.aliases(row):
            assert seen.setdefault((row["province"], label), row["code"]) == row["code"]
