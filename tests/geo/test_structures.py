"""Reading an export: no row is lost, whatever the file."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.anct_file import HEADERS
from geo.errors import DataError
from geo.structures import COLUMNS, read_bytes, read_structures
from tests.geo.builders import ANCT_COLUMNS, METZ, export, known_codes, quoted

CODES = known_codes()
# What a cell of the file says, and what it counts for.
POSTS = {"1": 1, "3": 3, "2,0": 2, "12": 12, "0": None, "-4": None, "": None, "deux": None, "1.5": None}
COMMUNES = {
    "57463": "57", "1053": "01", "2a004": "2A", "75112": "75", "69152": "69", "49126": "49",
    "": None, "0": None, "99999": None, "Metz": None,
}  # fmt: skip
DEPARTMENTS = {"57": "57", "1": "01", "2a": "2A", "": None, "98": None, "MOSELLE": None}
LABELS = {"": None, "AIN": "01", "Nulle part": None}


def read(*rows, **options):
    return read_bytes(export([METZ | row for row in rows], **options), CODES)


def adds_up(reading):
    return (
        reading.rows == reading.located + reading.unlocated + reading.rejected
        and reading.located + reading.unlocated == len(reading.structures)
        and reading.posts == reading.structures["posts"].sum()
    )


def test_one_row_of_each_fate():
    reading = read({}, {"commune_code": "", "posts": "2"}, {"posts": "0"}, {"commune_code": "49126"})
    assert (reading.rows, reading.located, reading.unlocated, reading.rejected) == (4, 1, 2, 1)
    assert reading.posts == 7 + 2 + 7
    assert reading.structures["line"].tolist() == [2, 3, 5]
    assert reading.structures["department"].tolist() == ["57", "57", "49"]
    assert reading.structures["position"].tolist() == ["commune", "", ""]


def test_columns_and_types():
    structures = read({}).structures
    assert structures.columns.tolist() == list(COLUMNS)
    row = structures.iloc[0]
    assert (row["name"], row["commune_code"], row["commune_name"]) == ("Commune de Metz", "57463", "Metz")
    assert (row["posts"], row["type"], row["category"]) == (7, "publique", "commune")
    assert row["validated_on"] == pd.Timestamp(2021, 4, 14)
    assert row["investment"] == 383_635
    assert (row["zrr"], row["qpv"], row["france_services"]) == ("non", "oui", "non renseigné")
    assert structures["posts"].dtype == "int64"
    assert structures["located"].dtype == bool
    # The empty table that a header alone gives can be put beside this one.
    assert read_bytes(export([]), CODES).structures["posts"].dtype == "int64"


def test_stray_semicolon_does_not_shift_columns():
    one, other = read({}), read({}, stray=False)
    pd.testing.assert_frame_equal(one.structures, other.structures)


@pytest.mark.parametrize("columns", [ANCT_COLUMNS, list(HEADERS)])
def test_header_alone_is_a_file_without_structures(columns):
    reading = read_bytes(export([], columns), CODES)
    assert (reading.rows, reading.posts, reading.rejected) == (0, 0, 0)
    assert reading.structures.columns.tolist() == list(COLUMNS)
    assert reading.issues.empty


def test_only_rejected_rows():
    reading = read({"posts": "0"}, {"posts": "x"})
    assert (reading.rows, reading.rejected, reading.posts) == (2, 2, 0)
    assert reading.structures.empty


def test_declared_department_of_a_placeless_structure():
    reading = read({"commune_code": "0", "department_code": "1"})
    assert reading.structures["department"].tolist() == ["01"]
    assert reading.unlocated == 1


def test_extra_columns_are_named(tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(export([METZ], ["id", *ANCT_COLUMNS, "Commentaire"]))
    assert read_structures(path, CODES).extra == ["Commentaire"]


def test_missing_file(tmp_path):
    with pytest.raises(DataError, match=r"« export\.csv » est introuvable") as refusal:
        read_structures(tmp_path / "export.csv", CODES)
    assert str(tmp_path) not in str(refusal.value)
    with pytest.raises(DataError):
        read_structures(tmp_path, CODES)


def test_shipped_structures(shipped_reading):
    assert (shipped_reading.rows, shipped_reading.rejected, shipped_reading.unlocated) == (12, 0, 0)
    assert shipped_reading.posts == 19
    structures = shipped_reading.structures
    assert structures.groupby("type")["posts"].agg(["size", "sum"]).to_numpy().tolist() == [[4, 5], [8, 14]]
    assert (structures["validated_on"] == "2021-04-14").all()
    assert structures["commune_code"].nunique() == 10
    assert (shipped_reading.issues["severity"] != "erreur").all()


def everything(reading):
    """All text that a reading could show."""
    frames = (reading.structures, reading.issues)
    return "\n".join([*(str(cell) for frame in frames for cell in frame.to_numpy().ravel()), *reading.extra])


PERSON = st.tuples(
    st.text("KWXYZQ", min_size=4, max_size=9), st.text("KWXYZQ", min_size=4, max_size=9),
    st.sampled_from(["{}*{}  /", "{}*/{}  /", "{}*{}/", "{}*{} /  "]),
)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(person=PERSON, posts=st.sampled_from(list(POSTS)), commune=st.sampled_from(list(COMMUNES)))
def test_a_natural_person_is_never_named(person, posts, commune):
    last, first, form = person
    reading = read({"name": form.format(last, first), "posts": posts, "commune_code": commune})
    assert reading.rows == 1
    assert last not in everything(reading)
    assert first not in everything(reading)
    assert reading.rejected or "personne-physique" in set(reading.issues["code"])


@pytest.mark.parametrize("column", [name for name in HEADERS if name != "name"])
def test_a_natural_person_is_never_named_by_shifted_cells(column):
    """A row that lacks a cell brings the name under another header."""
    columns = [column, "name", *(name for name in HEADERS if name not in (column, "name"))]
    content = export([METZ | {"name": "KWXYZ*QWYXK  /"}], columns, stray=False)
    header, line = content.split(b"\n", 1)
    reading = read_bytes(header + b"\n" + line.split(b";", 1)[1], CODES)
    assert (reading.rows, reading.rejected) == (1, 1)
    assert "KWXYZ" not in everything(reading)


ROW = st.fixed_dictionaries(
    {
        "posts": st.sampled_from(list(POSTS)),
        "commune_code": st.sampled_from(list(COMMUNES)),
        "department_code": st.sampled_from(list(DEPARTMENTS)),
        "department_label": st.sampled_from(list(LABELS)),
        # -1: the row lacks its last cell; 1: it has one too many.
        "surplus": st.sampled_from([0, 0, 0, 0, -1, 1]),
    },
    optional={
        name: st.text(max_size=12)
        for name in HEADERS
        if name not in ("posts", "commune_code", "department_code", "department_label")
    },
)  # fmt: skip


def malformed_export(rows):
    """An export whose rows may be one cell too long or too short."""
    columns = list(HEADERS)
    lines = [export([], columns).decode()]
    for row in rows:
        cells = [quoted((METZ | row).get(name, "")) for name in columns] + ["too much"]
        lines.append(";".join(cells[: len(columns) + row["surplus"]]) + "\n")
    return "".join(lines).encode()


@settings(max_examples=80, deadline=None)
@given(rows=st.lists(ROW, min_size=1, max_size=6))
def test_rows_and_posts_are_all_accounted_for(rows):
    reading = read_bytes(malformed_export(rows), CODES)
    expected = {}
    for row in rows:
        posts = POSTS[row["posts"]]
        declared = DEPARTMENTS[row["department_code"]] or LABELS[row["department_label"]]
        department = COMMUNES[row["commune_code"]] or declared
        # The last column is optional: a row without it is whole.
        if posts and department and row["surplus"] <= 0:
            expected[department] = [*expected.get(department, []), posts]
    kept = sum(len(posts) for posts in expected.values())
    assert reading.rows == len(rows)
    assert adds_up(reading)
    assert reading.rejected == len(rows) - kept
    assert reading.structures.groupby("department")["posts"].apply(list).to_dict() == expected
    # Each rejected row says why.
    errors = reading.issues[reading.issues["severity"] == "erreur"]
    assert errors["line"].nunique() == reading.rejected


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet=';"\n\r \t,0123456789/*’éaA\ufeff\x00', max_size=120))
def test_any_text_after_a_good_row_adds_up(text):
    try:
        reading = read_bytes(export([METZ]) + text.encode(), CODES)
    except DataError:
        return
    assert adds_up(reading)
    assert reading.structures["posts"].min() == reading.posts == 7 or reading.rows > 1
    assert reading.structures.at[0, "name"] == "Commune de Metz"
