// The learning rate: a slider on a logarithmic scale, and a field for any other number.

/** @import { Surface } from "./surfaces.js" */
import { h, m, uid } from "../lib/dom.js";
import { formula, symbolOf } from "../lib/symbols.js";
import { rate } from "./judge.js";

const NOTCHES = 200; // of the slider
const DIGITS = 3; // that a place of the slider keeps

/**
 * Return the number that a reader typed, with a point or a comma.
 * @param {string} text
 */
export const typed = (text) => (text.trim() === "" ? NaN : Number(text.trim().replace(",", ".")));

/**
 * Make the control; `choose(eta, isSettled)` is called with a number, or NaN.
 * @param {{ choose: (eta: number, isSettled: boolean) => void }} actions
 */
export function makeRate({ choose }) {
  const [id, noteId] = [uid("eta"), uid("note")];
  /** @type {HTMLInputElement} */
  const slider = h("input", {
    type: "range",
    min: 0,
    max: NOTCHES,
    step: 1,
    "aria-label": "Learning rate η, logarithmic",
    "aria-describedby": noteId,
    on: { input: () => choose(ofSlider(), false), change: () => choose(ofSlider(), true) },
  });
  /** @type {HTMLInputElement} */
  const field = h("input", {
    type: "text",
    id,
    class: "bd-number",
    inputmode: "decimal",
    autocomplete: "off",
    on: { change: () => choose(typed(field.value), true) },
  });
  const mark = h("span", { class: "bd-mark", "aria-hidden": "true" });
  const note = h("p", { class: "bd-note", id: noteId });
  const node = h(
    "div",
    { class: "bd-rate" },
    h("label", { for: id }, "Learning rate ", formula(symbolOf("η"))),
    h("div", { class: "bd-track" }, slider, mark),
    field,
    note,
  );

  let ends = [1, 10];
  const factor = m("mn"); // of the distance from the floor
  /** @type {number | null} */
  let sharpest = null; // bend of a valley
  const ofSlider = () => {
    const exact = ends[0] * (ends[1] / ends[0]) ** (Number(slider.value) / NOTCHES);
    return Number(exact.toPrecision(DIGITS));
  };
  /** @param {number} eta */
  const shareOf = (eta) => Math.log(eta / ends[0]) / Math.log(ends[1] / ends[0]);

  /** @param {Surface} surface */
  function setSurface({ range, edge, bend }) {
    ends = range;
    mark.classList.toggle("bd-gone", !edge);
    sharpest = bend ?? null;
    if (!edge || !bend) {
      note.textContent =
        "How large a step may be depends on the place, for this ground bends differently everywhere.";
      return;
    }
    mark.style.setProperty("--share", String(shareOf(edge)));
    /** @param {number} value */
    const is = (value) => [m("mo", {}, "="), m("mn", {}, rate(value))];
    const [eta, c] = [() => symbolOf("η"), () => symbolOf("c")];
    const bends = formula(c(), ...is(bend));
    const shrinks = formula(m("mn", {}, "1"), m("mo", {}, "−"), eta(), c(), m("mo", {}, "="), factor);
    const limit = formula(eta(), m("mo", {}, "="), m("mn", {}, "2"), m("mo", {}, "/"), c(), ...is(edge));
    note.replaceChildren(
      "Across the valley each unit away from the floor makes the slope larger by ",
      bends,
      ", its bend. A full step multiplies that distance by ",
      shrinks,
      "; below the mark, ",
      limit,
      ", it shrinks.",
    );
  }

  /** @param {number} eta @param {boolean} isWrong */
  function show(eta, isWrong) {
    slider.value = String(Math.round(Math.min(Math.max(shareOf(eta), 0), 1) * NOTCHES));
    slider.setAttribute("aria-valuetext", rate(eta));
    if (sharpest) factor.textContent = rate(1 - eta * sharpest).replace("-", "−");
    if (!isWrong) field.value = rate(eta);
    field.setAttribute("aria-invalid", String(isWrong));
  }
  return { node, setSurface, show };
}
