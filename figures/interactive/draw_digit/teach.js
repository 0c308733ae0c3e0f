// Teaching: the errors of one drawing, layer by layer, and one step of all weights at a time.

import { makeButton, makeKeys, setOff } from "../lib/controls.js";
import { decimal, h, reducedMotion, toneOf } from "../lib/dom.js";
import { largest, lastOf, range } from "../lib/lists.js";
import { formula, signedDecimal, symbolOf } from "../lib/symbols.js";
import { makeCells } from "./cells.js";
import { fine, makeSeen } from "./views.js";
import { makeWeights } from "./weights.js";

/**
 * What there is to show of the drawing, and of what the last steps did to it.
 * @typedef {object} Lesson
 * @property {Float64Array} image
 * @property {number | null} target  the digit that it is meant to be
 * @property {number} steps  taken so far
 * @property {boolean} isEmpty
 * @property {boolean} isTooFar  the last step would have left all bounds
 * @property {Float64Array | null} now  the outputs
 * @property {Float64Array | null} was  those before the last steps
 * @property {Float64Array | null} began  those before the first steps on this drawing
 * @property {Errors | null} errors  if there is a drawing, and a digit that it is meant to be
 */

/**
 * @typedef {object} Errors
 * @property {Float64Array[]} deltas
 * @property {Float64Array} y
 * @property {{ began: number | null, was: number | null, now: number }} costs
 */

/**
 * @typedef {object} Actions
 * @property {(digit: number) => void} choose
 * @property {(eta: number, times: number) => void} learn
 * @property {() => void} reset
 * @property {(l: number, j: number) => void} pick
 */

const ETAS = ["0.01", "0.03", "0.1", "0.3", "1", "3"];
const FIRST_ETA = "0.1";
const FLAT = 0.02; // a slope σ′ below which a wrong output hardly learns
const REASON = "sec-step-price"; // the section of the book that says why, if this is its page
const TOGETHER = "All errors first, then one step of all weights and biases together.";
const USUAL = 4 / 27; // the largest error of a sigmoid output whose target is 0 or 1

/**
 * Make the panel. It calls `choose(digit)`, `learn(eta, times)` and `reset()` when the reader asks for it,
 * and `pick(l, j)` when neuron j of layer l is chosen.
 * @param {number[]} sizes
 * @param {Actions} actions
 */
export function makeTeaching(sizes, { choose, learn, reset, pick }) {
  const count = lastOf(sizes);
  const last = sizes.length - 2;
  const seen = makeSeen();
  const keys = makeKeys(
    "Which digit did you mean?",
    range(count).map((digit) => [digit, String(digit)]),
    choose,
  );
  const table = makeErrorTable(count, last);
  const hidden = sizes.slice(1, -1).map((size, l) => makeErrors(size, l, last, pick));
  const scales = hidden.map(() => 0);
  const weights = makeWeights();
  const step = makeStep(last, learn, reset);
  const progress = h("p", { class: "bd-progress" });
  const advice = h("p", { class: "bd-advice" });

  // From the last layer to the first: the way the errors go.
  const stations = [table.node, ...hidden.map((cells) => cells.node).reverse()];
  const arrow = h("span", { class: "bd-arrow", "aria-hidden": "true" });
  const after = h("div", { class: "bd-after" }, stations.slice(1), step.node);
  const node = h(
    "div",
    { class: "bd-teaching" },
    h("div", { class: "bd-asking" }, seen.node, keys.node),
    h("div", { class: "bd-errors" }, table.node, hidden.length > 0 && arrow, after),
    progress,
    advice,
    weights.node,
  );

  /** @param {Lesson} lesson */
  function show(lesson) {
    const { image, target, errors, was, steps } = lesson;
    seen.show(image);
    keys.choose(target);
    table.show(lesson);
    hidden.forEach((cells, l) => {
      // From step to step the scale stays: what shrinks is seen to shrink.
      scales[l] = Math.max(was ? scales[l] : 0, largest(errors?.deltas[l] ?? []));
      cells.show(errors && [errors.deltas[l]], scales[l]);
    });
    step.show(errors !== null, steps);
    progress.textContent = progressOf(lesson);
    advice.replaceChildren(...adviceOf(lesson));
  }

  /** Let the errors appear layer by layer, in the order in which they are computed. */
  function animate() {
    if (reducedMotion()) return;
    stations.forEach((station, order) => {
      const frames = [{ opacity: 0.15 }, { opacity: 1 }];
      station.animate(frames, { duration: 450, delay: 450 * order, fill: "backwards", easing: "ease-out" });
    });
    const frames = [{ opacity: 0 }, { opacity: 1 }];
    arrow.animate(frames, { duration: 300, delay: 300, fill: "backwards" });
  }
  /** @param {number} l @param {number} j */
  const select = (l, j) => hidden[l].select(j);
  return { node, show, animate, showWeights: weights.show, select };
}

