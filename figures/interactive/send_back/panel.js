// What is told of a step, and of the costs so far.

/** @import { Telling } from "./steps.js" */
import { computed, lineOf } from "./formulas.js";
import { h, s } from "../lib/dom.js";

/**
 * Make the panel in which the steps are told, and `more` on them; `reserve` makes both as high as the highest
 * of them.
 */
export function makePanel() {
  const node = h("div", { class: "bd-panel" });
  const more = h("div", { class: "bd-more" });
  /** @param {Telling} telling */
  const show = ({ title, general, lines, kind, words, code }) => {
    node.replaceChildren(
      h("p", { class: "bd-title" }, title),
      h(
        "div",
        { class: "bd-general" },
        general.map((text) => lineOf([text], "", true)),
      ),
      h(
        "div",
        { class: "bd-with-numbers" },
        lines.map((pieces) => lineOf(pieces, kind)),
      ),
    );
    more.replaceChildren(
      h("p", { class: "bd-words" }, words),
      h("pre", {}, h("code", {}, code.join("\n"))),
    );
  };

  // So nothing below it moves as the reader walks on.
  /** @param {Telling[]} tellings */
  function reserve(tellings) {
    const parts = [node, more];
    for (const part of parts) part.style.minHeight = "";
    const heights = tellings.map((told) => {
      show(told);
      return parts.map((part) => Math.ceil(part.getBoundingClientRect().height));
    });
    parts.forEach((part, at) => {
      part.style.minHeight = `${Math.max(...heights.map((both) => both[at]))}px`;
    });
  }
  return { node, more, show, reserve };
}

/**
 * Return the costs after each step, as a line and in numbers.
 * @param {number[]} costs
 */
export function historyOf(costs) {
  const texts = costs.map(computed);
  if (costs.length === 1) return [h("p", { class: "bd-hint" }, "Press any underlined number to change it.")];
  const most = Math.max(...costs);
  const points = costs.map((value, place) => {
    const [x, y] = [4 + (112 * place) / (costs.length - 1), 28 - (24 * value) / (most || 1)];
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  const line = s(
    "svg",
    { viewBox: "0 0 120 32", role: "img", "aria-label": `The cost after each of ${costs.length - 1} steps` },
    s("path", { class: "bd-axis", d: "M4 28H116" }),
    s("path", { class: "bd-fall", d: `M${points.join("L")}` }),
  );
  const shown = texts.length > 4 ? [texts[0], "…", ...texts.slice(-2)] : texts;
  const count = costs.length === 2 ? "1 step" : `${costs.length - 1} steps`;
  return [line, h("p", {}, `Cost over ${count}: ${shown.join(" → ")}`)];
}
