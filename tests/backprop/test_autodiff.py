"""Slopes of any graph: against HIPS autograd, against nudges, and those of a network, bit for bit."""

import gc
import re
from collections import Counter

import numpy as np
import pytest
from recipes import PAIRS, SINGLES, follow, gradients, paths, recipe
from strategies import QUADRATIC_SEEDS, SEEDS, architecture, difference, make_case, numbered_case

from backprop import Gradients
from backprop.autodiff import Node, exp, log, parents_first, relu, sigmoid
from backprop.examples import running_network
from backprop.gradcheck import central_differences

STRETCHING = ("add", "subtract", "multiply")
FUNCTIONS = {"sigmoid": sigmoid, "relu": relu}


def largest(array):
    return float(np.abs(array).max())


def relative(mine, theirs, floor):
    """The largest difference of two arrays, divided by the largest number in them, or by `floor`."""
    assert mine.shape == np.shape(theirs)
    scale = max(largest(mine), largest(theirs), floor)
    return 0.0 if scale == 0 else largest(mine - theirs) / scale


def cost_of(net, X, Y, mean=True):
    """The cost of a network at a batch, made of nodes, and the nodes of its weights and biases.

    Without `mean` it is the sum over the examples.
    """
    weights, biases = [Node(W) for W in net.weights], [Node(b) for b in net.biases]
    names = [net.activation] * (len(weights) - 1) + [net.output]
    a = Node(X)
    for W, b, name in zip(weights, biases, names, strict=True):
        z = W @ a + b
        a = FUNCTIONS[name](z) if name in FUNCTIONS else None
    if net.cost_name == "quadratic":
        C = ((a - Y) * (a - Y)).sum() * 0.5
    elif net.output == "softmax":
        C = -(Y * (z - log(exp(z).sum(axis=0, keepdims=True)))).sum()
    else:
        C = (log(1 + exp(z)) - Y * z).sum()
    return C * (1 / X.shape[1]) if mean else C, weights, biases


def slopes_of(weights, biases, over=1):
    return Gradients([W.gradient / over for W in weights], [b.gradient / over for b in biases])


# Against autograd.


@pytest.mark.parametrize("block", range(5))
def test_500_random_graphs_have_the_slopes_of_autograd_to_1e_12(block):
    for seed in range(100 * block, 100 * (block + 1)):
        mine, theirs = gradients(*recipe(seed))
        floor = 1e-3 * max(largest(g) for g in mine)  # where slopes cancel, only rounding is left
        for one, other in zip(mine, theirs, strict=True):
            assert relative(one, other, floor) < 1e-12, seed


def test_the_graphs_have_every_operation_and_shared_values_and_many_paths():
    recipes = [recipe(seed) for seed in range(100)]
    names = Counter(step.name for _, steps in recipes for step in steps)
    assert set(names) == {*PAIRS, *SINGLES, "sum", "scale"}
    assert min(names.values()) > 10
    stretched = twice = many = alive = 0
    for leaves, steps in recipes:
        many += max(paths(leaves, steps)[: len(leaves)]) > 10
        twice += any(len(set(step.places)) < len(step.places) for step in steps)
        nodes = [Node(leaf) for leaf in leaves]
        values = follow(nodes, steps, 0)
        shapes = [{values[place].value.shape for place in s.places} for s in steps if s.name in STRETCHING]
        stretched += any(len(pair) == 2 for pair in shapes)
        values[-1].backward()
        alive += min(largest(node.gradient) for node in nodes) > 1e-9
    assert min(stretched, twice, many) > 20
    assert alive > 80


# The gradients of a network.


def test_a_network_is_recovered_bit_for_bit_where_m_is_a_power_of_two():
    for seed in range(QUADRATIC_SEEDS):
        for m in (1, 2, 4):
            net, X, Y = make_case(**{**architecture(seed), "m": m})
            C, *nodes = cost_of(net, X, Y)
            C.backward()
            assert difference(slopes_of(*nodes), net.backpropagate(X, Y)) == 0


def test_a_network_is_recovered_bit_for_bit_for_any_m_if_the_mean_is_taken_last():
    for seed in range(QUADRATIC_SEEDS):
        net, X, Y = numbered_case(seed)
        C, *nodes = cost_of(net, X, Y, mean=False)
        C.backward()
        assert difference(slopes_of(*nodes, over=X.shape[1]), net.backpropagate(X, Y)) == 0


