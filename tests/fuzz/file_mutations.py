"""Real workbooks with their XML edited to say the same, as other programs write it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from loader.layout import column_name
from tests.fuzz.cases import EITHER, HARMLESS, Case, Verdict

SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
STRINGS = "xl/sharedStrings.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"


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


def flow(book: Book) -> tuple[int, int, tuple[str, ...]]:
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
    row, column, _ = flow(book)
    book.cell(row, column, lambda v: f'<c r="{{address}}" t="inlineStr"><is><t>{v}</t></is></c>')
    return HARMLESS


def number_in_exponents(book: Book) -> Verdict:
    row, column, _ = flow(book)
    book.cell(row, column, lambda v: f'<c r="{{address}}"><v>{float(v):.17E}</v></c>')
    return HARMLESS


def formula_with_value(book: Book) -> Verdict:
    row, column, _ = flow(book)
    book.cell(row, column, lambda v: f'<c r="{{address}}"><f>SUM(A1:A2)*2</f><v>{v}</v></c>')
    return HARMLESS


def shared_formula_with_value(book: Book) -> Verdict:
    row, column, _ = flow(book)
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
    row, column, _ = flow(book)
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


def sheet_renamed(book: Book) -> Verdict:
    book.replace(BOOK, 'name="Table_2017"', 'name="Sheet1"')
    return HARMLESS


KINDS: tuple[FileMutation, ...] = (
    number_as_inline_text,
    formula_with_value,
    headers_merged,
    size_stated_wrong,
    label_with_pronunciation,
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
    sheet_renamed,
)
