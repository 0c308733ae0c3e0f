// Teaching: the errors of one drawing, layer by layer, and one step of all weights at a time.

import { fine, largest, makeCells, makeSeen } from "./views.js";
import { makeWeights } from "./weights.js";
import { makeButton, makeKeys, setOff } from "../lib/controls.js";
import { decimal, h, reducedMotion, toneOf } from "../lib/dom.js";
import { formula, signedDecimal, symbolOf } from "../lib/symbols.js";

const ETAS = ["0.01", "0.03", "0.1", "0.3", "1", "3"];
const FIRST_ETA = "0.1";
const FLAT = 0.02; // a slope σ′ below which a wrong output hardly learns
const USUAL = 4 / 27; // the largest error of a sigmoid output whose target is 0 or 1

/**
 * Make the panel. It calls `choose(digit)`, `learn(eta, times)` and `reset()` when the reader asks for it,
 * and `pick(l, j)` when neuron j of layer l is chosen.
 */
export function makeTeaching(sizes, { choose, learn, reset, pick }) {
  const last = sizes.length - 2;
  const seen = makeSeen();
  const digits = Array.from({ length: sizes.at(-1) }, (_, digit) => [digit, String(digit)]);
  const keys = makeKeys("Which digit did you mean?", digits, choose);
  const table = makeErrorTable(sizes.at(-1), last);
  const hidden = sizes.slice(1, -1).map((count, l) =>
    makeCells(count, {
      l,
      title: `${last - l + 1}. Errors of layer ${l}, hollow where negative`,
      name: `the errors of layer ${l}`,
      tone: "var(--error)",
      letters: ["δ"],
      write: fine,
      pick: (j) => pick(l, j),
    })
  );
  const scales = hidden.map(() => 0);
  const weights = makeWeights();

  const eta = h(
    "select",
    {},
    ETAS.map((text) => h("option", { selected: text === FIRST_ETA }, text)),
  );
  const press = (times) => () => learn(Number(eta.value), times);
  const once = makeButton("Take one step", press(1), "main");
  const often = makeButton("Ten steps", press(10));
  const back = makeButton("Reset the network", reset);
  const progress = h("p", { class: "progress" });
  const advice = h("p", { class: "advice" });

  const rate = h("label", {}, "Learning rate ", formula(symbolOf("η")), " ", eta);
  const controls = h(
    "div",
    { class: "step" },
    h("p", { class: "title" }, `${last + 2}. The step`),
    h("div", { class: "row" }, rate, once, often, back),
  );

  // From the last layer to the first: the way the errors go.
  const stations = [table.node, ...hidden.map((cells) => cells.node).reverse()];
  const arrow = h("span", { class: "arrow", "aria-hidden": "true" });
  const node = h(
    "div",
    { class: "teaching" },
    h("div", { class: "asking" }, seen.node, keys.node),
    h(
      "div",
      { class: "errors" },
      table.node,
      hidden.length > 0 && arrow,
      h("div", { class: "after" }, stations.slice(1), controls),
    ),
    progress,
    advice,
    weights.node,
  );

  function show(lesson) {
    const { image, target, deltas, was, steps } = lesson;
    seen.show(image);
    keys.choose(target);
    table.show(lesson);
    hidden.forEach((cells, l) => {
      // From step to step the scale stays: what shrinks is seen to shrink.
      scales[l] = Math.max(was ? scales[l] : 0, largest(deltas?.[l] ?? []));
      cells.show(deltas && [deltas[l]], scales[l]);
    });
    for (const button of [once, often]) setOff(button, !deltas);
    setOff(back, steps === 0);
    progress.textContent = progressOf(lesson);
    advice.textContent = adviceOf(lesson);
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
  return { node, show, animate, showWeights: weights.show, select: (l, j) => hidden[l].select(j) };
}

function progressOf({ isEmpty, target, deltas, was, now, costs, steps }) {
  if (isEmpty) return "Draw a digit first.";
  if (!deltas) return "Name the digit, and see its errors.";
  const count = `${steps} ${steps === 1 ? "step" : "steps"} taken.`;
  if (!was) return `${count} The cost of this drawing is ${decimal(costs.now, 4)}.`;
  return (
    `${count} Output ${target} went from ${decimal(was[target], 2)} to ${decimal(now[target], 2)}, ` +
    `the cost of this drawing from ${decimal(costs.was, 4)} to ${decimal(costs.now, 4)}.`
  );
}

function adviceOf({ deltas, target, now, y, slope, isTooFar }) {
  if (isTooFar) {
    return "The outputs would leave all bounds: this step is too long. Lower η, or reset the network.";
  }
  if (!deltas || Math.abs(now[target] - y[target]) <= 0.5 || slope >= FLAT) {
    return "All errors first, then one step of all weights and biases together.";
  }
  return (
    `Output ${target} is far off, but σ′ is ${fine(slope)} there: little error comes back. ` +
    "Raise η, or take many steps."
  );
}

// An output as a number, and below it as the length of a bar.
function makeLevel(kind) {
  const text = h("span", {});
  const bar = h("span", { class: "bar" });
  const track = h("span", { class: `${kind} level`, "aria-hidden": "true" }, bar);
  function show(value) {
    text.textContent = value === undefined ? "–" : decimal(value, 2);
    bar.style.width = value === undefined ? "0" : `${100 * Math.min(value, 1)}%`;
  }
  return { node: h("td", {}, text, track), show };
}

// A word beside a formula, for those who hear the page.
const spoken = (word) => h("span", { class: "hearing" }, `${word} `);

function makeErrorTable(count, last) {
  const rows = Array.from({ length: count }, (_, digit) => {
    const [was, now, y] = [makeLevel("was"), makeLevel("now"), h("td")];
    const number = h("span", { class: "number" });
    const bar = h("span", { class: "bar" });
    const track = h("span", { class: "signed track", "aria-hidden": "true" }, bar);
    const delta = h("td", {}, h("div", { class: "delta" }, track, number));
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
    h("caption", { class: "title" }, `1. Errors of layer ${last}, the outputs`),
    h("thead", {}, h("tr", {}, heads)),
    h(
      "tbody",
      {},
      rows.map(({ row }) => row),
    ),
  );

  function show({ target, was, now, y, deltas }) {
    const delta = deltas?.at(-1);
    const most = Math.max(USUAL, largest(delta ?? []));
    rows.forEach((cells, j) => {
      cells.was.show(was?.[j]);
      cells.now.show(now?.[j]);
      cells.y.textContent = y ? String(y[j]) : "–";
      cells.number.textContent = delta ? signedDecimal(delta[j], 4) : "–";
      const half = delta ? (50 * Math.abs(delta[j])) / most : 0;
      const isNegative = half > 0 && delta[j] < 0;
      cells.bar.style.width = `${half}%`;
      cells.bar.style.left = isNegative ? `${50 - half}%` : "50%";
      cells.bar.classList.toggle("negative", isNegative);
      cells.row.classList.toggle("target", j === target);
    });
  }
  return { node, show };
}
