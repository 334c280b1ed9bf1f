"""Tables of users: what is written comes back, however a spreadsheet wrote it; faults are named."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from graph_service import reference
from graph_service.errors import SourceDefect
from graph_service.queries import load_queries
from loader.parts import FileReading, Part
from loader.templates import MARK, template
from loader.user_tables import READERS, read_user_table
from loader.user_tables_formats import FORMATS
from tests.loader.bad_user_tables import (
    CASES,
    DEFLATORS,
    FILE,
    FOREIGN,
    SATELLITE,
    SCENARIOS,
    SETS,
    BadTable,
)

ROOT = Path(__file__).resolve().parents[2]
SECTORS = reference.codes("sectors")
GROUPS = reference.codes("sector_groups")
PROVINCES = reference.codes("provinces")
Rows = list[tuple[Any, ...]]

many = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
years = st.integers(1949, 2100)
amounts = st.floats(0, 1e15, allow_subnormal=False)
ids = st.from_regex(r"[a-z][a-z0-9_-]{0,12}", fullmatch=True)
texts = st.text("abc 电力,;\"'#|", min_size=1, max_size=8).map(str.strip).filter(bool)


@st.composite
def layouts(draw: st.DrawFn) -> dict[str, Any]:
    """How a spreadsheet may write a table."""
    return {
        "separator": draw(st.sampled_from(",;\t")),
        "encoding": draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030"])),
        "newline": draw(st.sampled_from(["\n", "\r\n", "\r"])),
        "comments": draw(st.lists(st.sampled_from(["# a note", "#", '"# one, two",,']))),
        "quoted": draw(st.booleans()),
        "padding": draw(st.integers(0, 3)),
        "shuffle": draw(st.randoms(use_true_random=False)),
    }


def written(columns: tuple[str, ...], rows: Rows, layout: dict[str, Any]) -> bytes:
    """The table in a layout: rows and columns in any order, blank rows and cells beside it."""
    order = list(range(len(columns)))
    layout["shuffle"].shuffle(order)
    lines = [*rows]
    layout["shuffle"].shuffle(lines)
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=layout["separator"],
        lineterminator=layout["newline"],
        quoting=csv.QUOTE_ALL if layout["quoted"] else csv.QUOTE_MINIMAL,
    )
    blank = [""] * layout["padding"]
    writer.writerow([columns[k] for k in order] + blank)
    for line in lines:
        if layout["shuffle"].random() < 0.2:
            writer.writerow([""] * len(order) + blank)
        writer.writerow([line[k] for k in order] + blank)
    comments = "".join(f"{comment}{layout['newline']}" for comment in layout["comments"])
    return (comments + text.getvalue()).encode(layout["encoding"])


def read(folder: Path, data: bytes | str, name: str = FILE) -> FileReading:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_user_table(path)


def only(reading: FileReading) -> Part:
    (part,) = reading.parts
    return part


def rows_of(part: Part, table: str, *columns: str) -> set[tuple[Any, ...]]:
    rows = part.tables[table].to_pylist()
    assert len({row.get("id") or row.get("code") for row in rows}) == len(rows)
    return {tuple(row[column] for column in columns) for row in rows}


def codes_of(part: Part) -> set[str]:
    return {finding.code for finding in part.findings}


@pytest.mark.parametrize("kind", FORMATS)
def test_a_template_loads_as_it_is_and_says_that_its_figures_are_invented(
    kind: str, tmp_path: Path
) -> None:
    reading = read(tmp_path, template(kind))
    assert {part.id for part in reading.parts} == {
        "deflators": {"deflators"},
        "scenarios": {"scenario-my_path"},
        "province-sets": {"province_sets"},
        "satellite": {"satellite-energy", "satellite-jobs"},
    }[kind]
    assert not [finding for finding in reading.findings if finding.severity == "error"]
    assert "template_figures" in codes_of(reading.parts[0])
    for part in reading.parts:
        assert MARK in part.source.title
        assert part.source.citation == "synthetic example"


def test_every_kind_of_table_has_a_reader_and_a_template() -> None:
    assert READERS.keys() == FORMATS.keys()
    assert all(template(kind) for kind in FORMATS)


def test_the_examples_of_the_manual_load(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "own-data.md").read_text(encoding="utf-8")
    blocks = [block for block in re.findall(r"```\n(.*?)```", text, re.S) if ",source" in block]
    sets: list[str] = re.findall(r"```\n(set,.*?)```", text, re.S)
    kinds = [part.kind for block in blocks + sets for part in read(tmp_path, block).parts]
    assert kinds == ["deflators", "scenario", "satellite", "satellite", "province_sets"]


def test_the_manual_names_every_column_and_every_finding() -> None:
    text = (ROOT / "docs" / "own-data.md").read_text(encoding="utf-8")
    sources = "".join(file.read_text("utf-8") for file in (ROOT / "loader").glob("user_tables*.py"))
    codes = re.findall(r'"(?:info|warning)",\s+"(\w+)"', sources)
    assert len(codes) >= 8
    columns = [column for kind in FORMATS.values() for column in kind.columns]
    assert [name for name in (*columns, *codes, *FORMATS) if f"`{name}`" not in text] == []


@pytest.mark.parametrize("kind", FORMATS)
def test_tables_have_the_columns_of_their_load_queries(kind: str, tmp_path: Path) -> None:
    queries = load_queries(ROOT / "cypher", "embedded")
    for part in read(tmp_path, template(kind)).parts:
        for name, table in part.tables.items():
            assert set(table.column_names) == set(queries[f"load.{name}"].columns), name
        (source,) = {
            row["to"]
            for name, table in part.tables.items()
            if name.endswith("read_from")
            for row in table.to_pylist()
        }
        assert source == f"{part.source.sha256}/{part.id}"


@many
@given(
    facts=st.dictionaries(
        st.tuples(years, st.sampled_from(SECTORS)),
        st.tuples(st.floats(1e-3, 1e6), texts),
        min_size=1,
        max_size=8,
    ),
    base=years,
    layout=layouts(),
)
def test_deflators_come_back_as_written(
    facts: dict[tuple[int, str], tuple[float, str]],
    base: int,
    layout: dict[str, Any],
    tmp_path: Path,
) -> None:
    assume(all(year != base for year, _ in facts))
    rows = [(*key, repr(value), base, source) for key, (value, source) in facts.items()]
    part = only(read(tmp_path, written(FORMATS["deflators"].columns, rows, layout)))
    expected = {(*key, value, base, source) for key, (value, source) in facts.items()}
    columns = ("year", "sector", "index_value", "base_year", "source")
    assert rows_of(part, "deflator", *columns) == expected


@many
@given(
    facts=st.dictionaries(
        st.tuples(ids, years, st.sampled_from(GROUPS)), amounts, min_size=1, max_size=8
    ),
    name=texts,
    layout=layouts(),
)
def test_scenarios_come_back_as_written(
    facts: dict[tuple[str, int, str], float], name: str, layout: dict[str, Any], tmp_path: Path
) -> None:
    columns = ("scenario", "year", "sector_group", "intensity_index", "name_en", "source")
    rows = [(*key, repr(value), name, "s") for key, value in facts.items()]
    reading = read(tmp_path, written(columns, rows, layout))
    assert {part.id for part in reading.parts} == {f"scenario-{key[0]}" for key in facts}
    found = set[tuple[Any, ...]]()
    for part in reading.parts:
        found |= rows_of(part, "scenario_point", *columns[:4])
        ((id_, *names),) = rows_of(part, "scenario", "id", "name_en", "name_zh", "name_zh_hant")
        assert names == [name] * 3
        assert part.id == f"scenario-{id_}"
    assert found == {(*key, value) for key, value in facts.items()}


@many
@given(
    facts=st.dictionaries(
        ids, st.sets(st.sampled_from(PROVINCES), min_size=1), min_size=1, max_size=4
    ),
    layout=layouts(),
)
def test_province_sets_come_back_as_written(
    facts: dict[str, set[str]], layout: dict[str, Any], tmp_path: Path
) -> None:
    assume(not facts.keys() & set(reference.codes("province_sets")))
    rows = [(set_, "n", "名", code) for set_, codes in facts.items() for code in codes]
    part = only(read(tmp_path, written(("set", "name_en", "name_zh", "province"), rows, layout)))
    members: dict[str, set[str]] = {}
    for row in part.tables["includes"].to_pylist():
        members.setdefault(row["from"], set()).add(row["to"])
    assert members == facts
    assert part.tables["includes"].num_rows == len(rows)
    shipped = len(reference.table("province_sets"))
    assert rows_of(part, "province_set", "code", "position", "shipped", "name_zh_hant") == {
        (code, shipped + 1 + k, False, "名") for k, code in enumerate(sorted(facts))
    }


@many
@given(
    facts=st.dictionaries(
        st.tuples(ids, years, st.sampled_from(PROVINCES), st.sampled_from(SECTORS)),
        amounts,
        min_size=1,
        max_size=8,
    ),
    unit=texts,
    layout=layouts(),
)
def test_satellite_accounts_come_back_as_written(
    facts: dict[tuple[str, int, str, str], float],
    unit: str,
    layout: dict[str, Any],
    tmp_path: Path,
) -> None:
    columns = ("account", "year", "province", "sector", "amount", "unit", "source")
    rows = [(*key, repr(value), unit, "s") for key, value in facts.items()]
    reading = read(tmp_path, written(columns, rows, layout))
    found = set[tuple[Any, ...]]()
    for part in reading.parts:
        found |= rows_of(part, "satellite_entry", *columns[:5])
        assert rows_of(part, "satellite_account", "unit") == {(unit,)}
    assert found == {(*key, value) for key, value in facts.items()}


@many
@given(kind=st.sampled_from(list(FORMATS)), layout=layouts())
def test_the_same_facts_have_the_same_content_in_any_layout(
    kind: str, layout: dict[str, Any], tmp_path: Path
) -> None:
    plain = read(tmp_path, template(kind))
    lines = [line for line in template(kind).splitlines() if not line.startswith("#")]
    header, *rows = csv.reader(lines)
    other = read(
        tmp_path,
        written(tuple(header), [tuple(row) for row in rows], layout),
        name="other.csv",
    )
    assert {part.id: part.content for part in other.parts} == {
        part.id: part.content for part in plain.parts
    }


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        (DEFLATORS, "98.5", "98.6"),
        (DEFLATORS, "2015", "2016"),
        (DEFLATORS, "c3", "c4"),
        (SCENARIOS, "0.5", "0.4"),
        (SETS, "GX", "HI"),
        (SETS, "Mine", "My own"),
        (SATELLITE, "12.5", "12.6"),
        (SATELLITE, "TJ", "GWh"),
        (SATELLITE, "c17e", "c2c"),
    ],
)
def test_other_facts_have_another_content(table: str, old: str, new: str, tmp_path: Path) -> None:
    first = only(read(tmp_path, table))
    assert only(read(tmp_path, table.replace(old, new))).content != first.content


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_table_is_refused_with_its_place(case: BadTable, tmp_path: Path) -> None:
    with pytest.raises(SourceDefect) as caught:
        read(tmp_path, case.data)
    error = caught.value
    assert error.place == case.place
    assert case.said in error.message
    assert error.hint
    assert case.hint in error.hint
    assert not error.foreign


def test_every_bad_table_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 50


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_that_is_none_of_ours_is_foreign_and_says_what_could_be_given(
    name: str, tmp_path: Path
) -> None:
    with pytest.raises(SourceDefect) as caught:
        read(tmp_path, FOREIGN[name])
    assert caught.value.foreign
    assert caught.value.place.startswith(FILE)
    assert all(kind in caught.value.hint for kind in FORMATS)


def test_the_csv_files_beside_the_reference_data_are_foreign(reference_data: Path) -> None:
    files = list(reference_data.rglob("*.csv"))
    assert len(files) > 10
    for file in files:
        with pytest.raises(SourceDefect) as caught:
            read_user_table(file)
        assert caught.value.foreign, file


def test_all_rows_with_a_fault_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"energy,TJ,2017,GD,bad{k},1,s\n" for k in range(12))
    with pytest.raises(SourceDefect) as caught:
        read(tmp_path, SATELLITE + rows)
    assert caught.value.place == f"{FILE} / row 4 / column sector"
    assert "(rows with something wrong besides: 11, see 5, 6, 7, 8, 9, ...)" in caught.value.message


def test_a_row_for_all_stands_for_the_sectors_without_a_row(tmp_path: Path) -> None:
    part = only(read(tmp_path, DEFLATORS + "2015,all,90,2012,t\n"))
    found = {
        (row["year"], row["sector"]): (row["index_value"], row["source"])
        for row in part.tables["deflator"].to_pylist()
    }
    assert len(found) == 2 * 45
    assert {found.pop((2015, "c3"))} == {(98.5, "s")}
    assert {value for (year, _), value in found.items() if year == 2015} == {(90.0, "t")}
    assert part.tables["deflator_of_sector"].num_rows == 90


def test_a_row_for_all_groups_gives_way_to_a_row_of_the_group(tmp_path: Path) -> None:
    part = only(read(tmp_path, SCENARIOS + "slow,2030,all,0.9,Slow,s\n"))
    found = rows_of(part, "scenario_point", "year", "sector_group", "intensity_index")
    assert found == {
        *((2020, group, 1.0) for group in GROUPS),
        *((2030, group, 0.9) for group in GROUPS if group != "energy"),
        (2030, "energy", 0.5),
    }


def test_what_is_missing_in_a_series_is_said_and_not_filled_in(tmp_path: Path) -> None:
    for table, code, rows in ((DEFLATORS, "sectors_without_index", 46), (SCENARIOS, None, 11)):
        part = only(read(tmp_path, table))
        (nodes,) = (t for n, t in part.tables.items() if n in ("deflator", "scenario_point"))
        assert nodes.num_rows == rows
        assert (code or "groups_without_point") in codes_of(part)


def test_names_are_never_empty(tmp_path: Path) -> None:
    rows = "".join(
        f"{id_},TJ,2017,GD,c3,1,s,{names}\n"
        for id_, names in {"a": ",,", "b": "B,,", "c": ",丙,", "d": ",,丁", "e": "E,戊,己"}.items()
    )
    header = "account,unit,year,province,sector,amount,source,name_en,name_zh,name_zh_hant\n"
    found = {
        row["id"]: (row["name_en"], row["name_zh"], row["name_zh_hant"])
        for part in read(tmp_path, header + rows).parts
        for row in part.tables["satellite_account"].to_pylist()
    }
    assert found == {
        "a": ("a", "a", "a"),
        "b": ("B", "B", "B"),
        "c": ("丙", "丙", "丙"),
        "d": ("丁", "丁", "丁"),
        "e": ("E", "戊", "己"),
    }


def test_gb18030_is_read_and_said_with_what_it_reads(tmp_path: Path) -> None:
    part = only(read(tmp_path, SETS.encode("gb18030")))
    assert rows_of(part, "province_set", "name_zh") == {("我的",)}
    (said,) = (finding for finding in part.findings if finding.code == "encoding_gb18030")
    assert said.severity == "info"
    assert "我的" in said.found
    assert "encoding_gb18030" not in codes_of(only(read(tmp_path, SETS)))


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_signs_of_units_are_read_as_utf_8(mark: str, tmp_path: Path) -> None:
    for unit in ("m²", "10⁴ t", "吨") + (("ʡ", "é") if mark else ()):
        part = only(read(tmp_path, mark + SATELLITE.replace("TJ", unit)))
        assert rows_of(part, "satellite_account", "unit") == {(unit,)}
        assert "encoding_gb18030" not in codes_of(part)


def test_comments_at_the_top_are_kept_as_the_note_of_the_source(tmp_path: Path) -> None:
    """As Excel writes a comment: cells beyond it, and quotes where it holds a comma."""
    text = '# Provincial energy balance,,,,,,\n"# table 4-1, revised",,,\n\n' + SATELLITE
    part = only(read(tmp_path, text))
    assert part.source.title == "Provincial energy balance table 4-1, revised"
    assert part.source.citation == "s"
    assert part.source.licence == "as stated by its owner"


def test_figures_without_a_source_say_so(tmp_path: Path) -> None:
    part = only(read(tmp_path, SATELLITE.replace(",s\n", ",\n")))
    assert part.source.citation == "user's own file, source not stated"


@pytest.mark.parametrize(
    ("table", "old", "new", "code"),
    [
        (DEFLATORS, "98.5", "0.985", "unusual_index"),
        (DEFLATORS, "98.5", "98500", "unusual_index"),
        (SCENARIOS, "0.5", "50", "unusual_intensity"),
        (SCENARIOS, "all,1,", "all,0.99,", "scenario_without_base"),
    ],
)
def test_what_looks_like_another_unit_is_said(
    table: str, old: str, new: str, code: str, tmp_path: Path
) -> None:
    before = codes_of(only(read(tmp_path, table)))
    assert code not in before
    assert code in codes_of(only(read(tmp_path, table.replace(old, new))))


def account(*, sectors: tuple[str, ...], without: str = "") -> str:
    rows = [f"jobs,persons,2017,{p},{s},2,s" for p in PROVINCES if p != without for s in sectors]
    return "\n".join([SATELLITE.splitlines()[0], *rows]) + "\n"


def test_an_account_says_how_much_of_each_sector_class_it_covers(tmp_path: Path) -> None:
    """42 sectors of the 2012 class: the 2017 class shares 39 of them, by number and name."""
    part = only(read(tmp_path, account(sectors=reference.sector_codes("ceads42_2012"))))
    (said,) = part.findings
    assert (said.severity, said.code) == ("info", "account_coverage")
    assert "ceads42_2012: 1,302 in 31 provinces and 42 sectors, 2,604 persons in all" in said.found
    assert re.search(r"ceads42_2017: 1,209 in 31 provinces and 39 sectors, without", said.found)
    assert "c16, msci, mtech" in said.found
    assert "never as 0" in said.consequence


def test_an_account_without_a_province_names_it(tmp_path: Path) -> None:
    sectors = reference.sector_codes("ceads42_2017")
    (said,) = only(read(tmp_path, account(sectors=sectors, without="XZ"))).findings
    assert "ceads42_2017: 1,260 in 30 provinces and 42 sectors, without XZ" in said.found


@many
@given(
    table=st.sampled_from([DEFLATORS, SCENARIOS, SETS, SATELLITE]),
    position=st.integers(0, 400),
    length=st.integers(0, 30),
    instead=st.binary(max_size=12),
)
def test_bytes_changed_at_random_are_read_or_refused_with_a_hint(
    table: str, position: int, length: int, instead: bytes, tmp_path: Path
) -> None:
    data = table.encode()
    data = data[:position] + instead + data[position + length :]
    outcome: FileReading | SourceDefect
    try:
        outcome = read(tmp_path, data)
    except SourceDefect as error:
        outcome = error
    if isinstance(outcome, SourceDefect):
        assert outcome.hint
        assert outcome.place.startswith(FILE)
    else:
        assert outcome.parts
