"""Waves: which one a structure is of, and what was validated against what was announced."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import DataError
from geo.waves import (
    AFTER,
    UNDATED,
    Plan,
    Wave,
    budget,
    cumulated_posts,
    load_plan,
    progress,
    wave_of,
    wave_order,
    with_waves,
)

MAY, JUNE = dt.date(2021, 5, 3), dt.date(2021, 6, 30)
PLAN = Plan(
    (
        Wave("Vague 1", MAY, validated_until=MAY, posts=19, structures=12),
        Wave("Vague 2", MAY, validated_until=JUNE, expected_by=JUNE),
    ),
    objective=50,
)


def validated(*pairs):
    """Structures from (date or None, posts)."""
    days = pd.Series([pd.Timestamp(day) if day else pd.NaT for day, _ in pairs], dtype="datetime64[s]")
    return pd.DataFrame({"validated_on": days, "posts": [posts for _, posts in pairs]})


@pytest.mark.parametrize(
    ("day", "wave"),
    [
        ("2021-04-14", "Vague 1"), ("2021-05-03", "Vague 1"), ("2021-05-04", "Vague 2"),
        ("2021-06-30", "Vague 2"), ("2021-07-01", AFTER), (None, UNDATED),
    ],
)  # fmt: skip
def test_wave_of_a_date(day, wave):
    assert wave_of(validated((day, 1)), PLAN).tolist() == [wave]


def test_without_announcement_each_session_is_a_wave():
    structures = with_waves(validated(("2021-05-19", 1), (None, 2), ("2021-04-07", 3)), Plan())
    assert structures["wave"].tolist() == ["COSELEC du 19/05/2021", UNDATED, "COSELEC du 07/04/2021"]
    assert wave_order(structures, Plan()) == ["COSELEC du 07/04/2021", "COSELEC du 19/05/2021", UNDATED]


def test_order_is_announced_then_by_date():
    structures = with_waves(validated((None, 1), ("2022-01-01", 1), ("2021-04-14", 1)), PLAN)
    assert wave_order(structures, PLAN) == ["Vague 1", "Vague 2", AFTER, UNDATED]


def test_progress_by_hand():
    structures = with_waves(validated(("2021-04-14", 7), ("2021-05-03", 2), ("2022-01-01", 4)), PLAN)
    table = progress(structures, PLAN).set_index("label")
    assert table.index.tolist() == ["Vague 1", "Vague 2", AFTER]
    assert table["validated_posts"].tolist() == [9, 0, 4]
    assert table["validated_structures"].tolist() == [2, 0, 1]
    assert table.at["Vague 1", "announced_posts"] == 19
    assert table.at["Vague 1", "announced_structures"] == 12
    assert table.loc[["Vague 2", AFTER], "announced_posts"].isna().all()
    assert table.at["Vague 2", "expected_by"] == JUNE


def test_progress_without_anything():
    assert progress(with_waves(validated(), Plan()), Plan()).empty


DAYS = st.one_of(st.none(), st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)))


@settings(max_examples=60, deadline=None)
@given(
    pairs=st.lists(st.tuples(DAYS, st.integers(1, 9)), min_size=1, max_size=12),
    plan=st.sampled_from([PLAN, Plan()]),
)
def test_no_post_is_lost_between_waves(pairs, plan):
    structures = with_waves(validated(*pairs), plan)
    table = progress(structures, plan)
    assert table["validated_posts"].sum() == sum(posts for _, posts in pairs)
    assert table["validated_structures"].sum() == len(pairs)
    dated = sum(posts for day, posts in pairs if day)
    curve = cumulated_posts(structures)
    assert curve["cumulated"].max() == dated if dated else curve.empty
    assert curve["cumulated"].is_monotonic_increasing
    assert curve["date"].is_monotonic_increasing
    assert curve["date"].is_unique


def test_cumulated_posts_by_hand():
    curve = cumulated_posts(validated(("2021-05-19", 2), ("2021-04-14", 3), (None, 9), ("2021-05-19", 1)))
    assert curve["date"].dt.strftime("%d/%m/%Y").tolist() == ["14/04/2021", "19/05/2021"]
    assert curve["posts"].tolist() == [3, 3]
    assert curve["cumulated"].tolist() == [3, 6]


def test_budget():
    structures = pd.DataFrame({"posts": [2, 3], "investment": [73_610.0, float("nan")]})
    paid = budget(structures)
    assert (paid.announced, paid.estimated, paid.estimated_posts) == (250_000, 73_610, 2)


def test_shipped_plan_is_the_press_release():
    plan = load_plan("57")
    assert plan.objective == 50
    assert plan.source_date == dt.date(2021, 5, 3)
    first, second = plan.waves
    assert (first.posts, first.structures) == (19, 12)
    assert (second.posts, second.structures) == (None, None)
    assert second.expected_by == JUNE
    # The sessions of a wave end in the order of the waves: wave_of relies on it.
    assert first.validated_until < second.validated_until


def test_department_without_announcement():
    assert load_plan("54") == Plan()


@pytest.mark.parametrize(
    "content",
    [
        b"[57\n",
        b"[57]\nobjective = 50\n",
        b'[57]\nobjective = 50\nsource = ""\nsource_date = 2021-05-03\nwaves = [{label = "V"}]\n',
        # Saved by an editor that does not write UTF-8.
        '[57]\nsource = "Préfecture"\n'.encode("cp1252"),
    ],
)
def test_badly_written_plan(tmp_path, content):
    path = tmp_path / "waves.toml"
    path.write_bytes(content)
    with pytest.raises(DataError, match="vagues"):
        load_plan("57", path)


def test_missing_plan(tmp_path):
    with pytest.raises(DataError, match="vagues"):
        load_plan("57", tmp_path / "waves.toml")


def test_waves_are_by_the_index_of_the_structures():
    structures = validated(("14/04/2021", 1), ("01/01/2030", 2)).set_axis([7, 3])
    named = wave_of(structures, load_plan("57"))
    assert list(named.index) == [7, 3]
    assert named.dtype == object
    assert named[7] == "Vague 1"


def test_cumulated_posts_need_a_date_only():
    structures = validated(("14/04/2021", 4)).assign(investment=float("nan"))
    assert cumulated_posts(structures)["posts"].tolist() == [4]


def test_the_shipped_plan_has_its_source():
    plan = load_plan("57")
    assert "communiqué" in plan.source.lower()
    assert plan.source_date == dt.date(2021, 5, 3)
