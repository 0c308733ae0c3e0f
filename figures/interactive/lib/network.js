// A network in the book's notation, one example at a time. `net.weights[l]` is W^l, row after row:
// the weight to neuron j from neuron k stands at [j * n_{l-1} + k].

export const sigmoid = (z) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));
export const relu = (z) => Math.max(z, 0);

// σ′, from z and from a = σ(z).
const SLOPES = {
  sigmoid: (z, a) => a * (1 - a),
  relu: (z) => (z > 0 ? 1 : 0),
};
const ACTIVATIONS = { sigmoid, relu };

/** Return the name of the activation function of layer `l`. */
export const activationOf = (net, l) => (l === net.weights.length - 1 ? net.output : net.activation);

/** Make a network from a model file of `backprop`, whose weights are lists of rows. */
export function readNetwork({ sizes, activation, output, weights, biases }) {
  return { sizes, activation, output, weights: weights.map(inOneList), biases: biases.map(inOneList) };
}

// Row by row: a large network is read in a moment.
function inOneList(rows) {
  const width = rows[0].length;
  const numbers = new Float64Array(rows.length * width);
  rows.forEach((row, j) => numbers.set(row, j * width));
  return numbers;
}

export function copyNetwork(net) {
  return { ...net, weights: net.weights.map((W) => W.slice()), biases: net.biases.map((b) => b.slice()) };
}

/** Return every z and every a; as[0] is the input, so as[l] is what layer l receives. */
export function forward(net, x) {
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

/** Return C_x, half the sum of the squared differences. */
export function cost(a, y) {
  return a.reduce((sum, value, j) => sum + (value - y[j]) ** 2, 0) / 2;
}

/** Return σ′(z^l_j), the slope of the activation function where neuron j of layer l stands. */
export function activationSlope(net, { zs, as }, l, j) {
  return SLOPES[activationOf(net, l)](zs[l][j], as[l + 1][j]);
}

/** Return the errors of all layers, the slopes of C_x, and its slope for each input. */
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
function sentBack(W, delta, width) {
  const sums = new Float64Array(width);
  delta.forEach((d, i) => {
    if (d === 0) return; // as all do whose ReLU is off
    for (let j = 0; j < width; j++) sums[j] += W[i * width + j] * d;
  });
  return sums;
}

function outer(delta, a) {
  const product = new Float64Array(delta.length * a.length);
  delta.forEach((d, j) => {
    for (let k = 0; k < a.length; k++) product[j * a.length + k] = d * a[k];
  });
  return product;
}

/** Return the network after one step of learning rate `eta` against the slopes. */
export function step(net, gradients, eta) {
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
