"""Exercises of chapter 12: the induction on a graph, and softmax with cross-entropy."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import sigmoid
from backprop.exercises.checker.cases import number, numbers, shares, targets
from backprop.exercises.checker.exercise import Exercise, Mistake
from backprop.exercises.checker.guard import Case

Array = NDArray[Any]
Parents = dict[str, list[str]]  # for each node, those that it is made from
Links = dict[str, list[tuple[str, float]]]  # the same, each with the slope of the node there


def topological_order(C: str, parents: Parents) -> list[str]:
    """C and all it is made from, each once and after its own parents: backwards it suits @eq-graph-step."""
    order: list[str] = []

    def visit(node: str) -> None:
        if node not in order:
            for parent in parents[node]:
                visit(parent)
            order.append(node)

    visit(C)
    return order


def _each_path(C: str, parents: Parents) -> list[str]:
    return [node for parent in parents[C] for node in _each_path(parent, parents)] + [C]


def _breadth_first(C: str, parents: Parents) -> list[str]:
    order = [C]
    for node in order:  # which grows
        order += [parent for parent in dict.fromkeys(parents[node]) if parent not in order]
    return order[::-1]


def _before_its_parents(C: str, parents: Parents) -> list[str]:
    order: list[str] = []

    def visit(node: str) -> None:
        if node not in order:
            order.append(node)
            for parent in parents[node]:
                visit(parent)

    visit(C)
    return order[::-1]


def _whole_table(C: str, parents: Parents) -> list[str]:
    order: list[str] = []
    while len(order) < len(parents):
        order += [node for node in parents if node not in order and set(parents[node]) <= set(order)][:1]
    return order


def _facts(case: Case, answer: Any) -> dict[str, float]:
    """What must be true of the order; there may be several."""
    C, parents = case
    order, wanted = [str(node) for node in answer], set(topological_order(C, parents))
    place = {node: order.index(node) for node in order}
    found = [node for node in order if node in parents]
    links = [(place[node], place[p]) for node in found for p in parents[node] if p in place]
    return {
        "nodes of the graph of C that are in the list": len(wanted & set(order)),
        "C is in the list (1 for yes)": C in order,
        "others that are in the list": len(set(order) - wanted),
        "every node once (1 for yes)": len(set(order)) == len(order),
        "every node after those it is made from (1 for yes)": all(mine > its for mine, its in links),
        "every node before those it is made from (1 for yes)": all(mine < its for mine, its in links),
    }


def backward(order: list[str], parents: Links) -> list[float]:
    """∂C/∂v for every node of `order` (@eq-graph-base, @eq-graph-step); C is the last one."""
    return _passed_back(order, parents, lambda old, arriving, link: old + arriving * link)


def _passed_back(
    order: list[str], parents: Links, join: Callable[[float, float, float], float], turned: bool = True
) -> list[float]:
    slope = dict.fromkeys(order, 0.0)
    slope[order[-1]] = 1.0
    for u in order[::-1] if turned else order:
        for v, link in parents[u]:
            slope[v] = join(slope[v], slope[u], link)
    return list(slope.values())


def _mean_over_users(order: list[str], parents: Links) -> list[float]:
    slope = dict.fromkeys(order, 0.0)
    slope[order[-1]] = 1.0
    users = {v: sum(v == name for links in parents.values() for name, _ in links) for v in order}
    for u in reversed(order):
        for v, link in parents[u]:
            slope[v] += slope[u] * link / users[v]
    return list(slope.values())


def _pairs_lost(order: list[str], parents: Links) -> list[float]:
    return backward(order, {u: list(dict(links).items()) for u, links in parents.items()})


def unbroadcast(slope: Array, shape: tuple[int, ...]) -> Any:
    """Add up over all the copies that broadcasting made (@eq-copied-slope)."""
    added = slope.sum(axis=tuple(range(slope.ndim - len(shape))))
    stretched = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return added.sum(axis=stretched, keepdims=True)


def _copies(slope: Array, shape: tuple[int, ...]) -> float:
    return slope.size / int(np.prod(shape))


def _first_copy(slope: Array, shape: tuple[int, ...]) -> Any:
    return slope[(0,) * (slope.ndim - len(shape))][tuple(slice(size) for size in shape)]


def _flat(slope: Array, shape: tuple[int, ...]) -> Any:
    return unbroadcast(slope, shape).reshape([size for size in shape if size != 1])


def _stretched_only(slope: Array, shape: tuple[int, ...]) -> Any:
    return slope.sum(axis=tuple(axis for axis, size in enumerate(shape) if size == 1), keepdims=True)


def product_slopes(P: Array, Q: Array, slope: Array) -> tuple[Any, Any]:
    """∂C/∂P = ∂C/∂R Qᵀ and ∂C/∂Q = Pᵀ ∂C/∂R, where R = P Q (@eq-matmul-slopes)."""
    return slope @ Q.T, P.T @ slope


def softmax(Z: Array) -> Any:
    """a_j = e^z_j / Σ_i e^z_i in every column (@eq-softmax); the largest z is taken off first."""
    raised = np.exp(Z - Z.max(axis=0))
    return raised / raised.sum(axis=0)


def _softmax_off_by(Z: Array, off: Any) -> Any:
    raised = np.exp(Z - off)
    return raised / raised.sum(axis=0)


def cross_entropy(A: Array, Y: Array) -> Any:
    """C = (1/n) Σ_x -Σ_j y_j ln a_j (@eq-cross-entropy, @eq-total-cost)."""
    return -(Y * np.log(A)).sum() / A.shape[1]


def _right_answer_only(A: Array, Y: Array) -> Any:
    return -np.log(A[Y.argmax(axis=0), np.arange(Y.shape[1])]).mean()


def softmax_error(Z: Array, Y: Array) -> Any:
    """δ_j = a_j - y_j, where a is the softmax of z (@eq-cross-entropy-error)."""
    return softmax(Z) - Y


GRAPHS: tuple[Parents, ...] = (
    {"C": ["a"], "a": ["b"], "b": []},
    {"p": ["x"], "x": ["w"], "C": ["p", "q"], "q": ["x"], "w": []},
    {"u": ["C"], "C": ["p", "q"], "p": ["x", "x"], "q": ["x"], "x": [], "v": ["x"]},
    {"C": ["a", "c", "p"], "a": ["x"], "b": ["a"], "c": ["b"], "p": ["x"], "x": []},
    {"v": ["w"], "C": ["a", "d"], "d": ["c"], "c": ["b", "e"], "b": ["a"], "a": ["w"], "e": ["w"], "w": []},
)


def _graphs(rng: np.random.Generator) -> list[Case]:
    cases: list[Case] = []
    for graph in GRAPHS:
        names = [str(letter) for letter in rng.permutation(list("abdefghkmnpqrstuvw"))]
        called = {node: "C" if node == "C" else names.pop() for node in graph}
        cases.append(("C", {called[node]: [called[p] for p in graph[node]] for node in graph}))
    return cases


def _weighed_graphs(rng: np.random.Generator) -> list[Case]:
    cases: list[Case] = []
    for C, parents in _graphs(rng):
        order = topological_order(C, parents)
        cases.append((order, {u: [(v, number(rng)) for v in parents[u]] for u in order}))
    return cases


def _broadcasts(rng: np.random.Generator) -> list[Case]:
    pairs = (
        ((2, 3), (2, 1)),
        ((2, 3), (2, 3)),
        ((3, 4), (4,)),
        ((3, 2), ()),
        ((4, 3), (1, 3)),
        ((3, 4), (1, 1)),
    )
    return [(numbers(rng, *stretched), shape) for stretched, shape in pairs]


def _products(rng: np.random.Generator) -> list[Case]:
    shapes = ((1, 2, 1), (2, 2, 2), (3, 3, 3), (2, 3, 4), (4, 2, 3))
    return [(numbers(rng, j, k), numbers(rng, k, m), numbers(rng, j, m)) for j, k, m in shapes]


def _weighted_inputs(rng: np.random.Generator) -> list[Case]:
    far = np.array([[1000.0, -1000.0], [999.0, -1001.0], [-1000.0, -1000.5]])
    return [(numbers(rng, *shape),) for shape in ((2, 1), (2, 2), (3, 3), (4, 2))] + [(far,)]


def _outputs(rng: np.random.Generator) -> list[Case]:
    cases: list[Case] = []
    for n, m in ((2, 1), (2, 2), (3, 2), (3, 4), (10, 3)):
        A = shares(rng, n, m)
        Y = targets(rng, n, m)
        if n == 3:
            Y = 0.2 + 0.4 * Y  # a target may spread over several answers
        cases.append((A / A.sum(axis=0), Y))
    return cases


def _last_layers(rng: np.random.Generator) -> list[Case]:
    return [(numbers(rng, n, m), targets(rng, n, m)) for n, m in ((2, 1), (2, 2), (3, 2), (3, 4), (5, 3))]


EXERCISES = (
    Exercise(
        "topological-order",
        "topological_order(C, parents)",
        "a list of C and of all the nodes that it is made from, directly or not, each once and after its own "
        "parents; parents is a dict with a list of names for each node",
        ("eq-graph-step",),
        topological_order,
        _graphs,
        (
            Mistake(
                "cost-first",
                lambda C, parents: topological_order(C, parents)[::-1],
                "The order is right for going back, and the list begins with C. Here every node comes after "
                "those it is made from: turn it round.",
            ),
            Mistake(
                "every-path",
                _each_path,
                "A node comes once for every path that leads to it. In a deep graph these are more than can "
                "be counted: remember which nodes you have been to.",
            ),
            Mistake(
                "breadth-first",
                _breadth_first,
                "You go by the distance from C. A node that is used near C and also far from it comes too "
                "late: its slope would be passed on before all of it has arrived.",
            ),
            Mistake(
                "before-its-parents",
                _before_its_parents,
                "You write a node down before you go to its parents. One that is reached a second time, from "
                "elsewhere, then stands on the wrong side: write it down after them.",
            ),
            Mistake(
                "whole-table",
                _whole_table,
                "You list all the nodes of the table. C does not depend on some of them: begin at C, and go "
                "from each node to its parents.",
            ),
            Mistake(
                "leaves-missing",
                lambda C, parents: [node for node in topological_order(C, parents) if parents[node]],
                "Nodes that are made from nothing are missing. They are the parameters and the inputs, for "
                "whose slopes all this is done.",
            ),
            Mistake(
                "cost-missing",
                lambda C, parents: topological_order(C, parents)[:-1],
                "C itself is missing. It is the last of the list, where the way back begins.",
            ),
        ),
        facts=_facts,
    ),
    Exercise(
        "backward",
        "backward(order, parents)",
        "a list with ∂C/∂v for every node v of order, whose last one is C; parents has for each node u a "
        "list of pairs (v, ∂u/∂v)",
        ("eq-graph-step", "eq-graph-base"),
        backward,
        _weighed_graphs,
        (
            Mistake(
                "overwritten",
                lambda order, parents: _passed_back(
                    order, parents, lambda old, arriving, link: arriving * link
                ),
                "Each user of a node overwrites what the others have sent. The cost feels a nudge through "
                "all of them: add it up, with += .",
            ),
            Mistake(
                "no-base-case",
                lambda order, parents: [0.0] * len(order),
                "Every slope is 0. The first one has to be put there: C moves with itself one for one.",
                "eq-graph-base",
            ),
            Mistake(
                "forwards",
                lambda order, parents: _passed_back(
                    order, parents, lambda old, arriving, link: old + arriving * link, turned=False
                ),
                "You go through the list from its beginning, and nodes pass on a slope that has not arrived "
                "yet. Begin with C, at the end of the list.",
            ),
            Mistake(
                "no-arriving",
                lambda order, parents: _passed_back(order, parents, lambda old, arriving, link: old + link),
                "You add up how much each user moves, whatever the cost makes of it. Multiply by the user's "
                "own slope, ∂C/∂u.",
            ),
            Mistake(
                "links-added",
                lambda order, parents: _passed_back(
                    order, parents, lambda old, arriving, link: old + arriving + link
                ),
                "You add ∂C/∂u and ∂u/∂v. The links of one chain multiply; only the users are added.",
            ),
            Mistake(
                "mean",
                _mean_over_users,
                "You take the mean over the users of a node. A nudge goes through all of them: it is a sum.",
            ),
            Mistake(
                "pairs-lost",
                _pairs_lost,
                "A node that is used twice by the same user, as in x · x, counts once. Each pair is a way "
                "for the nudge: add them all.",
            ),
        ),
    ),
    Exercise(
        "unbroadcast",
        "unbroadcast(slope, shape)",
        "the slope of an array of this shape, which broadcasting has stretched to the shape of slope, "
        "(j, m); shape may be (j, 1), (1, m), (1, 1), (m,), () or (j, m) itself",
        ("eq-copied-slope", "eq-graph-step"),
        unbroadcast,
        _broadcasts,
        (
            Mistake(
                "not-summed",
                lambda slope, shape: slope,
                "You hand the slope on as it is. The array was smaller before it was stretched, and its "
                "slope has its shape: add up over the copies.",
            ),
            Mistake(
                "mean",
                lambda slope, shape: unbroadcast(slope, shape) / _copies(slope, shape),
                "You take the mean over the copies. Every copy is a use of the same number, and the uses "
                "add up.",
                "eq-graph-step",
            ),
            Mistake(
                "first-copy",
                _first_copy,
                "You cut one copy out. The others have been used as well: add them all up.",
            ),
            Mistake(
                "flat",
                _flat,
                "The sums are right, but an axis of size 1 is lost. An axis that was stretched from 1 comes "
                "back as 1: keepdims=True.",
            ),
            Mistake(
                "new-axes-forgotten",
                _stretched_only,
                "You look for axes of size 1. An array with fewer axes, such as (m,) or a number, is "
                "stretched along new ones in front: add up over these too.",
            ),
            Mistake(
                "columns-only",
                lambda slope, shape: slope.sum(axis=1, keepdims=True),
                "You add up over the columns, whatever the shape. That is right for a column of biases; the "
                "shape says which axes were stretched.",
            ),
            Mistake(
                "total",
                lambda slope, shape: np.full(shape, slope.sum()),
                "You add everything up. An entry's slope is the sum over its own copies.",
            ),
        ),
    ),
    Exercise(
        "product-slopes",
        "product_slopes(P, Q, slope)",
        "(dP, dQ), the slopes of the cost at P, (j, k), and at Q, (k, m); slope is that at their product, "
        "(j, m)",
        ("eq-matmul-slopes", "eq-graph-step"),
        product_slopes,
        _products,
        (
            Mistake(
                "order",
                lambda P, Q, slope: (Q.T @ slope, slope @ P.T),
                "The factors stand in the wrong order. Where all sizes are equal it even runs. P stands on "
                "the left of Q, and in its slope what arrives stands on the left.",
            ),
            Mistake(
                "untransposed",
                lambda P, Q, slope: (slope @ Q, P @ slope),
                "Nothing is transposed. For P the sum is over x, which is last in both slope and Q: the "
                "second factor has to be turned.",
            ),
            Mistake(
                "swapped",
                lambda P, Q, slope: (P.T @ slope, slope @ Q.T),
                "The two have changed places: what you call the slope of P is that of Q. Look at the shapes.",
            ),
            Mistake(
                "no-arriving",
                lambda P, Q, slope: product_slopes(P, Q, np.ones_like(slope)),
                "You leave out what arrives from the cost, as if each entry of the product counted once. "
                "Multiply by slope.",
                "eq-graph-step",
            ),
            Mistake(
                "divided-by-columns",
                lambda P, Q, slope: (slope @ Q.T / slope.shape[1], P.T @ slope / slope.shape[1]),
                "You divide by the number of columns. The mean over the examples is a node of its own in "
                "the graph: a product knows nothing of it.",
            ),
            Mistake(
                "both-transposed",
                lambda P, Q, slope: (Q @ slope.T, slope.T @ P),
                "Both are transposed. A slope has the shape of what it belongs to.",
            ),
            Mistake(
                "second-transposed",
                lambda P, Q, slope: (slope @ Q.T, slope.T @ P),
                "The slope of P is right, that of Q is transposed. The sum is over j, the first index of "
                "both P and slope: turn P, and put it first.",
            ),
        ),
        parts=("dP", "dQ"),
    ),
    Exercise(
        "softmax",
        "softmax(Z)",
        "the softmax of every column of Z, (n, m), with no overflow for entries from -1000 to 1000",
        ("eq-softmax",),
        softmax,
        _weighted_inputs,
        (
            Mistake(
                "over-all",
                lambda Z: np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(),
                "You divide by the sum over all the entries. Each example has shares of its own: every "
                "column adds up to 1, so sum along axis=0.",
            ),
            Mistake(
                "rows",
                lambda Z: softmax(Z.T).T,
                "You go along the rows, so the examples compete with each other. The columns are examples: "
                "axis=0.",
            ),
            Mistake(
                "largest-of-all",
                lambda Z: _softmax_off_by(Z, Z.max()),
                "You take off the largest entry of the whole batch. A column far below it becomes 0 / 0: "
                "take off the largest of each column.",
            ),
            Mistake(
                "not-exponential",
                lambda Z: Z / Z.sum(axis=0),
                "You divide the z themselves by their sum. A negative z would give a negative share: put "
                "each in the exponent first.",
            ),
            Mistake(
                "flipped",
                lambda Z: softmax(-Z),
                "The smallest z gets the largest share: there is a minus in the exponent that belongs to the "
                "sigmoid.",
            ),
            Mistake(
                "sigmoid",
                sigmoid,
                "This is the sigmoid of each entry. Every neuron answers for itself there; in a softmax they "
                "share, and a column adds up to 1.",
            ),
            Mistake(
                "not-divided",
                lambda Z: np.exp(Z - Z.max(axis=0)),
                "You do not divide, so the largest share is always 1. Divide each column by its sum.",
            ),
        ),
        overflow=Mistake(
            "overflow",
            lambda Z: np.exp(Z) / np.exp(Z).sum(axis=0),
            "The formula is right, but far out exp overflows: exp(1000) is more than a float can hold. Take "
            "each column's largest z off first: the shares stay the same.",
        ),
    ),
    Exercise(
        "cross-entropy",
        "cross_entropy(A, Y)",
        "the mean cross-entropy of a batch, a number; A and Y are (n, m), every column of each adds up to "
        "1, and A is above 0",
        ("eq-cross-entropy", "eq-total-cost"),
        cross_entropy,
        _outputs,
        (
            Mistake(
                "no-mean",
                lambda A, Y: -(Y * np.log(A)).sum(),
                "This is the sum over the examples. The total cost is their mean: divide by their number.",
                "eq-total-cost",
            ),
            Mistake(
                "mean-over-neurons",
                lambda A, Y: -(Y * np.log(A)).mean(),
                "You take the mean over the neurons as well. The sum runs over the neurons, the mean over "
                "the examples alone: with ten neurons you get a tenth.",
                "eq-total-cost",
            ),
            Mistake(
                "sign",
                lambda A, Y: (Y * np.log(A)).sum() / A.shape[1],
                "The minus is missing. The logarithm of a share is negative, and a cost is not.",
            ),
            Mistake(
                "swapped",
                lambda A, Y: cross_entropy(Y, A),
                "You take the logarithm of the targets. They are 0 for most answers, which has none: it is "
                "the network's shares that go into the logarithm.",
            ),
            Mistake(
                "binary",
                lambda A, Y: cross_entropy(A, Y) + cross_entropy(1 - A, 1 - Y),
                "You add a term for 1 − y too. That is the cost of neurons that each answer yes or no, with "
                "sigmoids; shares that add up to 1 have said it already.",
            ),
            Mistake(
                "right-answer-only",
                _right_answer_only,
                "Right where one y is 1 and the others 0. A target may spread over several answers: sum over "
                "all j, each weighed by y.",
            ),
            Mistake(
                "other-base",
                lambda A, Y: cross_entropy(A, Y) / np.log(2),
                "Your logarithm has the base 2. The book's is the natural one, np.log: its slope has no "
                "factor.",
            ),
        ),
        counts=lambda A, Y: {"m, the number of examples": A.shape[1], "n, the number of neurons": A.shape[0]},
    ),
    Exercise(
        "softmax-error",
        "softmax_error(Z, Y)",
        "the errors of a last layer with softmax and cross-entropy, (n, m); Z are its weighted inputs, Y the "
        "targets, and every column of Y adds up to 1",
        ("eq-cross-entropy-error", "eq-softmax-slope", "eq-softmax"),
        softmax_error,
        _last_layers,
        (
            Mistake(
                "sign",
                lambda Z, Y: Y - softmax(Z),
                "The sign is turned: it is the output minus the target. A share that is too large should "
                "come down.",
            ),
            Mistake(
                "with-slope",
                lambda Z, Y: (softmax(Z) - Y) * softmax(Z) * (1 - softmax(Z)),
                "You multiply by a (1 − a), the slope of the sigmoid. With cross-entropy it has cancelled: "
                "what is left is the difference alone.",
            ),
            Mistake(
                "own-slope-only",
                lambda Z, Y: -Y * (1 - softmax(Z)),
                "You follow a neuron's z to its own activation only. In a softmax it moves all the shares, "
                "so there is a path through each of them.",
                "eq-softmax-slope",
            ),
            Mistake(
                "slope-at-outputs",
                lambda Z, Y: -Y / softmax(Z),
                "These are the slopes at the activations, −y / a. An error is the slope at z: go one step "
                "further back, through the softmax.",
                "eq-softmax-slope",
            ),
            Mistake(
                "sigmoid",
                lambda Z, Y: sigmoid(Z) - Y,
                "Your outputs are sigmoids. The rule a − y is the same for them, with another cost; these "
                "outputs are shares of each column.",
                "eq-softmax",
            ),
            Mistake(
                "no-curve",
                lambda Z, Y: Z - Y,
                "You take the target off the weighted inputs. It is compared with the activations: softmax "
                "first.",
                "eq-softmax",
            ),
            Mistake(
                "divided-by-m",
                lambda Z, Y: (softmax(Z) - Y) / Z.shape[1],
                "You divide by m. Every column is the error of one example; the mean is taken later, in the "
                "slopes of the parameters.",
            ),
        ),
        counts=lambda Z, Y: {"m, the number of examples": Z.shape[1]},
    ),
)
