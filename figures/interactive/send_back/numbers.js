// The numbers of one example: a network, an input and a target, what follows from them, and their names.

/** @import { ModelFile, Network, Numbers, Trace, Slopes } from "../lib/network.js" */
import { range } from "../lib/lists.js";
import {
  activationSlope,
  backward,
  copyNetwork,
  cost,
  forward,
  outputsOf,
  readNetwork,
  step,
} from "../lib/network.js";

/**
 * @typedef {{ net: Network, x: Float64Array, y: Float64Array }} Example
 * @typedef {{ name: string, network: ModelFile, x: number[], y: number[] }} Entry  an example as Python sent it
 */

/**
 * An example, and all that follows from it.
 * @typedef {Example & Trace & Omit<Slopes, "input"> & Following} Followed
 * @typedef {object} Following
 * @property {number} eta  the learning rate
 * @property {(l: number, j: number) => number} slopeAt  σ′ at neuron j of layer l
 * @property {number} before  the cost
 * @property {Network} next  the network after a step
 * @property {number} after  its cost
 * @property {number} squares  the sum of the squares of all slopes
 */

/**
 * What the reader may change: an input, a weight, a bias or a target. An input and a target have no layer.
 * @typedef {object} Parameter
 * @property {"x" | "w" | "b" | "y"} kind
 * @property {number} l
 * @property {number} j
 * @property {number} k
 * @property {string} key
 * @property {string} symbol  as `formulaOf` reads it
 * @property {string} words
 */

/**
 * Return the name under which all parts of the picture know a number: `keyOf("z", 0, 1)`.
 * @param {...(string | number)} parts
 */
export const keyOf = (...parts) => parts.join(" ");

/**
 * Return the symbol of a number, as `figures` names it in a picture: "w^0_10"; null for the cost and the slopes.
 * @param {string} key
 */
export function symbolOfKey(key) {
  const [kind, ...places] = key.replace("-", "−").split(" ");
  if (kind === "y") return `y_${places[0]}`;
  const letter = { w: "w", b: "b", z: "z", a: "a", d: "δ" }[kind];
  return letter ? `${letter}^${places[0]}_${places.slice(1).join("")}` : null;
}

/**
 * Make an example from the entry that Python sent.
 * @param {Entry} entry
 * @returns {Example}
 */
export function readExample({ network, x, y }) {
  return { net: readNetwork(network), x: Float64Array.from(x), y: Float64Array.from(y) };
}

/**
 * Return all that forward pass, backward pass and one step of learning rate `eta` make of an example.
 * @param {Example} example
 * @param {number} eta
 * @returns {Followed}
 */
export function follow({ net, x, y }, eta) {
  const { zs, as } = forward(net, x);
  const { deltas, weights, biases } = backward(net, { zs, as }, y);
  const next = step(net, { weights, biases }, eta);
  const before = cost(as[as.length - 1], y);
  const after = cost(outputsOf(next, x), y);
  const squares = [...weights, ...biases].flatMap((slopes) => [...slopes]).reduce((sum, p) => sum + p * p, 0);
  /** @param {number} l @param {number} j */
  const slopeAt = (l, j) => activationSlope(net, { zs, as }, l, j);
  return { net, x, y, eta, zs, as, deltas, weights, biases, slopeAt, before, next, after, squares };
}

/**
 * Return everything that the reader may change, in the order of the forward pass.
 * @param {number[]} sizes
 */
export function parametersOf(sizes) {
  const inputs = range(sizes[0]).map(inputOf);
  const layers = sizes.slice(1).flatMap((size, l) =>
    range(size).flatMap((j) => [...range(sizes[l]).map((k) => weightOf(l, j, k)), biasOf(l, j)])
  );
  const targets = range(sizes[sizes.length - 1]).map(targetOf);
  return [...inputs, ...layers, ...targets];
}

const NOWHERE = { l: -1, k: -1 };

/** @param {number} j @returns {Parameter} */
const inputOf = (j) => ({
  ...NOWHERE,
  kind: "x",
  j,
  key: keyOf("a", -1, j),
  symbol: `a^{−1}_${j}`,
  words: `input ${j}`,
});

/** @param {number} j @returns {Parameter} */
const targetOf = (j) => ({
  ...NOWHERE,
  kind: "y",
  j,
  key: keyOf("y", j),
  symbol: `y_${j}`,
  words: `target ${j}`,
});

/** @param {number} l @param {number} j @param {number} k @returns {Parameter} */
const weightOf = (l, j, k) => ({
  kind: "w",
  l,
  j,
  k,
  key: keyOf("w", l, j, k),
  symbol: `w^${l}_{${j}${k}}`,
  words: `weight to neuron ${j} from ${l ? "neuron" : "input"} ${k}, layer ${l}`,
});

/** @param {number} l @param {number} j @returns {Parameter} */
const biasOf = (l, j) => ({
  ...NOWHERE,
  kind: "b",
  l,
  j,
  key: keyOf("b", l, j),
  symbol: `b^${l}_${j}`,
  words: `bias of neuron ${j}, layer ${l}`,
});

/**
 * Return the weights among all parameters.
 * @param {number[]} sizes
 */
export const weightsOf = (sizes) => parametersOf(sizes).filter(({ kind }) => kind === "w");

/**
 * Return the list that holds a parameter, and its place there.
 * @param {Example} example
 * @param {Parameter} parameter
 * @returns {[Float64Array, number]}
 */
function placeOf({ net, x, y }, { kind, l, j, k }) {
  if (kind === "x") return [x, j];
  if (kind === "y") return [y, j];
  return kind === "b" ? [net.biases[l], j] : [net.weights[l], j * net.sizes[l] + k];
}

/**
 * Return the value of one parameter.
 * @param {Example} example
 * @param {Parameter} parameter
 */
export function valueOf(example, parameter) {
  const [list, place] = placeOf(example, parameter);
  return list[place];
}

/**
 * Return a copy of an example with another value of one parameter.
 * @param {Example} example
 * @param {Parameter} parameter
 * @param {number} value
 * @returns {Example}
 */
export function withValue({ net, x, y }, parameter, value) {
  const changed = { net: copyNetwork(net), x: x.slice(), y: y.slice() };
  const [list, place] = placeOf(changed, parameter);
  list[place] = value;
  return changed;
}

/**
 * Return the slope of the cost for a weight.
 * @param {Followed} t
 * @param {{ l: number, j: number, k: number }} weight
 */
export const slopeOfWeight = (t, { l, j, k }) => t.weights[l][j * t.net.sizes[l] + k];
