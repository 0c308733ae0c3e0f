// The parts of a network's drawing: a card for every neuron, a label and a line for every weight.

/** @import { Network } from "../lib/network.js" */
/** @import { Parameter } from "./numbers.js" */
/** @import { Way } from "./steps.js" */
import { h, s, toneOf } from "../lib/dom.js";
import { range } from "../lib/lists.js";
import { activationOf } from "../lib/network.js";
import { formulaOf } from "./formulas.js";
import { keyOf, symbolOfKey, weightsOf } from "./numbers.js";

/**
 * @typedef {[number, number]} Point
 * @typedef {{ place: HTMLElement, button: HTMLButtonElement | null, card: HTMLElement | null }} Shown  a number
 */

/**
 * A weight's label and line.
 * @typedef {object} Edge
 * @property {string} name
 * @property {number} l
 * @property {number} j
 * @property {number} k
 * @property {HTMLButtonElement} label
 * @property {SVGPathElement} line
 * @property {SVGPathElement} head
 * @property {Way | null} way  that something travels on it
 * @property {Point[]} points
 */

/**
 * @typedef {object} Parts
 * @property {number[]} sizes
 * @property {Map<string, Shown>} numbers  by their keys
 * @property {HTMLElement[][]} cards  by layer and neuron, the inputs first
 * @property {Edge[]} edges
 * @property {HTMLElement[]} inOrder  cards and labels, in the order of the forward pass
 * @property {HTMLElement[]} captions
 */

/** @returns {Parts} */
export const noParts = () => ({
  sizes: [],
  numbers: new Map(),
  cards: [],
  edges: [],
  inOrder: [],
  captions: [],
});

/**
 * Return the parts of a network's drawing.
 * @param {Network} net
 * @returns {Parts}
 */
export function assemble(net) {
  const { sizes } = net;
  /** @type {Map<string, Shown>} */
  const numbers = new Map();
  const cards = sizes.map((size, at) => range(size).map((j) => cardOf(net, at - 1, j, numbers)));
  const edges = weightsOf(sizes).map((weight) => edgeOf(weight, numbers));
  const inOrder = cards.flatMap((column, at) =>
    column.flatMap((card, j) => [
      ...edges.filter((edge) => edge.l === at - 1 && edge.j === j).map(({ label }) => label),
      card,
    ])
  );
  const captions = sizes.map((_, at) => captionOf(net, at - 1));
  return { sizes, numbers, cards, edges, inOrder, captions };
}

/** @param {string} key */
const numberPlace = (key) =>
  h("span", { class: "bd-number", "data-number": key, "data-symbol": symbolOfKey(key) });

/** @param {Network} net @param {number} l @param {number} j @param {Map<string, Shown>} numbers */
function cardOf(net, l, j, numbers) {
  const name = l < 0 ? `input ${j}` : `neuron ${j}`;
  const kind = l < 0 ? "bd-card bd-input" : "bd-card";
  const tone = l < 0 ? "var(--muted)" : toneOf(l);
  const label = l < 0 ? name : `layer ${l}, ${name}`;
  const card = h("div", { class: kind, role: "group", "aria-label": label, style: `--tone: ${tone}` });
  card.append(h("div", { class: "bd-name" }, name));
  /** @type {(letter: string, key: string, isSet?: boolean) => HTMLElement} */
  const row = (letter, key, isSet = false) => {
    const place = numberPlace(key);
    const button = isSet ? h("button", { type: "button" }) : null;
    const entry = button ?? h("div");
    entry.className = "bd-entry";
    entry.append(formulaOf(letter), place);
    numbers.set(key, { place, button, card });
    card.append(entry);
    return entry;
  };
  if (l < 0) {
    row("a", keyOf("a", l, j), true);
    return card;
  }
  row("b", keyOf("b", l, j), true);
  row("z", keyOf("z", l, j));
  row("a", keyOf("a", l, j));
  if (l === net.sizes.length - 2) row("y", keyOf("y", j), true);
  row("δ", keyOf("d", l, j)).classList.add("bd-error");
  return card;
}

/** @param {Parameter} weight @param {Map<string, Shown>} numbers @returns {Edge} */
function edgeOf({ key, l, j, k }, numbers) {
  const style = `--tone: ${toneOf(l)}`;
  const place = numberPlace(key);
  const label = h("button", { type: "button", class: "bd-weight", style }, place);
  numbers.set(key, { place, button: label, card: null });
  const [line, head] = [s("path", { style }), s("path", { style })];
  return { name: keyOf(l, j, k), l, j, k, label, line, head, way: null, points: [] };
}

/** @param {Network} net @param {number} l */
function captionOf(net, l) {
  if (l < 0) return h("div", { class: "bd-layer" }, "input");
  const curve = activationOf(net, l) === "relu" ? "ReLU" : "sigmoid";
  return h("div", { class: "bd-layer", style: `--tone: ${toneOf(l)}` }, `layer ${l} `, h("span", {}, curve));
}