def test_any_network_with_any_cost_is_recovered_to_rounding():
    worst = {"quadratic": 0.0, "cross-entropy": 0.0}
    for seed in SEEDS:
        net, X, Y = numbered_case(seed)
        C, *nodes = cost_of(net, X, Y)
        assert float(C.value) == pytest.approx(net.cost(X, Y), rel=1e-12)
        C.backward()
        apart = largest_difference(slopes_of(*nodes), net.backpropagate(X, Y))
        worst[net.cost_name] = max(worst[net.cost_name], apart)
    assert worst["quadratic"] < 1e-15
    assert worst["cross-entropy"] < 5e-15


def largest_difference(mine, theirs):
    """The largest difference of all slopes of a network, divided by the largest of them."""
    pairs = list(zip([*mine.weights, *mine.biases], [*theirs.weights, *theirs.biases], strict=True))
    scale = max(largest(other) for _, other in pairs)
    return max(largest(one - other) for one, other in pairs) / scale if scale else 0.0


def test_the_errors_are_the_gradients_of_the_weighted_inputs():
    net, x, y = running_network()
    weighted_inputs, activations = net.forward_pass(x)
    for z, delta in zip(weighted_inputs, net.errors(weighted_inputs, activations, y), strict=True):
        C, *_ = cost_of(net, x, y)
        C.backward()
        (node,) = (node for node in parents_first(C) if np.array_equal(node.value, z))
        assert np.array_equal(node.gradient, delta)


# The induction.


def test_the_cost_moves_with_itself_one_for_one():
    for value in (3.0, [2.0], [[-1.0]]):
        C = Node(value)
        C.backward()
        assert C.gradient.tolist() == np.ones_like(value).tolist()


def test_a_node_used_twice_gets_the_sum():
    v = Node(3.0)
    for C, slope in ((v * v, 6), (v + v, 2), (v - v, 0), (v * v * v, 27), (v * 2 + sigmoid(v) * 0, 2)):
        C.backward()
        assert v.gradient == slope


def test_all_of_a_million_paths_are_in_the_sum():
    v = Node(1.0)
    C = v
    for _ in range(20):
        C = C + C
    C.backward()
    assert v.gradient == 2**20


def test_a_node_that_nothing_follows_from_adds_nothing():
    v = Node(3.0)
    v * 100
    C = v * 2
    C.backward()
    assert v.gradient == 2


def test_a_second_backward_gives_the_same_and_another_cost_its_own_slopes():
    v, w = Node([1.0, 2.0]), Node([3.0, 4.0])
    C = (v * w * v).sum()
    C.backward()
    first = v.gradient.copy(), w.gradient.copy()
    C.backward()
    assert [v.gradient.tolist(), w.gradient.tolist()] == [one.tolist() for one in first]
    (v * 5).sum().backward()
    assert v.gradient.tolist() == [5, 5]
    assert w.gradient.tolist() == first[1].tolist()  # not reached by the second cost
    assert Node(1.0).gradient is None


def test_gradients_share_no_memory():
    v, w = Node([1.0, 2.0]), Node([3.0, 4.0])
    s = v + w
    C = s.sum()
    C.backward()
    v.gradient += 1
    assert w.gradient.tolist() == s.gradient.tolist() == [1, 1]


def test_what_is_given_is_copied():
    given = np.ones(3)
    v = Node(given)
    C = (v * v).sum()
    given *= 10
    C.backward()
    assert v.gradient.tolist() == [2, 2, 2]


def test_every_order_of_parents_first_has_each_node_once_and_after_its_parents():
    for seed in range(20):
        leaves, steps = recipe(seed)
        C = follow([Node(leaf) for leaf in leaves], steps, 0)[-1]
        order = parents_first(C)
        place = {id(node): i for i, node in enumerate(order)}
        assert len(place) == len(order)
        assert order[-1] is C
        for node in order:
            assert all(place[id(parent)] < place[id(node)] for parent, _ in node.parents)


def test_a_graph_may_be_10000_deep():
    v = Node(1.0)
    C = v
    for _ in range(10_000):
        C = C + v
    C.backward()
    assert v.gradient == 10_001
    del C
    gc.collect()  # nor does freeing it go too deep


# Operations.


@pytest.mark.parametrize(
    ("v", "w"),
    [((), (2, 3)), ((3,), (2, 3)), ((1, 3), (2, 1)), ((2, 1), (4, 2, 3)), ((1, 1), ()), ((3,), (3,))],
)
@pytest.mark.parametrize("name", ["add", "subtract", "multiply"])
def test_a_gradient_has_the_shape_of_its_value_however_it_was_stretched(name, v, w):
    rng = np.random.default_rng(0)
    v, w = Node(rng.normal(size=v)), Node(rng.normal(size=w))
    C = (PAIRS[name][0](v, w) * rng.normal(size=np.broadcast_shapes(v.value.shape, w.value.shape))).sum()
    C.backward()
    assert (v.gradient.shape, w.gradient.shape) == (v.value.shape, w.value.shape)


