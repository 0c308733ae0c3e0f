// The cost over the steps, and the numbers of one step.

/** @import { Shown } from "./looks.js" */
/** @import { Place, Surface } from "./surfaces.js" */
import { decimal, h, s } from "../lib/dom.js";
import { lastOf } from "../lib/lists.js";
import { formula, slopeOf, symbolOf } from "../lib/symbols.js";
import { decimalsOf, multiples, roundStep } from "./ground.js";
import { amount } from "./judge.js";
import { drawnPath, pointIn, tickBelow, tickBeside } from "./looks.js";

/**
 * What is to be seen: the paths that the map shows, the present one last, and the step of it that is read.
 * @typedef {{ shown: Shown[], at: number, steps: number, surface: Surface, isStochastic: boolean }} Scene
 * @typedef {(cost: number, t: number) => [number, number]} ToPlot
 */

const [ACROSS, UP] = [250, 150]; // of the plot itself
const [BESIDE, OVER, AFTER, UNDER] = [38, 14, 12, 24]; // around it
const ROOM = 1.25; // above the start's cost

/**
 * Make the curve; `read(step)` is called when the reader points at a step.
 * @param {{ read: (step: number) => void }} actions
 */
export function makeCurve({ read }) {
  const axes = s("g");
  const lines = s("g");
  const ring = s("circle", { class: "bd-ring", r: 6 });
  const thread = s("path", { class: "bd-thread" });
  /** @type {SVGSVGElement} */
  const drawing = s(
    "svg",
    {
      viewBox: `0 0 ${BESIDE + ACROSS + AFTER} ${OVER + UP + UNDER}`,
      role: "img",
      on: { pointermove: point, pointerdown: point },
    },
    axes,
    thread,
    lines,
    ring,
  );
  /** @type {HTMLInputElement} */
  const slider = h("input", {
    type: "range",
    min: 0,
    step: 1,
    "aria-label": "Step to read",
    on: { input: () => read(Number(slider.value)) },
  });
  const numbers = h("div", { class: "bd-numbers" });
  const C = formula(symbolOf("C"));
  const title = h("p", { class: "bd-title" }, "Cost ", C, " over the steps; dashed: the lowest");
  const node = h("div", { class: "bd-curve" }, title, drawing, slider, numbers);

  let longest = 1;
  let last = 0;

  /** @param {PointerEvent} event */
  function point(event) {
    const t = Math.round(((pointIn(drawing, event).x - BESIDE) / ACROSS) * longest);
    read(Math.min(Math.max(t, 0), last));
  }

  /**
   * Show the costs of the paths, on an axis of `steps` steps.
   * @param {Scene} scene
   */
  function show({ shown, at, steps, surface, isStochastic }) {
    const { path } = lastOf(shown);
    last = path.length - 1;
    longest = Math.max(steps, ...shown.map((one) => one.path.length - 1));
    const top = ROOM * Math.max(...shown.map((one) => one.path[0].cost));
    /** @type {ToPlot} */
    const toPlot = (cost, t) => [
      BESIDE + (ACROSS * t) / longest,
      OVER + UP * (1 - Math.min(cost / top, 1.04)),
    ];
    axes.replaceChildren(...axesOf(longest, top, surface.lowest, toPlot));
    lines.replaceChildren(...shown.map((one) => curveOf(one, top, toPlot)));
    const place = path[at];
    const [x, y] = toPlot(place.cost, at);
    ring.setAttribute("transform", `translate(${x} ${y})`);
    thread.setAttribute("d", `M${x} ${OVER}V${OVER + UP}`);
    slider.max = String(last);
    slider.value = String(at);
    const names = surface.symbols.map(({ said }, k) => `${said} ${amount(place.w[k])}`);
    slider.setAttribute("aria-valuetext", `step ${at}: cost ${amount(place.cost)}, ${names.join(", ")}`);
    drawing.setAttribute(
      "aria-label",
      `The cost over ${last} steps, from ${amount(path[0].cost)} to ${amount(path[last].cost)}`,
    );
    numbers.replaceChildren(...numbersOf(place, at, surface, isStochastic));
  }
  return { node, show };
}

/** @param {number} longest @param {number} top @param {number} lowest @param {ToPlot} toPlot */
function axesOf(longest, top, lowest, toPlot) {
  const size = roundStep(top, 5);
  const levels = multiples(size, 0, top).flatMap((cost) => {
    const [, y] = toPlot(cost, 0);
    const rule = s("path", { class: "bd-rule", d: `M${BESIDE} ${y}h${ACROSS}` });
    return [rule, ...tickBeside(BESIDE, y, decimal(cost, decimalsOf(size)))];
  });
  const every = Math.max(roundStep(longest, 5), 1);
  const counts = multiples(every, 0, longest).flatMap((t) => tickBelow(...toPlot(0, t), String(t)));
  const [, y] = toPlot(lowest, 0);
  return [...levels, ...counts, s("path", { class: "bd-floor", d: `M${BESIDE} ${y}h${ACROSS}` })];
}

// A cost above the plot is drawn at its upper edge, with an arrow upward.
/** @param {Shown} shown @param {number} top @param {ToPlot} toPlot */
function curveOf({ look, path }, top, toPlot) {
  const line = drawnPath(look, path.map(({ cost }, t) => toPlot(cost, t)), 2.2);
  const tips = path.flatMap(({ cost }, t) => {
    const [x, y] = toPlot(cost, t);
    return cost > top ? `M${x.toFixed(1)} ${(y - 7).toFixed(1)}l4 6h-8z` : [];
  });
  line.append(s("path", { class: "bd-tips", d: tips.join("") }));
  return line;
}

/** @param {Place} place @param {number} at @param {Surface} surface @param {boolean} isStochastic */
function numbersOf({ cost, w, slopes, example }, at, surface, isStochastic) {
  /** @param {MathMLElement} symbol @param {number} value */
  const cell = (symbol, value) => h("p", {}, formula(symbol), ` = ${amount(value)}`);
  const symbols = () => surface.symbols.map(({ letter, below, above }) => symbolOf(letter, below, above));
  const of = () => (isStochastic ? symbolOf("C", "x") : symbolOf("C"));
  const uses = isStochastic ? `, next: example ${example}` : "";
  return [
    h("p", {}, h("strong", {}, `step ${at}`), uses),
    cell(symbolOf("C"), cost),
    ...symbols().flatMap((symbol, k) => [cell(symbol, w[k]), cell(slopeOf(of(), symbols()[k]), slopes[k])]),
  ];
}
