// All numbers as tables, layer by layer.

/** @import { Child, Leaf } from "../lib/dom.js" */
/** @import { Followed } from "./numbers.js" */
import { h } from "../lib/dom.js";
import { range } from "../lib/lists.js";
import { computed, formulaOf, given } from "./formulas.js";
import { keyOf, symbolOfKey, weightsOf } from "./numbers.js";

/**
 * Return a formula with the word for it, for those who hear the page: a table's head is to have one.
 * @param {string} word
 * @param {MathMLElement} formula
 * @returns {Leaf[]}
 */
export const named = (word, formula) => [h("span", { class: "bd-hearing" }, `${word} `), formula];

/**
 * Return a table; each row is a list of contents, of which the first is the row's name.
 * @param {string} caption
 * @param {Child[]} heads
 * @param {Child[][]} rows
 */
export function tableOf(caption, heads, rows) {
  /** @type {(scope: string | null) => (content: Child) => HTMLElement} */
  const cell = (scope) => (content) => h(scope ? "th" : "td", { scope }, content);
  /** @param {Child[]} contents */
  const tableRow = ([name, ...contents]) => h("tr", {}, cell("row")(name), contents.map(cell(null)));
  return h(
    "table",
    {},
    h("caption", { class: "bd-title" }, caption),
    h("thead", {}, h("tr", {}, heads.map(cell("col")))),
    h("tbody", {}, rows.map(tableRow)),
  );
}

/** Make the tables; `show` fills in what is known. */
export function makeTables() {
  const node = h("div", { class: "bd-tables" });
  /** @type {[string, HTMLElement][]} */
  let places = []; // of the numbers, by their keys

  /** @param {number[]} sizes */
  function build(sizes) {
    places = [];
    /** @param {string} key */
    const placeOf = (key) => {
      const place = h("span", { "data-symbol": symbolOfKey(key) });
      places.push([key, place]);
      return place;
    };
    const layers = sizes.slice(1).flatMap((_, l) => {
      const [delta, a] = [`δ^${l}_j`, `a^{${l ? l - 1 : "−1"}}_k`];
      const neurons = {
        neuron: "j",
        bias: `b^${l}_j`,
        "weighted input": `z^${l}_j`,
        activation: `a^${l}_j`,
        error: delta,
        slope: "\\f{∂C_x}{∂b}",
      };
      const weights = {
        weight: `w^${l}_{jk}`,
        value: "w",
        error: delta,
        activation: a,
        slope: "\\f{∂C_x}{∂w}",
      };
      /** @param {Record<string, string>} texts */
      const headsOf = (texts) => Object.entries(texts).map(([word, text]) => named(word, formulaOf(text)));
      return [
        tableOf(
          `Layer ${l}: neurons`,
          headsOf(neurons),
          range(sizes[l + 1]).map((j) => [
            named("neuron", formulaOf(String(j))),
            ...["b", "z", "a", "d", "s"].map((kind) => placeOf(keyOf(kind, l, j))),
          ]),
        ),
        tableOf(
          `Layer ${l}: weights and their slopes`,
          headsOf(weights),
          weightsOf(sizes)
            .filter((weight) => weight.l === l)
            .map(({ key, j, k, symbol }) => [
              named("weight", formulaOf(symbol)),
              ...[key, keyOf("d", l, j), keyOf("a", l - 1, k), keyOf("s", l, j, k)].map(placeOf),
            ]),
        ),
      ];
    });
    node.replaceChildren(...layers);
  }

  /** @param {Map<string, string>} texts @param {Set<string>} known */
  function show(texts, known) {
    for (const [key, place] of places) place.textContent = known.has(key) ? texts.get(key) ?? null : "·";
  }
  return { node, build, show };
}

/**
 * Return all numbers of a trace as texts, by key.
 * @param {Followed} t
 */
export function textsOf(t) {
  const texts = new Map([["cost", computed(t.before)]]);
  /** @type {(write: (x: number) => string, values: Float64Array, ...place: (string | number)[]) => void} */
  const put = (write, values, ...place) =>
    values.forEach((value, at) => texts.set(keyOf(...place, at), write(value)));
  put(given, t.x, "a", -1);
  put(given, t.y, "y");
  t.zs.forEach((zs, l) => {
    const width = t.net.sizes[l];
    put(given, t.net.biases[l], "b", l);
    put(computed, zs, "z", l);
    put(computed, t.as[l + 1], "a", l);
    put(computed, t.deltas[l], "d", l);
    put(computed, t.biases[l], "s", l);
    zs.forEach((_, j) => {
      put(given, t.net.weights[l].slice(j * width, (j + 1) * width), "w", l, j);
      put(computed, t.weights[l].slice(j * width, (j + 1) * width), "s", l, j);
    });
  });
  return texts;
}
