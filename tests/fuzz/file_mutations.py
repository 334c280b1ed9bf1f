"""Real workbooks with their XML edited: what other programs write, and what damage does."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from loader.layout import column_name
from tests.fuzz.cases import EITHER, HARMLESS, Case, Verdict, harmful
from tests.loader.economies import NUMBERS

SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
STRINGS = "xl/sharedStrings.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
NO_SHEET = ("fuzzed.xlsx",)  # where a file cannot be opened, only its name can be said


@dataclass
class Book:
    """A workbook as its parts, and the case that says where things stand in its table."""

    case: Case
    parts: dict[str, bytes]
    stored: bool = False
    damage: Callable[[bytes], bytes] | None = None

    def edit(self, part: str, change: Callable[[str], str]) -> None:
        self.parts[part] = change(self.parts[part].decode()).encode()

    def replace(self, part: str, old: str, new: str, count: int = 1) -> None:
        assert old in self.parts[part].decode(), old
        self.edit(part, lambda text: text.replace(old, new, count))

    def cell(self, row: int, column: int, content: str | Callable[[str], str]) -> None:
        """Replace a cell's element; a function gets its value."""
        address = f"{column_name(column)}{row + 1}"
        text = self.parts[SHEET].decode()
        found = re.search(rf'<c r="{address}"[^>]*?(?:/>|>(.*?)</c>)', text)
        assert found is not None, address
        value = re.search(r"<v>(.*?)</v>", found[0])
        new = content if isinstance(content, str) else content(value[1] if value else "")
        new = new.format(address=address)
        self.parts[SHEET] = (text[: found.start()] + new + text[found.end() :]).encode()

    def content(self) -> bytes:
        stream = io.BytesIO()
        kind = zipfile.ZIP_STORED if self.stored else zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(stream, "w", kind, compresslevel=1) as archive:
            for name, content in self.parts.items():
                archive.writestr(name, content)
        whole = stream.getvalue()
        return self.damage(whole) if self.damage else whole


FileMutation = Callable[[Book], Verdict]


def _flow(book: Book) -> tuple[int, int, tuple[str, ...]]:
    """A flow that matters to its supplier and to its user, and what may name it."""
    case = book.case
    while True:
        user = case.industry()
        column = case.sheet.column[user]
        for supplier in case.draw.permutation(np.array(case.industries)).tolist():
            key = (supplier[0], supplier[1])
            row = case.sheet.row[key]
            least = 1e-4 * max(case.output(key), case.output(user))
            if case.number(row, column) > least:
                address = f"cell {column_name(column)}{row + 1}"
                return row, column, (address, f"/{key[0]}/", f"/{user[0]}/")


def number_as_inline_text(book: Book) -> Verdict:
    row, column, _ = _flow(book)
    book.cell(row, column, lambda v: f'<c r="{{address}}" t="inlineStr"><is><t>{v}</t></is></c>')
    return HARMLESS


def number_in_exponents(book: Book) -> Verdict:
    row, column, _ = _flow(book)
    book.cell(row, column, lambda v: f'<c r="{{address}}"><v>{float(v):.17E}</v></c>')
    return HARMLESS


def formula_with_value(book: Book) -> Verdict:
    row, column, _ = _flow(book)
    book.cell(row, column, lambda v: f'<c r="{{address}}"><f>SUM(A1:A2)*2</f><v>{v}</v></c>')
    return HARMLESS


def shared_formula_with_value(book: Book) -> Verdict:
    row, column, _ = _flow(book)
    formula = '<f t="shared" ref="D5:D9" si="0">A1</f>'
    book.cell(row, column, lambda v: f'<c r="{{address}}">{formula}<v>{v}</v></c>')
    return HARMLESS


def text_formula_with_value(book: Book) -> Verdict:
    """A label that is the result of a formula."""
    case = book.case
    row, column = case.sheet.row[case.industry()], case.sheet.side["name"]
    name = case.rows[row][column]
    book.cell(row, column, f'<c r="{{address}}" t="str"><f>A1</f><v>{name}</v></c>')
    return HARMLESS


def headers_merged(book: Book) -> Verdict:
    columns = [book.case.sheet.column[p, "01"] for p in book.case.provinces]
    line = book.case.sheet.header["province"] + 1
    merged = "".join(
        f'<mergeCell ref="{column_name(c)}{line}:{column_name(c + 41)}{line}"/>' for c in columns
    )
    book.replace(SHEET, "</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>")
    return HARMLESS


