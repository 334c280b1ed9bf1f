"""Rules of the repository that a machine can check."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from graph_service.queries import QueryFileError, load_queries
from graph_service.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    *ROOT.glob("*.py"),
    *(f for part in ("loader", "graph_service", "dash_ui") for f in (ROOT / part).rglob("*.py")),
]
CYPHER = re.compile(r"\b(MATCH|UNWIND|MERGE)\s*\(|\bCOPY \w+ FROM \$")


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_no_cypher_stands_in_python() -> None:
    examples = {
        "graph_service/api/params.py",  # the example in the API's documentation
        "graph_service/store/cells.py",  # looks ids up in a table, whose name is no parameter
    }
    for file in SOURCES:
        name = str(file.relative_to(ROOT))
        if name not in examples:
            assert not CYPHER.search(file.read_text(encoding="utf-8")), name


def test_no_shipped_query_gives_the_engine_a_value_as_text() -> None:
    for file in (ROOT / "cypher").rglob("*.cypher"):
        assert "to_json(" not in file.read_text(encoding="utf-8"), file


def test_both_dialects_load() -> None:
    assert load_queries(ROOT / "cypher", "embedded")
    assert load_queries(ROOT / "cypher", "neo4j")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("// mode: read\nRETURN 1 AS n\n", "no doc"),
        ("// doc: x\n// returns: n\n", "empty body"),
        ("// doc: x\n// returns: n\n// wrong: y\nRETURN 1 AS n", "unknown or repeated header"),
        ("// doc: x\n// params: a\n// returns: n\nRETURN 1 AS n", "declared"),
        ("// doc: x\n// returns: n\nRETURN $a AS n", "declared"),
        ("// doc: x\nRETURN 1 AS n", "must declare what it returns"),
        ("// doc: x\n// mode: write\n// returns: n\nRETURN 1 AS n", "mode must be"),
        ("// doc: x\n// mode: load\nCOPY A FROM $rows", "must declare its columns"),
        ("// doc: x\n// params: a:date\n// returns: n\nRETURN $a AS n", "type must be"),
        ("// doc: x\n// returns: n:date\nRETURN 1 AS n", "type must be"),
        ("// doc: x\n// mode: internal\nRETURN 1 AS n", "must declare what it returns"),
        ("// doc: x\n// returns: n\n" + "RETURN 1 AS n\n" * 45, "longer than"),
    ],
)
def test_a_query_file_that_breaks_a_rule_is_named(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "topic" / "name.cypher"
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    with pytest.raises(QueryFileError, match=said) as raised:
        load_queries(tmp_path, "embedded")
    assert str(file) in raised.value.message


def test_a_dialect_file_replaces_the_common_one(tmp_path: Path) -> None:
    folder = tmp_path / "topic"
    folder.mkdir()
    for name, number in (("one", 1), ("one.neo4j", 2)):
        text = f"// doc: x\n// returns: n\nRETURN {number} AS n\n"
        (folder / f"{name}.cypher").write_text(text, encoding="utf-8")
    assert load_queries(tmp_path, "embedded")["topic.one"].text == "RETURN 1 AS n"
    assert load_queries(tmp_path, "neo4j")["topic.one"].text == "RETURN 2 AS n"


def test_a_file_for_an_unknown_dialect_is_named(tmp_path: Path) -> None:
    (tmp_path / "topic").mkdir()
    (tmp_path / "topic" / "one.oracle.cypher").write_text("// doc: x\nRETURN 1", encoding="utf-8")
    with pytest.raises(QueryFileError, match=r"one\.oracle"):
        load_queries(tmp_path, "embedded")


def test_every_setting_is_described_and_documented() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    readmes = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md")]
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert f"TANLU_{name.upper()}=" in example, name
        assert all(f"`TANLU_{name.upper()}`" in text for text in readmes), name


def test_both_readmes_have_the_same_sections_and_commands() -> None:
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md")]
    levels = [re.findall(r"^(#+) ", text, re.MULTILINE) for text in texts]
    command = re.compile(r"^(?:make|tanlu|curl|docker|export|\.venv).*$", re.MULTILINE)
    commands = [command.findall(text) for text in texts]
    assert levels[0] == levels[1]
    assert commands[0] == commands[1]


def test_links_in_the_documents_lead_somewhere() -> None:
    for file in tracked():
        if file.suffix != ".md":
            continue
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", file.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (file.parent / target).exists(), (file, target)


def test_nothing_names_a_registry_host_or_a_path_of_a_machine() -> None:
    forbidden = ("pythonhosted" + ".org", "pypi" + ".org/", "/wor" + "k/", "/ro" + "ot/")
    for file in tracked():
        if file.suffix in {".woff2", ".png"}:
            continue
        text = file.read_text(encoding="utf-8")
        for word in forbidden:
            assert word not in text, (file, word)


def test_no_large_data_file_is_shipped() -> None:
    for file in tracked():
        assert file.stat().st_size < 2_000_000, file
        assert file.suffix not in {".xlsx", ".parquet", ".lbug"}, file


def test_files_and_functions_stay_small() -> None:
    import ast

    for file in SOURCES:
        text = file.read_text(encoding="utf-8")
        assert text.count("\n") <= 300, file
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                assert length <= 50, (file, node.name, length)
