"""What is computed beside the desk is what the desk would compute, and waits for who is at work."""

from __future__ import annotations

import io
import pickle
import threading
from pathlib import Path

import pytest

from peakroster.desk.apart import prepare_apart, remember_answers
from peakroster.desk.memory import Kept, Later
from peakroster.desk.need.cell import all_shortages
from peakroster.desk.need.explained import explained, is_at_hand, shortages_of
from peakroster.desk.quiet import Quiet
from peakroster.desk.roster import Desk, examined, glance, open_desk
from peakroster.explanations.interval import explain_interval
from peakroster.pipeline.stages import audit_and_explain
from tests.ui.conftest import FIRST_DAY


@pytest.mark.slow
def test_another_process_finds_what_this_one_would(small_shop: Path) -> None:
    """The whole audit, the queues followed, the need explained; what it is about is this process's own."""
    desk = open_desk(small_shop, FIRST_DAY)
    assert desk.plan.requirement is not None
    assert not glance(desk).whole
    followed: list[bool] = []
    assert prepare_apart(desk, lambda: followed.append(examined(desk) is None))
    assert followed == [True]
    found, other = glance(desk), audit_and_explain(desk.shop, desk.plan, desk.earlier)
    assert found.whole
    assert found.plan is desk.plan
    assert (found.violations, found.shortages) == (other.violations, other.shortages)
    assert shortages_of(desk, desk.plan) == all_shortages(desk, desk.plan)
    queue, moment = desk.plan.requirement.iloc[0][["queue", "timestamp"]]
    told = explain_interval(desk.shop, desk.plan, queue, moment.to_pydatetime())
    assert explained(desk, queue, moment.to_pydatetime()) == told
    assert is_at_hand(desk, queue)


def test_a_process_that_ends_early_has_told_nothing(small_shop: Path) -> None:
    """Its answers are not believed by half."""
    desk: Desk = pickle.loads(pickle.dumps(open_desk(small_shop, FIRST_DAY)))
    answers = io.BytesIO(pickle.dumps({}))
    with pytest.raises(EOFError):
        remember_answers(desk, answers)
    assert examined(desk) is None


def test_of_two_who_ask_at_once_one_computes() -> None:
    """The other waits for the result."""
    kept: Kept[int] = Kept(2)
    key, begun, go_on, computed = (object(),), threading.Event(), threading.Event(), []

    def compute() -> int:
        begun.set()
        go_on.wait(10)
        computed.append(1)
        return 7

    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(kept.of(key, (), compute))) for _ in range(3)]
    threads[0].start()
    begun.wait(10)
    for thread in threads[1:]:
        thread.start()
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert (found, computed) == ([7, 7, 7], [1])


def test_a_sequence_is_computed_when_it_is_looked_at() -> None:
    """Once."""
    computed: list[int] = []
    later = Later(lambda: computed.append(1) or (3, 4))
    assert not computed
    assert (len(later), later[0], later[:1], list(later), bool(later)) == (2, 3, (3,), [3, 4], True)
    assert computed == [1]


def test_a_failure_is_nobody_elses() -> None:
    """Who asks next computes it again."""
    kept: Kept[int] = Kept(2)
    with pytest.raises(ZeroDivisionError):
        kept.of((), "one", lambda: 1 // 0)
    assert kept.of((), "one", lambda: 3) == 3


def test_what_is_prepared_waits_for_who_is_at_work() -> None:
    """Nobody, before the first page; then until the last page is done, and some time without another."""
    quiet = Quiet()
    assert quiet.wait(60.0, 0.0)
    assert not quiet.wait_for_first(0.0)
    with quiet.at_work():
        assert not quiet.wait(0.0, 0.0)
        with quiet.at_work():
            pass
        assert not quiet.wait(0.0, 0.0)
    assert quiet.wait_for_first(0.0)
    assert quiet.wait(0.0, 0.0)
    assert not quiet.wait(60.0, 0.0)
    quiet.somebody_comes()
    assert not quiet.wait(60.0, 0.01)


def test_waiting_ends_with_the_page() -> None:
    """And not before."""
    quiet, done = Quiet(), []
    with quiet.at_work():
        waits = threading.Thread(target=lambda: done.append(quiet.wait(0.0, 60.0)))
        waits.start()
        assert not done
    waits.join(10)
    assert done == [True]
