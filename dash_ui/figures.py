"""A view as texts for the browser: the detail card's figures, the summary, the captions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash_ui import i18n, numbers
from dash_ui.i18n import t
from dash_ui.view import Row, View, link_id

SECTIONS: dict[str, tuple[str, ...]] = {
    "carbon": (
        "co2_kt",
        "co2_inventory_kt",
        "intensity_output_t_per_10k_cny",
        "intensity_value_added_t_per_10k_cny",
        "intensity_final_use_t_per_10k_cny",
    ),
    "production": (
        "output_mcny",
        "total_input_mcny",
        "intermediate_input_mcny",
        "imports_mcny",
        "value_added_mcny",
        "compensation_mcny",
        "net_taxes_mcny",
        "depreciation_mcny",
        "operating_surplus_mcny",
    ),
    "flows": (
        "intra_industry_mcny",
        "supplied_within_mcny",
        "bought_within_mcny",
        "supplied_outside_mcny",
        "bought_outside_mcny",
    ),
    "final_use": (
        "final_use_mcny",
        "rural_consumption_mcny",
        "urban_consumption_mcny",
        "government_consumption_mcny",
        "capital_formation_mcny",
        "inventory_change_mcny",
        "exports_mcny",
        "error_mcny",
    ),
    "network": (
        "eigenvector",
        "betweenness",
        "closeness",
        "katz",
        "pagerank",
        "in_degree",
        "out_degree",
        "clustering",
    ),
}
HEADLINE = ("co2_kt", "output_mcny", "intensity_output_t_per_10k_cny")
TOP = 8


def sections(quantities: Sequence[Row]) -> dict[str, list[Row]]:
    """Quantities by section, in the card's order; what no section names comes under "other"."""
    by_name = {row["property"]: row for row in quantities}
    grouped = {
        section: [by_name[name] for name in names if name in by_name]
        for section, names in SECTIONS.items()
    }
    named = {name for names in SECTIONS.values() for name in names}
    grouped["other"] = [row for row in quantities if row["property"] not in named]
    return {section: rows for section, rows in grouped.items() if rows}


def _industry(view: View, row: Row) -> dict[str, Any]:
    """The figures of one industry as texts: every property, money in one unit.

    ``share`` is missing where the indicator does not add up over industries; ``mark`` stands
    beside the bar of length ``part``: the share, or else the indicator itself.
    """
    scales = {
        unit: numbers.scale_for(
            unit, [row[q["property"]] for q in view.quantities if q["unit"] == unit], view.lang
        )
        for unit in {q["unit"] for q in view.quantities}
    }
    values = {
        q["property"]: numbers.number(row[q["property"]], scales[q["unit"]])
        for q in view.quantities
    }
    share = numbers.percent(row["share"]) if numbers.adds_up(view.indicator["unit"]) else None
    return {
        "units": {unit: scale.unit(view.lang) for unit, scale in scales.items()},
        "values": values,
        "rank": None if row["rank"] is None else f"{row['rank']:g}",
        "share": share,
        "mark": share or values[view.state.indicator],
        "part": row["share"],
    }


def _sector(view: View, code: str) -> dict[str, str]:
    row = view.sectors[code]
    group = next(g for g in view.groups if g["code"] == row["group"])
    return {
        "short": view.short(code),
        "full": view.full(code),
        "group": row["group"],
        "group_name": i18n.name(group, view.lang),
    }


def _links(view: View) -> dict[str, dict[str, Any]]:
    scale = numbers.column_scale(
        view.meta["unit"], [row["value_mcny"] for row in view.links], view.lang
    )
    return {
        link_id(row): {
            "from": row["from_sector"],
            "to": row["to_sector"],
            "value": row["value_mcny"],
            "text": numbers.number(row["value_mcny"], scale),
            "unit": scale.unit(view.lang),
            "share": numbers.percent(row["share"], 2),
            "percentile": numbers.percent(row["percentile"], 2),
            "rank": f"{row['rank']:g}",
            "weight": f"{row['weight']:.1f}",
        }
        for row in view.links
    }


def _section(view: View, section: str) -> str:
    title = t(f"section.{section}", view.lang)
    if section != "carbon":
        return title
    return t("section.carbon_by", view.lang, title=title, co2=t(f"co2.{view.state.co2}", view.lang))


def _totals(view: View) -> list[list[str]]:
    """Sums over the province's industries of the figures that add up."""
    names = ("co2_kt", "output_mcny", "value_added_mcny", "final_use_mcny", "exports_mcny")
    listed = []
    for row in (view.quantity[name] for name in names if name in view.quantity):
        known = [r[row["property"]] for r in view.industries if r[row["property"]] is not None]
        total = sum(known) if known else None
        value, unit = numbers.quantity(total, row["unit"], view.lang)
        listed.append([i18n.name(row, view.lang), value, unit])
    return listed


