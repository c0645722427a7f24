"""Versions of files: what a change of data is noticed by."""

import hashlib
import os

import pytest

from geo.errors import DataError
from pages import versions


def test_a_version_is_the_contents_hash(tmp_path):
    file = tmp_path / "data.csv"
    file.write_bytes(b"one")
    assert versions.version(file) == hashlib.sha256(b"one").hexdigest()[:16]


def test_a_swapped_file_is_another_version_even_at_the_same_date_and_size(tmp_path):
    file, new = tmp_path / "data.csv", tmp_path / "new.csv"
    file.write_bytes(b"one")
    before = versions.version(file)
    new.write_bytes(b"two")
    os.utime(new, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    new.replace(file)
    assert versions.version(file) == hashlib.sha256(b"two").hexdigest()[:16] != before


def test_a_file_left_alone_is_read_once(tmp_path, monkeypatch):
    file, read = tmp_path / "data.csv", []
    file.write_bytes(b"one")
    whole = versions.file_sha256
    monkeypatch.setattr(versions, "file_sha256", lambda path: read.append(path) or whole(path))
    assert versions.version(file) == versions.version(file)
    assert read == [file]


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(DataError, match="introuvable"):
        versions.version(tmp_path / "absent.csv")
