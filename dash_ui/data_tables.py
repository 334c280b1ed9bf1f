"""The tables of the data page as AG Grid columns and rows."""

from __future__ import annotations

from typing import Any

from dash_ui import i18n, numbers
from dash_ui.data_view import DataView, Row, title, unit
from dash_ui.i18n import t

Column = dict[str, Any]
Table = tuple[list[Column], list[dict[str, Any]]]

TEXT: Column = {
    "filter": "agTextColumnFilter",
    "filterParams": {"defaultOption": "contains", "maxNumConditions": 1},
}
WRAPPED: Column = {**TEXT, "wrapText": True, "autoHeight": True, "cellClass": "wrapped"}
ENGLISH: Column = {**WRAPPED, "cellRenderer": "EnglishCell"}
"""Sentences of the loader and of sources stand in English in every language."""


def _column(field: str, lang: str, kind: Column, **more: Any) -> Column:
    return {
        "field": field,
        "colId": field,
        "headerName": t(f"field.{field}", lang),
        **kind,
        **more,
    }


def count_column(field: str, head: str, digits: int = 0, **more: Any) -> Column:
    """A column of numbers with thousands commas."""
    return {
        "field": field,
        "colId": field,
        "headerName": head,
        "type": "rightAligned",
        "valueFormatter": {"function": f"tanluNumber(params.value, {digits})"},
        **more,
    }


def checks(view: DataView) -> Table:
    """The findings asked for: severity, kind, place, expected, found, consequence."""
    lang = view.lang
    columns = [
        _column("check", lang, WRAPPED, flex=4, minWidth=140, cellRenderer="CheckCell"),
        _column("part", lang, WRAPPED, width=128),
        _column("place", lang, ENGLISH, flex=4, minWidth=190),
        _column("expected", lang, ENGLISH, flex=4, minWidth=170),
        _column("found", lang, ENGLISH, flex=5, minWidth=210),
        _column("consequence", lang, ENGLISH, flex=4, minWidth=170),
    ]
    rows = [
        {
            "id": f"finding~{row['id']}",
            "severity": t(f"severity.{row['severity']}", lang),
            "tone": row["severity"],
            "check": title(row["code"], lang),
            **{key: row[key] for key in ("part", "place", "expected", "found", "consequence")},
        }
        for row in view.findings
    ]
    return _kept(view, columns, "check", "found"), rows


def editions(view: DataView) -> Table:
    """The editions: year, class, CO2 source, counts and totals."""
    lang = view.lang
    money = {name: [row[f"{name}_mcny"] for row in view.editions] for name in MONEY}
    scales = {name: numbers.column_scale(numbers.MONEY, money[name], lang) for name in MONEY}
    carbon = numbers.column_scale(numbers.CARBON, [row["co2_kt"] for row in view.editions], lang)
    columns = [
        _column("edition", lang, TEXT, flex=2, minWidth=130),
        count_column("year", t("field.year", lang), width=76, valueFormatter=None),
        _column("class", lang, TEXT, flex=2, minWidth=110),
        _column("co2", lang, TEXT, flex=3, minWidth=170),
        count_column("provinces", t("field.provinces", lang), width=92),
        count_column("industries", t("field.industries", lang), width=92),
        *(
            count_column(
                name, _headed(name, scales[name], lang), scales[name].digits, flex=3, minWidth=120
            )
            for name in MONEY
        ),
        count_column(
            "emissions", _headed("emissions", carbon, lang), carbon.digits, flex=2, minWidth=110
        ),
    ]
    rows = [
        {
            "id": f"edition~{row['id']}",
            "edition": row["id"],
            "year": row["year"],
            "class": t(f"edition.{row['classification']}", lang),
            "co2": t(f"co2.{row['co2_source']}", lang),
            "provinces": row["provinces"],
            "industries": row["industries"],
            **{name: _scaled(row[f"{name}_mcny"], scales[name]) for name in MONEY},
            "emissions": _scaled(row["co2_kt"], carbon),
        }
        for row in view.editions
    ]
    return _kept(view, columns, "edition", "co2"), rows


