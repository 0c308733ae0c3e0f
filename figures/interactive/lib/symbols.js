// Symbols of the book's notation, as MathML.

/** @import { Leaf } from "./dom.js" */
import { decimal, m } from "./dom.js";

/** @typedef {string | number} Text */

/** @param {Text} text */
const leaf = (text) => m(/^[−\d]+$/.test(String(text)) ? "mn" : "mi", {}, String(text));

/**
 * Return `letter`, with an index below and one above if they are given.
 * @param {string} letter
 * @param {Text} [below]
 * @param {Text} [above]
 */
export function symbolOf(letter, below, above) {
  if (below === undefined) return leaf(letter);
  if (above === undefined) return m("msub", {}, leaf(letter), leaf(below));
  return m("msubsup", {}, leaf(letter), leaf(below), leaf(above));
}

/**
 * Return the slope ∂`of`/∂`by`.
 * @param {MathMLElement} of
 * @param {MathMLElement} by
 */
export function slopeOf(of, by) {
  /** @param {MathMLElement} symbol */
  const change = (symbol) => m("mrow", {}, m("mo", {}, "∂"), symbol);
  return m("mfrac", {}, change(of), change(by));
}

/**
 * Return a formula of these symbols.
 * @param {...Leaf} symbols
 */
export const formula = (...symbols) => m("math", {}, symbols);

/**
 * Return a number with its sign, also a plus; what rounds to zero has none.
 * @param {number} x
 * @param {number} digits
 */
export function signedDecimal(x, digits) {
  const text = decimal(x, digits);
  return x > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}
