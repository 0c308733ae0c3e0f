// The numbers of a layer's neurons, as a grid of squares.

import { h, s } from "../lib/dom.js";
import { largest, lastOf, range } from "../lib/lists.js";
import { formula, symbolOf } from "../lib/symbols.js";
import { square } from "./views.js";

/**
 * @typedef {object} Layer
 * @property {number} l
 * @property {string} title
 * @property {string} name
 * @property {string} tone
 * @property {string[]} letters  of the numbers that are read out
 * @property {(x: number) => string} write
 * @property {(j: number) => void} pick  is called when the reader chooses neuron j
 */

/**
 * Show one number for each neuron of a layer as a grid of squares, whose areas are the numbers' sizes: full for
 * positive ones, hollow for negative ones. One neuron at a time is read out, number by number.
 * @param {number} count
 * @param {Layer} layer
 */
export function makeCells(count, { l, title, name, tone, letters, write, pick }) {
  const grid = makeGrid(count, pick);
  /** @type {HTMLInputElement} */
  const slider = h("input", {
    type: "range",
    min: 0,
    max: count - 1,
    value: 0,
    "aria-label": `Neuron of ${name} to read`,
    on: { input: () => pick(Number(slider.value)) },
  });
  const reading = h("p", { class: "bd-reading" });
  const heading = h("p", { class: "bd-title" }, title);
  const node = h("div", { class: "bd-cells", style: `--tone: ${tone}` }, heading, grid.node, slider, reading);
  /** @type {Float64Array[] | null} */
  let lists = null;

  /** @param {number} j */
  function select(j) {
    slider.value = String(j);
    readOut();
  }

  function readOut() {
    const j = Number(slider.value);
    grid.ring(j);
    const numbers = letters.map((_, place) => (lists ? write(lists[place][j]) : "–"));
    const terms = letters.map((letter, place) =>
      h("span", {}, formula(symbolOf(letter, j, l)), ` = ${numbers[place]}`)
    );
    reading.replaceChildren(...terms);
    const words = letters.map((letter, place) => `${letter} = ${numbers[place]}`);
    slider.setAttribute("aria-valuetext", `neuron ${j}: ${words.join(", ")}`);
  }

  /**
   * Show the last of `all`, a list of numbers for each letter, at a scale up to `most`; null for none.
   * @param {Float64Array[] | null} all
   * @param {number} [most]
   */
  function show(all, most) {
    lists = all;
    const values = all ? lastOf(all) : new Float64Array();
    const { positive, negative } = grid.show(values, most ?? largest(values));
    const words = `${positive} positive, ${negative} negative, the rest 0`;
    grid.node.setAttribute("aria-label", `The ${count} numbers of ${name}: ${words}`);
    readOut();
  }
  show(null);
  return { node, show, select };
}

/**
 * Make the grid of squares; `pick(j)` is called when the reader points at the place of neuron j.
 * @param {number} count
 * @param {(j: number) => void} pick
 */
function makeGrid(count, pick) {
  const columns = Math.ceil(Math.sqrt(2 * count));
  const height = Math.ceil(count / columns);
  const full = s("path", { class: "bd-full" });
  const hollow = s("path", { class: "bd-hollow" });
  const marked = s("rect", { class: "bd-ring", width: 1, height: 1 });
  const dots = range(count).map((j) => square((j % columns) + 0.45, Math.floor(j / columns) + 0.45, 0.1));
  const node = s(
    "svg",
    {
      viewBox: `-0.2 -0.2 ${columns + 0.4} ${height + 0.4}`,
      role: "img",
      on: { pointerdown: point, pointermove: (event) => event.buttons && point(event) },
    },
    s("path", { class: "bd-places", d: dots.join("") }),
    full,
    hollow,
    marked,
  );

  /** @param {PointerEvent} event */
  function point(event) {
    const box = node.getBoundingClientRect();
    const x = Math.floor(((event.clientX - box.left) / box.width) * (columns + 0.4) - 0.2);
    const y = Math.floor(((event.clientY - box.top) / box.height) * (height + 0.4) - 0.2);
    const j = y * columns + x;
    if (x >= 0 && y >= 0 && x < columns && j < count) pick(j);
  }

  /** @param {number} j */
  function ring(j) {
    marked.setAttribute("x", String(j % columns));
    marked.setAttribute("y", String(Math.floor(j / columns)));
  }

  /** @param {Float64Array} values @param {number} most */
  function show(values, most) {
    /** @type {string[]} */
    const positive = [];
    /** @type {string[]} */
    const negative = [];
    values.forEach((value, j) => {
      if (value === 0) return;
      // The line around a hollow square needs room as well.
      const size = Math.sqrt(Math.abs(value) / most) * (value > 0 ? 0.92 : 0.8);
      const [x, y] = [(j % columns) + (1 - size) / 2, Math.floor(j / columns) + (1 - size) / 2];
      (value > 0 ? positive : negative).push(square(x, y, size));
    });
    full.setAttribute("d", positive.join(""));
    hollow.setAttribute("d", negative.join(""));
    return { positive: positive.length, negative: negative.length };
  }
  return { node, ring, show };
}
