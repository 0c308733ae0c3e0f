// Quarto's pages: the mark at each numbered equation that press/site/checked.py writes in the other print.

import { h } from "../figures/interactive/lib/dom.js";

/** What figures/data/ledger.json says of an equation. @typedef {{ code: string, line: string, proof: string, test: string, note: string }} Proof */

/** @type {HTMLMetaElement | null} */
const offset = document.querySelector('meta[name="quarto:offset"]');

/**
 * Put the mark of a proof behind the equation.
 * @param {Element} equation
 * @param {Proof} proof
 * @param {string} words  how such a proof goes
 */
function mark(equation, { code, line, test, note }, words) {
  const number = equation.querySelector(".bd-equation-number")?.textContent.slice(1, -1);
  const [file, name] = test.split("::");
  const label = `checked: how ${number ? `Equation ${number}` : "this equation"} is proved`;
  const details = h(
    "details",
    { class: "bd-checked" },
    h("summary", { "aria-label": label }, "checked"),
    h(
      "div",
      { class: "bd-checked-body" },
      h("p", {}, "In code, in ", h("code", {}, code), ":"),
      h("pre", {}, h("code", {}, line)),
      h("p", {}, `${words} ${note}`.trim()),
      h("p", {}, "The test: ", h("code", {}, file, "::", h("wbr"), name)),
    ),
  );
  equation.after(details);
}

// A page opened as a file may not read others.
const answer = await fetch(`${offset?.content ?? "./"}figures/data/ledger.json`).catch(() => null);
if (answer?.ok) {
  /** @type {{ equations: Record<string, Proof>, proofs: Record<string, string> }} */
  const { equations, proofs } = await answer.json();
  for (const [label, proof] of Object.entries(equations)) {
    const equation = document.getElementById(label);
    if (equation) mark(equation, proof, proofs[proof.proof]);
  }
}
