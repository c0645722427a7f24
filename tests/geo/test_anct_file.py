"""The ANCT's layout as text: every form that its exports take, and what cannot be read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.anct_file import HEADERS, REQUIRED, fold, parse
from geo.errors import DataError
from tests.geo.builders import ANCT_COLUMNS, METZ, export

THIONVILLE = METZ | {"name": "Commune de Thionville", "posts": "1", "commune_code": "57672"}
PLAIN = export([METZ, THIONVILLE])


def cells(content):
    """The known cells of an export, by line."""
    return parse(content).rows.to_dict("index")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(export([METZ, THIONVILLE], stray=False), id="no stray semicolon"),
        pytest.param(b"\xef\xbb\xbf" + PLAIN, id="BOM"),
        pytest.param(export([METZ, THIONVILLE], encoding="cp1252"), id="cp1252"),
        pytest.param(export([METZ, THIONVILLE], encoding="utf-16"), id="UTF-16"),
        pytest.param(PLAIN.replace(b";", b","), id="commas"),
        pytest.param(PLAIN.replace(b";", b"\t"), id="tabs"),
        pytest.param(PLAIN.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(PLAIN.rstrip(b"\n"), id="no final end of line"),
        pytest.param(PLAIN + b"\n;;;\n  ; ;\n", id="blank lines at the end"),
        pytest.param(export([METZ, THIONVILLE], ANCT_COLUMNS[::-1]), id="columns reordered"),
        pytest.param(export([METZ, THIONVILLE], ["id", *ANCT_COLUMNS]), id="with id"),
        pytest.param(export([METZ, THIONVILLE], [*ANCT_COLUMNS, "Nouvelle colonne"]), id="extra column"),
        pytest.param(PLAIN.replace("de l’Etat".encode(), b"de l'Etat"), id="straight apostrophe"),
        pytest.param(
            export([METZ, THIONVILLE], headers={n: h.upper() for n, h in HEADERS.items()}), id="upper case"
        ),
        pytest.param(
            export([METZ, THIONVILLE], headers={n: f"  {h.lower()} " for n, h in HEADERS.items()}),
            id="lower case and spaces",
        ),
        pytest.param(
            export([METZ, THIONVILLE], headers=HEADERS | {"validated_on": "Date de validation  en comite de selection"}),
            id="no accents",
        ),
    ],
)  # fmt: skip
def test_every_form_of_the_layout_reads_the_same(content):
    assert cells(content) == {
        2: METZ | {"latitude": "", "longitude": "", "remark": ""},
        3: THIONVILLE | {"latitude": "", "longitude": "", "remark": ""},
    }
    assert parse(content).malformed == {}


def test_unknown_columns_are_named_but_an_id_is_not():
    table = parse(export([METZ], ["id", *ANCT_COLUMNS, "Commentaire", "ID"]))
    assert table.extra == ["Commentaire"]


def test_own_columns():
    row = METZ | {"latitude": "49.1", "longitude": "6,2", "remark": "À vérifier"}
    assert cells(export([row], list(HEADERS)))[2] == row


def test_optional_columns_may_be_absent():
    row = cells(export([METZ], REQUIRED))[2]
    assert row["siret"] == ""
    assert row["address"] == ""
    assert row["posts"] == "7"


def test_lines_are_those_of_the_file():
    address = METZ | {"address": "1 place d'Armes\n57000 Metz\nFrance"}
    content = export([address, THIONVILLE]).replace(b"\n", b"\n\n", 1)
    table = parse(content)
    # The header, a blank line, a cell on three lines, then the next row.
    assert table.rows.index.tolist() == [3, 6]
    assert table.rows.at[3, "address"].count("\n") == 2


def test_quoted_cells_may_hold_semicolons_and_quotes():
    row = METZ | {"address": '1 ; rue "Neuve"'}
    assert cells(export([row]))[2]["address"] == '1 ; rue "Neuve"'


def test_rows_that_do_not_fit_the_header_are_told():
    full = len(ANCT_COLUMNS)
    content = PLAIN + b"a;b\n" + b";".join([b"x"] * (full + 1)) + b"\n"
    table = parse(content)
    assert table.malformed == {4: 2, 5: full + 1}
    assert len(table.rows) == 4


@pytest.mark.parametrize("column", REQUIRED)
def test_missing_column_is_named_in_one_french_sentence(column):
    with pytest.raises(DataError) as refusal:
        parse(export([METZ], [name for name in ANCT_COLUMNS if name != column]))
    sentence = str(refusal.value)
    assert sentence.startswith("Le fichier n’a pas la colonne")
    assert [header for header in HEADERS.values() if f"« {header} »" in sentence] == [HEADERS[column]]
    assert "\n" not in sentence
    assert sum(sentence.count(mark) for mark in ".?!") == 1


def test_several_missing_columns_are_all_named():
    with pytest.raises(DataError, match="les colonnes « Type » et « Code département »"):
        parse(export([METZ], [n for n in ANCT_COLUMNS if n not in ("type", "department_code")]))


def test_the_same_column_twice():
    with pytest.raises(DataError, match="plusieurs colonnes « Type »"):
        parse(export([METZ], [*ANCT_COLUMNS, "type"]))


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b" \r\n"])
def test_empty_file(content):
    with pytest.raises(DataError, match=r"^Le fichier est vide\.$"):
        parse(content)


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n", b"<html>\n", b"Metz\n", b" ; ;\n;;\n", PLAIN.replace(b";", b"|")]
)
def test_other_files_are_refused(content):
    with pytest.raises(DataError, match="est-ce bien la liste des structures publiée par l’ANCT"):
        parse(content)


def test_workbook_is_refused_by_its_name():
    with pytest.raises(DataError, match="classeur"):
        parse(b"PK\x03\x04" + PLAIN)


def test_cells_have_a_length():
    table = parse(PLAIN + export([METZ | {"address": "x" * 300_000}]).split(b"\n", 1)[1])
    assert len(table.rows) == 3
    assert table.rows["address"].str.len().max() <= 1000


def test_files_have_a_length():
    row = PLAIN.split(b"\n")[1] + b"\n"
    with pytest.raises(DataError, match="plus de 50\u202f000 lignes"):
        parse(PLAIN + row * 50_000)


def test_quotation_mark_that_nothing_closes_swallows_no_row():
    header, metz, thionville = PLAIN.splitlines(keepends=True)
    table = parse(header + b'"' + metz + thionville + metz.replace(b"Commune", b'"Commune') + thionville)
    assert table.rows.index.tolist() == [2, 3, 4, 5]
    assert table.rows.loc[[3, 5], "name"].tolist() == ["Commune de Thionville"] * 2


@settings(max_examples=100, deadline=None)
@given(lines=st.lists(st.text('a";', min_size=1, max_size=8), max_size=4))
def test_bad_lines_swallow_no_row(lines):
    header, metz, thionville = PLAIN.decode().splitlines(keepends=True)
    table = parse("".join([header, metz, *(line + "\n" for line in lines), thionville]).encode())
    last = len(lines) + 3
    assert table.rows.loc[[2, last], "name"].tolist() == ["Commune de Metz", "Commune de Thionville"]
    assert not {2, last} & set(table.malformed)


def test_header_alone_is_a_table_without_rows():
    assert parse(export([])).rows.empty


@pytest.mark.parametrize(
    ("one", "other"),
    [("Département", "DEPARTEMENT"), ("l’Etat", "L'État"), ("  a  b ", "a b"), ("\ufeffid", "ID")],
)
def test_fold(one, other):
    assert fold(one) == fold(other)


@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_french(content):
    with pytest.raises(DataError, match=r"^(Le|Ce) fichier .*[.?]$"):
        parse(content)


@settings(max_examples=60, deadline=None)
@given(order=st.permutations(ANCT_COLUMNS))
def test_order_of_columns_changes_nothing(order):
    assert cells(export([METZ, THIONVILLE], order)) == cells(PLAIN)
