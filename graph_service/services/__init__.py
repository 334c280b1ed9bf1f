"""Services: plain functions that take the graph first and give records and arrays."""

from __future__ import annotations

from graph_service.graph import Graph


def warm(graph: Graph) -> None:
    """Read what the hot views need of each edition."""
    from graph_service.services import catalog, inventories, own_data, sources
    from graph_service.services.matrices import edition_arrays

    for edition in catalog.editions(graph):
        # The order of all flows is kept with the arrays: the first page of /flows waits for none.
        _ = edition_arrays(graph, edition["id"]).strongest
    catalog.quantities(graph)
    catalog.sectors(graph)
    catalog.provinces(graph)
    for listed in (
        own_data.province_sets,
        own_data.satellites,
        own_data.deflators,
        own_data.scenarios,
    ):
        listed(graph)
    sources.sources(graph)
    inventories.inventories(graph)