MONEY = ("output", "value_added")


def sources(view: DataView) -> Table:
    """The sources: what was read from which file, findings, checksum, citation, licence."""
    lang = view.lang
    columns = [
        _column("part", lang, TEXT, width=132, pinned="left"),
        _column("kind", lang, TEXT, width=150),
        _column("file", lang, TEXT, width=300, tooltipField="file"),
        _column("sheet", lang, TEXT, width=180, tooltipField="sheet"),
        _column("read", lang, TEXT, width=210, tooltipField="read"),
        count_column("warnings", t("severities.warning", lang), width=92),
        count_column("infos", t("severities.info", lang), width=82),
        _column("sha256", lang, TEXT, width=130, cellRenderer="CodeCell", tooltipField="sha256"),
        _column(
            "citation", lang, TEXT, width=360, cellRenderer="EnglishCell", tooltipField="citation"
        ),
        _column(
            "licence", lang, TEXT, width=260, cellRenderer="EnglishCell", tooltipField="licence"
        ),
        _column("loaded_at", lang, TEXT, width=150),
    ]
    rows = [
        {
            "id": f"source~{row['id']}",
            "part": row["part"],
            "kind": kind(row, lang),
            "file": row["file_name"],
            "sheet": row["sheet"],
            "read": contents(row, lang),
            "warnings": row["warnings"],
            "infos": row["infos"],
            "sha256": row["sha256"],
            "citation": row["citation"],
            "licence": row["licence"],
            "loaded_at": moment(row["loaded_at"]),
        }
        for row in view.sources
    ]
    return _kept(view, columns, "part", "read"), rows


def dictionary(view: DataView) -> Table:
    """The quantities: what carries them, name, unit, meaning, origin."""
    lang = view.lang
    columns = [
        _column("name", lang, WRAPPED, flex=3, minWidth=150),
        _column("unit", lang, WRAPPED, flex=2, minWidth=110),
        _column("description", lang, WRAPPED, flex=6, minWidth=240),
        _column("label", lang, TEXT, width=120, cellRenderer="CodeCell"),
        _column("property", lang, TEXT, flex=3, minWidth=210, cellRenderer="CodeCell"),
        _column("source", lang, ENGLISH, flex=4, minWidth=180),
    ]
    rows = [
        {
            "id": f"quantity~{row['label']}.{row['property']}",
            "name": i18n.name(row, lang),
            "unit": unit(row, lang),
            "description": i18n.name(row, lang, kind="description"),
            **{key: row[key] for key in ("label", "property", "source")},
        }
        for row in view.quantities
    ]
    return _kept(view, columns, "name", "unit"), rows


def _kept(view: DataView, columns: list[Column], *fields: str) -> list[Column]:
    """All columns; on a phone the named ones."""
    if not view.narrow:
        return columns
    return [one | {"flex": 1, "minWidth": 100} for one in columns if one["field"] in fields]


def kind(row: Row, lang: str) -> str:
    """What a source is; a dash where nothing in the graph says so."""
    return t(f"kind.{row['kind']}", lang) if row["kind"] else numbers.MISSING


def contents(row: Row, lang: str) -> str:
    """What was read from a source: counts of nodes, smallest first."""
    said = [
        t(f"nodes.{label}", lang, n=f"{count:,}")
        for label, count in sorted(row["read"].items(), key=lambda item: item[1])
        if label != "Edition"
    ]
    return t("card.comma", lang).join(said) or numbers.MISSING


def moment(text: str) -> str:
    """A time as a person reads it: date and minutes, in UTC as stored."""
    return text[:16].replace("T", " ")


def _headed(name: str, scale: numbers.Scale, lang: str) -> str:
    return t("table.headed", lang, name=t(f"field.{name}", lang), unit=scale.unit(lang))


def _scaled(value: float | None, scale: numbers.Scale) -> float | None:
    return None if value is None else round(value * scale.factor, scale.digits + 3)
