"""Places are handed on in order; hands that a crowd has called go home again, and their connections with them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from threading import BoundedSemaphore

import pytest

from yike.config.hands import Hands, Place, Places

SECONDS = 20


def test_a_place_goes_to_whoever_has_waited_longest_and_not_to_who_comes_just_then() -> None:
    places, served = Places(1), list[int]()
    places.take()
    begun = [threading.Event() for _ in range(5)]

    def come(n: int) -> None:
        begun[n].set()
        places.take()
        served.append(n)
        places.give_back()

    with ThreadPoolExecutor(5) as crowd:
        visits = []
        for n in range(5):
            visits.append(crowd.submit(come, n))
            assert begun[n].wait(SECONDS)
            while len(places._line) <= n:  # stands in line
                begun[n].wait(0.001)
        places.give_back()
        wait(visits, SECONDS)
    assert served == [0, 1, 2, 3, 4]
    places.take()  # and it is free again


def test_who_gives_a_place_back_and_comes_again_stands_behind_who_waits() -> None:
    places = Places(1)
    places.take()
    other = threading.Thread(target=places.take)
    other.start()
    while not places._line:
        other.join(0.001)
    places.give_back()
    other.join(SECONDS)
    assert (places._free, len(places._line)) == (0, 0)  # it was handed on: there is none to be snatched


def test_a_place_given_away_is_given_back_once() -> None:
    places, aside = Places(1), BoundedSemaphore(1)
    first = Place(places, aside)
    first.step_aside()
    first.step_aside()
    second = Place(places, aside)  # would wait for ever had it not been given away
    second.step_aside()  # nobody else may stand aside: it keeps its place
    assert (first.moved, second.moved) == (True, False)
    first.leave()
    second.leave()
    assert places._free == 1
    assert aside.acquire(blocking=False)


def test_what_is_done_comes_back_and_what_goes_wrong_too() -> None:
    hands = Hands(1)
    assert hands.do(lambda: threading.current_thread().name) == "page"
    with pytest.raises(LookupError, match="inside"):
        hands.do(lambda: dict[str, int]()["inside"])
    assert hands.do(lambda: 1) == 1


def test_one_who_comes_after_another_gets_the_same_hand() -> None:
    hands = Hands(1)
    assert len({hands.do(threading.get_ident) for _ in range(20)}) == 1


def test_hands_a_crowd_has_called_go_home_and_as_many_stay_as_are_kept() -> None:
    hands, gate, threads = Hands(2, idle=0.05), threading.Barrier(6), set[threading.Thread]()

    def work() -> None:
        threads.add(threading.current_thread())
        gate.wait(SECONDS)

    with ThreadPoolExecutor(6) as crowd:
        wait([crowd.submit(hands.do, work) for _ in range(6)], SECONDS)
    for _ in range(400):
        alive = [thread for thread in threads if thread.is_alive()]
        if len(alive) == 2:
            break
        alive[0].join(0.05)
    assert (len(threads), len(alive)) == (6, 2)
    assert hands.do(threading.current_thread) in alive
