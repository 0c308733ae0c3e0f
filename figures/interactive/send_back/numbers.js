// The numbers of one example: a network, an input and a target, what follows from them, and their names.

import { activationSlope, backward, copyNetwork, cost, forward, readNetwork, step } from "../lib/network.js";

/** Return the name under which all parts of the picture know a number: `keyOf("z", 0, 1)`. */
export const keyOf = (...parts) => parts.join(" ");

/** Make an example from the entry that Python sent. */
export function readExample({ network, x, y }) {
  return { net: readNetwork(network), x: Float64Array.from(x), y: Float64Array.from(y) };
}

/** Return all that forward pass, backward pass and one step of learning rate `eta` make of an example. */
export function follow({ net, x, y }, eta) {
  const { zs, as } = forward(net, x);
  const { deltas, weights, biases } = backward(net, { zs, as }, y);
  const next = step(net, { weights, biases }, eta);
  const before = cost(as.at(-1), y);
  const after = cost(forward(next, x).as.at(-1), y);
  const squares = [...weights, ...biases].flatMap((slopes) => [...slopes]).reduce((sum, p) => sum + p * p, 0);
  const slopeAt = (l, j) => activationSlope(net, { zs, as }, l, j);
  return { net, x, y, eta, zs, as, deltas, weights, biases, slopeAt, before, next, after, squares };
}

/** Return the whole numbers from 0 below `count`. */
export const range = (count) => Array.from({ length: count }, (_, place) => place);

/** Return everything that the reader may change, in the order of the forward pass. */
export function parametersOf(sizes) {
  const inputs = range(sizes[0]).map((j) => ({
    kind: "x",
    j,
    key: keyOf("a", -1, j),
    symbol: `a^{−1}_${j}`,
    words: `input ${j}`,
  }));
  const layers = sizes
    .slice(1)
    .flatMap((size, l) =>
      range(size).flatMap((j) => [...range(sizes[l]).map((k) => weightOf(l, j, k)), biasOf(l, j)])
    );
  const targets = range(sizes.at(-1)).map((j) => ({
    kind: "y",
    j,
    key: keyOf("y", j),
    symbol: `y_${j}`,
    words: `target ${j}`,
  }));
  return [...inputs, ...layers, ...targets];
}

const weightOf = (l, j, k) => ({
  kind: "w",
  l,
  j,
  k,
  key: keyOf("w", l, j, k),
  symbol: `w^${l}_{${j}${k}}`,
  words: `weight to neuron ${j} from ${l ? "neuron" : "input"} ${k}, layer ${l}`,
});

const biasOf = (l, j) => ({
  kind: "b",
  l,
  j,
  key: keyOf("b", l, j),
  symbol: `b^${l}_${j}`,
  words: `bias of neuron ${j}, layer ${l}`,
});

/** Return the weights among all parameters. */
export const weightsOf = (sizes) => parametersOf(sizes).filter(({ kind }) => kind === "w");

function placeOf({ net, x, y }, { kind, l, j, k }) {
  if (kind === "x") return [x, j];
  if (kind === "y") return [y, j];
  return kind === "b" ? [net.biases[l], j] : [net.weights[l], j * net.sizes[l] + k];
}

/** Return the value of one parameter. */
export function valueOf(example, parameter) {
  const [list, place] = placeOf(example, parameter);
  return list[place];
}

/** Return a copy of an example with another value of one parameter. */
export function withValue({ net, x, y }, parameter, value) {
  const changed = { net: copyNetwork(net), x: x.slice(), y: y.slice() };
  const [list, place] = placeOf(changed, parameter);
  list[place] = value;
  return changed;
}

/** Return the slope of the cost for a weight. */
export const slopeOfWeight = (trace, { l, j, k }) => trace.weights[l][j * trace.net.sizes[l] + k];
