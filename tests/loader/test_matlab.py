"""MATLAB files are recognised by their first bytes, and refused with the reason."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from scipy.io import savemat

from loader.matlab import matlab_refusal

CITY_NAMES = (
    "2012_Chinese_City_MRIO.mat",
    "2015_Chinese_City_MRIO.mat",
    "China city MRIO_2017.mat",
)
HDF5 = b"\x89HDF\r\n\x1a\n"


def matlab_5(path: Path, name: str = "MRIO", *, compressed: bool = True) -> Path:
    savemat(path, {name: {"Z": np.zeros((4, 4)), "VA": np.zeros(4)}}, do_compression=compressed)
    return path


def matlab_73(path: Path, name: bytes = b"MRIO") -> Path:
    """What MATLAB writes: its words in 512 bytes, then HDF5, here with the name of a variable."""
    words = b"MATLAB 7.3 MAT-file, Platform: PCWIN64, Created on: Mon Jan 01 00:00:00 2021 HDF5"
    block = words.ljust(124) + struct.pack("<H", 0x0200) + b"IM"
    path.write_bytes(block.ljust(512, b"\0") + HDF5 + bytes(200) + name + bytes(200))
    return path


@pytest.mark.parametrize("name", CITY_NAMES)
@pytest.mark.parametrize("write", [matlab_5, matlab_73])
def test_city_table_is_named_as_such(tmp_path: Path, name: str, write) -> None:
    refusal = matlab_refusal(write(tmp_path / name))
    assert "313 regions x 42 sectors" in refusal.message
    assert refusal.message.startswith(name)
    assert "city inventory" in refusal.hint
    assert refusal.foreign


@pytest.mark.parametrize("compressed", [True, False])
def test_renamed_city_table_is_known_by_its_variable(tmp_path: Path, compressed: bool) -> None:
    path = matlab_5(tmp_path / "6128b91470f926be0.mat", compressed=compressed)
    assert "format 5.0 (313 regions" in matlab_refusal(path).message
    assert "format 7.3 (313 regions" in matlab_refusal(matlab_73(path)).message


def test_other_matlab_file_is_not_called_a_city_table(tmp_path: Path) -> None:
    for path in (matlab_5(tmp_path / "a.mat", "results"), matlab_73(tmp_path / "b.mat", b"other")):
        refusal = matlab_refusal(path)
        assert "313" not in refusal.message
        assert "is a MATLAB file" in refusal.message
        assert ".xlsx" in refusal.hint
        assert refusal.foreign


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PK\x03\x04", b"MATLAB"])
def test_file_that_is_no_matlab_file_is_told_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "table.mat"
    path.write_bytes(content)
    assert "is no MATLAB file" in matlab_refusal(path).message


def test_file_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    assert "cannot be read" in matlab_refusal(tmp_path / "none.mat").message
