// The learning rate, the step, and the cost: now and so far.

/** @import { Story } from "./story.js" */
import { makeButton } from "../lib/controls.js";
import { h } from "../lib/dom.js";
import { formulaOf, given } from "./formulas.js";
import { historyOf } from "./panel.js";

/**
 * Make the controls; `changed()` is called when the learning rate has changed, `learn()` when the reader applies the
 * step.
 * @param {Story} story
 * @param {number[]} etas
 * @param {{ changed: () => void, learn: () => void }} actions
 */
export function makeApplying(story, etas, { changed, learn }) {
  const options = etas.map((value) => h("option", { value, selected: value === story.eta }, given(value)));
  const rate = h("select", { "aria-label": "Learning rate η", on: { change: takeEta } }, options);
  const label = h("label", {}, h("span", { class: "bd-wordy" }, "Learning rate "), formulaOf("η"), " ", rate);
  const apply = makeButton("Apply the step", learn, "bd-main");
  const trouble = h("p", { class: "bd-wrong", role: "alert" });
  const history = h("div", { class: "bd-history" });
  const costNow = h("span", { class: "bd-number", "data-number": "cost" });
  const cost = h("p", { class: "bd-cost" }, formulaOf("C_x ="), " ", costNow);
  const row = h("div", { class: "bd-row" }, label, apply, cost);

  function takeEta() {
    story.eta = Number(rate.value);
    complain("");
    changed();
  }

  /** @param {string} text */
  function complain(text) {
    trouble.textContent = text;
  }

  /** @param {string} now  the cost @param {boolean} isOpen  whether no number is being changed */
  function show(now, isOpen) {
    row.hidden = !isOpen;
    costNow.textContent = now;
    costNow.classList.toggle("bd-changed", story.changed.has("cost"));
    history.replaceChildren(...historyOf(story.costs));
  }
  return { row, history: [trouble, history], complain, show };
}
