// A chain of neurons: its knobs, its quantities in their order, and the links between them.

/** @import { Network } from "../lib/network.js" */
import { range } from "../lib/lists.js";
import { activationSlope, cost, forward } from "../lib/network.js";

/**
 * @typedef {{ net: Network, x: number, y: number }} Setting  what all knobs are set to
 * @typedef {{ letter: string, layer?: number }} Symbol
 * @typedef {{ factor: number, why: string, symbols: Symbol[] }} Link  how it stretches, and what that is
 */

const LEAST = 0.06; // of half a line's length for a nudge of 1: what is shorter is seen larger
const MOST = 1.2; // far from ten times the least, or a lens would go and come back
const POWERS = 8;

/** Return all knobs of a chain, in its order. @param {Network} net @returns {Symbol[]} */
export const knobsOf = (net) => [
  { letter: "x" },
  ...range(net.weights.length).flatMap((layer) => ["w", "b"].map((letter) => ({ letter, layer }))),
  { letter: "y" },
];

/** Return what a knob can change, in the chain's order. @param {Network} net @returns {Symbol[]} */
export const quantitiesOf = (net) => [
  ...range(net.weights.length).flatMap((layer) => ["z", "a"].map((letter) => ({ letter, layer }))),
  { letter: "C" },
];

/** Return the value of each quantity. @param {Setting} setting @returns {number[]} */
export function valuesOf({ net, x, y }) {
  const { zs, as } = forward(net, [x]);
  return [...zs.flatMap((z, l) => [z[0], as[l + 1][0]]), cost(as[zs.length], [y])];
}

/** @param {Setting} setting @param {Symbol} knob */
export function valueOf({ net, x, y }, { letter, layer = 0 }) {
  if (letter === "x") return x;
  if (letter === "y") return y;
  return (letter === "w" ? net.weights : net.biases)[layer][0];
}

/**
 * Return the setting with one knob turned by `nudge`.
 * @param {Setting} setting
 * @param {Symbol} knob
 * @param {number} nudge
 * @returns {Setting}
 */
export function turned(setting, knob, nudge) {
  const value = valueOf(setting, knob) + nudge;
  if (knob.letter === "x") return { ...setting, x: value };
  if (knob.letter === "y") return { ...setting, y: value };
  const kind = knob.letter === "w" ? "weights" : "biases";
  const list = setting.net[kind].map((own, l) => (l === knob.layer ? Float64Array.of(value) : own));
  return { ...setting, net: { ...setting.net, [kind]: list } };
}

/** Return the place of the first quantity that a knob changes. @param {Network} net @param {Symbol} knob */
export const firstOf = (net, { letter, layer = 0 }) => 2 * (letter === "y" ? net.weights.length : layer);

/**
 * Return the links from a knob to the cost: the slopes where the setting stands.
 * @param {Setting} setting
 * @param {Symbol} knob
 * @returns {Link[]}
 */
export function linksOf(setting, knob) {
  const { net, x, y } = setting;
  const trace = forward(net, [x]);
  const last = net.weights.length;
  /** @type {Symbol} */
  const output = { letter: "a", layer: last - 1 };
  const miss = trace.as[last][0] - y;
  /** @param {number} place @returns {Link} */
  const inside = (place) => {
    const l = Math.floor(place / 2);
    if (l === last) return { factor: miss, why: "", symbols: [output, { letter: "y" }] };
    if (place % 2) {
      return { factor: activationSlope(net, trace, l, 0), why: "slope of", symbols: [{ letter: "σ" }] };
    }
    return { factor: net.weights[l][0], why: "weight", symbols: [{ letter: "w", layer: l }] };
  };
  const start = firstOf(net, knob);
  const { letter, layer = 0 } = knob;
  /** @type {Record<string, () => Link>} */
  const entry = {
    x: () => inside(0),
    y: () => ({ factor: -miss, why: "", symbols: [{ letter: "y" }, output] }),
    b: () => ({ factor: 1, why: "added", symbols: [] }),
    w: () => {
      /** @type {Symbol} */
      const symbol = layer ? { letter: "a", layer: layer - 1 } : { letter: "x" };
      return { factor: trace.as[layer][0], why: "input", symbols: [symbol] };
    },
  };
  return [entry[letter](), ...range(2 * last - start).map((at) => inside(start + 1 + at))];
}

/** Return the product of the links. @param {Link[]} links */
export const productOf = (links) => links.reduceRight((product, { factor }) => product * factor, 1);

/**
 * Return how many times larger each change is shown, a power of ten: no bar is too short or too long to see.
 * @param {Link[]} links
 */
export function lensesOf(links) {
  let stretch = 1;
  let power = 0;
  return links.map(({ factor }) => {
    stretch *= Math.abs(factor);
    while (stretch && stretch * 10 ** power < LEAST && power < POWERS) power += 1;
    while (stretch * 10 ** power > MOST && power > -POWERS) power -= 1;
    return 10 ** power;
  });
}

/** What the first knob stood at some time ago. */
export class Delay {
  constructor() {
    /** @type {[number, number][]} */
    this.known = [[-Infinity, 0]];
  }

  /** @param {number} time @param {number} value */
  add(time, value) {
    this.known.push([time, value]);
  }

  /** @param {number} time */
  at(time) {
    for (let i = this.known.length - 1; i > 0; i--) if (this.known[i][0] <= time) return this.known[i][1];
    return this.known[0][1];
  }

  /** Forget all but the last. */
  settle() {
    this.known = [[-Infinity, this.known[this.known.length - 1][1]]];
  }
}
