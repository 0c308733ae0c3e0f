// The pad with its tools: pens, undo, redo, clear, and hints.

import { makeButton, makeKeys, setOff } from "../lib/controls.js";
import { h, uid } from "../lib/dom.js";
import { Pad } from "./pad.js";

/** @type {[string, string][]} */
const PENS = [
  ["0.045", "thin"],
  ["0.075", "medium"],
  ["0.11", "thick"],
];

/**
 * Make the pad and its tools. `changed(isSettled)` is called when the marks change, within a stroke with false;
 * `clear()` when the reader clears the pad.
 * @param {{ say: (text: string) => void, changed: (isSettled: boolean) => void, clear: () => void }} actions
 */
export function makeDesk({ say, changed, clear }) {
  const helpId = uid("help");
  const pad = new Pad({ say, changed, describedBy: helpId });
  const pens = makeKeys("Pen", PENS.map(penKey), (share) => (pad.width = Number(share)), "0.075");
  const undo = makeButton("Undo", () => pad.undo());
  const redo = makeButton("Redo", () => pad.redo());
  const wipe = makeButton("Clear", clear);
  const keepSample = makeButton("Add to it", () => {
    pad.sheet.keepSample();
    showHint();
    pad.node.focus();
  });
  const hint = h("p", {}, h("span", {}, "This is an example. Your first stroke wipes it away."), keepSample);
  const keys = "By keys: arrows move, Shift further; Space puts the pen down or lifts it.";
  const help = h(
    "p",
    { id: helpId },
    h("span", { class: "bd-for-keys" }, keys),
    h("span", { class: "bd-for-touch" }, "To scroll the page, drag beside the pad."),
  );
  const hints = h("div", { class: "bd-hints" }, hint, help);
  const trouble = h("p", { class: "bd-wrong", role: "alert" });
  const node = h(
    "div",
    { class: "bd-drawing" },
    h("p", { class: "bd-title" }, "Draw a digit here"),
    pad.node,
    h("div", { class: "bd-tools" }, h("div", { class: "bd-row" }, undo, redo, wipe), pens.node),
    hints,
    trouble,
  );

  function showHint() {
    hints.classList.toggle("is-sample", pad.sheet.drawn.isSample);
  }

  /** @param {boolean} isEmpty */
  function show(isEmpty) {
    setOff(undo, !pad.sheet.past.length);
    setOff(redo, !pad.sheet.future.length);
    setOff(wipe, isEmpty);
    showHint();
  }

  /** @param {string} text */
  const complain = (text) => (trouble.textContent = text);
  return { node, pad, show, complain };
}

/** @param {[string, string]} pen @returns {[string, HTMLElement[]]} */
const penKey = ([share, name]) => [
  share,
  [
    h("span", { class: "bd-nib", style: `--share: ${share}`, "aria-hidden": "true" }),
    h("span", { class: "bd-hearing" }, name),
  ],
];
