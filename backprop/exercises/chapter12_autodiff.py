"""Exercises of chapter 12: the induction on a graph, and softmax with cross-entropy."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import sigmoid, sigmoid_derivative
from backprop.exercises.checker.cases import number, numbers, shares, targets
from backprop.exercises.checker.exercise import Exercise, Mistake, mistakes
from backprop.exercises.checker.guard import Case
from backprop.exercises.families import identity

Array = NDArray[Any]
Work = Callable[..., Any]
Parents = dict[str, list[str]]  # for each node, those that it is made from
Links = dict[str, list[tuple[str, float]]]  # the same, each with the slope of the node there


def topological_order(C: str, parents: Parents, *, listed: Work = lambda order, C, parents: order) -> Any:
    """C and all it is made from, each once and after its own parents: backwards it suits @eq-graph-step."""
    order: list[str] = []

    def visit(node: str) -> None:
        if node not in order:
            for parent in parents[node]:
                visit(parent)
            order.append(node)

    visit(C)
    return listed(order, C, parents)


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


def backward(
    order: list[str],
    parents: Links,
    *,
    start: float = 1.0,
    turned: Work = lambda order: order[::-1],
    pairs: Work = identity,
    passed: Work = lambda arriving, link: arriving * link,
    joined: Work = lambda old, new: old + new,
    share: Work = lambda users: 1,
    listed: Work = list,
) -> Any:
    """∂C/∂v for every node of `order` (@eq-graph-base, @eq-graph-step); C is the last one."""
    slope = dict.fromkeys(order, 0.0)
    slope[order[-1]] = start
    users = {v: sum(v == name for links in parents.values() for name, _ in links) for v in order}
    for u in turned(order):
        for v, link in pairs(parents[u]):
            slope[v] = joined(slope[v], passed(slope[u], link) / share(users[v]))
    return listed(slope.values())


def _every_path(order: list[str], parents: Links) -> list[float]:
    """Back by recursion: whatever has arrived so far is passed on, each time anew."""
    slope = dict.fromkeys(order, 0.0)
    slope[order[-1]] = 1.0

    def back(u: str) -> None:
        for v, link in parents[u]:
            slope[v] += slope[u] * link
            back(v)

    back(order[-1])
    return list(slope.values())


def _every_path_overwritten(order: list[str], parents: Links) -> list[float]:
    slope = dict.fromkeys(order, 0.0)

    def back(u: str, arriving: float) -> None:
        slope[u] = arriving
        for v, link in parents[u]:
            back(v, arriving * link)

    back(order[-1], 1.0)
    return list(slope.values())


def _of_size_one(slope: Array, shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(axis for axis, size in enumerate(shape) if size == 1)


def unbroadcast(
    slope: Array,
    shape: tuple[int, ...],
    *,
    fronts: Work = lambda slope, shape: tuple(range(slope.ndim - len(shape))),
    stretched: Work = _of_size_one,
    add: Work = np.sum,
    keeps: bool = True,
) -> Any:
    """Add up over all the copies that broadcasting made (@eq-copied-slope)."""
    added = add(slope, axis=fronts(slope, shape))
    return add(added, axis=stretched(added, shape), keepdims=keeps)


def _first_copy(slope: Array, axis: tuple[int, ...], keepdims: bool = False) -> Any:
    places = tuple(slice(1) if i in axis else slice(None) for i in range(slope.ndim))
    return (
        slope[places]
        if keepdims
        else slope[places].reshape([n for i, n in enumerate(slope.shape) if i not in axis])
    )


def product_slopes(
    P: Array,
    Q: Array,
    slope: Array,
    *,
    arriving: Work = identity,
    of_p: Work = lambda P, Q, slope: slope @ Q.T,
    of_q: Work = lambda P, Q, slope: P.T @ slope,
    over: Work = lambda slope: 1,
) -> tuple[Any, Any]:
    """∂C/∂P = ∂C/∂R Qᵀ and ∂C/∂Q = Pᵀ ∂C/∂R, where R = P Q (@eq-matmul-slopes)."""
    arrived = arriving(slope, P, Q) / over(slope)
    return of_p(P, Q, arrived), of_q(P, Q, arrived)


def softmax(
    Z: Array,
    *,
    sign: int = 1,
    off: Work = lambda Z: Z.max(axis=0),
    raised: Work = np.exp,
    total: Work = lambda raised: raised.sum(axis=0),
) -> Any:
    """a_j = e^z_j / Σ_i e^z_i in every column (@eq-softmax); the largest z is taken off first."""
    with np.errstate(all="ignore"):
        power = raised(sign * Z - off(sign * Z))
        return power / total(power)


def cross_entropy(
    A: Array,
    Y: Array,
    *,
    sign: int = -1,
    terms: Work = lambda A, Y, log: Y * log(A),
    log: Work = np.log,
    total: Work = np.sum,
    over: Work = lambda A: A.shape[1],
) -> Any:
    """C = (1/n) Σ_x -Σ_j y_j ln a_j (@eq-cross-entropy, @eq-total-cost)."""
    with np.errstate(all="ignore"):
        return sign * total(terms(A, Y, log)) / over(A)


def _right_answer_only(A: Array, Y: Array, log: Work) -> Any:
    return log(A[Y.argmax(axis=0), np.arange(Y.shape[1])])


def softmax_error(
    Z: Array,
    Y: Array,
    *,
    sign: int = 1,
    outputs: Work = softmax,
    error: Work = lambda A, Y: A - Y,
    slope: Work = lambda Z, A: 1,
    over: Work = lambda Z: 1,
) -> Any:
    """δ_j = a_j - y_j, where a is the softmax of z (@eq-cross-entropy-error)."""
    A = outputs(Z)
    return sign * error(A, Y) * slope(Z, A) / over(Z)


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
    """The last has columns far apart, and the one before columns far down, where rounding begins to tell."""
    down, far = numbers(rng, 3, 3), np.array([[1000.0, -1000.0], [999.0, -1001.0], [-1000.0, -1000.5]])
    down[:, 1:] = [[-740.0, -370.0], [-741.0, -371.0], [-741.5, -371.5]]
    return [(numbers(rng, *shape),) for shape in ((2, 1), (2, 2), (4, 2))] + [
        (down,),
        (np.hstack([far, -far]),),
    ]


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


def _of_order() -> tuple[Mistake, ...]:
    return mistakes(
        """
    cost-first: The order is right for going back, and the list begins with C. Here every node comes after
        those it is made from: turn it round.
    leaves-missing: Nodes that are made from nothing are missing. They are the parameters and the inputs, for
        whose slopes all this is done.
    cost-missing: C itself is missing. It is the last of the list, where the way back begins.
    no-recursion: You stop at the parents of C. They have parents too: go on from each of them.
    cost-only: The list has C alone. Before it come all the nodes that it is made from. If you call yourself
        for the parents, what becomes of the lists that come back?
        """,
        listed={
            "cost-first": lambda order, C, parents: order[::-1],
            "leaves-missing": lambda order, C, parents: [node for node in order if parents[node]],
            "cost-missing": lambda order, C, parents: order[:-1],
            "no-recursion": lambda order, C, parents: [*dict.fromkeys(parents[C]), C],
            "cost-only": lambda order, C, parents: [C],
        },
    )


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
            *_of_order(),
            *mistakes(
                """
    every-path: A node comes once for every path that leads to it. In a deep graph these are more than can be
        counted: remember which nodes you have been to.
    breadth-first: You go by the distance from C. A node that is used near C and also far from it comes too
        late: its slope would be passed on before all of it has arrived.
    before-its-parents: You write a node down before you go to its parents. One that is reached a second time,
        from elsewhere, then stands on the wrong side: write it down after them.
    before-its-parents/2: You write a node down before you go to its parents. It comes after them.
    whole-table: You list all the nodes of the table. C does not depend on some of them: begin at C, and go
        from each node to its parents.
                """,
                functions={
                    "every-path": _each_path,
                    "breadth-first": _breadth_first,
                    "before-its-parents": _before_its_parents,
                    "before-its-parents/2": lambda C, parents: _before_its_parents(C, parents)[::-1],
                    "whole-table": _whole_table,
                },
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
        mistakes(
            """
    overwritten: Each user of a node overwrites what the others have sent. The cost feels a nudge through all
        of them: add it up, with += .
    first-user-only: Only the first user of a node counts. The cost feels a nudge through all of them: add it
        up.
    subtracted: You take off what arrives. The effects of a nudge add up.
    no-base-case (eq-graph-base): Every slope is 0. The first one has to be put there: C moves with itself one
        for one.
    forwards: You go through the list from its beginning, and nodes pass on a slope that has not arrived yet.
        Begin with C, at the end of the list.
    no-arriving: You add up how much each user moves, whatever the cost makes of it. Multiply by the user's
        own slope, ∂C/∂u.
    no-link: You pass on ∂C/∂u as it is. Multiply by ∂u/∂v, how much u moves with v.
    links-added: You add ∂C/∂u and ∂u/∂v. The links of one chain multiply; only the users are added.
    divided: You divide by ∂u/∂v. The links of one chain multiply.
    mean: You take the mean over the users of a node. A nudge goes through all of them: it is a sum.
    pairs-lost: A node that is used twice by the same user, as in x · x, counts once. Each pair is a way for
        the nudge: add them all.
    overwritten/2: You go back by recursion, and each path overwrites what another has brought. The cost feels
        a nudge through all of them: add up.
    every-path: You pass on what has arrived each time that a node is reached, and what came before once more.
        A node passes its slope on once, when all of it is there: go through order from its end.
    cost-first: The slopes come in the order in which they were found, C first. The list has that of order.
            """,
            joined={
                "overwritten": lambda old, new: new,
                "first-user-only": lambda old, new: old or new,
                "subtracted": lambda old, new: old - new,
            },
            turned={"forwards": identity},
            passed={
                "no-arriving": lambda arriving, link: link,
                "no-link": lambda arriving, link: arriving,
                "links-added": lambda arriving, link: arriving + link,
                "divided": lambda arriving, link: arriving / link,
            },
            share={"mean": identity},
            pairs={"pairs-lost": lambda links: list(dict(links).items())},
            listed={"cost-first": lambda slopes: list(slopes)[::-1]},
            functions={
                "no-base-case": lambda order, parents: [0.0] * len(order),
                "overwritten/2": _every_path_overwritten,
                "every-path": _every_path,
            },
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
        mistakes(
            """
    not-summed: You hand the slope on as it is. The array was smaller before it was stretched, and its slope
        has its shape: add up over the copies.
    mean (eq-graph-step): You take the mean over the copies. Every copy is a use of the same number, and the
        uses add up.
    largest: You take the largest of the copies' slopes. Every copy is a use of the same number: add them up.
    first-copy: You cut one copy out. The others have been used as well: add them all up.
    flat: An axis of size 1 is lost. An axis that was stretched from 1 comes back as 1: keepdims=True.
    new-axes-forgotten: You look for axes of size 1. An array with fewer axes, such as (m,) or a number, is
        stretched along new ones in front: add up over these too.
    old-axes-forgotten: You add up over new axes only. An axis of size 1 has been stretched as well: add up
        over it too.
    columns-only: You add up over the columns, whatever the shape. That is right for a column of biases; the
        shape says which axes were stretched.
    rows-only: You add up over the rows, whatever the shape. The shape says which axes were stretched.
    total: You add everything up. An entry's slope is the sum over its own copies.
    reshaped: You cut the slope to the shape. The numbers that are left out count too: add up over the copies.
            """,
            add={"mean": np.mean, "largest": np.max, "first-copy": _first_copy},
            keeps={"flat": False},
            fronts={"new-axes-forgotten": lambda slope, shape: ()},
            stretched={"old-axes-forgotten": lambda slope, shape: ()},
            functions={
                "not-summed": lambda slope, shape: slope,
                "columns-only": lambda slope, shape: slope.sum(axis=1, keepdims=True),
                "rows-only": lambda slope, shape: slope.sum(axis=0, keepdims=True),
                "total": lambda slope, shape: np.full(shape, slope.sum()),
                "reshaped": lambda slope, shape: np.resize(slope, shape),
            },
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
        mistakes(
            """
    order: The factors stand in the wrong order. Where all sizes are equal it even runs. P stands on the left
        of Q, and in its slope what arrives stands on the left.
    untransposed: Nothing is transposed. For P the sum is over x, which is last in both slope and Q: the
        second factor has to be turned.
    swapped: The two have changed places: what you call the slope of P is that of Q. Look at the shapes.
    no-arriving (eq-graph-step): You leave out what arrives from the cost, as if each entry of the product
        counted once. Multiply by slope.
    value-for-slope (eq-graph-step): You use the product itself where its slope should stand. What arrives
        from the cost is slope.
    multiplied-by-value (eq-graph-step): You multiply what arrives by the product's own values. The slope of a
        product has the other factor in it, and no more.
    divided-by-columns: You divide by the number of columns. The mean over the examples is a node of its own
        in the graph: a product knows nothing of it.
    both-transposed: Both are transposed. A slope has the shape of what it belongs to.
    first-transposed: The slope of P is transposed. The sum is over x, the last index of both Q and slope:
        turn Q, and put it last.
    second-transposed: The slope of Q is transposed. The sum is over j, the first index of both P and slope:
        turn P, and put it first.
    first-untransposed: In the slope of P, Q has to be turned: the sum is over x, which is last in both slope
        and Q.
    second-untransposed: In the slope of Q, P has to be turned: the sum is over j, which is first in both P
        and slope.
    elementwise: You multiply entry by entry, with *. An entry of P is used in a whole row of the product: a
        product of matrices adds that up.
            """,
            arriving={
                "no-arriving": lambda slope, P, Q: np.ones_like(slope),
                "value-for-slope": lambda slope, P, Q: P @ Q,
                "multiplied-by-value": lambda slope, P, Q: slope * (P @ Q),
            },
            over={"divided-by-columns": lambda slope: slope.shape[1]},
            of_p={
                "first-transposed": lambda P, Q, slope: Q @ slope.T,
                "first-untransposed": lambda P, Q, slope: slope @ Q,
            },
            of_q={
                "second-transposed": lambda P, Q, slope: slope.T @ P,
                "second-untransposed": lambda P, Q, slope: P @ slope,
            },
            several={
                "order": {"of_p": lambda P, Q, slope: Q.T @ slope, "of_q": lambda P, Q, slope: slope @ P.T},
                "untransposed": {
                    "of_p": lambda P, Q, slope: slope @ Q,
                    "of_q": lambda P, Q, slope: P @ slope,
                },
                "swapped": {"of_p": lambda P, Q, slope: P.T @ slope, "of_q": lambda P, Q, slope: slope @ Q.T},
                "both-transposed": {
                    "of_p": lambda P, Q, slope: Q @ slope.T,
                    "of_q": lambda P, Q, slope: slope.T @ P,
                },
                "elementwise": {"of_p": lambda P, Q, slope: slope * Q, "of_q": lambda P, Q, slope: P * slope},
            },
        ),
        parts=("dP", "dQ"),
        counts=lambda P, Q, slope: {"m, the number of columns": slope.shape[1]},
    ),
    Exercise(
        "softmax",
        "softmax(Z)",
        "the softmax of every column of Z, (n, m), with no overflow for entries from -1000 to 1000",
        ("eq-softmax",),
        softmax,
        _weighted_inputs,
        mistakes(
            """
    over-all: You divide by the sum over all the entries. Each example has shares of its own: every column
        adds up to 1, so sum along axis=0.
    over-all/2: You take the shares of all the entries. Each example has shares of its own: every column adds
        up to 1, so use axis=0, also for the largest.
    not-divided: You do not divide, so the largest share is always 1. Divide each column by its sum.
    mean: You divide by the mean of each column. Shares add up to 1: divide by the sum.
    rows: You go along the rows, so the examples compete with each other. The columns are examples: axis=0.
    rows-summed: You divide by the sum of each row. The columns are examples: axis=0.
    largest-of-all: You take off the largest entry of the whole batch. A column far below it becomes 0 / 0:
        take off the largest of each column.
    largest-or-0: You take off the larger of 0 and the largest entry. A column that is far below 0 becomes 0 /
        0: take off the largest of each column, also where it is negative.
    largest-size: You take off the largest in size. A column that is far below 0 becomes 0 / 0: take off the
        largest, with its sign.
    largest-size/2: You take off the largest in size, of the whole batch. A column far below it becomes 0 / 0:
        take off the largest of each column, with its sign.
    other-base: You raise 10 to the power of z. The base is e: np.exp.
    other-base/2: You raise 2 to the power of z. The base is e: np.exp.
    not-exponential: You divide the z themselves by their sum. A negative z would give a negative share: put
        each in the exponent first.
    flipped: The smallest z gets the largest share: there is a minus in the exponent that belongs to the
        sigmoid.
    sigmoid: This is the sigmoid of each entry. Every neuron answers for itself there; in a softmax they
        share, and a column adds up to 1.
    logarithm: This is the logarithm of the shares. The shares themselves are asked for.
    hard: You give all to the largest entry. A softmax gives each a share, the larger z the more.
            """,
            total={
                "over-all": np.sum,
                "not-divided": lambda raised: 1,
                "mean": lambda raised: raised.mean(axis=0),
                "rows-summed": lambda raised: raised.sum(axis=1, keepdims=True),
            },
            off={
                "largest-of-all": np.max,
                "largest-or-0": lambda Z: np.maximum(0, Z.max(axis=0)),
                "largest-size": lambda Z: np.abs(Z).max(axis=0),
                "largest-size/2": lambda Z: np.abs(Z).max(),
            },
            raised={"other-base": lambda Z: 10.0**Z, "other-base/2": lambda Z: 2.0**Z},
            sign={"flipped": -1},
            several={
                "over-all/2": {"total": np.sum, "off": np.max},
                "rows": {
                    "off": lambda Z: Z.max(axis=1, keepdims=True),
                    "total": lambda r: r.sum(axis=1, keepdims=True),
                },
                "not-exponential": {"raised": identity, "off": lambda Z: 0},
            },
            functions={
                "sigmoid": sigmoid,
                "logarithm": lambda Z: np.log(softmax(Z) + 1e-300),
                "hard": lambda Z: (Z.max(axis=0) == Z).astype(float),
            },
        ),
        counts=lambda Z: {"m, the number of examples": Z.shape[1], "n, the number of neurons": len(Z)},
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
        mistakes(
            """
    no-mean (eq-total-cost): This is the sum over the examples. The total cost is their mean: divide by their
        number.
    mean-over-neurons (eq-total-cost): You take the mean over the neurons as well. The sum runs over the
        neurons, the mean over the examples alone: with ten neurons you get a tenth.
    divided-by-neurons (eq-total-cost): You divide by the number of rows, which are the neurons. The columns
        are the examples.
    sign: The minus is missing. The logarithm of a share is negative, and a cost is not.
    not-summed (eq-total-cost): You have a number for each example. The total cost is one number, their mean.
    matrix-product: You multiply matrices, and get a table. Each target meets the logarithm in its own place:
        multiply entry by entry, and add all up.
    matrix-product/2: You multiply matrices, and get a table of every target with every output. Each meets its
        own: multiply entry by entry, and add all up.
    swapped: You take the logarithm of the targets. They are 0 for most answers, which has none: it is the
        network's shares that go into the logarithm.
    no-target: You add up the logarithms of all outputs. Weigh each by its target, which is 0 for most.
    no-logarithm: The logarithm is missing. It is what makes a share near 0 cost so much.
    complement: You take the logarithm of 1 − a. It is the share of the right answer itself that goes into it.
    binary: You add a term for 1 − y too. That is the cost of neurons that each answer yes or no, with
        sigmoids; shares that add up to 1 have said it already.
    right-answer-only: Right where one y is 1 and the others 0. A target may spread over several answers: sum
        over all j, each weighed by y.
    other-base: Your logarithm has the base 2. The book's is the natural one, np.log: its slope has no factor.
    other-base/2: Your logarithm has the base 10. The book's is the natural one, np.log: its slope has no
        factor.
    squared-error: This is the quadratic cost of chapter 1. The cross-entropy has a logarithm: −Σ y ln a.
            """,
            over={"no-mean": lambda A: 1, "mean-over-neurons": np.size, "divided-by-neurons": len},
            sign={"sign": 1},
            total={"not-summed": lambda terms: terms.sum(axis=0)},
            terms={
                "swapped": lambda A, Y, log: A * log(Y),
                "no-target": lambda A, Y, log: log(A),
                "no-logarithm": lambda A, Y, log: Y * A,
                "complement": lambda A, Y, log: Y * log(1 - A),
                "binary": lambda A, Y, log: Y * log(A) + (1 - Y) * log(1 - A),
                "right-answer-only": _right_answer_only,
            },
            log={"other-base": np.log2, "other-base/2": np.log10},
            several={
                "matrix-product": {"terms": lambda A, Y, log: Y @ log(A).T, "total": identity},
                "matrix-product/2": {"terms": lambda A, Y, log: Y.T @ log(A), "total": identity},
            },
            functions={"squared-error": lambda A, Y: ((A - Y) ** 2).sum() / 2 / A.shape[1]},
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
        mistakes(
            """
    sign: The sign is turned: it is the output minus the target. A share that is too large should come down.
    with-slope: You multiply by a (1 − a), the slope of the sigmoid. With cross-entropy it has cancelled: what
        is left is the difference alone.
    with-slope/2: You multiply by σ'(z), the slope of the sigmoid. There is no sigmoid here, and the slope of
        the softmax has cancelled: what is left is the difference alone.
    own-slope-only (eq-softmax-slope): You follow a neuron's z to its own activation only. In a softmax it
        moves all the shares, so there is a path through each of them.
    slope-at-outputs (eq-softmax-slope): These are the slopes at the activations, −y / a. An error is the
        slope at z: go one step further back, through the softmax.
    the-cost: These are the terms of the cost. Its slope at z is asked for: a − y.
    squared: You square the difference. The error is the difference itself.
    absolute: The signs are lost. They say whether a share should go up or down.
    softmax-twice (eq-softmax): You take the softmax of the softmax. Z are weighted inputs: once is enough.
    rows (eq-softmax): Your softmax goes along the rows. The columns are examples: axis=0.
    over-all (eq-softmax): Your softmax divides by the sum over all the entries. Each column has shares of its
        own: axis=0.
    sigmoid (eq-softmax): Your outputs are sigmoids. The rule a − y is the same for them, with another cost;
        these outputs are shares of each column.
    no-curve (eq-softmax): You take the target off the weighted inputs. It is compared with the activations:
        softmax first.
    divided-by-m: You divide by m. Every column is the error of one example; the mean is taken later, in the
        slopes of the parameters.
            """,
            sign={"sign": -1},
            slope={
                "with-slope": lambda Z, A: A * (1 - A),
                "with-slope/2": lambda Z, A: sigmoid_derivative(Z),
            },
            error={
                "own-slope-only": lambda A, Y: -Y * (1 - A),
                "slope-at-outputs": lambda A, Y: -Y / A,
                "the-cost": lambda A, Y: -Y * np.log(A),
                "squared": lambda A, Y: (A - Y) ** 2,
                "absolute": lambda A, Y: np.abs(A - Y),
            },
            outputs={
                "softmax-twice": lambda Z: softmax(softmax(Z)),
                "rows": lambda Z: softmax(Z.T).T,
                "over-all": lambda Z: np.exp(Z) / np.exp(Z).sum(),
                "sigmoid": sigmoid,
                "no-curve": identity,
            },
            over={"divided-by-m": lambda Z: Z.shape[1]},
        ),
        counts=lambda Z, Y: {"m, the number of examples": Z.shape[1], "n, the number of neurons": len(Z)},
    ),
)
