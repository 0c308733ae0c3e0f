// Costs over two weights, and the ways down them.

/** @import { ModelFile } from "../lib/network.js" */
import { lastOf, range } from "../lib/lists.js";
import { backward, cost, forward, readNetwork } from "../lib/network.js";

/**
 * @typedef {number[]} Pair  one number for each of the two weights
 * @typedef {{ letter: string, below: string, above?: string, said: string }} Symbol
 * @typedef {{ w: Pair, cost: number, slopes: Pair, example: number | null }} Place  of a path, with its next example
 * @typedef {{ xs: number[], ys: number[], costs: number[][] }} Grid
 */

/**
 * A surface as Python sent it, of a valley or of a network with two weights at `places`.
 * @typedef {object} SurfaceData
 * @property {"valley" | "network"} kind
 * @property {string} title
 * @property {Pair} middle
 * @property {number} span  from the middle to the edges of the map
 * @property {Pair} start
 * @property {number} eta
 * @property {number[]} etas  to try
 * @property {Pair} range  of the slider
 * @property {Symbol[]} symbols
 * @property {number[][]} X
 * @property {any[]} Y  any: numbers for a valley, lists for a network
 * @property {ModelFile} [network]
 * @property {[number, number, number][]} [places]
 */

/**
 * What is computed of a surface from one example, and what is known of all.
 * @typedef {object} Ground
 * @property {(w: Pair, i: number) => number} costOf
 * @property {(w: Pair, i: number) => Pair} slopesOf  of example i's cost
 * @property {Pair} [bottom]
 * @property {number} [bend]  the sharpest
 * @property {number} [edge]  the largest learning rate with which all steps converge
 */

/**
 * A surface that can be walked on.
 * @typedef {SurfaceData & Omit<Ground, "costOf"> & Walkable} Surface
 * @typedef {object} Walkable
 * @property {number} count  of the examples
 * @property {(w: Pair) => number} cost  C
 * @property {(w: Pair) => Pair} slopes  of C
 * @property {Grid} grid
 * @property {Pair} bottom  for a network the lowest place on the map
 * @property {number} lowest  the cost there
 */

const POINTS = 61; // of the grid, from edge to edge of the map
const FAR_OFF = 1e6; // times the map's size: from there on a path is not followed

/**
 * Return the surface of what Python sent.
 * @param {SurfaceData} data
 * @returns {Surface}
 */
export function readSurface(data) {
  const count = data.X.length;
  /** @param {(i: number) => number} f */
  const meanOf = (f) => data.X.reduce((sum, _, i) => sum + f(i), 0) / count;
  const { costOf, slopesOf, ...known } = data.kind === "valley" ? valleyOf(data, meanOf) : sliceOf(data);
  const surface = {
    ...data,
    count,
    slopesOf,
    /** @param {Pair} w */
    cost: (w) => meanOf((i) => costOf(w, i)),
    /** @param {Pair} w */
    slopes(w) {
      const all = data.X.map((_, i) => slopesOf(w, i));
      return [0, 1].map((k) => meanOf((i) => all[i][k]));
    },
  };
  const grid = gridOf(surface);
  const bottom = known.bottom ?? bottomOf(grid, surface);
  return { ...surface, ...known, grid, bottom, lowest: surface.cost(bottom) };
}

// One neuron without a curve: a bowl, whose bottom and whose sharpest bend are known.
/** @param {SurfaceData} data @param {(f: (i: number) => number) => number} meanOf @returns {Ground} */
function valleyOf({ X, Y }, meanOf) {
  /** @param {Pair} w @param {number} i */
  const missOf = (w, i) => w[0] * X[i][0] + w[1] * X[i][1] - Y[i];
  const [a, b, d] = [
    [0, 0],
    [0, 1],
    [1, 1],
  ].map(([j, k]) => meanOf((i) => X[i][j] * X[i][k]));
  const [p, q] = [0, 1].map((k) => meanOf((i) => X[i][k] * Y[i]));
  const determinant = a * d - b * b;
  const bend = (a + d) / 2 + Math.hypot((a - d) / 2, b);
  return {
    costOf: (w, i) => missOf(w, i) ** 2 / 2,
    slopesOf(w, i) {
      const miss = missOf(w, i);
      return X[i].map((x) => miss * x);
    },
    bend,
    edge: 2 / bend,
    bottom: [(p * d - q * b) / determinant, (q * a - p * b) / determinant],
  };
}

