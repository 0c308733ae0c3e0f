// Which symbols of the book stand in a piece of MathML.

import table from "../../figures/data/symbols.json" with { type: "json" };

/** @type {Record<string, SymbolEntry>} */
const SYMBOLS = table;

/** @param {Element | undefined} node */
const textOf = (node) => node?.textContent?.replace(/[\s,\u2061-\u2064]/g, "").replaceAll("-", "−") ?? "";

/**
 * Yield the symbols in a piece of MathML, outer ones first.
 * @param {Element} node
 * @returns {Generator<BookSymbol>}
 */
export function* symbolsIn(node) {
  if (node.localName === "annotation") return;
  const symbol = read(node);
  if (symbol) yield symbol;
  if (!symbol || symbol.below) { for (const child of node.children) yield* symbolsIn(child); }
}

/**
 * Return the symbol that an element is, without those in it.
 * @param {Element} element
 */
function read(element) {
  const [first, ...others] = element.children;
  const letter = textOf(first ?? element);
  const [one = "", other = ""] = others.map(textOf);
  switch (element.localName) {
    case "mi":
    case "mo": {
      const isChange = letter === "Δ" && element.nextElementSibling?.localName === "mi";
      return known(element, isChange ? "Δ…" : letter);
    }
    case "msub":
    case "msubsup":
      return known(element, letter, one, other);
    case "msup":
      if (/^[′″‴]$/.test(one)) return known(element, `${letter}′`, "", one);
      return SYMBOLS[letter]?.indexed ? known(element, letter, "", one) : null; // any other is a power
    case "mfrac":
      return slope(element, letter, one);
  }
  return null;
}

/**
 * Return the symbol of a fraction if it is a slope, ∂…/∂….
 * @param {Element} element
 * @param {string} above
 * @param {string} under
 */
function slope(element, above, under) {
  if (!/^[∂d]/.test(above) || !/^[∂d]/.test(under)) return null;
  const [top, below] = [...element.children].map(firstIn);
  return { element, letter: "∂/∂", sub: below, sup: top, top, below, entry: SYMBOLS["∂/∂"] };
}

/**
 * Return the first symbol in a piece of MathML as one line, such as w_{jk}^{ℓ}.
 * @param {Element} node
 */
function firstIn(node) {
  const { letter = "", sub = "", sup = "" } = symbolsIn(node).next().value ?? {};
  return letter + (sub && `_{${sub}}`) + (sup && `^{${sup}}`);
}

/**
 * Return the symbol with its entry in the table; null if it has none.
 * @param {Element} element
 * @param {string} letter
 * @returns {BookSymbol | null}
 */
function known(element, letter, sub = "", sup = "") {
  const all = SYMBOLS[letter]?.indexed || !sub ? letter : "";
  const key = [`${letter.toLowerCase()}^${sup}`, `${letter}_${sub}`, all].find((one) => one in SYMBOLS);
  return key ? { element, letter, sub, sup, entry: SYMBOLS[key] } : null;
}

/**
 * Return the symbol that `figures` names so in a picture: `w^ℓ+1_ij`.
 * @param {string} name
 * @returns {Signs}
 */
export function namedSymbol(name) {
  const [, letter = "", sup = "", sub = ""] = /^(.[^_^]*)(?:\^([^_]*))?(?:_(.*))?$/.exec(name) ?? [];
  return { letter, sub, sup };
}

/**
 * @param {Signs} one
 * @param {Signs} other
 */
export const isSame = (one, other) =>
  one.letter === other.letter && one.sub === other.sub && one.sup === other.sup;

/**
 * Slopes are of one kind only if all of their letters are the same.
 * @param {Signs} one
 * @param {Signs} other
 */
export const isKin = (one, other) => one.letter === other.letter && (!one.below || isSame(one, other));
