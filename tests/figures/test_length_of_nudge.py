"""The record that chapter 6 draws is what anybody measures, up to the rounding of their processor."""

import json

import numpy as np

from figures.data import length_of_nudge


def test_the_record_is_what_is_measured_here():
    record = json.loads(length_of_nudge.RECORD.read_text(encoding="utf-8"))
    assert record["nudges"] == length_of_nudge.NUDGES
    nudges, recorded = np.array(record["nudges"]), np.array(record["errors"])
    measured = np.array(length_of_nudge.errors())
    bend = nudges > 1e-3  # where the error is the bend of the cost, and no rounding is seen
    assert bend.sum() > 10
    np.testing.assert_allclose(measured[bend], recorded[bend], rtol=0.005)  # three digits are recorded
    rounding = nudges < 1e-6
    by_rounding = [np.median(errors[rounding] * nudges[rounding]) for errors in (measured, recorded)]
    assert max(by_rounding) < 3 * min(by_rounding)
