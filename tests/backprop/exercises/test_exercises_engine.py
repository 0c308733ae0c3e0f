"""What a checker says to functions that are unfinished, broken, endless or careless."""

import _thread
import contextlib
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from backprop import exercises
from backprop.exercises.checker import guard
from backprop.exercises.checker.engine import try_out
from backprop.exercises.checker.exercise import Exercise

ROOT = Path(exercises.__file__).parents[2]


def right(a, y):
    return ((a - y) ** 2).sum() / 2


def report_of(function, name="cost-of-one", limit=3.0):
    report = exercises.check(name, function, limit=limit)
    lines = repr(report).splitlines()
    assert not report.right
    assert len(lines) <= 13
    assert max(map(len, lines)) <= 44
    assert not re.search(r"0x[0-9a-f]{4}|/tmp/|\.py", repr(report))
    return report


# Before anything runs.


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("cost-of-on", "no exercise 'cost-of-on'; did you mean \"cost-of-one\""),
        ("Total cost", '"total-cost"'),
        ("zzzzzz", "no exercise 'zzzzzz'; exercises.names() lists them all"),
        (3, "no exercise 3"),
        (None, "no exercise None"),
        (["total-cost"], "no exercise ['total-cost']"),
    ],
)
def test_an_unknown_name_is_one_line_with_the_nearest_names(name, says):
    with pytest.raises(ValueError, match="no exercise") as error:
        exercises.check(name, right)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("function", [None, 0.42, np.zeros((2, 1)), "cost_of_one"])
def test_what_is_no_function_is_one_line_that_shows_the_call(function):
    with pytest.raises(ValueError, match="expected your function itself") as error:
        exercises.check("cost-of-one", function)
    assert 'check("cost-of-one", cost_of_one)' in str(error.value)
    assert "\n" not in str(error.value)


def test_a_function_without_a_name_is_one_line_that_shows_the_call():
    def total_cost(A, Y):
        return 0.0

    with pytest.raises(ValueError, match="expected the name of the exercise first") as error:
        exercises.check(total_cost)
    assert 'check("total-cost", total_cost)' in str(error.value)
    with pytest.raises(ValueError, match="expected your function itself"):
        exercises.check("total-cost")


@pytest.mark.parametrize("limit", ["a", None, 0, -1, float("nan"), np.inf, [1]])
def test_a_limit_that_is_no_number_of_seconds_is_refused(limit):
    with pytest.raises(ValueError, match="limit is"):
        exercises.check("cost-of-one", right, limit=limit)


@pytest.mark.parametrize("seed", [-1, 1.5, None, "1"])
def test_a_seed_that_is_no_whole_number_is_refused(seed):
    with pytest.raises(ValueError, match="seed is"):
        exercises.check("cost-of-one", right, seed=seed)


# Not written yet.


def stub(a, y):
    """Return the cost."""


def dots(a, y): ...


def returns_dots(a, y):
    return ...


def raises(a, y):
    raise NotImplementedError


def forgets_return(a, y):
    ((a - y) ** 2).sum() / 2


@pytest.mark.parametrize("function", [stub, dots, returns_dots, raises, forgets_return, lambda a, y: None])
def test_a_stub_is_not_written_yet(function):
    report = report_of(function)
    assert report.mistake == "not-written"
    said = " ".join(repr(report).split())
    assert said.startswith("cost-of-one: not written yet. cost_of_one(a, y) gives nothing back.")
    assert "return" in report.message


# Raised.


def divides_by_zero(a, y):
    n = 0
    return len(a) / n


def helper_fails(a, y):
    return np.linalg.inv(a)


def quits(a, y):
    sys.exit(3)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda a, y: a.nothing, "AttributeError"),
        (helper_fails, "LinAlgError"),
        (quits, "SystemExit: 3"),
        (lambda a, y: right(a), "missing 1 required positional argument"),
        (lambda a, y: [][0], "IndexError: list index out of range"),
        (lambda a, y: int(object()), "'object'"),
    ],
)
def test_an_exception_is_named_with_what_it_said(function, says):
    report = report_of(function)
    assert report.mistake == "raised"
    assert says in " ".join(report.message.split())


def test_an_exception_shows_the_learners_own_line_and_the_call():
    report = report_of(divides_by_zero)
    assert "in your line  return len(a) / n" in repr(report)
    assert "called with a = [" in repr(report)
    assert "return np.linalg.inv(a)" in repr(report_of(helper_fails))


def test_endless_recursion_is_an_exception_like_others():
    def again(a, y):
        return again(a, y)

    assert "RecursionError" in report_of(again).message


def test_an_address_in_an_exceptions_text_is_left_out():
    def fails(a, y):
        raise ValueError(object())

    assert "ValueError: <object object>" in report_of(fails).message