// Two weights of a network, all else held.
/** @param {SurfaceData} data @returns {Ground} */
function sliceOf({ network, X, Y, places = [] }) {
  if (!network) throw new Error("the surface has no network");
  const net = readNetwork(network);
  const entries = places.map(([l, j, k]) => ({ l, at: j * net.sizes[l] + k }));
  /** @param {Pair} w @param {number} i */
  function traceOf(w, i) {
    entries.forEach(({ l, at }, which) => (net.weights[l][at] = w[which]));
    return forward(net, X[i]);
  }
  return {
    costOf: (w, i) => cost(lastOf(traceOf(w, i).as), Y[i]),
    slopesOf(w, i) {
      const { weights } = backward(net, traceOf(w, i), Y[i]);
      return entries.map(({ l, at }) => weights[l][at]);
    },
  };
}

/** @typedef {{ middle: Pair, span: number, cost: (w: Pair) => number }} Mapped */

/** @param {Mapped} surface @returns {Grid} */
function gridOf({ middle, span, cost }) {
  /** @param {number} centre */
  const line = (centre) => range(POINTS).map((place) => centre + span * ((2 * place) / (POINTS - 1) - 1));
  const [xs, ys] = middle.map(line);
  return { xs, ys, costs: ys.map((y) => xs.map((x) => cost([x, y]))) };
}

// The best place of the grid, moved in ever shorter steps as long as that lowers the cost.
/** @param {Grid} grid @param {Mapped} surface @returns {Pair} */
function bottomOf({ xs, ys, costs }, { middle, span, cost }) {
  const all = costs.flat();
  const least = all.indexOf(Math.min(...all));
  let best = [xs[least % xs.length], ys[Math.floor(least / xs.length)]];
  let lowest = all[least];
  for (let step = xs[1] - xs[0]; step > 1e-6 * span;) {
    const beside = [
      [step, 0],
      [-step, 0],
      [0, step],
      [0, -step],
    ]
      .map((way) => best.map((value, k) => value + way[k]))
      .filter((w) => w.every((value, k) => Math.abs(value - middle[k]) <= span));
    const next = beside.find((w) => cost(w) < lowest);
    if (next) [best, lowest] = [next, cost(next)];
    else step /= 2;
  }
  return best;
}

/**
 * Tell whether a place lies beside the map, or beside one that is `times` as large.
 * @param {{ middle: Pair, span: number }} surface
 * @param {Pair} w
 * @param {number} [times]
 */
export const isOff = ({ middle, span }, w, times = 1) =>
  w.some((value, k) => Math.abs(value - middle[k]) > times * span);

/**
 * Return the step at which a path first leaves the map, or −1.
 * @param {Surface} surface
 * @param {Place[]} path
 */
export const leavesAt = (surface, path) => path.findIndex(({ w }) => isOff(surface, w));

/**
 * Return the start and `steps` places more, each with its cost and the slopes that the next step uses.
 * With an `order` step t uses example order[t] alone. It ends early where it is far off.
 * @param {Surface} surface
 * @param {{ start: Pair, eta: number, order: number[] | null }} way
 * @param {number} steps
 */
export function descend(surface, { start, eta, order }, steps) {
  /** @type {Place[]} */
  const path = [];
  let w = start;
  for (let t = 0; t <= steps; t++) {
    const example = order && order[t];
    const slopes = example === null ? surface.slopes(w) : surface.slopesOf(w, example);
    path.push({ w, cost: surface.cost(w), slopes, example });
    if (isOff(surface, w, FAR_OFF)) break;
    w = w.map((value, k) => value - eta * slopes[k]);
  }
  return path;
}

/**
 * Tell whether a path ended far off.
 * @param {Surface} surface
 * @param {Place[]} path
 */
export const isLost = (surface, path) => isOff(surface, lastOf(path).w, FAR_OFF);

/**
 * Return an example for each step: all n in a shuffled order, then in another, and so on.
 * @param {number} seed
 * @param {number} n
 * @param {number} steps
 */
export function orderOf(seed, n, steps) {
  const random = randomFrom(seed);
  /** @type {number[]} */
  const order = [];
  while (order.length < steps) {
    const epoch = range(n);
    for (let last = n - 1; last > 0; last--) {
      const chosen = Math.floor(random() * (last + 1));
      [epoch[last], epoch[chosen]] = [epoch[chosen], epoch[last]];
    }
    order.push(...epoch);
  }
  return order.slice(0, steps);
}

// Numbers from 0 to 1, the same for the same seed: a xorshift of 32 bits, warmed up.
/** @param {number} seed */
function randomFrom(seed) {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0 || 1;
  function next() {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  }
  for (let round = 0; round < 8; round++) next();
  return next;
}
