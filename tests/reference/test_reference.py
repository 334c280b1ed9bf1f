"""The reference tables say what the contract says, in three real scripts, once."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest

from graph_service import reference

COLUMNS = {
    "provinces": "code,gb_code,order,name_en,name_zh,name_zh_hant,region,grid_row,grid_col,aliases",
    "regions": "code,order,name_en,name_zh,name_zh_hant",
    "sector_groups": "code,order,name_en,name_zh,name_zh_hant",
    "sectors": "code,order,group,number_2012,number_2017,name_en,name_zh,name_zh_hant,"
    "short_en,short_zh,short_zh_hant,aliases",
    "classifications": "code,sectors,name_en,name_zh,name_zh_hant,source",
    "final_use": "code,order,per_province,name_en,name_zh,name_zh_hant,aliases",
    "line_names": "code,name_en,name_zh,name_zh_hant,aliases",
    "province_sets": "code,order,name_en,name_zh,name_zh_hant,provinces,source",
    "inventory_sectors": "code,order,households,name_en,name_zh,name_zh_hant,aliases",
    "cities": "code,province,name_en,name_zh,name_zh_hant,aliases",
    "fuels": "code,order,name_en,name_zh,name_zh_hant,aliases",
    "quantities": "label,property,unit,indicator,visceads,name_en,name_zh,name_zh_hant,"
    "description_en,description_zh,description_zh_hant,source",
}
UNITS = {
    "_mcny": "million CNY",
    "_kt": "kt CO2",
    "_t_per_10k_cny": "t CO2 per 10,000 CNY",
}
LABELLED = ["provinces", "sectors", "final_use", "inventory_sectors", "fuels", "cities"]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Our table of the Chinese characters in the reference files. A character in neither list fails
# the test: whoever adds one decides whether it has a distinct traditional form. The words are
# those of the mainland in both scripts (軟件, 信息).
# simplified character, then its traditional form
PAIRS = dict(
    pair
    for pair in """
    与與 专專 业業 东東 个個 为為 乐樂 于於 云雲 产產 从從 仓倉 仪儀 价價 会會 传傳 体體 余餘
    储儲 内內 农農 净淨 减減 制製 务務 动動 劳勞 区區 华華 单單 占佔 卫衛 压壓 参參 发發 变變
    号號 后後 国國 图圖 块塊 备備 娱娛 学學 宁寧 对對 属屬 广廣 庆慶 应應 废廢 开開 归歸 当當
    总總 报報 换換 数數 无無 旧舊 时時 术術 机機 权權 构構 气氣 渔漁 炼煉 烟煙 烧燒 热熱 环環
    现現 电電 矿礦 税稅 筑築 类類 级級 纸紙 纺紡 线線 组組 细細 织織 终終 经經 绒絨 绘繪 综綜
    编編 缴繳 肃肅 苏蘇 营營 补補 装裝 计計 设設 试試 该該 误誤 负負 货貨 购購 贴貼 贵貴 贸貿
    费費 赁賃 资資 转轉 软軟 较較 输輸 辽遼 过過 运運 进進 连連 选選 邮郵 采採 镇鎮 门門 间間
    强強 载載 盖蓋 陕陝 险險 项項 顺順 额額 饮飲 验驗 龙龍
    优優 满滿 证證 请請
    长長 双雙 济濟 带帶 黄黃 网網 点點 态態 户戶 给給 账賬 雇僱 见見 没沒 记記 录錄 据據
    纤纖 维維 复複 医醫 药藥 胶膠 办辦 来來 炉爐 厂廠 干乾 范範 围圍 条條 种種 两兩
    庄莊 岛島 郸鄲 张張 沧滄 阳陽 晋晉 临臨 吕呂 头頭 乌烏 尔爾 伦倫 贝貝 彦彥 兰蘭
    兴興 锡錫 沈瀋 抚撫 锦錦 盘盤 铁鐵 岭嶺 芦蘆 边邊 滨濱 齐齊 鸡雞 鹤鶴 岗崗 鸭鴨
    绥綏 盐鹽 扬揚 迁遷 温溫 绍紹 丽麗 芜蕪 马馬 铜銅 厦廈 乡鄉 鹰鷹 赣贛 饶饒 枣棗
    潍濰 莱萊 泽澤 郑鄭 顶頂 许許 峡峽 驻駐 汉漢 荆荊 冈岡 随隨 潜潛 怀懷 娄婁 关關
    远遠 钦欽 贺賀 宾賓 亚亞 贡貢 泸瀘 绵綿 达達 坝壩 凉涼 义義 毕畢 节節 红紅 纳納
    径徑 链鏈 系係 征徵 阵陣 离離
    断斷 显顯 隐隱 仅僅 样樣 触觸 萨薩 则則 宝寶 银銀 陇隴 树樹 吴吳 鲁魯 玛瑪
    """.split()
)

# characters with one form in both scripts
SHARED = set(
    "一上不中之二交京他以件份位住作使供保信修值元入全公共其具冶出分列初利刷前力加包化北南印即去及"
    "取口古另只可各合吉同名含和品售商器四固在地均城基境增夏外多大天子存安定家宿小少居展山川州工左"
    "差帽平年序府延建式形得徽息成或房所扣批承技投折指按排接描放政教整文料新方施最服木未本材村林核"
    "格案械模次款此比民氧水江河油津活流浙海消湖源炭焦然煤燃版牧物理甘生用疆的皮盈直相省知石研碳示"
    "社福科租程究空等答算管粗置羽者而耗育能自至草蒙藏融行衡表西角身述通造部酬重量金除障零青非靠革"
    "鞋食餐黑代由起留骨架覆任何弱支求足限隙"
    "冀三洲泛珠渝圈域易低市明集先是己情景度有"
    "色竹毛藤棕媒介原橡塑普蒸汽洗精型柴液清目某每唐秦皇邯邢台德廊坊太泉治朔忻汾梁呼浩特赤峰鄂斯巴"
    "淖察布郭勒阿拉善鞍溪丹阜朝葫春白松哈伊佳七牡徐常港淮泰杭波嘉衢舟肥蚌埠陵滁巢六亳池宣莆田漳岩"
    "昌萍九潭宜淄博威日照沂聊菏封洛壁濮漯丘周店武十堰襄孝感咸恩仙桃神沙株湘邵岳界益郴永底韶深圳汕"
    "佛湛茂肇惠梅尾莞潮揭浮柳桂梧防玉百崇儋都攀枝花遂充眉雅孜遵仁黔昆曲靖昭洱楚雄宏怒迪喀芝那里渭"
    "榆康峪掖酒果嘴忠克依吐番密塔音楞什犁"
    "法判著要因主乘倒到向回它心性正步沿矩短移聚走距路近"
)

each_table = pytest.mark.parametrize("name", COLUMNS)


def scripts(name):
    """Every (simplified, traditional) text pair of a table."""
    for row in reference.table(name):
        for column in row:
            if f"{column}_hant" in row:
                yield row[column], row[f"{column}_hant"]


@each_table
def test_tables_have_the_columns_of_the_contract(name):
    with (reference.FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == COLUMNS[name].split(",")


@each_table
def test_values_have_no_stray_blanks_and_are_given(name):
    optional = {"aliases", "number_2012", "number_2017", "visceads"}
    for row in reference.table(name):
        for column, value in row.items():
            assert value == value.strip()
            assert value or column in optional, (name, row, column)


@each_table
def test_codes_and_orders_are_unique(name):
    rows = reference.table(name)
    keys = [row.get("code") or (row["label"], row["property"]) for row in rows]
    assert len(set(keys)) == len(keys)
    if "order" in rows[0]:
        assert [int(row["order"]) for row in rows] == list(range(1, len(rows) + 1))


@each_table
def test_every_character_is_classified(name):
    known = SHARED | PAIRS.keys() | set(PAIRS.values())
    texts = "".join(text for pair in scripts(name) for text in pair)
    assert {c for c in CHINESE.findall(texts) if c not in known} == set()


@each_table
def test_traditional_columns_hold_no_simplified_character(name):
    for _, traditional in scripts(name):
        assert not set(traditional) & PAIRS.keys(), traditional


@each_table
def test_simplified_columns_hold_no_traditional_character(name):
    for simplified, _ in scripts(name):
        assert not set(simplified) & set(PAIRS.values()), simplified


@each_table
def test_names_differ_wherever_a_character_has_a_traditional_form(name):
    for simplified, traditional in scripts(name):
        assert "".join(PAIRS.get(c, c) for c in simplified) == traditional


@each_table
def test_chinese_columns_are_chinese_and_english_ones_are_not(name):
    for row in reference.table(name):
        for column, value in row.items():
            if column.endswith("_en"):
                assert not CHINESE.search(value), value
            elif column.endswith(("_zh", "_zh_hant")):
                assert CHINESE.search(value), value


@pytest.mark.parametrize("column", ["name_en", "name_zh", "name_zh_hant"])
@pytest.mark.parametrize(
    "name", ["provinces", "regions", "sector_groups", "sectors", "final_use", "province_sets"]
)
def test_names_are_unique(name, column):
    counted = Counter(row[column] for row in reference.table(name))
    assert [value for value, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("name", LABELLED)
def test_a_label_names_one_thing(name):
    owners = {}
    for row in reference.table(name):
        for label in reference.aliases(row):
            assert owners.setdefault(label.casefold(), row["code"]) == row["code"], label


@pytest.mark.parametrize("name", LABELLED)
def test_aliases_do_not_repeat_a_name(name):
    for row in reference.table(name):
        given = [alias for alias in row["aliases"].split("|") if alias]
        assert len(set(given)) == len(given)
        assert not set(given) & {row["name_en"], row["name_zh"], row["name_zh_hant"]}


def test_there_are_31_provinces_on_31_tiles():
    rows = reference.table("provinces")
    tiles = {(int(row["grid_row"]), int(row["grid_col"])) for row in rows}
    assert len(rows) == len(tiles) == 31
    assert all(0 <= r < 8 and 0 <= c < 7 for r, c in tiles)
    assert tiles.isdisjoint({(6, 5), (7, 3), (7, 4)}), "Taiwan, Macao, Hong Kong keep theirs"


def test_provinces_are_in_the_order_of_their_administrative_codes():
    gb_codes = [row["gb_code"] for row in reference.table("provinces")]
    assert gb_codes == sorted(gb_codes)
    assert (gb_codes[0], gb_codes[-1]) == ("11", "65")


def test_provinces_and_sectors_point_to_known_groups():
    assert {row["region"] for row in reference.table("provinces")} == set(
        reference.codes("regions")
    )
    assert {row["group"] for row in reference.table("sectors")} == set(
        reference.codes("sector_groups")
    )


def test_sets_of_provinces_hold_known_provinces_in_their_order():
    provinces = reference.codes("provinces")
    for row in reference.table("province_sets"):
        given = row["provinces"].split("|")
        assert given == [code for code in provinces if code in given], row["code"]


def test_the_four_economic_regions_part_the_31_provinces_as_the_statistics_bureau_does():
    """Counts of the National Bureau of Statistics, 13 June 2011."""
    sets = {row["code"]: row["provinces"].split("|") for row in reference.table("province_sets")}
    parts = [sets[code] for code in ("east", "central", "west", "northeast")]
    assert [len(part) for part in parts] == [10, 6, 12, 3]
    assert sorted(sum(parts, [])) == sorted(reference.codes("provinces"))


@pytest.mark.parametrize("classification", ["ceads42_2012", "ceads42_2017"])
def test_each_classification_numbers_its_42_sectors(classification):
    column = "number_" + classification.rsplit("_", 1)[1]
    numbers = [int(row[column]) for row in reference.table("sectors") if row[column]]
    assert sorted(numbers) == list(range(1, 43))
    stated = {row["code"]: int(row["sectors"]) for row in reference.table("classifications")}
    assert len(reference.sector_codes(classification)) == stated[classification]


def test_the_two_classes_differ_in_waste_and_research_alone():
    old, new = (set(reference.sector_codes(c)) for c in ("ceads42_2012", "ceads42_2017"))
    assert old - new == {"c16m", "c16w", "mscitech"}
    assert new - old == {"c16", "msci", "mtech"}
    assert len(old | new) == len(reference.codes("sectors")) == 45


@pytest.mark.parametrize(("column", "limit"), [("short_en", 18), ("short_zh", 6)])
def test_short_names_fit_and_are_unique(column, limit):
    names = [row[column] for row in reference.table("sectors")]
    assert max(map(len, names)) <= limit
    assert len(set(names)) == len(names)


def test_money_and_carbon_carry_their_unit_in_the_name():
    for row in reference.table("quantities"):
        for suffix, unit in UNITS.items():
            assert row["property"].endswith(suffix) == (row["unit"] == unit), row["property"]


def test_every_unit_is_known():
    others = {"1", "year", "base year = 100", "unit of the account"}
    assert {row["unit"] for row in reference.table("quantities")} == {*UNITS.values(), *others}


def test_indicators_are_numbers_of_an_industry():
    rows = reference.table("quantities")
    assert {row["indicator"] for row in rows} == {"true", "false"}
    assert {row["label"] for row in rows if row["indicator"] == "true"} == {"Industry"}


def test_descriptions_are_sentences():
    for row in reference.table("quantities"):
        assert row["description_en"].endswith(".")
        assert row["description_en"][0].isupper() or row["description_en"].startswith("CO2")
        assert row["description_zh"].endswith("。")
        assert row["description_zh_hant"].endswith("。")


def test_derived_quantities_state_their_formula():
    for row in reference.table("quantities"):
        if row["label"] == "Industry" and row["property"].startswith("intensity_"):
            below = row["property"].split("_", 1)[1].removesuffix("_t_per_10k_cny") + "_mcny"
            formula = f"10 x co2_kt / {below}"
            assert formula in row["description_en"]
            assert formula in row["source"]


def test_each_indicator_of_visceads_is_one_quantity(reference_data):
    """Gross output stands for both totals, as the two are equal in a balanced table."""
    rows = reference.table("quantities")
    given = [code for row in rows if row["visceads"] for code in row["visceads"].split("|")]
    with (reference_data / "visceads_reference" / "indicators.csv").open(encoding="utf-8") as file:
        theirs = [row["code"] for row in csv.DictReader(file)]
    assert len(theirs) == 30
    assert sorted(given) == sorted(theirs)


def test_every_quantity_that_stands_for_an_indicator_may_be_chosen():
    for row in reference.table("quantities"):
        assert not row["visceads"] or row["indicator"] == "true", row["property"]


@pytest.mark.parametrize("name", ["provinces", "sectors"])
def test_labels_of_the_reference_data_are_known(reference_data, name):
    """Codes and label spellings only; names of the reference product are never copied."""
    columns = {
        "provinces": [
            "ceads_mrio_en",
            "ceads_mrio_en_2018_2020",
            "ceads_mrio_en_2020_corrupt",
            "ceads_mrio_zh_variant",
        ],
        "sectors": ["ceads_workbook_en", "nbs_zh", "nbs_en"],
    }[name]
    ours = {row["code"]: reference.aliases(row) for row in reference.table(name)}
    with (reference_data / "visceads_reference" / f"{name}.csv").open(encoding="utf-8") as file:
        theirs = list(csv.DictReader(file))
    assert {row["code"] for row in theirs} == ours.keys()
    for row in theirs:
        for column in columns:
            assert not row[column] or row[column] in ours[row["code"]], (row["code"], row[column])
