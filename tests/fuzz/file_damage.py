"""Workbooks whose XML or bytes were damaged: numbers, rows, parts, the file; and twin sheets."""

from __future__ import annotations

import re

from loader.layout import column_name
from tests.fuzz.cases import EITHER, HARMLESS, Verdict, harmful
from tests.fuzz.file_mutations import BOOK, RELATIONS, SHEET, STRINGS, Book, FileMutation, flow
from tests.loader.economies import NUMBERS

NO_SHEET = ("fuzzed.xlsx",)  # where a file cannot be opened, only its name can be said


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


def sheet_of_another_year(book: Book) -> Verdict:
    book.replace(BOOK, 'name="Table_2017"', 'name="Table_2012"')
    return harmful("cell A1")


def number_slipped(book: Book) -> Verdict:
    row, column, named = flow(book)
    book.cell(row, column, lambda v: f'<c r="{{address}}"><v>{float(v) * 100!r}</v></c>')
    return harmful(*named)


def number_lost(book: Book) -> Verdict:
    row, column, named = flow(book)
    book.cell(row, column, book.case.pick(("", '<c r="{address}"/>', '<c r="{address}"><v/></c>')))
    return harmful(*named)


def formula_without_value(book: Book) -> Verdict:
    row, column, named = flow(book)
    made = ("<f>1+1</f>", "<f>1+1</f><v></v>", "<f>1+1</f><v/>", '<f t="shared" si="0"/>')
    book.cell(row, column, f'<c r="{{address}}">{book.case.pick(made)}</c>')
    return harmful(named[0])


def excel_error(book: Book) -> Verdict:
    row, column, named = flow(book)
    error = book.case.pick(("#REF!", "#DIV/0!", "#VALUE!", "#N/A", "#NAME?"))
    book.cell(row, column, f'<c r="{{address}}" t="e"><f>1/0</f><v>{error}</v></c>')
    return harmful(named[0])


def no_number(book: Book) -> Verdict:
    row, column, named = flow(book)
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
    row, column, named = flow(book)
    book.cell(row, column, '<c r="{address}" t="s"><v>99999</v></c>')
    return harmful(named[0], "damaged")


def cell_twice(book: Book) -> Verdict:
    row, column, _ = flow(book)
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
    row, column, named = flow(book)
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
    number_slipped,
    formula_without_value,
    excel_error,
    no_number,
    far_cell,
    columns_shifted,
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
