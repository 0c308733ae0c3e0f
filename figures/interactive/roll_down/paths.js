// The paths on the map: what they are called, the present one to be kept, the others to be removed.

/** @import { Look } from "./looks.js" */
/** @import { Journey, Kept } from "./visit.js" */
import { makeButton, setOff } from "../lib/controls.js";
import { h, s } from "../lib/dom.js";
import { drawnPath } from "./looks.js";

/** @type {[number, number][]} */
const SAMPLE = [[5, 8], [20, 8], [35, 8]];

/**
 * Make the list of paths; it calls `keep()` and `drop(path)` when the reader asks for it.
 * @param {Journey} journey
 * @param {{ keep: () => void, drop: (one: Kept) => void }} actions
 */
export function makePaths(journey, { keep, drop }) {
  const button = makeButton("Keep", keep);
  button.setAttribute("aria-label", "Keep this path");
  const present = h("span");
  // The present path's row stays in its place, for its button may have the focus.
  const first = rowOf("circle", present, button);
  const node = h("ul", { class: "bd-paths", role: "list", "aria-label": "Paths on the map" }, first);

  function showKept() {
    const rows = journey.visit.kept.map((one) => {
      const remove = makeButton("Remove", () => drop(one));
      remove.setAttribute("aria-label", `Remove the path with ${one.name}`);
      return rowOf(one.look, one.name, remove);
    });
    while (node.children.length > 1) node.lastChild?.remove();
    node.append(...rows);
  }

  function show() {
    present.textContent = journey.words();
    setOff(button, !journey.canKeep);
  }
  return { node, show, showKept, focus: () => button.focus({ preventScroll: true }) };
}

/** @param {Look} look @param {Node | string} name @param {Node} button */
function rowOf(look, name, button) {
  const sample = s("svg", { viewBox: "0 0 40 16", "aria-hidden": "true" }, drawnPath(look, SAMPLE, 3));
  return h("li", {}, sample, name, button);
}