# Too slow.


def endless(a, y):
    while True:
        pass


def stubborn(a, y):
    while True:
        try:
            while True:
                pass
        except Exception:
            pass


def running():
    """Is a learner's function still at work? It gets a moment to end."""
    for _ in range(100):
        if not any(thread.name == "exercise" for thread in threading.enumerate()):
            return False
        time.sleep(0.01)
    return True


def sleepy(a, y):
    for _ in range(100):
        time.sleep(0.1)


@pytest.mark.parametrize("function", [endless, stubborn, sleepy])
def test_a_function_that_does_not_end_is_stopped(function):
    start = time.monotonic()
    report = report_of(function, limit=0.2)
    assert report.mistake == "too-slow"
    assert "called with a = [" in report.message
    assert time.monotonic() - start < 5
    assert not running()


def test_a_function_that_catches_even_its_end_is_left_behind():
    released = threading.Event()

    def swallows(a, y):
        while not released.is_set():
            with contextlib.suppress(BaseException):
                time.sleep(0.01)
        return 0.0

    try:
        assert report_of(swallows, limit=0.1).mistake == "too-slow"
    finally:
        released.set()


def test_the_limit_is_three_seconds_unless_another_is_given():
    assert guard.LIMIT == 3.0


def test_checking_works_in_a_thread_that_is_not_the_main_one():
    found = []
    for function in (right, endless):
        worker = threading.Thread(
            target=lambda f: found.append(exercises.check("cost-of-one", f, limit=0.3)), args=(function,)
        )
        worker.start()
        worker.join()
    assert [report.mistake for report in found] == [None, "too-slow"]


def test_an_interrupt_ends_the_check_and_the_function():
    steps = []
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have us ignore it

    def counts(a, y):
        while True:
            steps.append(1)
            time.sleep(0.001)

    timer = threading.Timer(0.2, _thread.interrupt_main)
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            exercises.check("cost-of-one", counts)
        timer.join()
    finally:
        signal.signal(signal.SIGINT, before)
    counted = len(steps)
    time.sleep(0.1)
    assert len(steps) == counted > 0


def test_a_fresh_interpreter_ends_though_a_function_does_not():
    script = (
        "from backprop import exercises\n"
        "def cost_of_one(a, y):\n"
        "    while True:\n"
        "        try: sum(range(1000))\n"
        "        except BaseException: pass\n"
        "print(exercises.check('cost-of-one', cost_of_one, limit=0.1).mistake)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (run.stdout, run.returncode) == ("too-slow\n", 0)


# Arguments.


def changes_in_place(a, y):
    a -= y
    return (a**2).sum() / 2


def changes_and_is_wrong(a, y):
    y[0] = 5
    return 0.0


@pytest.mark.parametrize(("function", "name"), [(changes_in_place, "a"), (changes_and_is_wrong, "y")])
def test_a_function_that_changes_an_argument_is_told_which(function, name):
    report = report_of(function)
    assert report.mistake == "changed-arguments"
    assert f"changes its argument {name}," in report.message


@pytest.mark.parametrize(
    ("now", "then", "kept"),
    [
        ([np.ones(2)], [np.ones(2)], True),
        ([np.ones(2)], [np.zeros(2)], False),
        ([np.ones(2)], [np.ones(2), np.ones(2)], False),
        (np.ones(2), np.ones((2, 1)), False),
        (np.ones(2, dtype=np.float32), np.ones(2), False),
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"a": 2}, False),
        ({"a": 1, "b": 1}, {"a": 1}, False),
        (np.array([np.nan]), np.array([np.nan]), True),
        (2, 2, True),
        (np.sin, np.cos, True),
    ],
)
def test_an_argument_is_the_same_if_its_numbers_are(now, then, kept):
    assert guard.same(now, then) is kept


def test_every_call_gets_copies_of_its_own():
    seen = []

    def keeps(a, y):
        seen.append(a)
        return right(a, y)

    assert exercises.check("cost-of-one", keeps).right
    assert len({id(a) for a in seen}) == len(seen)


def test_a_result_that_is_changed_by_the_next_call_counts_as_it_was_returned():
    shelf = np.zeros(())

    def reuses(a, y):
        shelf[...] = right(a, y)
        return shelf

    assert exercises.check("cost-of-one", reuses).right


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda a: 1, "1 parameter (a); it is called with 2: (a, y)"),
        (lambda: 1, "0 parameters; it is called with 2"),
        (lambda a, y, z: 1, "3 parameters (a, y, z); it is called with 2"),
    ],
)
def test_a_wrong_number_of_parameters_is_counted(function, says):
    report = report_of(function)
    assert report.mistake == "parameters"
    assert says in " ".join(report.message.split())


