"""The sigmoid, ReLU and their slopes: values, extremes, types."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from strategies import weighted_inputs

from backprop.activations import (
    ACTIVATIONS,
    get_activation,
    relu,
    relu_derivative,
    sigmoid,
    sigmoid_derivative,
)

FUNCTIONS = [sigmoid, sigmoid_derivative, relu, relu_derivative]
each_function = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


# The sigmoid.


@given(st.floats(-700, 700))
def test_the_sigmoid_is_its_formula(z):
    assert sigmoid(np.array([z]))[0] == pytest.approx(1 / (1 + math.exp(-z)), rel=1e-14)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_sigmoid_of_10000_is_1_and_of_minus_10000_is_0_without_a_warning(dtype):
    z = np.array([-1e4, -1e3, 0, 1e3, 1e4], dtype)
    assert sigmoid(z).tolist() == [0, 0, 0.5, 1, 1]
    assert sigmoid_derivative(z).tolist() == [0, 0, 0.25, 0, 0]


def test_the_sigmoid_of_infinity_is_its_limit():
    assert sigmoid(np.array([-np.inf, np.inf])).tolist() == [0, 1]


@given(weighted_inputs())
def test_the_sigmoid_lies_between_0_and_1_and_its_slope_between_0_and_a_quarter(z):
    assert ((sigmoid(z) >= 0) & (sigmoid(z) <= 1)).all()
    assert ((sigmoid_derivative(z) >= 0) & (sigmoid_derivative(z) <= 0.25)).all()


@given(weighted_inputs())
def test_the_sigmoid_never_falls(z):
    assert (np.diff(sigmoid(np.sort(z))) >= 0).all()


@given(weighted_inputs())
def test_the_sigmoid_is_symmetric_about_a_half(z):
    assert sigmoid(-z) == pytest.approx(1 - sigmoid(z), rel=0, abs=2e-16)
    assert sigmoid_derivative(-z) == pytest.approx(sigmoid_derivative(z), rel=0, abs=2e-16)


@given(weighted_inputs(limit=30))
def test_the_slope_of_the_sigmoid_agrees_with_central_differences(z):
    h = 1e-5
    measured = (sigmoid(z + h) - sigmoid(z - h)) / (2 * h)
    assert sigmoid_derivative(z) == pytest.approx(measured, rel=0, abs=2e-11)


# ReLU.


@given(weighted_inputs())
def test_relu_keeps_what_is_positive_and_stops_the_rest(z):
    assert relu(z).tolist() == [max(0.0, value) for value in z]
    assert relu_derivative(z).tolist() == [1.0 if value > 0 else 0.0 for value in z]


@given(weighted_inputs(limit=100))
def test_the_slope_of_relu_agrees_with_central_differences_away_from_its_corner(z):
    h = 1e-5
    z = z[np.abs(z) > h]
    measured = (relu(z + h) - relu(z - h)) / (2 * h)
    assert relu_derivative(z) == pytest.approx(measured, rel=0, abs=1e-8)


def test_the_slope_of_relu_at_0_is_0():
    assert relu_derivative(np.array([0.0, -0.0])).tolist() == [0, 0]
    assert relu_derivative(np.array([np.nextafter(0, 1)])).tolist() == [1]


# Both.


@each_function
@given(array=arrays(st.sampled_from([np.float32, np.float64]), array_shapes(min_dims=0, min_side=0)))
def test_shape_and_type_are_kept_and_the_argument_is_untouched(function, array):
    before = array.tobytes()
    result = np.asarray(function(array))
    assert result.shape == array.shape
    assert result.dtype == array.dtype
    assert array.tobytes() == before


@each_function
def test_nan_is_not_hidden_by_a_function_nor_by_the_slope_of_the_sigmoid(function):
    if function is not relu_derivative:
        assert np.isnan(function(np.array([np.nan]))).all()


def test_an_activation_goes_by_its_name():
    assert sorted(ACTIVATIONS) == ["relu", "sigmoid"]
    for name, value, derivative in [
        ("sigmoid", sigmoid, sigmoid_derivative),
        ("relu", relu, relu_derivative),
    ]:
        assert get_activation(name) == (name, value, derivative)
