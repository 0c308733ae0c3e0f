// A network in the book's notation, one example at a time. `net.weights[l]` is W^l, row after row:
// the weight to neuron j from neuron k stands at [j * n_{l-1} + k].

import { lastOf } from "./lists.js";

/**
 * @typedef {"sigmoid" | "relu"} Activation
 * @typedef {ArrayLike<number>} Numbers
 * @typedef {{ weights: Float64Array[], biases: Float64Array[] }} Parameters  one list a layer
 * @typedef {{ sizes: number[], activation: Activation, output: Activation } & Parameters} Network
 * @typedef {{ zs: Float64Array[], as: Float64Array[] }} Trace  every z and every a, as[0] the input
 * @typedef {Parameters & { deltas: Float64Array[], input: Float64Array }} Slopes  of C_x
 */

/**
 * A network as `backprop` writes it into a model file, with its matrices as lists of rows.
 * @typedef {object} ModelFile
 * @property {number[]} sizes
 * @property {Activation} activation
 * @property {Activation} output
 * @property {number[][][]} weights
 * @property {number[][][]} biases
 */

/** @param {number} z */
export const sigmoid = (z) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));
/** @param {number} z */
export const relu = (z) => Math.max(z, 0);

const ACTIVATIONS = { sigmoid, relu };

/**
 * σ′, from z and from a = σ(z).
 * @type {Record<Activation, (z: number, a: number) => number>}
 */
const SLOPES = {
  sigmoid: (_, a) => a * (1 - a),
  relu: (z) => (z > 0 ? 1 : 0),
};

/**
 * Return the name of the activation function of layer `l`.
 * @param {Network} net
 * @param {number} l
 */
export const activationOf = (net, l) => (l === net.weights.length - 1 ? net.output : net.activation);

/**
 * Make a network from a model file.
 * @param {ModelFile} model
 * @returns {Network}
 */
export function readNetwork({ sizes, activation, output, weights, biases }) {
  return { sizes, activation, output, weights: weights.map(inOneList), biases: biases.map(inOneList) };
}

// Row by row: a large network is read in a moment.
/** @param {number[][]} rows */
function inOneList(rows) {
  const width = rows[0].length;
  const numbers = new Float64Array(rows.length * width);
  rows.forEach((row, j) => numbers.set(row, j * width));
  return numbers;
}

/**
 * Return a network with parameters of its own.
 * @param {Network} net
 * @returns {Network}
 */
export function copyNetwork(net) {
  return { ...net, weights: net.weights.map((W) => W.slice()), biases: net.biases.map((b) => b.slice()) };
}

/**
 * Return every z and every a; as[0] is the input, so as[l] is what layer l receives.
 * @param {Network} net
 * @param {Numbers} x
 * @returns {Trace}
 */
export function forward(net, x) {
  /** @type {Float64Array[]} */
  const zs = [];
  const as = [Float64Array.from(x)];
  net.weights.forEach((W, l) => {
    const a = as[l];
    const z = net.biases[l].map((bias, j) => {
      let sum = 0;
      for (let k = 0; k < a.length; k++) sum += W[j * a.length + k] * a[k];
      return sum + bias;
    });
    zs.push(z);
    as.push(z.map(ACTIVATIONS[activationOf(net, l)]));
  });
  return { zs, as };
}

/**
 * Return C_x, half the sum of the squared differences.
 * @param {Float64Array} a
 * @param {Numbers} y
 */
export function cost(a, y) {
  return a.reduce((sum, value, j) => sum + (value - y[j]) ** 2, 0) / 2;
}

/**
 * Return σ′(z^l_j), the slope of the activation function where neuron j of layer l stands.
 * @param {Network} net
 * @param {Trace} trace
 * @param {number} l
 * @param {number} j
 */
export function activationSlope(net, { zs, as }, l, j) {
  return SLOPES[activationOf(net, l)](zs[l][j], as[l + 1][j]);
}

/**
 * Return the errors of all layers, the slopes of C_x, and its slope for each input.
 * @param {Network} net
 * @param {Trace} trace
 * @param {Numbers} y
 * @returns {Slopes}
 */
export function backward(net, trace, y) {
  const { as } = trace;
  const last = net.weights.length - 1;
  const error = as[last + 1].map((a, j) => (a - y[j]) * activationSlope(net, trace, last, j));
  const { slopes: deltas, input } = sendBack(net, trace, error);
  const weights = deltas.map((delta, l) => outer(delta, as[l]));
  const biases = deltas.map((delta) => delta.slice());
  return { deltas, weights, biases, input };
}

/**
 * Send `slopes` back, those of any number with respect to the z of the last layer: return its slopes for
 * the z of every layer, and for the inputs.
 * @param {Network} net
 * @param {Trace} trace
 * @param {Float64Array} slopes
 */
export function sendBack(net, trace, slopes) {
  const all = [slopes];
  for (let l = net.weights.length - 2; l >= 0; l--) {
    const sums = sentBack(net.weights[l + 1], all[0], trace.zs[l].length);
    all.unshift(sums.map((sum, j) => sum * activationSlope(net, trace, l, j)));
  }
  return { slopes: all, input: sentBack(net.weights[0], all[0], trace.as[0].length) };
}

// For each neuron j of the layer below, the sum over i of w_ij δ_i.
/** @param {Float64Array} W @param {Float64Array} delta @param {number} width */
function sentBack(W, delta, width) {
  const sums = new Float64Array(width);
  delta.forEach((d, i) => {
    if (d === 0) return; // as all do whose ReLU is off
    for (let j = 0; j < width; j++) sums[j] += W[i * width + j] * d;
  });
  return sums;
}

/** @param {Float64Array} delta @param {Float64Array} a */
function outer(delta, a) {
  const product = new Float64Array(delta.length * a.length);
  delta.forEach((d, j) => {
    for (let k = 0; k < a.length; k++) product[j * a.length + k] = d * a[k];
  });
  return product;
}

/**
 * Return the network after one step of learning rate `eta` against the slopes.
 * @param {Network} net
 * @param {Parameters} gradients
 * @param {number} eta
 * @returns {Network}
 */
export function step(net, gradients, eta) {
  /** @param {Float64Array} parameters @param {Float64Array} slopes */
  const moved = (parameters, slopes) => {
    const next = parameters.slice();
    for (let at = 0; at < next.length; at++) next[at] -= eta * slopes[at];
    return next;
  };
  return {
    ...net,
    weights: net.weights.map((W, l) => moved(W, gradients.weights[l])),
    biases: net.biases.map((b, l) => moved(b, gradients.biases[l])),
  };
}

/**
 * Return what comes out of the network for the input x.
 * @param {Network} net
 * @param {Numbers} x
 */
export const outputsOf = (net, x) => lastOf(forward(net, x).as);