def test_parameters_in_another_order_are_told_by_their_names():
    report = exercises.check("slopes-from-errors", lambda a, delta: (delta @ a.T, delta))
    assert report.mistake == "parameters"
    assert "Your parameters are (a, delta), and it is called with (delta, a)" in report.message
    both = exercises.check("weight-slope-matrix", lambda A, Delta: Delta @ A.T)
    assert both.mistake == "parameters+no-mean"
    unnamed = exercises.check("slopes-from-errors", lambda one, two: (two @ one.T, two))
    assert unnamed.mistake == "parameters"


def test_an_answer_that_depends_on_earlier_calls_shows_both():
    total = []

    def grows(a, y):
        total.append(right(a, y))
        return sum(total)

    report = report_of(grows)
    assert report.mistake == "earlier-calls"
    first, again = re.search(r"first  (\S+)\n  again  (\S+)", repr(report)).groups()
    assert float(again) > float(first) == pytest.approx(0.16, abs=1)


def test_a_default_argument_that_is_never_made_anew_is_named():
    def walks(C, parents, seen=[]):  # noqa: B006
        for node in [*parents, C]:
            if node not in seen:
                seen.append(node)
        return list(seen)

    report = report_of(walks, "topological-order")
    assert report.mistake == "earlier-calls"
    assert "It changes seen, which outlasts the call" in report.message


def test_a_report_is_true_if_the_answer_is_right():
    assert exercises.check("cost-of-one", right)
    with pytest.raises(AssertionError):
        assert exercises.check("cost-of-one", lambda a, y: 0.0)


def test_parameters_with_defaults_or_other_names_are_welcome():
    assert exercises.check("cost-of-one", lambda out, wish, half=0.5: half * ((out - wish) ** 2).sum()).right
    assert exercises.check("cost-of-one", lambda *both: right(*both)).right


# What comes back.


def generates(a, y):
    yield 3


async def waits(a, y):
    return 3