def size_not_stated(book: Book) -> Verdict:
    book.edit(SHEET, lambda text: re.sub(r"<dimension[^>]*/>", "", text))
    return HARMLESS


def size_stated_wrong(book: Book) -> Verdict:
    said = book.case.pick(("A1", "A1:B2", "A1:XFD1048576", "D5:E6"))
    book.edit(
        SHEET, lambda text: re.sub(r'<dimension ref="[^"]*"', f'<dimension ref="{said}"', text)
    )
    return HARMLESS


def sheet_hidden(book: Book) -> Verdict:
    book.replace(BOOK, "<sheet name=", '<sheet state="hidden" name=')
    return HARMLESS


def label_in_rich_text(book: Book) -> Verdict:
    def split(found: re.Match[str]) -> str:
        text = found[1]
        return f"<si><r><rPr><b/></rPr><t>{text[:1]}</t></r><r><t>{text[1:]}</t></r></si>"

    book.edit(STRINGS, lambda text: re.sub(r"<si><t>([^<]{2,})</t></si>", split, text))
    return HARMLESS


def label_with_pronunciation(book: Book) -> Verdict:
    """What Excel in East Asia keeps beside a label is no part of it."""
    spoken = '<rPh sb="0" eb="1"><t>nong</t></rPh><phoneticPr fontId="1" type="noConversion"/>'
    book.edit(STRINGS, lambda text: text.replace("</t></si>", f"</t>{spoken}</si>"))
    return HARMLESS


def line_breaks_in_labels(book: Book) -> Verdict:
    book.edit(STRINGS, lambda text: text.replace("</t></si>", "_x000D_\n</t></si>"))
    return EITHER


def lines_between_elements(book: Book) -> Verdict:
    book.edit(SHEET, lambda text: text.replace("<row ", "\n  <row ").replace("<c ", "\n    <c "))
    return HARMLESS


def apostrophes_for_quotes(book: Book) -> Verdict:
    book.edit(SHEET, lambda text: re.sub(r'="([^"\']*)"', r"='\1'", text))
    return HARMLESS


def styles_everywhere(book: Book) -> Verdict:
    book.edit(SHEET, lambda text: text.replace('"><v>', '" s="0"><v>'))
    return HARMLESS


def blank_cells_with_style(book: Book) -> Verdict:
    far = f'<row r="{len(book.case.rows) + 3}"><c r="A{len(book.case.rows) + 3}" s="0"/></row>'
    book.replace(SHEET, "</sheetData>", f"{far}</sheetData>")
    return HARMLESS


def note_below(book: Book) -> Verdict:
    line = len(book.case.rows) + 3
    note = f'<row r="{line}"><c r="A{line}" t="inlineStr"><is><t>CO2: see note</t></is></c></row>'
    book.replace(SHEET, "</sheetData>", f"{note}</sheetData>")
    return HARMLESS


def relation_from_the_root(book: Book) -> Verdict:
    book.replace(RELATIONS, 'Target="worksheets/', 'Target="/xl/worksheets/')
    return HARMLESS


def stored_without_compression(book: Book) -> Verdict:
    book.stored = True
    return HARMLESS


def parts_of_other_programs(book: Book) -> Verdict:
    book.parts["xl/calcChain.xml"] = b"<calcChain/>"
    book.parts["docMetadata/LabelInfo.xml"] = b"<x/>"
    return HARMLESS


def number_as_shared_text(book: Book) -> Verdict:
    row, column, _ = _flow(book)
    count = book.parts[STRINGS].count(b"<si>")

    def share(value: str) -> str:
        book.replace(STRINGS, "</sst>", f"<si><t>{value}</t></si></sst>")
        return f'<c r="{{address}}" t="s"><v>{count}</v></c>'

    book.cell(row, column, share)
    return HARMLESS


def type_of_numbers_stated(book: Book) -> Verdict:
    book.edit(
        SHEET, lambda text: text.replace('"><v>', '" t="n"><v>').replace(' t="s" t="n"', ' t="s"')
    )
    return HARMLESS


def rows_hidden(book: Book) -> Verdict:
    book.edit(SHEET, lambda text: text.replace("<row r=", '<row hidden="1" ht="15" r='))
    return HARMLESS