@pytest.mark.parametrize("axis", [None, 0, 1, -1])
@pytest.mark.parametrize("keepdims", [True, False])
def test_the_gradient_of_a_sum_goes_to_every_term(axis, keepdims):
    v = Node(np.arange(6.0).reshape(2, 3))
    s = v.sum(axis=axis, keepdims=keepdims)
    assert np.array_equal(s.value, v.value.sum(axis=axis, keepdims=keepdims))
    factors = np.arange(1.0, s.value.size + 1)
    (s * factors.reshape(s.value.shape)).sum().backward()
    column = v.value.sum(axis=axis, keepdims=True).shape
    assert np.array_equal(v.gradient, np.broadcast_to(factors.reshape(column), (2, 3)))


def test_numbers_and_arrays_beside_a_node_are_constants():
    v, A = Node([[1.0, 2.0]]), np.array([[3.0], [4.0]])
    for made, value in [
        (2 + v, [[3, 4]]),
        (2 - v, [[1, 0]]),
        (2 * v, [[2, 4]]),
        (v - 1, [[0, 1]]),
        (np.float64(2) * v, [[2, 4]]),
        (np.array([[1, 1]]) + v, [[2, 3]]),
        (np.array([[1, 1]]) - v, [[0, -1]]),
        (np.array([[5, 5]]) * v, [[5, 10]]),
        (A @ v, [[3, 6], [4, 8]]),
        (v @ A, [[11]]),
        (-v, [[-1, -2]]),
    ]:
        assert isinstance(made, Node)
        assert made.value.tolist() == value
        made.sum().backward()
        assert v.gradient.shape == (1, 2)


def test_single_precision_stays_single():
    v = Node(np.array([[0.5, -2.0]], np.float32))
    C = (relu(sigmoid(v) * 2 - 1) + exp(v) * log(3 + v)).sum() * 0.5
    C.backward()
    assert {node.value.dtype for node in parents_first(C)} == {np.dtype(np.float32)}
    assert {node.gradient.dtype for node in parents_first(C)} == {np.dtype(np.float32)}
    assert Node(np.arange(3)).value.dtype == Node(True).value.dtype == np.float64


def test_relu_has_the_slope_0_at_its_corner():
    v = Node([-1.0, 0.0, 2.0])
    relu(v).sum().backward()
    assert v.gradient.tolist() == [0, 0, 1]


def test_a_node_shows_its_value():
    assert repr(Node(2.0)) == "Node(array(2.))"
    assert len(repr(Node(np.ones((50, 50))))) < 80


# Mistakes.


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        (lambda v: v.backward(), "the cost has shape (2, 3); expected one number, as .sum() gives"),
        (lambda v: v @ v, "a product has shapes (2, 3) @ (2, 3); expected two matrices with one inner size"),
        (lambda v: v @ [1, 2, 3], "a product has shapes (2, 3) @ (3,); expected two matrices"),
        (lambda v: 2 @ v, "a product has shapes () @ (2, 3); expected two matrices"),
        (lambda v: Node("abc"), "a node's value is 'abc'; expected real numbers"),
        (lambda v: Node(None), "a node's value is None; expected real numbers"),
        (lambda v: Node(1j), "a node's value is 1j; expected real numbers"),
        (lambda v: Node([[1], [2, 3]]), "a node's value has rows of unequal length; expected"),
        (lambda v: v * "abc", "a node's value is 'abc'; expected real numbers"),
        (lambda v: v + np.ones(2), "nodes of the shapes (2, 3) and (2,) meet; expected one shape"),
    ],
)
def test_a_mistake_is_one_clear_line(mistake, message):
    with pytest.raises(ValueError, match="^" + re.escape(message)) as error:
        mistake(Node(np.ones((2, 3))))
    assert "\n" not in str(error.value)


def test_a_function_of_numpy_refuses_a_node():
    with pytest.raises(TypeError, match="does not support ufuncs"):
        np.exp(Node(1.0))


def test_the_module_agrees_with_nudges_on_the_running_network():
    net, x, y = running_network()
    C, *nodes = cost_of(net, x, y)
    C.backward()
    assert difference(slopes_of(*nodes), central_differences(net, x, y)) < 1e-8
