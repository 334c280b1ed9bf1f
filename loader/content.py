"""What a table says, as one number: the same for the same facts in whatever file or layout."""

from __future__ import annotations

import hashlib

import numpy as np

from loader.layout import Tables


def content_hash(tables: Tables) -> str:
    """SHA-256 of year, sector class, provinces, sectors and every number of a table.

    File, sheet, title, language and layout do not count, nor the sign of a zero. A table
    without CO2 differs from one whose CO2 is all zero. Provinces come in the order of the
    reference table from ``tidy``, so their order in the workbook does not count either.
    """
    edition = tables.edition
    digest = hashlib.sha256(f"{edition.year} {edition.classification}".encode())
    digest.update(" ".join((*tables.provinces, "", *tables.sectors)).encode())
    for name, value in sorted(vars(tables).items()):
        if isinstance(value, np.ndarray):
            digest.update(f" {name} {value.shape} ".encode())
            digest.update(np.ascontiguousarray(value + 0.0, dtype="<f8").data)
    return digest.hexdigest()
