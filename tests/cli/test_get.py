"""``tanlu get`` answers what the HTTP API answers, and fails in the same words."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.conftest import Standing
from tests.cli.console import Outcome, tanlu

TIMES = re.compile(r'"(elapsed_ms|warmed_in_ms|warming_up)":[^,}]+,?')
QUESTIONS = (
    "/editions",
    "/industries?edition=2017&province=GD&limit=3",
    "/flows?edition=2017&limit=3",
    "/footprints?edition=2017&account=income&by=input",
    "/trade?edition=2017&by=province",
    "/linkages?edition=2017&limit=3",
    "/scopes?edition=2017&province=GD",
    "/extraction?edition=2017&industry=GD/c17e&industry=BJ/c17e&theta=0.5",
    "/decomposition?edition=2017&base=2017",
    "/sensitivity?edition=2017&province=GD",
    "/matrix/A?edition=2017&row=GD/c17e",
    "/chains/upstream?edition=2017&province=GD&limit=3",
    "/queries/explore.suppliers?industry=2017/GD/c17e&limit=3",
    "/api/v1/openapi.json",
)


def get(standing: Standing, question: str, *more: object) -> Outcome:
    path, _, query = question.partition("?")
    return tanlu("get", path, *filter(None, query.split("&")), "--store", standing.url, *more)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answer_is_that_of_the_api(standing: Standing, question: str) -> None:
    ended = get(standing, question)
    assert ended.code == 0, ended.err
    path = question if question.startswith("/api") else f"/api/v1{question}"
    served = standing.client.get(path)
    assert TIMES.sub("", ended.out).rstrip() == TIMES.sub("", served.text).rstrip()


def test_a_path_may_be_given_as_an_address_or_without_its_slash(standing: Standing) -> None:
    ways = ("/provinces?format=csv", "provinces?format=csv", "/api/v1/provinces?format=csv")
    answers = [tanlu("get", way, "--store", standing.url).out for way in ways]
    assert "\ncode,gb_code,position," in answers[0]
    assert len(set(answers)) == 1


@pytest.mark.parametrize("format", ["csv", "ndjson", "parquet"])
def test_every_format_is_written_as_it_is_served(
    standing: Standing, tmp_path: Path, format: str
) -> None:
    file = tmp_path / f"answer.{format}"
    question = "/matrix/L?edition=2017"
    ended = get(standing, question, "--format", format, "--out", file)
    assert (ended.code, ended.out) == (0, "")
    printed = get(standing, question, "--format", format)
    served = standing.client.get(f"/api/v1{question}&format={format}").content
    if format == "parquet":
        frames = [pd.read_parquet(io.BytesIO(d)) for d in (file.read_bytes(), printed.data, served)]
        assert frames[0].equals(frames[1])
        assert frames[0].equals(frames[2])
    else:
        assert file.read_bytes().splitlines()[1:] == served.splitlines()[1:]
        assert printed.data.splitlines()[1:] == served.splitlines()[1:]


@pytest.mark.parametrize(
    ("question", "said", "hint"),
    [
        ("/footprints?edition=1999", "there is no edition '1999'", "Editions: 2017."),
        ("/footprints?edition=2017&acount=income", "no parameter 'acount'", "/api/docs"),
        ("/footprints", "'edition' is missing", "/api/docs"),
        ("/nowhere", "there is no /api/v1/nowhere", "/api/docs"),
        ("/cypher", "does not take GET", ""),
        ("/extraction?edition=2017&theta=0", "theta", "/api/docs"),
    ],
)
def test_a_wrong_question_ends_with_2_a_sentence_and_a_hint(
    standing: Standing, question: str, said: str, hint: str
) -> None:
    ended = get(standing, question)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("error: ")
    assert said in ended.err
    assert hint in ended.err
    path, _, query = question.partition("?")
    served = standing.client.get(f"/api/v1{path}?{query}").json()
    assert served["error"] in ended.err
    assert served["hint"] in ended.err


def test_what_is_no_parameter_is_refused(standing: Standing) -> None:
    ended = tanlu("get", "/footprints", "edition", "--store", standing.url)
    assert ended.code == 2
    assert "'edition' is no parameter" in ended.err


def test_without_a_graph_it_ends_with_3(tmp_path: Path) -> None:
    ended = tanlu("get", "/editions", "--store", f"embedded:{tmp_path / 'none.lbug'}")
    assert ended.code == 3
    assert "tanlu load" in ended.err
