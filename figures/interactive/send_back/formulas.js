// Formulas from a short notation: `formulaOf("z^0_1 = 0.4 · 1")`.
//
// `\f{…}{…}` is a fraction, `\(` and `\)` are brackets as high as what they hold; `\e{…}` has the colour
// of the errors, `\0{…}` that of layer 0, `\i{…}` that of the input. "−1" is a number, "− 1" takes 1 away.

import { decimal, h, m, toneOf } from "../lib/dom.js";

const TOKEN = /\\.|−?\d+(?:\.\d+)?(?:e[+−]\d+)?|no number|max|\p{L}|∞|[^\s]/gu;
const NAMES = /^(?:no number|max|∞|\p{L})$/u;
/** @type {Record<string, string>} */
const COLOURS = { e: "var(--error)", i: "var(--muted)" };

/**
 * Return the MathML of one formula; on display, its fractions and sums are large.
 * @param {string} text
 * @param {boolean} [isDisplayed]
 */
export function formulaOf(text, isDisplayed = false) {
  const attributes = { displaystyle: isDisplayed && "true", alttext: texOf(text) };
  return m("math", attributes, rowOf(text.match(TOKEN) ?? [], true));
}

/**
 * Return the formula as TeX, for who copies it.
 * @param {string} text
 */
function texOf(text) {
  return text.replaceAll("\\f{", "\\frac{").replace(/\\(?:[ei\d](?=\{)|(?=[()]))/g, "");
}

/**
 * Return a line of formulas that may break between them; `kind` is a class.
 * @param {string[]} pieces
 * @param {string} [kind]
 * @param {boolean} [isDisplayed]
 */
export function lineOf(pieces, kind = "", isDisplayed = false) {
  return h(
    "p",
    { class: kind ? `bd-line bd-${kind}` : "bd-line" },
    pieces.flatMap((piece) => [formulaOf(piece, isDisplayed), " "]),
  );
}

/** @param {string[]} tokens @param {boolean} [isOutermost] */
function rowOf(tokens, isOutermost = false) {
  /** @type {MathMLElement[]} */
  const nodes = [];
  while (tokens.length && tokens[0] !== "}") {
    nodes.push(withScripts(atomOf(tokens, isOutermost && !nodes.length), tokens));
  }
  tokens.shift();
  return nodes;
}

/** @param {string[]} tokens @param {boolean} [isFirst] @returns {MathMLElement} */
function atomOf(tokens, isFirst = false) {
  const token = tokens.shift() ?? "";
  if (token === "{") {
    const nodes = rowOf(tokens);
    return nodes.length === 1 ? nodes[0] : m("mrow", {}, nodes);
  }
  if (token === "\\f") return m("mfrac", {}, atomOf(tokens), atomOf(tokens));
  if (token === "\\(" || token === "\\)") return m("mo", {}, token[1]);
  if (token[0] === "\\") {
    const colour = COLOURS[token[1]] ?? toneOf(Number(token[1]));
    return m("mrow", { style: `color: ${colour}` }, atomOf(tokens));
  }
  if (/\d/.test(token)) return m("mn", {}, token);
  if (NAMES.test(token)) return m("mi", { mathvariant: token === "Δ" && "normal" }, token);
  const isSign = "+−".includes(token);
  return m("mo", { stretchy: "false", form: isFirst && isSign && "infix" }, token);
}

/** @param {MathMLElement} base @param {string[]} tokens */
function withScripts(base, tokens) {
  /** @type {MathMLElement | null} */
  let below = null;
  /** @type {MathMLElement | null} */
  let above = null;
  while (["_", "^", "′"].includes(tokens[0])) {
    const mark = tokens.shift();
    if (mark === "_") below = atomOf(tokens);
    else above = mark === "′" ? m("mo", {}, "′") : atomOf(tokens);
  }
  if (below && above) return m("msubsup", {}, base, below, above);
  if (below) return m(base.textContent === "∑" ? "munder" : "msub", {}, base, below);
  return above ? m("msup", {}, base, above) : base;
}

// Numbers as the formulas and the drawing write them.

const LARGE = 1000; // from here on four decimals have no room

/**
 * Return what a network computes, with four decimals.
 * @param {number} x
 */
export function computed(x) {
  const isLarge = Math.abs(x) >= LARGE && Number.isFinite(x);
  return isLarge ? x.toExponential(2).replaceAll("-", "−") : decimal(x, 4);
}

/**
 * Return what the reader can set: with four decimals too, but round numbers as they are, 0.4 and 1.
 * @param {number} x
 */
export const given = (x) => computed(x).replace(/\.?0*00$/, "");

/**
 * Return a number in the colour of layer `l`.
 * @param {number} l
 * @param {string} text
 */
export const toned = (l, text) => `\\${l < 0 ? "i" : l}{${text}}`;

/**
 * Return an error in its colour.
 * @param {string} text
 */
export const warm = (text) => `\\e{${text}}`;

/** @typedef {(text: string) => string} Colour */

/**
 * Return a factor, in brackets if it is negative.
 * @param {string} text
 * @param {Colour} [colour]
 */
export const factor = (text, colour = (same) => same) =>
  text.startsWith("−") ? `(${colour(text)})` : colour(text);

/**
 * Return terms of a sum, each with its sign in front: ["0.4 · 1", "− 0.6 · 0.5"]. A term is a number, and what
 * is multiplied with it.
 * @param {string[][]} terms
 * @param {Colour} [colour]
 */
export function signed(terms, colour = (same) => same) {
  return terms.map(([first, rest = ""], place) => {
    if (!place) return `${colour(first)}${rest}`;
    return first.startsWith("−") ? `− ${colour(first.slice(1))}${rest}` : `+ ${colour(first)}${rest}`;
  });
}
