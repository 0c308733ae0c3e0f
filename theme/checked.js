// Quarto's pages: the mark at each numbered equation that press/site/checked.py writes in the other print.

import { h } from "../figures/interactive/lib/dom.js";

/** What figures/data/ledger.json says of an equation. @typedef {{ line: string, proof: string, note: string }} Proof */

/** @type {HTMLMetaElement | null} */
const offset = document.querySelector('meta[name="quarto:offset"]');
const root = offset?.content ?? "./";

/**
 * Put the mark of a proof behind the equation.
 * @param {Element} equation
 * @param {Proof} proof
 * @param {string} words  how such a proof goes
 */
function mark(equation, { line, note }, words) {
  const number = equation.querySelector(".bd-equation-number")?.textContent.slice(1, -1);
  const label = `checked: how ${number ? `Equation ${number}` : "this equation"} is proved`;
  const details = h(
    "details",
    { class: "bd-checked" },
    h("summary", { "aria-label": label }, "checked"),
    h(
      "div",
      { class: "bd-checked-body" },
      h("pre", {}, h("code", {}, line)),
      h(
        "p",
        {},
        `${`${words} ${note}`.trim()} `,
        h("a", { href: `${root}chapters/a3-ledger.html` }, "All equations"),
      ),
    ),
  );
  equation.after(details);
}

// A page opened as a file may not read others.
const answer = await fetch(`${root}figures/data/ledger.json`).catch(() => null);
if (answer?.ok) {
  /** @type {{ equations: Record<string, Proof>, proofs: Record<string, string> }} */
  const { equations, proofs } = await answer.json();
  for (const [label, proof] of Object.entries(equations)) {
    const equation = document.getElementById(label);
    if (equation) mark(equation, proof, proofs[proof.proof]);
  }
}
