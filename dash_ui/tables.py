"""The table twins of the network: links and industries as AG Grid columns and rows."""

from __future__ import annotations

from typing import Any

from dash_ui import figures, i18n, numbers
from dash_ui.i18n import t
from dash_ui.view import Row, View, is_loop, link_id

Column = dict[str, Any]


def _number(field: str, head: str, digits: int, **more: object) -> Column:
    return {
        "field": field,
        "colId": field,
        "headerName": head,
        "type": "rightAligned",
        "valueFormatter": {"function": f"tanluNumber(params.value, {digits})"},
        **more,
    }


def _sector(field: str, head: str, **more: object) -> Column:
    return {
        "field": field,
        "colId": field,
        "headerName": head,
        "filter": "agTextColumnFilter",
        "filterParams": {"defaultOption": "contains", "maxNumConditions": 1},
        "cellRenderer": "SectorCell",
        "tooltipField": f"{field}_full",
        **more,
    }


def _headed(name: str, unit: str, lang: str) -> str:
    return t("table.headed", lang, name=name, unit=unit) if unit else name


def link_table(view: View) -> tuple[list[Column], list[Row]]:
    """Columns and rows of the links: rank, ends, value, share, cumulative, percentile, weight."""
    lang = view.lang
    scale = numbers.table_scale(view.meta["unit"], [row["value_mcny"] for row in view.links], lang)
    columns = [
        _number("rank", t("table.rank", lang), 0, width=64),
        _sector("from", t("table.from", lang), flex=3, minWidth=118),
        _sector("to", t("table.to", lang), flex=3, minWidth=118),
        _number(
            "value",
            _headed(t("table.money", lang), scale.unit(lang), lang),
            scale.digits,
            flex=2,
            minWidth=140,
        ),
        _number("share", t("table.share", lang), 2, width=80),
        _number("sum", t("table.sum", lang), 1, width=110, cellRenderer="BarCell"),
        _number(
            "percentile",
            t("table.percentile", lang),
            2,
            width=104,
            headerTooltip=t("table.percentile_tip", lang),
        ),
        _number("weight", t("table.weight", lang), 1, width=74),
        {
            "field": "own",
            "colId": "own",
            "headerName": t("table.own", lang),
            "filter": "agTextColumnFilter",
            "width": 86,
        },
    ]
    rows, total = [], 0.0
    for row in view.links:
        total += row["share"]
        rows.append(_link_row(view, row, scale.factor, total))
    return columns, rows


def _link_row(view: View, row: Row, factor: float, total: float) -> Row:
    ends = {
        end: {
            end: view.short(row[f"{end}_sector"]),
            f"{end}_full": view.full(row[f"{end}_sector"]),
            f"{end}_group": view.sectors[row[f"{end}_sector"]]["group"],
            f"{end}_code": row[f"{end}_sector"],
        }
        for end in ("from", "to")
    }
    return {
        "id": link_id(row),
        "rank": row["rank"],
        **ends["from"],
        **ends["to"],
        "value": round(row["value_mcny"] * factor, 3),
        "share": round(100 * row["share"], 4),
        "sum": round(100 * total, 3),
        "percentile": round(100 * row["percentile"], 4),
        "weight": round(row["weight"], 3),
        "own": t("table.yes", view.lang) if is_loop(row) else "",
    }


def industry_table(view: View) -> tuple[list[Column], list[Row]]:
    """Columns and rows of the industries: every quantity, the chosen indicator first."""
    lang, chosen = view.lang, view.state.indicator
    grouped = [q for rows in figures.sections(view.quantities).values() for q in rows]
    ordered = [view.indicator, *(q for q in grouped if q["property"] != chosen)]
    columns = [
        _number("rank", t("table.rank", lang), 0, width=78, pinned="left"),
        _sector("name", t("table.industry", lang), width=178, pinned="left"),
        {
            "field": "group_name",
            "colId": "group_name",
            "headerName": t("table.group", lang),
            "filter": "agTextColumnFilter",
            "width": 148,
        },
    ]
    scales = {}
    for row in ordered:
        name = row["property"]
        values = [industry[name] for industry in view.industries]
        scales[name] = scale = numbers.table_scale(row["unit"], values, lang)
        head = _headed(i18n.name(row, lang), scale.unit(lang), lang)
        width = 64 + int(7.0 * len(head)) if lang == "en" else 64 + 13 * len(head)
        tip = i18n.name(row, lang, kind="description")
        columns.append(_number(name, head, scale.digits, width=width, headerTooltip=tip))
        if name == chosen and numbers.adds_up(row["unit"]):
            columns.append(
                _number("share", t("table.share", lang), 2, width=150, cellRenderer="BarCell")
            )
    names = {group["code"]: i18n.name(group, lang) for group in view.groups}
    rows = [_industry_row(view, row, scales, names) for row in view.industries]
    return columns, rows


def _industry_row(
    view: View, row: Row, scales: dict[str, numbers.Scale], groups: dict[str, str]
) -> Row:
    code = row["sector"]
    group = view.sectors[code]["group"]
    figures_by_name = {
        name: None if row[name] is None else round(row[name] * scale.factor, scale.digits + 4)
        for name, scale in scales.items()
    }
    return {
        "id": code,
        "rank": row["rank"],
        "name": view.short(code),
        "name_full": view.full(code),
        "name_group": group,
        "name_code": code,
        "group_name": groups[group],
        "share": None if row["share"] is None else round(100 * row["share"], 4),
        **figures_by_name,
    }