@pytest.mark.parametrize(
    ("function", "mistake", "says"),
    [
        (generates, "generator", "a generator; expected numbers: return them, with no yield"),
        (waits, "type", "a coroutine"),
        (lambda a, y: map(float, a), "generator", "a generator"),
        (lambda a, y: "0.5", "type", "holds text; expected real numbers"),
        (lambda a, y: 1j, "type", "holds complex numbers"),
        (lambda a, y: right, "type", "is a function"),
        (lambda a, y: {1: 2}, "type", "is a dict; expected numbers"),
        (lambda a, y: [[1, 2], [3]], "type", "rows of unequal length"),
        (lambda a, y: [1, None], "type", "has None in it"),
        (lambda a, y: right(a, y) if len(a) > 1 else None, "type", "a return is missing on some path"),
        (lambda a, y: [1, 2], "shape", "has shape (2,); expected one number"),
        (lambda a, y: np.ones((2, 3)), "shape", "has shape (2, 3); expected one number"),
        (lambda a, y: np.array([[right(a, y)]]), "shape", "it is (1, 1); expected (), one number"),
        (lambda a, y: float("nan"), "not-finite", "There is NaN in the answer"),
        (lambda a, y: np.inf, "not-finite", "There is infinity in the answer"),
        (lambda a, y: right(a, y) if len(a) > 1 else np.nan, "not-finite", "There is NaN"),
        (lambda a, y: -right(a, y), "opposite-sign", "the right size and the opposite sign"),
        (lambda a, y: right(a, y) * 3, "constant-factor", "3 times as large"),
        (lambda a, y: right(a, y) / 2, "constant-factor", "half as large"),
        (
            lambda a, y: -right(a, y) / 4,
            "constant-factor",
            "a quarter as large as they should be and have the",
        ),
        (lambda a, y: right(a, y) * len(a), "number-of-neurons", "too large by the factor n"),
        (lambda a, y: -right(a, y) * len(a), "number-of-neurons+opposite-sign", "and the opposite sign"),
        (lambda a, y: 0.0, "all-zero", "Every number is 0"),
        (lambda a, y: 1 // 2 * ((a - y) ** 2).sum(), "all-zero", "Every number is 0"),
        (lambda a, y: 0 * len(a), "integer", "Every number is 0, and a whole number"),
        (lambda a, y: right(a, y) < 1, "yes-or-no", "True or False"),
        (lambda a, y: round(right(a, y), 2), "rounded", "rounded to 2 places"),
    ],
)
def test_an_answer_that_cannot_be_right_is_told_what_came_and_what_was_expected(function, mistake, says):
    report = report_of(function)
    assert report.mistake == mistake
    assert says in " ".join(report.message.split())


def test_another_wrong_answer_shows_the_smallest_case_that_fails():
    report = report_of(lambda a, y: right(a, y) + (0.001 if len(a) > 3 else 0))
    assert report.mistake is None
    called, expected, got = re.search(
        r"called with a = \[(.*?)\].*expected  (\S+)\n  got       (\S+)", repr(report), re.DOTALL
    ).groups()
    assert len(called.split(",")) == 4
    assert float(got) - float(expected) == pytest.approx(0.001)


def test_numbers_that_look_alike_are_shown_with_more_digits():
    report = report_of(lambda a, y: right(a, y) + 1e-5)
    expected, got = re.search(r"expected  (\S+)\n  got       (\S+)", repr(report)).groups()
    assert expected != got


@pytest.mark.parametrize(
    "function",
    [
        lambda a, y: float(right(a, y)),
        lambda a, y: np.array(right(a, y)),
        lambda a, y: np.float32(right(a, y)),
        lambda a, y: right(a.astype(np.float32), y.astype(np.float32)),
        lambda a, y: sum((one - other) ** 2 for one, other in zip(a, y, strict=True)) / 2,
        lambda a, y: np.einsum("j,j->", a - y, a - y) / 2,
        lambda a, y: 0.5 * np.linalg.norm(a - y) ** 2,
    ],
)
def test_a_right_answer_is_right_in_any_style(function):
    report = exercises.check("cost-of-one", function)
    assert report.right
    assert report.mistake is None
    assert report.equations == ("eq-cost-x",)
    assert repr(report) == "cost-of-one: right.\nAll 5 cases agree (eq-cost-x)."


def test_what_a_function_prints_is_left_alone(capsys):
    def talks(a, y):
        print(len(a))
        return right(a, y)

    assert exercises.check("cost-of-one", talks).right
    assert capsys.readouterr().out == "1\n3\n4\n5\n10\n"


def test_a_report_is_the_same_every_time():
    def fails(a, y):
        raise KeyError(a)

    for function in (right, fails, lambda a, y: right(a, y) + 1):
        assert repr(exercises.check("cost-of-one", function)) == repr(
            exercises.check("cost-of-one", function)
        )


def test_another_seed_draws_other_cases():
    first, second = (repr(exercises.check("cost-of-one", lambda a, y: 0.3, seed=seed)) for seed in (0, 1))
    assert first != second


# Answers in several parts.

PAIRS = Exercise(
    "pairs",
    "pairs(a, b)",
    "dW, a list of two (2, 3) matrices, and db, (2,)",
    ("eq-weight-slope",),
    lambda a, b: ([a, 2 * a], b),
    lambda rng: [(rng.normal(size=(2, 3)), rng.normal(size=2)) for _ in range(3)],
    (),
    parts=("dW", "db"),
)


@pytest.mark.parametrize(
    ("function", "mistake", "says"),
    [
        (lambda a, b: ([a], b), "type", "dW has length 1; expected a list of 2"),
        (lambda a, b: (a, b), "shape", "dW[0] has shape (3,); expected (2, 3)"),
        (lambda a, b: ([a, None], b), "type", "dW[1] is None"),
        (lambda a, b: [a], "type", "the answer has length 1; expected (dW, db)"),
        (lambda a, b: 5, "type", "the answer is 5; expected (dW, db)"),
        (lambda a, b: ([a.T, 2 * a.T], b), "transposed", "rows and columns have changed places"),
        (lambda a, b: ([a, 2 * a], b[::-1]), "reversed", "in the reverse order"),
        (lambda a, b: ([a, a], b), None, "fails, in dW[1] only"),
        (lambda a, b: ([a, 2 * a], 2 * b), "constant-factor", "The numbers of db are twice"),
        (lambda a, b: ([a, 2 * a], b**3), None, "fails, in db only"),
        (lambda a, b: (b, [a, 2 * a]), "swapped", "in the wrong order"),
        (lambda a, b: [a, 2 * a], "part-missing", "one part alone"),
        (lambda a, b: ([a, 2 * a], b, 3), "too-many-parts", "more than is asked for"),
        (lambda a, b: ([a + 1, 2 * a + 1], b**2), None, "fails. called with"),
        (lambda a, b: ([a + 1, 2 * a + 1], b**2), None, "expected dW[0]: [["),
    ],
)
def test_an_answer_in_parts_says_which_part_is_wrong(function, mistake, says):
    report = try_out(PAIRS, function)
    assert report.mistake == mistake
    assert says.lower() in " ".join(report.message.split()).lower()


@pytest.mark.parametrize(
    "function",
    [
        lambda a, b: ([a, 2 * a], b),
        lambda a, b: [(a, 2 * a), b.tolist()],
        lambda a, b: (np.array([a, 2 * a]), b.astype(np.float32)),
    ],
)
def test_an_answer_in_parts_may_be_lists_tuples_or_arrays(function):
    assert try_out(PAIRS, function).right
