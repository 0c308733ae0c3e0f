// What the words in braces stand for in the table of symbols, for a symbol with these very indices.

/** The layer of an upper index: ℓ, L or "", and a whole number. @typedef {{ letter: string, number: number }} Layer */

/**
 * Return the layer of an upper index such as ℓ+1; null for any other.
 * @param {string} index
 * @returns {Layer | null}
 */
export function layerOf(index) {
  const found = index && /^([ℓL]?)([+−]?\d+)?$/.exec(index);
  return found ? { letter: found[1], number: Number((found[2] ?? "0").replace("−", "-")) } : null;
}

/**
 * Return how a layer is written, or the one that comes `by` after it.
 * @param {Layer} layer
 */
export function layerText({ letter, number }, by = 0) {
  const sum = number + by;
  if (!letter) return String(sum).replace("-", "−");
  return letter + (sum ? ` ${sum < 0 ? "−" : "+"} ${Math.abs(sum)}` : "");
}

/**
 * Return what the words are made from.
 * @param {Signs} symbol
 */
function factsOf({ letter, sub, sup, top, below }) {
  const [j, k] = sub.replace("⋅", "·");
  const isMatrix = /\p{Lu}/u.test(letter);
  const isAll = j === "·" || (!j && (isMatrix || sup !== "" || letter === "y"));
  const known = layerOf("yY".includes(letter) ? "L" : sup);
  const layer = known ?? { letter: "ℓ", number: 0 };
  const before = layerText(layer, -1);
  return { letter, j, k, top, below, isMatrix, isAll, layer, isKnown: known !== null, before };
}

/** @typedef {ReturnType<typeof factsOf>} Facts */

/** @param {Facts} facts */
function receiver({ letter, j, k, isAll, isKnown, layer }) {
  const who = isAll ? "all neurons" : j ? `neuron $${j}$` : "a neuron";
  const name = layerText(layer);
  const at = isKnown ? ` in ${name === "L" ? "the output layer" : "layer"} $${name}$` : "";
  const example = k && !"wW".includes(letter) ? `, of example $${k}$` : "";
  return who + at + example;
}

/** @param {Facts} facts */
function sender({ k, isKnown, before }) {
  const isFirst = before === "−1";
  if (k && isFirst) return `input number $${k}$`;
  const senders = isFirst ? "the input" : isKnown ? `layer $${before}$` : "the layer before";
  return k ? `neuron $${k}$ in ${senders}` : senders;
}

/** @param {string} layer */
const codeOf = (layer) => layer.replace("ℓ", "l").replace("−", "-");

/** @type {Record<string, (facts: Facts) => string>} */
const WORDS = {
  s: ({ isAll }) => isAll ? "s" : "",
  es: ({ isAll }) => isAll ? "es" : "",
  neuron: receiver,
  input: ({ isAll, j }) => isAll ? "all inputs of the network" : `input number $${j}$ of the network`,
  sender,
  one: ({ isAll }) => isAll ? "" : "one entry of ",
  n: ({ layer }) => `n_{${layerText(layer)}}`,
  before: ({ before }) => `n_{${before}}`,
  top: ({ top }) => top ? `$${top}$` : "what follows",
  below: ({ below }) => `$${below}$`,
  l: ({ layer }) => codeOf(layerText(layer)),
  "l+1": ({ layer }) => codeOf(layerText(layer, 1)),
  j: ({ isAll, j }) => isAll ? ":" : (j ?? "j"),
  k: ({ isAll, k }) => k ?? (isAll ? ":" : "k"),
  x: ({ isMatrix, k }) => k ?? (isMatrix ? ":" : "x"),
};

/**
 * Return a text of the table with its words in braces spelled out for this symbol.
 * @param {string} text
 * @param {Signs} symbol
 */
export function spelled(text, symbol) {
  const facts = factsOf(symbol);
  return text.replace(/\{(\w+(?:\+1)?)\}/g, (braces, word) => WORDS[word]?.(facts) ?? braces);
}

/**
 * Return the name in the code of a symbol; a whole vector needs no brackets.
 * @param {string} text
 * @param {Signs} symbol
 */
export const inCode = (text, symbol) => spelled(text, symbol).replace(/\[:, [:0]\]$/, "");
