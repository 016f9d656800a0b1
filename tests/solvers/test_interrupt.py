"""Ctrl-C: a solve answers within two seconds with what it has."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from netopt.solvers.interrupt import interrupt_as_request

SCRIPT = """
import json, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job may have it ignored
import numpy as np
from netopt.problems.p_median import PMedian
from netopt.routing.od_matrix import OdMatrix
from netopt.solvers.options import SolverOptions

count = 400
xy = np.random.default_rng(5).uniform(0, 100, (count, 2))
minutes = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
ids = tuple(f"n{i:03d}" for i in range(count))
problem = PMedian.from_od_matrix(OdMatrix(ids, ids, minutes), np.ones(count), 8)
print("solving", flush=True)
solution = problem.solve(SolverOptions(name=sys.argv[1], time_limit_s=300))
report = solution.report
print(json.dumps([report.status, report.objective, report.bound, report.gap, report.limit, len(solution.open)]))
"""


@pytest.mark.parametrize("name", ["highs", "gscip"])
def test_interrupt_of_a_hard_solve_gives_the_incumbent_with_bound_and_gap_within_two_seconds(name):
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path or "." for path in sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, name], stdout=subprocess.PIPE, text=True, env=env, start_new_session=True
    ) as process:
        assert process.stdout.readline() == "solving\n"
        time.sleep(2.0)
        asked = time.monotonic()
        process.send_signal(signal.SIGINT)
        answer, _ = process.communicate(timeout=20)
        waited_s = time.monotonic() - asked
    status, objective, bound, gap, limit, open_count = json.loads(answer)
    assert (status, limit, open_count) == ("feasible", "interrupt", 8)
    assert 0.0 <= bound < objective
    assert gap == pytest.approx((objective - bound) / objective)
    assert waited_s < 2.0
    assert process.returncode == 0


def test_first_interrupt_is_a_request_and_the_second_an_exception():
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with interrupt_as_request() as asked:
            assert not asked()
            signal.raise_signal(signal.SIGINT)
            assert asked()
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, previous)


def test_interrupts_outside_the_main_thread_are_left_alone():
    seen = []

    def ask():
        with interrupt_as_request() as asked:
            seen.append((asked(), signal.getsignal(signal.SIGINT)))

    before = signal.getsignal(signal.SIGINT)
    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert seen == [(False, before)]
