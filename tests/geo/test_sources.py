"""Provenance: every shipped file has one true record."""

from collections import Counter

import pytest

from geo.errors import DataError
from geo.paths import DATA, SOURCES
from geo.sources import file_sha256, load_sources

SHIPPED = sorted(
    path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file() and path != SOURCES
)
RECORDS = load_sources()


def test_something_is_shipped():
    assert {"structures.csv", "waves.toml", "communes/57.parquet"} <= set(SHIPPED)


@pytest.mark.parametrize("file", SHIPPED)
def test_every_shipped_file_has_one_record_that_holds(file):
    records = [record for record in RECORDS if record.file == file]
    assert len(records) == 1
    assert records[0].sha256 == file_sha256(DATA / file)


def test_no_record_names_a_missing_file():
    named = Counter(record.file for record in RECORDS)
    assert sorted(named) == SHIPPED
    assert set(named.values()) == {1}


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.file)
def test_every_field_says_something(record):
    for name, value in vars(record).items():
        assert value.strip(), name


def test_hash_of_a_known_file(tmp_path):
    path = tmp_path / "abc"
    path.write_bytes(b"abc")
    # FIPS 180-2, appendix B.1.
    assert file_sha256(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


FIELDS = ["file", "title", "producer", "version", "vintage", "licence", "obtained", "content", "sha256"]
RECORD = "[[source]]\n" + "".join(f'{field} = "{field} é"\n' for field in FIELDS)


def test_records_are_read_in_their_order(tmp_path):
    path = tmp_path / "sources.toml"
    path.write_text(RECORD + RECORD.replace('"file é"', '"other"'), encoding="utf-8")
    first, second = load_sources(path)
    assert (first.file, second.file) == ("file é", "other")
    assert vars(first) == {field: f"{field} é" for field in FIELDS}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[[source]\n",
        RECORD.replace("licence", "license").encode(),
        RECORD.replace('sha256 = "sha256 é"\n', "").encode(),
        RECORD.encode("cp1252"),
    ],
)
def test_damaged_register(tmp_path, content):
    path = tmp_path / "sources.toml"
    path.write_bytes(content)
    with pytest.raises(DataError, match="sources"):
        load_sources(path)


def test_missing_register(tmp_path):
    with pytest.raises(DataError, match="sources"):
        load_sources(tmp_path / "sources.toml")
