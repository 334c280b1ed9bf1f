"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from loader.sample import write_sample

ROOT = Path(__file__).resolve().parent.parent
Step = tuple[str, int, int]


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder with real and reconstructed test data, used in place; skips where it is absent."""
    folder = Path(os.environ.get("TANLU_REFERENCE_DATA", ROOT.parent / "shared" / "data")).resolve()
    if not folder.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"reference data must be present in CI: {folder}")
        pytest.skip(f"reference data not found at {folder}; set TANLU_REFERENCE_DATA")
    return folder


@pytest.fixture(scope="session")
def written_sample(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[tuple[Path, ...], list[Step]]:
    """The four sample workbooks, and the progress reported while they were written."""
    steps: list[Step] = []
    folder = tmp_path_factory.mktemp("sample")
    return write_sample(folder, progress=lambda *step: steps.append(step)), steps


@pytest.fixture(scope="session")
def sample_files(written_sample: tuple[tuple[Path, ...], list[Step]]) -> tuple[Path, ...]:
    """The two sample tables, then their two inventories, written once for all tests."""
    return written_sample[0]


@pytest.fixture(scope="session")
def full_store(reference_data: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with all that there is: four editions, inventories, cities; loaded once."""
    from loader.load import load

    url = f"embedded:{tmp_path_factory.mktemp('full') / 'tanlu.lbug'}"
    load(url, [reference_data / "ceads", reference_data / "mrio_reconstructed"])
    return url
