"""Weights of need by commune, from a CSV."""

import pandas as pd
import pytest

from geo.communes import load_codes
from geo.errors import DataError
from geo.need import read_need


@pytest.fixture(scope="module")
def codes() -> pd.DataFrame:
    return load_codes()


@pytest.mark.parametrize(
    "content",
    [
        b"code;poids\n57463;12,5\n57630;3\n",
        b"\xef\xbb\xbfCode;Besoin\r\n57463;12,5\r\n\r\n57630;3\r\n",
        b"weight,code\n12.5,57463\n3,57630\n",
    ],
)
def test_layouts(content: bytes, codes: pd.DataFrame) -> None:
    assert read_need(content, codes).to_dict() == {"57463": 12.5, "57630": 3.0}


def test_former_communes_add_up_and_zeros_come_back(codes: pd.DataFrame) -> None:
    # 57094, 57429 and 57688 are former codes of Metz; 1004 has lost its zero.
    need = read_need(b"code;poids\n57463;1\n57094;2\n1004;4\n", codes)
    assert need.to_dict() == {"57463": 3.0, "01004": 4.0}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "vide"),
        (b"commune;poids\n57463;1\n", "deux colonnes"),
        (b"code;valeur\n57463;1\n", "deux colonnes"),
        (b"code;poids\n57463;1\n99999;1\n", "ligne 3"),
        (b"code;poids\n57463;beaucoup\n", "ligne 2"),
        (b"code;poids\n57463\n", "ligne 2"),
        (b"code;poids\n57463;-1\n", "ligne 2"),
        (b"code;poids\n57463;nan\n", "ligne 2"),
        (b"code;poids\n57463;inf\n", "ligne 2"),
    ],
)
def test_wrong_files_are_refused(content: bytes, reason: str, codes: pd.DataFrame) -> None:
    with pytest.raises(DataError, match=reason):
        read_need(content, codes)
