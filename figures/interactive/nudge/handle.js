// The row of the knob: a slider whose thumb is the new mark.

/** @import { Symbol } from "./chain.js" */
import { decimal, h } from "../lib/dom.js";
import { signedDecimal } from "../lib/symbols.js";
import { makeLine, makeMarks, said, symbolNode, toneClass } from "./rows.js";

const STEP = 0.01;

/** A knob's value with no more digits than it has. @param {number} value */
export const short = (value) => decimal(value, 2).replace(/\.?0+$/, "");

/**
 * Make the row; `turn(nudge)` is called while the thumb moves, `tell()` when it has come to rest.
 * @param {{ turn: (nudge: number) => void, tell: () => void }} actions
 */
export function makeHandle({ turn, tell }) {
  /** @type {HTMLInputElement} */
  const slider = h("input", {
    type: "range",
    min: -1,
    max: 1,
    step: STEP,
    value: 0,
    on: { input: () => turn(Number(slider.value)), change: tell },
  });
  const marks = makeMarks();
  const name = h("span");
  const value = h("span", { class: "bd-value" });
  const change = h("span", { class: "bd-change" });
  const lens = h("span", { class: "bd-lens" });
  const field = h("span", { class: "bd-field" }, makeLine(...marks.parts), lens, slider);
  const node = h("li", {}, h("span", { class: "bd-name" }, name, " ", value), field, change);
  let spoken = "";
  let reach = 1;

  /** @param {Symbol} knob */
  function setKnob(knob) {
    node.className = `bd-knob ${toneClass(knob)}`;
    name.replaceChildren(...symbolNode(knob));
    spoken = said(knob);
    slider.setAttribute("aria-label", `Nudge of ${spoken}`);
  }

  /** Let the line reach as far as a nudge of this size, on either side. @param {number} size */
  function setReach(size) {
    reach = size;
    slider.min = String(-size);
    slider.max = String(size);
    lens.textContent = size === 1 ? "" : `all seen ${Math.round(1 / size)}×`;
  }

  /** @param {number} before @param {number} nudge */
  function show(before, nudge) {
    const now = short(before + nudge);
    slider.value = String(nudge);
    marks.show(nudge / reach);
    lens.classList.toggle("is-right", nudge < 0);
    value.textContent = now;
    change.textContent = signedDecimal(nudge, 2);
    slider.setAttribute("aria-valuetext", `${spoken} = ${now}, nudged by ${change.textContent}`);
  }
  return { node, setKnob, setReach, show };
}
