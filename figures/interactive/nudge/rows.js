// The rows of the chain: each quantity on a line of its own, and above it the link that leads there.

/** @import { Link, Symbol } from "./chain.js" */
import { decimal, h, s } from "../lib/dom.js";
import { range } from "../lib/lists.js";
import { formula, signedDecimal, symbolOf } from "../lib/symbols.js";

const BREAK = 0.45; // where in a link the lens begins
const DIGITS = 6; // of a change, and of the cost

/** @typedef {ReturnType<typeof makeRow>} Row */
/** @typedef {{ value: number, before: number, from: number, to: number, lens: number, magnified: number }} Shown */

/** @param {Symbol} symbol */
export function symbolNode({ letter, layer }) {
  const isGreek = /[σΔ]/.test(letter); // which only the fonts of mathematics have
  const parts = [isGreek ? formula(symbolOf(letter)) : h("i", {}, letter)];
  return layer === undefined ? parts : [...parts, h("sub", {}, String(layer))];
}

/** @param {Symbol} symbol */
export const said = ({ letter, layer }) => (layer === undefined ? letter : `${letter} ${layer}`);

/** The class that gives a symbol its neuron's colour. @param {Symbol} symbol */
export const toneClass = ({ letter, layer }) => `bd-of-${layer ?? (letter === "C" ? "cost" : "input")}`;

/** @param {number} x */
const within = (x) => Math.min(Math.max(x, -1), 1);

/** Make a drawing whose units are half its width and its whole height. @param {...SVGElement} parts */
export function makeLine(...parts) {
  const axis = s("path", { class: "bd-axis", d: "M-1 1H1" });
  const options = { viewBox: "-1 0 2 1", preserveAspectRatio: "none", "aria-hidden": "true" };
  return s("svg", options, axis, parts);
}

/** Make the old mark, the new one, and the bar between them. */
export function makeMarks() {
  const bar = s("path", { class: "bd-bar" });
  const ghost = s("path", { class: "bd-ghost", d: "M0 1h0.0001" });
  const core = s("path", { class: "bd-core", d: "M0 1h0.0001" });
  const dot = s("path", { class: "bd-dot" });
  /** @param {number} length */
  const show = (length) => {
    bar.setAttribute("d", `M0 1H${within(length)}`);
    dot.setAttribute("d", `M${within(length)} 1h0.0001`);
  };
  return { parts: [bar, ghost, core, dot], show };
}

/**
 * Make the row of one quantity.
 * @param {Symbol} symbol
 */
export function makeRow(symbol) {
  const marks = makeMarks();
  const band = s("path", { class: "bd-band" });
  const edge = s("path", { class: "bd-edge" });
  const flare = s("path", { class: "bd-flare" });
  const old = s("path", { class: "bd-old", d: "M0 0V1" });
  const drawing = makeLine(flare, band, edge, old, ...marks.parts);
  const [why, factor, value, change] = range(4).map(() => h("span"));
  const lens = h("span", { class: "bd-lens" });
  ["why", "factor", "value", "change"].forEach((name, at) => {
    [why, factor, value, change][at].className = `bd-${name}`;
  });
  const name = h("span", { class: "bd-name" }, h("span", {}, symbolNode(symbol)), " ", value);
  const node = h(
    "li",
    { class: `bd-step ${toneClass(symbol)}` },
    why,
    h("span", { class: "bd-field" }, drawing, lens),
    factor,
    name,
    change,
  );
  const digits = symbol.letter === "C" ? DIGITS : 4;

  /** @param {Link | null} link  the one that leads here, or none for what comes before the knob */
  function setLink(link) {
    node.classList.toggle("is-idle", !link);
    factor.textContent = link ? `× ${decimal(link.factor, 4)}` : "";
    const [first, second] = (link?.symbols ?? []).map(symbolNode);
    why.replaceChildren(link?.why ?? "", " ", ...(first ?? []), ...(second ? [" − ", ...second] : []));
  }

  /** @param {Shown} shown */
  function show({ value: now, before, from, to, lens: times, magnified }) {
    value.textContent = decimal(now, digits);
    change.textContent = signedDecimal(now - before, DIGITS);
    const isIdle = node.classList.contains("is-idle");
    const isLens = !isIdle && magnified !== 1;
    const larger = magnified > 1 && h("span", { class: "bd-long" }, " larger");
    lens.replaceChildren(...(isLens && to !== 0 ? [`seen ${magnified}×`, larger || ""] : []));
    lens.classList.toggle("is-right", to < 0);
    const [top, end] = [within(from), within(to * times)];
    const [low, foot] = isLens ? [BREAK, within((to * times) / magnified)] : [1, end];
    const shape = `M0 0H${top}L${foot} ${low}H0Z`;
    band.setAttribute("d", isIdle ? "" : shape);
    edge.setAttribute("d", isIdle ? "" : `M${top} 0L${foot} ${low}`);
    flare.setAttribute("d", isLens ? `M0 ${BREAK}H${foot}L${end} 1H0Z` : "");
    marks.show(end);
  }
  return { node, setLink, show };
}