/** @param {number} count @param {number} l @param {number} last @param {Actions["pick"]} pick */
const makeErrors = (count, l, last, pick) =>
  makeCells(count, {
    l,
    title: `${last - l + 1}. Errors of layer ${l}, hollow where negative`,
    name: `the errors of layer ${l}`,
    tone: "var(--error)",
    letters: ["δ"],
    write: fine,
    pick: (j) => pick(l, j),
  });

// The learning rate, and one step or ten.
/** @param {number} last @param {Actions["learn"]} learn @param {Actions["reset"]} reset */
function makeStep(last, learn, reset) {
  const eta = h("select", {}, ETAS.map((text) => h("option", { selected: text === FIRST_ETA }, text)));
  /** @param {number} times */
  const press = (times) => () => learn(Number(eta.value), times);
  const once = makeButton("Take one step", press(1), "bd-main");
  const often = makeButton("Ten steps", press(10));
  const back = makeButton("Reset the network", reset);
  const rate = h("label", {}, "Learning rate ", formula(symbolOf("η")), " ", eta);
  const title = h("p", { class: "bd-title" }, `${last + 2}. The step`);
  const node = h("div", { class: "bd-step" }, title, h("div", { class: "bd-row" }, rate, once, often, back));
  /** @param {boolean} isPossible @param {number} steps */
  function show(isPossible, steps) {
    for (const button of [once, often]) setOff(button, !isPossible);
    setOff(back, steps === 0);
  }
  return { node, show };
}

/** @param {Lesson} lesson */
function progressOf({ isEmpty, target, errors, was, began, now, steps }) {
  if (isEmpty) return "Draw a digit first.";
  if (!errors || target === null || !now) return "Name the digit, and see its errors.";
  const { costs } = errors;
  const count = `${steps} ${steps === 1 ? "step" : "steps"} taken.`;
  if (!was || !began) return `${count} The cost of this drawing is ${decimal(costs.now, 4)}.`;
  /** @type {(a: Float64Array, words: string, cost: number | null) => string} */
  const since = (a, words, before) =>
    `from ${decimal(a[target], 2)} to ${decimal(now[target], 2)}, ` +
    `${words} from ${decimal(before ?? costs.now, 4)} to ${decimal(costs.now, 4)}.`;
  const last = `Output ${target} went ${since(was, "the cost of this drawing", costs.was)}`;
  if (was === began) return `${count} ${last}`;
  return `${count} ${last} Since you began: ${since(began, "the cost", costs.began)}`;
}

/**
 * Return the output that is furthest from its target, if it is so sure that it hardly learns: its number, and σ′.
 * @param {Errors} errors
 * @param {Float64Array} now
 */
function stuckAmong({ deltas, y }, now) {
  const misses = now.map((a, j) => Math.abs(a - y[j]));
  const j = misses.indexOf(Math.max(...misses));
  const slope = Math.abs(lastOf(deltas)[j]) / misses[j];
  return misses[j] > 0.5 && slope < FLAT ? { j, slope } : null;
}

