"""The synthetic sample balances, looks like an economy, and says that it is synthetic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from graph_service import reference
from graph_service.errors import PublishFailed
from loader.sample import write_sample
from loader.sample_constants import load_constants
from loader.sample_economy import build_economy
from loader.source import read_source

CASES = ((2017, "ceads42_2017"), (2020, "ceads42_2012"))
PROVINCES = reference.codes("provinces")
BANNER = "Tanlu synthetic sample"
SERVICES = ["c28", "c27", "c29", "c30", "c32", "c31"]
HEAVY = ["c17e", "c12", "c10_11", "c23_26"]
N = 31 * 42


@dataclass(frozen=True)
class Sheet:
    """A written sheet read back, found by its codes; blanks are zero. Unit 10,000 CNY, Mt."""

    title: str
    codes: list[object]
    rows: dict[str, np.ndarray]
    cells: np.ndarray
    sectors: tuple[str, ...]

    def column(self, code):
        return self.cells[:N, self.codes.index(code)]

    @property
    def flows(self):
        return self.cells[:N, :N]

    @property
    def final_use(self):
        start = self.codes.index("FU101")
        return self.cells[:N, start : start + 155]

    def by_sector(self, values):
        return dict(zip(self.sectors, values.reshape(31, 42).sum(axis=0), strict=True))

    def by_province(self, values):
        return dict(zip(PROVINCES, values.reshape(31, 42).sum(axis=1), strict=True))

    def industry(self, province, sector):
        return PROVINCES.index(province) * 42 + self.sectors.index(sector)

    def block(self, province):
        start = PROVINCES.index(province) * 42
        return self.flows[start : start + 42, start : start + 42]


def read_back(path, sectors):
    workbook = CalamineWorkbook.from_path(path)
    name = workbook.sheet_names[-1]
    rows = workbook.get_sheet_by_name(name).to_python()
    codes = rows[3][3:]
    cells = np.array(
        [[cell if isinstance(cell, float) else 0.0 for cell in row[3:]] for row in rows[4:]]
    )
    labels = [row[2] or row[1] for row in rows[4:]]
    named = {str(label): cells[k] for k, label in enumerate(labels) if k >= N}
    return Sheet(str(rows[0][0]), codes, named, cells, sectors)


@pytest.fixture(scope="session")
def sheets(sample_files):
    return [
        read_back(path, reference.sector_codes(classification))
        for path, (_, classification) in zip(sample_files[:2], CASES, strict=True)
    ]


@pytest.fixture(scope="session", params=[0, 1], ids=["sample-a", "sample-b"])
def sheet(request, sheets):
    return sheets[request.param]


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes(sample_files, tmp_path):
    for first, second in zip(sample_files, write_sample(tmp_path), strict=True):
        assert first.read_bytes() == second.read_bytes()


def test_another_seed_gives_other_flows():
    constants = load_constants(*CASES[0])
    one, same, other = (build_economy(constants, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.flows, same.flows)
    assert not np.array_equal(one.flows, other.flows)


def test_both_samples_share_most_of_their_structure(sheets):
    """Random factors last over the years, so the largest outputs do not jump."""
    one, other = (sheet.by_province(sheet.column("GO")) for sheet in sheets)
    assert np.corrcoef(list(one.values()), list(other.values()))[0, 1] > 0.98


def test_files_are_small(sample_files):
    assert all(path.stat().st_size < 12e6 for path in sample_files)


def test_progress_ends_at_its_total(written_sample):
    calls = written_sample[1]
    assert {step for step, _, _ in calls} == {"Writing the synthetic sample"}
    assert [done for _, done, _ in calls] == list(range(1, calls[-1][2] + 1))


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PublishFailed, match="cannot write"):
        write_sample(tmp_path / "file")


def test_every_sheet_says_that_it_is_synthetic(sample_files):
    for path, letter in zip(sample_files[:2], "AB", strict=True):
        workbook = CalamineWorkbook.from_path(path)
        for name in workbook.sheet_names:
            title = str(workbook.get_sheet_by_name(name).to_python()[0][0])
            assert title.startswith(f"{BANNER} {letter},")
            assert "not CEADs data" in title


def test_the_loader_finds_nothing_wrong(sample_files):
    for path, edition in zip(sample_files[:2], ("sample-a", "sample-b"), strict=True):
        reading = read_source(path)
        assert [finding for finding in reading.findings if finding.severity != "info"] == []
        assert [sheet.sheet for sheet in reading.skipped] == ["Note"] * (edition == "sample-b")
        (table,) = reading.tables
        assert (table.edition.id, table.edition.synthetic) == (edition, True)


def test_the_second_sample_has_the_odd_labels_of_the_tables_of_2020(sample_files):
    workbook = CalamineWorkbook.from_path(sample_files[1])
    assert workbook.sheet_names == ["Note", "Table_2020_English Version"]
    note = workbook.get_sheet_by_name("Note").to_python()
    assert any("no real workbook" in str(row[0]) for row in note)
    cells = {
        cell
        for row in workbook.get_sheet_by_name(workbook.sheet_names[1]).iter_rows()
        for cell in row[:3]
    }
    assert {"He0", "Hu0", "Hai0", "Yun0", "Fi0ce", "Xizang", "Operationg surplus"} <= cells
    assert not {"Henan", "Finance", "Tibet"} & cells


def test_the_layouts_differ_in_subtotal_and_codes(sheets):
    one, other = sheets
    assert "TIU" not in one.codes
    assert "TIU" in other.codes
    assert one.codes[:2] == ["01", "02"]
    assert other.codes[:2] == [1.0, 2.0]


def test_rows_balance_exactly(sheet):
    used = sheet.flows.sum(axis=1) + sheet.column("TFU") + sheet.column("ERR")
    assert np.array_equal(used, sheet.column("GO"))
    assert np.array_equal(sheet.final_use.sum(axis=1) + sheet.column("EX"), sheet.column("TFU"))


def test_columns_balance_exactly(sheet):
    row = {code: values[:N] for code, values in sheet.rows.items()}
    assert np.array_equal(sheet.flows.sum(axis=0) + row["IM"], row["TII"])
    assert np.array_equal(row["TII"] + row["TVA"], row["TI"])
    assert np.array_equal(row["TI"], sheet.column("GO"))
    assert np.array_equal(sum(row[f"VA00{k}"] for k in range(1, 5)), row["TVA"])


def test_errors_are_small_and_few_but_there(sheet):
    share = np.abs(sheet.column("ERR")) / np.maximum(sheet.column("GO"), 1)
    assert 0.001 < share.max() < 0.05
    assert 0.05 < (share > 0).mean() < 0.5


def test_nothing_is_negative_but_inventories_errors_and_taxes(sheet):
    assert sheet.flows.min() == 0
    categories = sheet.final_use.reshape(N, 31, 5)
    assert categories[:, :, :4].min() == 0
    assert categories[:, :, 4].min() < 0
    assert min(sheet.rows[code].min() for code in ("IM", "TVA", "VA001", "VA003", "CO2 (Mt)")) == 0


def test_flows_are_about_two_fifths_full(sheet):
    assert 0.3 < np.count_nonzero(sheet.flows) / N**2 < 0.5


@pytest.mark.parametrize(("number", "trillion", "gigatonnes"), [(0, 83.2, 9.2), (1, 101.4, 9.7)])
def test_national_totals_are_near_the_published_ones(sheets, number, trillion, gigatonnes):
    assert sheets[number].rows["TVA"].sum() / 1e8 == pytest.approx(trillion, rel=0.005)
    assert sheets[number].rows["CO2 (Mt)"].sum() / 1e3 == pytest.approx(gigatonnes, rel=0.005)


def test_value_added_ratios_are_plausible(sheet):
    value_added = sheet.by_sector(sheet.rows["TVA"][:N])
    output = sheet.by_sector(sheet.column("GO"))
    ratio = {code: value_added[code] / output[code] for code in sheet.sectors}
    assert 0.55 < ratio["c1"] < 0.65
    assert all(0.14 < ratio[c] < 0.28 for c in ("c3", "c4", "c9", "c12", "c13g", "c14b", "c15"))
    assert all(0.35 < ratio[c] < 0.8 for c in SERVICES)


def test_power_burns_coal_and_emits_most(sheet):
    co2 = sheet.by_sector(sheet.rows["CO2 (Mt)"][:N])
    assert sorted(co2, key=co2.get, reverse=True)[:4] == ["c17e", "c12", "c10_11", "c23_26"]
    inputs = sheet.flows.reshape(31, 42, N).sum(axis=0)[:, sheet.sectors.index("c17e") :: 42]
    bought = dict(zip(sheet.sectors, inputs.sum(axis=1), strict=True))
    del bought["c17e"]
    assert max(bought, key=bought.get) == "c2c"


def test_intensity_is_high_in_heavy_industry_and_low_in_services(sheet):
    co2 = sheet.by_sector(sheet.rows["CO2 (Mt)"][:N])
    output = sheet.by_sector(sheet.column("GO"))
    intensity = {code: co2[code] * 100 / output[code] * 1e4 for code in sheet.sectors}
    assert max(intensity, key=intensity.get) == "c17e"
    assert 3 < intensity["c17e"] < 12, "t CO2 per 10,000 CNY"
    assert min(intensity[c] for c in HEAVY) > 5 * max(intensity[c] for c in SERVICES)


def test_services_buy_little_energy(sheet):
    flows = sheet.flows.reshape(31, 42, 31, 42).sum(axis=(0, 2))
    energy = [sheet.sectors.index(code) for code in ("c2c", "c2p", "c8", "c17e", "c17g")]
    share = flows[energy].sum(axis=0) / flows.sum(axis=0)
    assert all(share[sheet.sectors.index(code)] < 0.15 for code in SERVICES)
    assert share[sheet.sectors.index("c17e")] > 0.5


def test_provinces_have_their_size(sheet):
    value_added = sheet.by_province(sheet.rows["TVA"][:N])
    ranked = sorted(value_added, key=value_added.get, reverse=True)
    assert ranked[:3] == ["GD", "JS", "SD"]
    assert ranked[-1] == "XZ"


def test_provinces_have_their_products(sheet):
    output = sheet.column("GO").reshape(31, 42)

    def leaders(sector, count):
        order = np.argsort(-output[:, sheet.sectors.index(sector)])
        return {PROVINCES[k] for k in order[:count]}

    assert leaders("c2c", 3) == {"SX", "NM", "SN"}
    assert leaders("c14b", 1) == {"GD"}
    assert {"BJ", "SH"} <= leaders("c28", 6)
    assert "BJ" in leaders("c27", 3)


def test_some_industries_do_not_exist(sheet):
    output = sheet.column("GO")
    assert output[sheet.industry("SH", "c2c")] == 0
    assert 0 < (output == 0).sum() < 40
    gone = output == 0
    assert not sheet.flows[gone].any()
    assert not sheet.flows[:, gone].any()
    assert not sheet.rows["CO2 (Mt)"][:N][gone].any()


def test_tibet_emits_little_but_something(sheet):
    co2 = sheet.by_province(sheet.rows["CO2 (Mt)"][:N])
    assert min(co2, key=co2.get) == "XZ"
    assert 1 < co2["XZ"] < 15


def test_the_coast_exports_more(sheet):
    exports, output = (sheet.by_province(sheet.column(code)) for code in ("EX", "GO"))
    share = {code: exports[code] / output[code] for code in PROVINCES}
    assert min(share[c] for c in ("GD", "SH", "ZJ", "JS")) > 2 * max(
        share[c] for c in ("GZ", "QH", "GS", "XZ", "NM")
    )


def test_provinces_trade_more_with_near_ones(sheet):
    blocks = sheet.flows.reshape(31, 42, 31, 42).sum(axis=(1, 3))
    to = blocks[PROVINCES.index("HE")] / blocks.sum(axis=0)
    assert to[PROVINCES.index("TJ")] > 2 * to[PROVINCES.index("GD")]
    home = np.diag(blocks) / blocks.sum(axis=0)
    assert 0.4 < home.min() < home.max() < 0.9


@pytest.mark.parametrize("province", PROVINCES)
def test_the_top_88_cells_hold_most_of_a_block(sheet, province):
    block = sheet.block(province)
    strongest = np.argsort(-block.ravel())[:88]
    assert 0.6 < block.ravel()[strongest].sum() / block.sum() < 0.93
    loops = np.isin(strongest, np.arange(42) * 43).sum()
    assert 8 <= loops <= 30