def byte_order_mark(book: Book) -> Verdict:
    for part in (SHEET, STRINGS, BOOK):
        book.parts[part] = b"\xef\xbb\xbf" + book.parts[part]
    return HARMLESS


def strict_namespaces(book: Book) -> Verdict:
    """As Excel saves a Strict Open XML Spreadsheet."""
    old = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    new = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    relation = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    strict = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    for part in (SHEET, STRINGS, BOOK, RELATIONS):
        book.parts[part] = book.parts[part].replace(old, new).replace(relation, strict)
    return EITHER


def columns_shifted(book: Book) -> Verdict:
    """The cells of one row stand one column further right."""
    row = book.case.sheet.row[book.case.industry()]

    def shift(found: re.Match[str]) -> str:
        return f'r="{column_name(_number(found[1]) + 1)}{row + 1}"'

    book.edit(SHEET, lambda text: re.sub(rf'r="([D-Z]|[A-Z]{{2,3}}){row + 1}"', shift, text))
    return harmful()


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def sheet_renamed(book: Book) -> Verdict:
    book.replace(BOOK, 'name="Table_2017"', 'name="Sheet1"')
    return HARMLESS


def sheet_of_another_year(book: Book) -> Verdict:
    book.replace(BOOK, 'name="Table_2017"', 'name="Table_2012"')
    return harmful("cell A1")


def number_slipped(book: Book) -> Verdict:
    row, column, named = _flow(book)
    book.cell(row, column, lambda v: f'<c r="{{address}}"><v>{float(v) * 100!r}</v></c>')
    return harmful(*named)


def number_lost(book: Book) -> Verdict:
    row, column, named = _flow(book)
    book.cell(row, column, book.case.pick(("", '<c r="{address}"/>', '<c r="{address}"><v/></c>')))
    return harmful(*named)


def formula_without_value(book: Book) -> Verdict:
    row, column, named = _flow(book)
    made = ("<f>1+1</f>", "<f>1+1</f><v></v>", "<f>1+1</f><v/>", '<f t="shared" si="0"/>')
    book.cell(row, column, f'<c r="{{address}}">{book.case.pick(made)}</c>')
    return harmful(named[0])


def excel_error(book: Book) -> Verdict:
    row, column, named = _flow(book)
    error = book.case.pick(("#REF!", "#DIV/0!", "#VALUE!", "#N/A", "#NAME?"))
    book.cell(row, column, f'<c r="{{address}}" t="e"><f>1/0</f><v>{error}</v></c>')
    return harmful(named[0])


def no_number(book: Book) -> Verdict:
    row, column, named = _flow(book)
    made = (
        '<c r="{address}" t="b"><v>1</v></c>',
        '<c r="{address}" t="d"><v>2017-03-01</v></c>',
        '<c r="{address}" t="inlineStr"><is><t>n/a</t></is></c>',
        '<c r="{address}" t="s"><v>0</v></c>',
        '<c r="{address}" t="str"><v>1,234</v></c>',
        '<c r="{address}"><v>NaN</v></c>',
        '<c r="{address}"><v>1e999</v></c>',
        '<c r="{address}"><v>abc</v></c>',
    )
    book.cell(row, column, book.case.pick(made))
    return harmful(named[0], "damaged")


def string_out_of_range(book: Book) -> Verdict:
    row, column, named = _flow(book)
    book.cell(row, column, '<c r="{address}" t="s"><v>99999</v></c>')
    return harmful(named[0], "damaged")


def cell_twice(book: Book) -> Verdict:
    row, column, _ = _flow(book)
    book.cell(
        row, column, lambda v: f'<c r="{{address}}"><v>{v}</v></c><c r="{{address}}"><v>1</v></c>'
    )
    return EITHER


def rows_lost(book: Book) -> Verdict:
    line = book.case.sheet.row[book.case.industry()] + 1
    book.edit(SHEET, lambda text: re.sub(rf'<row r="{line}".*?</row>', "", text, flags=re.DOTALL))
    return harmful("cell ")


def rows_renumbered(book: Book) -> Verdict:
    """A row whose number repeats that of the row before it."""
    line = book.case.sheet.row[book.case.industry()] + 1
    book.edit(SHEET, lambda text: text.replace(f'<row r="{line}"', f'<row r="{line - 1}"'))
    return EITHER


