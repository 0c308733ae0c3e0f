"""Backpropagation on any graph: a cost written with these nodes finds its own slopes (chapter 12).

>>> from backprop.autodiff import Node
>>> v = Node(3.0)
>>> C = v * v + 2 * v
>>> C.backward()
>>> float(v.gradient)
8.0
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop import activations
from backprop.support import checks

Array = NDArray[np.floating]
Back = Callable[[Array], Array]


class Node:
    """A value and how it was made: a number or an array, one step on the way to a cost.

    value     copied from what is given; float32 stays float32, other real numbers become float64
    parents   the nodes it was made from, each with the function that takes the gradient back to it
    gradient  ∂C/∂value, in the shape of value, of the last cost whose `backward` came by; None before

    A number or an array that meets a node becomes a node too.

    >>> W, x = Node([[1.0, 2.0]]), Node([[3.0], [4.0]])
    >>> (W @ x).sum().backward()
    >>> W.gradient.tolist(), x.gradient.tolist()
    ([[3.0, 4.0]], [[1.0], [2.0]])
    """

    __array_ufunc__ = None  # NumPy then leaves `array @ node` to `__rmatmul__`

    def __init__(self, value: ArrayLike, parents: Sequence[tuple["Node", Back]] = ()) -> None:
        self.value = _floats(value)
        self.parents = _check_parents(parents)
        self.gradient: Any = None

    def backward(self) -> None:
        """Fill the gradients of all nodes that this one, the cost, was made from.

        Raises ValueError if it is not one number.

        >>> v = Node(2.0)
        >>> (v * v * v).backward()
        >>> float(v.gradient)  # 3v²
        12.0
        """
        if self.value.size != 1:
            raise ValueError(f"the cost has shape {self.value.shape}; expected one number, as .sum() gives")
        order = parents_first(self)
        for node in order:
            node.gradient = np.zeros_like(node.value)
        self.gradient = np.ones_like(self.value)  # @eq-graph-base
        for u in reversed(order):
            for v, back in u.parents:
                v.gradient += back(u.gradient)  # @eq-graph-step: one term of the sum

    # Operations. Each makes a node, and says how the result moves with what it was made from.

    def __add__(self, other: Any) -> "Node":
        v, w = self, _beside(self, other)
        return Node(v.value + w.value, [(v, lambda g: summed(g, v)), (w, lambda g: summed(g, w))])

    def __mul__(self, other: Any) -> "Node":
        v, w = self, _beside(self, other)
        return Node(
            v.value * w.value, [(v, lambda g: summed(g * w.value, v)), (w, lambda g: summed(g * v.value, w))]
        )

    def __matmul__(self, other: Any) -> "Node":
        """The product of two matrices (@eq-matmul-slopes)."""
        v, w = self, as_node(other, self)
        if not v.value.ndim == w.value.ndim == 2 or v.value.shape[1] != w.value.shape[0]:
            shapes = f"{v.value.shape} @ {w.value.shape}"
            raise ValueError(f"a product has shapes {shapes}; expected two matrices with one inner size")
        checks.memory("the product", len(v.value) * w.value.shape[1])
        return Node(v.value @ w.value, [(v, lambda g: g @ w.value.T), (w, lambda g: v.value.T @ g)])

    def sum(self, axis: int | None = None, keepdims: bool = False) -> "Node":
        """The sum over one axis, or over all. Every entry gets the gradient of the sum it went into.

        >>> v = Node([[1.0, 2.0], [3.0, 4.0]])
        >>> v.sum(axis=0)
        Node(array([4., 6.]))
        """

        checks.switch("keepdims", keepdims)
        if axis is not None:
            axis = checks.whole_number("axis", axis, -self.value.ndim, self.value.ndim - 1)

        def back(g: Array) -> Array:
            g = g if keepdims or axis is None else np.expand_dims(g, axis)
            return np.broadcast_to(g, self.value.shape)

        return Node(self.value.sum(axis=axis, keepdims=keepdims), [(self, back)])

    # What is made of the ones above.

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> "Node":
        return self * -1

    def __sub__(self, other: Any) -> "Node":
        return self + -as_node(other, self)

    def __rsub__(self, other: Any) -> "Node":
        return as_node(other, self) - self

    def __rmatmul__(self, other: Any) -> "Node":
        return as_node(other, self) @ self

    def __repr__(self) -> str:
        return f"Node({checks.shown(self.value)})"


def sigmoid(v: Node) -> Node:
    """σ(v), entry by entry; its slope is made of the value itself (@eq-sigmoid-slope).

    >>> v = Node(0.0)
    >>> sigmoid(v).backward()
    >>> float(v.gradient)
    0.25
    """
    s = activations.sigmoid(_node(v).value)
    return Node(s, [(v, lambda g: g * (s * (1 - s)))])


def relu(v: Node) -> Node:
    """max(0, v), entry by entry (@eq-relu-slope).

    >>> v = Node([-1.0, 2.0])
    >>> relu(v).sum().backward()
    >>> v.gradient.tolist()
    [0.0, 1.0]
    """
    return Node(activations.relu(_node(v).value), [(v, lambda g: g * activations.relu_derivative(v.value))])


def exp(v: Node) -> Node:
    """e to the power of v, entry by entry: its own slope.

    >>> v = Node(1.0)
    >>> exp(2 * v).backward()
    >>> round(float(v.gradient), 4)  # 2e²
    14.7781
    """
    e = np.exp(_node(v).value)
    return Node(e, [(v, lambda g: g * e)])


def log(v: Node) -> Node:
    """ln v, entry by entry, with the slope 1/v.

    >>> v = Node(4.0)
    >>> log(v).backward()
    >>> float(v.gradient)
    0.25
    """
    if _node(v).value.size and v.value.min() <= 0:
        raise ValueError(f"log of {v.value.min():g}; expected numbers above 0")
    return Node(np.log(v.value), [(v, lambda g: g / v.value)])


def parents_first(C: Node) -> list[Node]:
    """Return C and all that it was made from, each node once and after its parents.

    Without recursion, so that a graph may be as deep as memory allows.

    >>> v = Node(3.0)
    >>> square = v * v
    >>> C = square + v
    >>> [float(node.value) for node in parents_first(C)]
    [3.0, 9.0, 12.0]
    """
    if not isinstance(C, Node):
        raise ValueError(f"C is {checks.shown(C)}; expected a Node")
    order, seen, waiting = [], set(), [(C, False)]
    while waiting:
        node, parents_done = waiting.pop()
        if parents_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            waiting.append((node, True))
            waiting.extend((parent, False) for parent, _ in node.parents)
    return order


def summed(g: Array, v: Node) -> Array:
    """Add up a gradient over the copies that broadcasting made of v (@eq-copied-slope).

    >>> b = Node([[1.0], [2.0]])  # one column, added to five
    >>> summed(np.ones((2, 5)), b).tolist()
    [[5.0], [5.0]]
    """
    g, wanted = checks.reals("g", g, expected="a gradient"), _node(v).value.shape
    if not _stretches(wanted, g.shape):
        raise ValueError(f"g has shape {g.shape}; expected one that {wanted} is stretched to")
    g = g.sum(axis=tuple(range(g.ndim - v.value.ndim)))
    stretched = [axis for axis in range(g.ndim) if g.shape[axis] != v.value.shape[axis]]
    total: Array = g.sum(axis=tuple(stretched), keepdims=True)
    return total


def as_node(value: Any, beside: Node) -> Node:
    """Return `value` as a node; a plain number gets the type of the node beside it.

    >>> as_node(2, beside=Node(np.float32(1))).value.dtype.name
    'float32'
    """
    if isinstance(value, Node):
        return value
    dtype = _node(beside).value.dtype
    if isinstance(value, (int, float)):
        return Node(np.array(checks.number("a number beside a node", value), dtype))
    return Node(value)


def _node(v: Any) -> Node:
    node: Node = checks.instance("v", v, Node)
    return node


def _beside(v: Node, other: Any) -> Node:
    """Return `other` as a node; raise ValueError unless the entries of both can be paired."""
    w = as_node(other, v)
    try:
        shape = np.broadcast_shapes(v.value.shape, w.value.shape)
    except ValueError:
        shapes = f"{v.value.shape} and {w.value.shape}"
        raise ValueError(f"nodes of the shapes {shapes} meet; expected one shape, or sides of 1") from None
    checks.memory("the result", math.prod(shape))
    return w


def _stretches(shape: tuple[int, ...], to: tuple[int, ...]) -> bool:
    try:
        return np.broadcast_shapes(shape, to) == to
    except ValueError:
        return False


def _check_parents(parents: Any) -> Sequence[tuple[Node, Back]]:
    expected = "pairs of a Node and a function"
    pairs = [checks.items("parents", pair, expected) for pair in checks.items("parents", parents, expected)]
    for pair in pairs:
        if len(pair) != 2 or not isinstance(pair[0], Node) or not callable(pair[1]):
            raise ValueError(f"parents is {checks.shown(parents)}; expected {expected}")
    return [(node, back) for node, back in pairs]


def _floats(value: ArrayLike) -> Array:
    given = checks.as_array("a node's value", value, "numbers in an array")
    if given.dtype.kind not in "fiub":
        raise ValueError(f"a node's value is {checks.shown(value)}; expected real numbers")
    dtype = np.float32 if given.dtype == np.float32 else np.float64
    return np.array(checks.reals("a node's value", given, dtype))
