"""`make bench` runs on small sizes, and its record has what chapter 8 shows. No time is asserted."""

import json

import numpy as np
import pytest

from figures.data import bench
from figures.data.bench import CONTESTANTS, LIMIT, OURS, OURS64, Setting

SMALL = Setting((6, 5, 4), "relu", n=60, batch_size=10)
PLAIN = [name for name in CONTESTANTS if not name.startswith(("JAX", "PyTorch"))]
RECORD = json.loads(bench.RECORD.read_text(encoding="utf-8"))


def in_order(low, middle, high):
    return 0 < low <= middle <= high


@pytest.mark.parametrize("contest", RECORD["contests"], ids=lambda contest: str(contest["sizes"]))
def test_the_record_has_every_contestants_ratios_with_their_spread(contest):
    assert contest["left_out"] == {}
    for reference, key in ((LIMIT, "over_limit"), (OURS, "over_backprop")):
        assert set(contest[key]) == set(CONTESTANTS)
        assert contest[key][reference] == [1, 1, 1]
        assert all(in_order(*spread) for spread in contest[key].values())
    assert set(contest["peak_over_data"]) == {OURS, OURS64}


def test_the_record_has_both_networks_on_one_thread_and_on_more_and_names_machine_and_versions():
    assert RECORD["machine"]
    assert set(RECORD["versions"]) == {"numpy", "scikit-learn", "torch", "jax"}
    contests = [(tuple(contest["sizes"]), contest["threads"] > 1) for contest in RECORD["contests"]]
    assert contests == [
        (sizes, more) for sizes in ((784, 30, 10), (784, 128, 64, 10)) for more in (False, True)
    ]


def test_the_record_has_an_exponent_with_its_spread_for_all_that_grows():
    assert set(RECORD["growth"]) == set(bench.series(1000))
    for grown in RECORD["growth"].values():
        assert grown["exponent"] == sorted(grown["exponent"])
        assert {"values", "flops"} <= set(grown)


@pytest.mark.parametrize("name", PLAIN)
def test_a_contestant_trains_for_an_epoch(name):
    if name == "scikit-learn":
        pytest.importorskip("sklearn")
    run = CONTESTANTS[name](SMALL)
    assert run() > 0
    assert run() > 0


def test_a_contestant_in_its_own_process_trains_or_says_why_it_does_not():
    able = bench.Contestant(OURS, [SMALL], threads=1)
    unable = bench.Contestant(OURS, [SMALL._replace(activation="step")], threads=1)
    assert able.problem() is None
    assert able.train()[0] > 0
    assert "step" in unable.problem()
    able.stop()
    unable.stop()


def test_times_are_divided_by_those_of_the_same_round():
    slow_second_round = {"a": [1.0, 10.0, 1.0], "b": [2.0, 20.0, 2.0]}
    assert bench.ratios(slow_second_round, "a") == {"a": [1, 1, 1], "b": [2, 2, 2]}


def test_the_spread_is_the_quartiles():
    assert bench.spread([4, 0, 3, 1, 2]) == [1, 2, 3]


def test_the_exponent_of_a_power_is_found():
    values = np.array([2, 4, 16])
    assert bench.exponent(values, 3 * values**1.5) == pytest.approx(1.5)


def test_flops_are_those_of_the_products():
    # Two layers forward and two slopes of weights; one error goes back, through the last layer.
    assert bench.flops(Setting((3, 2, 1), n=7)) == 2 * 7 * (2 * (6 + 2) + 2)


def test_the_table_goes_from_the_fastest_to_the_slowest_and_says_who_is_left_out():
    result = {
        "sizes": [6, 5, 4],
        "activation": "relu",
        "examples": 60,
        "batch_size": 10,
        "threads": 1,
        "rounds": 1,
        "over_limit": {OURS: [2, 2, 2], LIMIT: [1, 1, 1]},
        "over_backprop": {OURS: [1, 1, 1], LIMIT: [0.5, 0.5, 0.5]},
        "peak_over_data": {OURS: 1.2},
        "left_out": {"PyTorch, eager": "No module named 'torch'"},
    }
    text = bench.table(result, {OURS: [0.2], LIMIT: [0.1]}, {OURS: 1000, LIMIT: 1000})
    assert text.index(LIMIT) < text.index(f"\n{OURS} ") < text.index("left out: No module named 'torch'")