/** Return the link to the section that says why, in brackets. */
function reason() {
  const heading = document.getElementById(REASON)?.closest("section, h2");
  const number = heading?.querySelector(".header-section-number")?.textContent;
  return number ? [" (", h("a", { href: `#${REASON}` }, `Section ${number}`), ")"] : [];
}

/** @param {Lesson} lesson */
function adviceOf({ errors, target, now, isTooFar }) {
  if (isTooFar) {
    return ["The outputs would leave all bounds: this step is too long. Lower η, or reset the network."];
  }
  const stuck = errors && target !== null && now && stuckAmong(errors, now);
  if (!stuck) return [TOGETHER];
  const { j, slope } = stuck;
  const miss = `Output ${j} is ${decimal(now[j], 2)} and should be ${errors.y[j]}, but σ′ is `;
  if (slope === 0) return [`${miss}0 there: no step moves its weights, however long it is.`];
  return [
    `${miss}${fine(slope)} there: a neuron so sure hardly moves`,
    ...reason(),
    ". Raise η, or take many steps.",
  ];
}

// An output as a number, and below it as the length of a bar.
/** @param {string} kind */
function makeLevel(kind) {
  const text = h("span", {});
  const bar = h("span", { class: "bd-bar" });
  const track = h("span", { class: `bd-${kind} bd-level`, "aria-hidden": "true" }, bar);
  /** @param {number} [value] */
  function show(value) {
    text.textContent = value === undefined ? "–" : decimal(value, 2);
    bar.style.width = value === undefined ? "0" : `${100 * Math.min(value, 1)}%`;
  }
  return { node: h("td", {}, text, track), show };
}

// A word beside a formula, for those who hear the page.
/** @param {string} word */
const spoken = (word) => h("span", { class: "bd-hearing" }, `${word} `);

/** @param {number} count @param {number} last */
function makeErrorTable(count, last) {
  const rows = range(count).map((digit) => {
    const [was, now, y] = [makeLevel("was"), makeLevel("now"), h("td")];
    const number = h("span", { class: "bd-number" });
    const bar = h("span", { class: "bd-bar" });
    const track = h("span", { class: "bd-signed bd-track", "aria-hidden": "true" }, bar);
    const delta = h("td", {}, h("div", { class: "bd-delta" }, track, number));
    const row = h("tr", {}, h("th", { scope: "row" }, String(digit)), was.node, now.node, y, delta);
    return { was, now, y, number, bar, row };
  });
  const heads = [
    [spoken("digit"), formula(symbolOf("j"))],
    [formula(symbolOf("a", "j", last)), " was"],
    ["now"],
    [spoken("target"), formula(symbolOf("y", "j"))],
    [spoken("error"), formula(symbolOf("δ", "j", last))],
  ].map((content) => h("th", { scope: "col" }, content));
  const node = h(
    "table",
    { style: `--tone: ${toneOf(last)}` },
    h("caption", { class: "bd-title" }, `1. Errors of layer ${last}, the outputs`),
    h("thead", {}, h("tr", {}, heads)),
    h(
      "tbody",
      {},
      rows.map(({ row }) => row),
    ),
  );

  /** @param {Lesson} lesson */
  function show({ target, was, now, errors }) {
    const delta = errors && lastOf(errors.deltas);
    const most = Math.max(USUAL, largest(delta ?? []));
    rows.forEach((cells, j) => {
      cells.was.show(was?.[j]);
      cells.now.show(now?.[j]);
      cells.y.textContent = errors ? String(errors.y[j]) : "–";
      cells.number.textContent = delta ? signedDecimal(delta[j], 4) : "–";
      const half = delta ? (50 * Math.abs(delta[j])) / most : 0;
      const isNegative = delta !== null && half > 0 && delta[j] < 0;
      cells.bar.style.width = `${half}%`;
      cells.bar.style.left = isNegative ? `${50 - half}%` : "50%";
      cells.bar.classList.toggle("bd-negative", isNegative);
      cells.row.classList.toggle("bd-target", j === target);
    });
  }
  return { node, show };
}
