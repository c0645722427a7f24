"""Searches take their turn: one at a time, the last question of each visitor, each question once."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from threading import Event

import pytest

from geo.siting import SitingError
from pages import searches
from pages.searches import MOST_WAITING, Searches


@pytest.fixture
def held() -> Iterator[tuple[Searches, Event]]:
    """Searches whose first is running, until the event lets it end."""
    running, go = Event(), Event()

    def work() -> str:
        running.set()
        assert go.wait(20)
        return "first"

    all_of_them = Searches()
    all_of_them.ask("first visitor", "first", work)
    assert running.wait(20)
    yield all_of_them, go
    go.set()


def told(log: list[str], what: str) -> Callable[[], str]:
    """Work that writes what it is and returns it."""

    def work() -> str:
        log.append(what)
        return what

    return work


def test_one_at_a_time_in_order(held: tuple[Searches, Event]) -> None:
    all_of_them, go = held
    log: list[str] = []
    waiting = [all_of_them.ask(f"visitor {n}", n, told(log, str(n))) for n in range(3)]
    assert [all_of_them.before(n) for n in range(3)] == [1, 2, 3]
    assert log == []
    go.set()
    assert [found.result(20) for found in waiting] == ["0", "1", "2"]
    assert log == ["0", "1", "2"]
    assert all_of_them.before(2) == 0


def test_a_visitor_waits_for_their_last_question_only(held: tuple[Searches, Event]) -> None:
    all_of_them, go = held
    log: list[str] = []
    given_up = [all_of_them.ask("one", n, told(log, str(n))) for n in range(50)][:-1]
    last = all_of_them.ask("one", 49, told(log, "again"))
    assert all(found.cancelled() for found in given_up)
    go.set()
    assert last.result(20) == "49"
    assert log == ["49"]


def test_a_question_of_several_is_searched_once_and_stays_for_who_waits(
    held: tuple[Searches, Event],
) -> None:
    all_of_them, go = held
    log: list[str] = []
    one, other = (all_of_them.ask(name, "same", told(log, "same")) for name in ("one", "other"))
    assert one is other
    all_of_them.leave("one")
    go.set()
    assert other.result(20) == "same"
    assert log == ["same"]


def test_who_leaves_is_not_waited_for(held: tuple[Searches, Event]) -> None:
    all_of_them, _ = held
    found: Future[str] = all_of_them.ask("one", "one", lambda: "one")
    all_of_them.leave("one")
    assert found.cancelled()


def test_a_question_left_while_it_is_searched_is_not_lost(held: tuple[Searches, Event]) -> None:
    all_of_them, go = held
    all_of_them.leave("first visitor")
    again = all_of_them.ask("first visitor", "first", lambda: "searched again")
    go.set()
    assert again.result(20) == "first"


def test_too_many_are_refused_in_one_sentence(held: tuple[Searches, Event]) -> None:
    all_of_them, go = held
    for n in range(MOST_WAITING):
        all_of_them.ask(f"visitor {n}", n, lambda: None)
    with pytest.raises(SitingError, match="en attente"):
        all_of_them.ask("one more", "one more", lambda: None)
    go.set()
    all_of_them.ask("visitor 0", 0, lambda: None).result(20)
    for n in range(MOST_WAITING):
        all_of_them.ask(f"visitor {n}", n, lambda: None).result(20)
    assert all_of_them.ask("one more", "one more", lambda: "there is room again").result(20)


def test_what_a_search_raises_is_the_visitors(monkeypatch: pytest.MonkeyPatch) -> None:
    own = Searches()
    monkeypatch.setattr(searches, "searches", lambda: own)
    monkeypatch.setattr(searches, "visitor", lambda: "one")

    def work() -> str:
        raise SitingError("Trop peu de postes.")

    with pytest.raises(SitingError, match="Trop peu"):
        searches.result("key", work)
    assert searches.result("other", lambda: "found") == "found"
