// Symbols of the book's notation, as MathML.

import { decimal, m } from "./dom.js";

const leaf = (text) => m(/^[−\d]+$/.test(text) ? "mn" : "mi", {}, String(text));

/** Return `letter`, with an index below and one above if they are given. */
export function symbolOf(letter, below, above) {
  if (below === undefined) return leaf(letter);
  if (above === undefined) return m("msub", {}, leaf(letter), leaf(below));
  return m("msubsup", {}, leaf(letter), leaf(below), leaf(above));
}

/** Return the slope ∂`of`/∂`by`. */
export function slopeOf(of, by) {
  const change = (symbol) => m("mrow", {}, m("mo", {}, "∂"), symbol);
  return m("mfrac", {}, change(of), change(by));
}

/** Return a formula of these symbols. */
export const formula = (...symbols) => m("math", {}, symbols);

/** Return a number with its sign, also a plus; what rounds to zero has none. */
export function signedDecimal(x, digits) {
  const text = decimal(x, digits);
  return x > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}