def names_exchanged(book: Book) -> Verdict:
    """Two shared strings in each other's place: the names of two sectors everywhere."""
    case = book.case
    name_row, columns = case.sheet.header["name"], case.sheet.column
    one, other = case.two(NUMBERS)
    first = str(case.rows[name_row][columns[case.provinces[0], one]])
    second = str(case.rows[name_row][columns[case.provinces[0], other]])
    book.edit(
        STRINGS,
        lambda text: (
            text.replace(f"<t>{first}</t>", "<t>\0</t>")
            .replace(f"<t>{second}</t>", f"<t>{first}</t>")
            .replace("<t>\0</t>", f"<t>{second}</t>")
        ),
    )
    return harmful("cell ")


def strings_lost(book: Book) -> Verdict:
    del book.parts[STRINGS]
    return harmful(*NO_SHEET)


def part_lost(book: Book) -> Verdict:
    del book.parts[book.case.pick((SHEET, BOOK, RELATIONS))]
    return harmful(*NO_SHEET)


def xml_cut(book: Book) -> Verdict:
    part = book.case.pick((SHEET, BOOK, STRINGS))
    size = len(book.parts[part])
    book.parts[part] = book.parts[part][: int(size * book.case.draw.uniform(0.05, 0.95))]
    return harmful(*NO_SHEET)


def file_cut(book: Book) -> Verdict:
    share = book.case.draw.uniform(0.02, 0.98)
    book.damage = lambda whole: whole[: int(len(whole) * share)]
    return harmful(*NO_SHEET)


def bytes_damaged(book: Book) -> Verdict:
    share = book.case.draw.uniform(0.1, 0.9)

    def spoil(whole: bytes) -> bytes:
        at = int(len(whole) * share)
        return whole[:at] + bytes(64) + whole[at + 64 :]

    book.damage = spoil
    return EITHER


def far_cell(book: Book) -> Verdict:
    line = book.case.pick((1_048_576, 500_000, 60_000))
    stray = f'<row r="{line}"><c r="XFD{line}"><v>1</v></c></row>'
    book.replace(SHEET, "</sheetData>", f"{stray}</sheetData>")
    return harmful("Table_2017")


def twin(book: Book) -> Verdict:
    """A second sheet with the same table, as the English one of a workbook."""
    _second_sheet(book, book.parts[SHEET])
    return HARMLESS


def twin_with_another_number(book: Book) -> Verdict:
    whole = book.parts[SHEET]
    row, column, named = _flow(book)
    book.cell(row, column, lambda v: f'<c r="{{address}}"><v>{float(v) * 1.5!r}</v></c>')
    changed, book.parts[SHEET] = book.parts[SHEET], whole
    _second_sheet(book, changed)
    return harmful(named[0])


def _second_sheet(book: Book, content: bytes) -> None:
    book.parts["xl/worksheets/sheet9.xml"] = content
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    relation = f'<Relationship Id="rId99" Type="{kind}" Target="worksheets/sheet9.xml"/>'
    book.replace(RELATIONS, "</Relationships>", f"{relation}</Relationships>")
    book.replace(BOOK, "</sheets>", '<sheet name="Copy_2017" sheetId="9" r:id="rId99"/></sheets>')


KINDS: tuple[FileMutation, ...] = (
    number_as_inline_text,
    number_slipped,
    formula_with_value,
    formula_without_value,
    headers_merged,
    excel_error,
    size_stated_wrong,
    no_number,
    label_with_pronunciation,
    far_cell,
    number_in_exponents,
    shared_formula_with_value,
    text_formula_with_value,
    size_not_stated,
    sheet_hidden,
    label_in_rich_text,
    line_breaks_in_labels,
    lines_between_elements,
    apostrophes_for_quotes,
    styles_everywhere,
    blank_cells_with_style,
    note_below,
    relation_from_the_root,
    stored_without_compression,
    parts_of_other_programs,
    number_as_shared_text,
    type_of_numbers_stated,
    rows_hidden,
    byte_order_mark,
    strict_namespaces,
    columns_shifted,
    sheet_renamed,
    sheet_of_another_year,
    number_lost,
    string_out_of_range,
    cell_twice,
    rows_lost,
    rows_renumbered,
    names_exchanged,
    strings_lost,
    part_lost,
    xml_cut,
    file_cut,
    bytes_damaged,
    twin,
    twin_with_another_number,
)
"""Those of the issue come first: they make the sample that CI runs."""
