// The card: what a symbol is called, what it says, its shape, its name in the code, and where it is defined.

import { h, m } from "../../figures/interactive/lib/dom.js";
import { toRoot } from "./page.js";
import { inCode, spelled } from "./words.js";

export const card = h("div", {
  class: "bd-symbol-card",
  hidden: true,
  role: "group",
  "aria-label": "About this symbol",
});
export const voice = h("p", { class: "visually-hidden", role: "status" });

/**
 * Return what is written as w_{jk}^{ℓ} as MathML.
 * @param {string} text
 * @returns {Element}
 */
function formula(text) {
  const pieces = text.matchAll(/(\p{L})(?:_\{(.*?)\})?(?:\^\{(.*?)\})?|(\d+)|\S/gu);
  return m(
    "mrow",
    {},
    ...Array.from(pieces, ([sign, letter, sub, sup, number]) => {
      const leaf = m(letter ? "mi" : number ? "mn" : "mo", {}, letter ?? sign);
      if (sub && sup) return m("msubsup", {}, leaf, formula(sub), formula(sup));
      return sub || sup ? m(sub ? "msub" : "msup", {}, leaf, formula(sub || sup)) : leaf;
    }),
  );
}

/**
 * Return the text with what stands between dollars as formulas.
 * @param {string} text
 */
const withFormulas = (text) =>
  text.split("$").map((part, at) => (at % 2 ? m("math", {}, formula(part)) : part));

/**
 * Return the link to a place; the printer has written the words behind the address.
 * @param {string} where
 */
function placeLink(where) {
  const [address, ...words] = where.split(" ");
  return h("a", { href: toRoot + address }, words.join(" ") || "its place in the book");
}

/**
 * Let the card tell of a symbol, and return what a screen reader says of it.
 * @param {BookSymbol} symbol
 */
export function fillCard(symbol) {
  const { name, says, shape, code, where } = symbol.entry;
  const sign = m("math", {}, symbol.element.cloneNode(true));
  for (const node of sign.querySelectorAll("[class]")) node.removeAttribute("class");
  const title = h("span", {}, ...withFormulas(spelled(name, symbol)));
  /** @type {[string, (string | Node)[]][]} */
  const rows = [["Defined in", [placeLink(where)]]];
  if (code) rows.unshift(["In code", [h("code", {}, inCode(code, symbol))]]);
  if (shape) rows.unshift(["Shape", withFormulas(spelled(shape, symbol))]);
  card.replaceChildren(
    h("p", { class: "bd-symbol-name" }, sign, " ", title),
    h("p", {}, says),
    h("dl", {}, ...rows.map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, ...value)))),
  );
  return `${title.textContent}. ${says}`;
}
