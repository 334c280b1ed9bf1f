"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder with real and reconstructed test data, used in place; skips where it is absent."""
    folder = Path(os.environ.get("TANLU_REFERENCE_DATA", ROOT.parent / "shared" / "data")).resolve()
    if not folder.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"reference data must be present in CI: {folder}")
        pytest.skip(f"reference data not found at {folder}; set TANLU_REFERENCE_DATA")
    return folder
