// The learning rate, the step, and the costs so far.

/** @import { Story } from "./story.js" */
import { makeButton } from "../lib/controls.js";
import { h } from "../lib/dom.js";
import { formulaOf, given } from "./formulas.js";
import { historyOf } from "./panel.js";

/**
 * Make the panel; `changed()` is called when the learning rate has changed, `learn()` when the reader applies the
 * step.
 * @param {Story} story
 * @param {number[]} etas
 * @param {{ changed: () => void, learn: () => void }} actions
 */
export function makeApplying(story, etas, { changed, learn }) {
  const options = etas.map((value) => h("option", { value, selected: value === story.eta }, given(value)));
  const rate = h("select", { on: { change: takeEta } }, options);
  const label = h("label", {}, "Learning rate ", formulaOf("η"), " ", rate);
  const apply = makeButton("Apply the step", learn, "bd-main");
  const trouble = h("p", { class: "bd-wrong", role: "alert" });
  const history = h("div", { class: "bd-history" });
  const node = h(
    "div",
    { class: "bd-applying" },
    h("div", { class: "bd-row" }, label, apply),
    trouble,
    history,
  );

  function takeEta() {
    story.eta = Number(rate.value);
    complain("");
    changed();
  }

  /** @param {string} text */
  function complain(text) {
    trouble.textContent = text;
  }
  return { node, complain, show: () => history.replaceChildren(...historyOf(story.costs)) };
}