def summary(view: View) -> dict[str, str]:
    """The sentences of the figure: title, caption, cover with the part of own use, sectors."""
    meta, lang = view.meta, view.lang
    inner = {
        "links": meta["edges"],
        "loops": meta["self_loops"],
        "between": meta["edges"] - meta["self_loops"],
        "cells": f"{meta['cells']:,}",
        "cover": numbers.percent(meta["money_cover"]),
        "cover_links": numbers.percent(meta["money_cover_links"]),
        "reached": meta["sectors_reached"],
        "active": meta["sectors_active"],
        "indicator": i18n.name(view.indicator, lang),
        "province": i18n.name(view.province, lang),
        "year": view.edition["year"],
        "size": t(f"size.{view.state.size}", lang),
    }
    keys = ("title", "caption", "cover", "cover_note", "reached", "announce", "figure_label")
    return {key: t(f"summary.{key}", lang, **inner) for key in keys} | {
        "part": f"{100 * meta['money_cover']:.1f}%"
    }


def caption(view: View) -> list[str]:
    """Lines that stand in every export: what it shows, unit, source, licence, sample mark."""
    source, lang = view.edition["source"], view.lang
    lines = [
        t(
            "caption.what",
            lang,
            province=i18n.name(view.province, lang),
            edition=edition_name(view.edition, lang),
            method=t(f"method.{view.state.method}", lang),
            links=view.meta["edges"],
        ),
        t("caption.unit", lang, unit=t("unit.million_cny", lang)),
        t("caption.source", lang, source=source["citation"] or source["file_name"]),
        t("caption.file", lang, file=source["file_name"], sha=str(source["sha256"])[:12]),
        t("caption.licence", lang, licence=source["licence"] or numbers.MISSING),
        *emissions_line(view),
    ]
    lines = [" ".join(line.split()) for line in lines]
    return [t("caption.sample", lang), *lines] if view.edition["synthetic"] else lines


def emissions_line(view: View) -> list[str]:
    """What the CO2 of the figure was read from; no line where the edition has none."""
    lang, told = view.lang, view.emissions
    said = t(f"co2.{view.state.co2}", lang)
    if view.province["code"] in told["co2_missing"]:
        said = t("caption.co2_missing", lang, co2=said, province=i18n.name(view.province, lang))
    if view.state.co2 == "inventory":
        return [t("caption.co2_file", lang, co2=said, file=told["co2_file"],
                  source=told["co2_citation"])]  # fmt: skip
    return [said]


def edition_name(edition: Row, lang: str) -> str:
    """An edition as a person reads it: year and sector class, samples named as such."""
    if edition["synthetic"]:
        letter = str(edition["id"])[-1].upper()
        return t("edition.sample", lang, letter=letter, year=edition["year"])
    kind = t(f"edition.{edition['classification']}", lang)
    return t("edition.real", lang, year=edition["year"], kind=kind)


def cards(view: View, key: str = "") -> dict[str, Any]:
    """Everything that the browser needs to show a card without asking again.

    ``key`` comes back to the browser, which knows by it which request was answered.
    """
    lang = view.lang
    ranked = [row for row in view.industries if row["share"] is not None][:TOP]
    return {
        "key": key,
        "words": i18n.words("card", lang),
        "sections": [
            {
                "title": _section(view, section),
                "fields": [[q["property"], i18n.name(q, lang), q["unit"]] for q in rows],
            }
            for section, rows in sections(view.quantities).items()
        ],
        "headline": [name for name in HEADLINE if name in view.quantity],
        "indicator": i18n.name(view.indicator, lang),
        "edition": view.edition["id"],
        "province": {
            "code": view.province["code"],
            "name": i18n.name(view.province, lang),
            "totals": _totals(view),
            "top": [row["sector"] for row in ranked],
        },
        "sectors": {row["sector"]: _sector(view, row["sector"]) for row in view.industries},
        "industries": {row["sector"]: _industry(view, row) for row in view.industries},
        "links": _links(view),
        "caption": caption(view),
        "title": summary(view)["title"],
        "file": _file(view),
    }


def _file(view: View) -> str:
    """Name of an exported file, without its ending; another CO2 source than usual is in it."""
    parts = ["tanlu", view.state.edition, view.province["code"], view.state.method]
    other = view.state.co2 != view.edition["co2_source"]
    return "-".join([*parts, *([f"co2_{view.state.co2}"] if other else [])])
