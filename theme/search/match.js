// What a search finds: words, also by the names of symbols.

import table from "../../figures/data/tex.json" with { type: "json" };

// Symbols and their names find each other; the names are TeX's, but for one.
/** @type {Record<string, string>} */
const SIGNS = { ...table, transposed: table.top };
const NAMES = Object.fromEntries(Object.entries(SIGNS).map(([name, sign]) => [sign, name]));
// What readers write before a number.
/** @type {Record<string, string>} */
const KINDS = {
  eq: "equation",
  eqn: "equation",
  ex: "exercise",
  exr: "exercise",
  sec: "section",
  tbl: "table",
  tab: "table",
};

// Words of a question that say nothing of what is asked for.
const ASKING = new Set("are do does how is of the to what when why".split(" "));

/** What can be found. @typedef {ReturnType<typeof prepare>} Found */
/** What to light up: the words together, and any one of them. @typedef {{ together: RegExp, any: RegExp }} Patterns */

/**
 * Return words of letters and digits, each after one space: "σ′(z)" becomes " sigma prime z", and "Eq. (5.2)" " eq 5.2".
 * @param {string} text
 */
export function plain(text) {
  const transposed = text.replace(/\^\{?\\?(?:T|top|⊤)\b\}?|ᵀ/g, " ⊤ ");
  const named = transposed.replace(/[^\0-\xff]/gu, (sign) => NAMES[sign] ? ` ${NAMES[sign]} ` : sign);
  const letters = named.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  return ` ${letters.replace(/(?!(?<=\d)\.\d)[^\p{L}\p{N}]+/gu, " ").trim()}`;
}

/**
 * Return the words that a reader asks for, "eq 5.2" as what it stands for.
 * @param {string} text
 */
export function asked(text) {
  const all = plain(text).split(" ").filter(Boolean);
  const telling = all.filter((word) => !ASKING.has(word));
  const words = telling.length ? telling : all;
  return words.map((word, at) => /^\d/.test(words[at + 1] ?? "") ? KINDS[word] ?? word : word);
}

/**
 * Return an entry of the index with what it is found by.
 * @param {SearchEntry} entry
 */
export function prepare({ href, title, section, text, asked = "" }) {
  const [heading, page] = section ? [section, title] : [title, ""];
  // What readers call a thing counts most, then a page's title, then a heading, then the text.
  const weights = [section ? 20 : 40, 6, 1, 60];
  const isNumbered = /^\d+\.\d+ /.test(heading);
  const fields = [isNumbered ? `section ${heading}` : heading, page, text, asked].map(plain);
  return { href, heading, page, text, fields, weights };
}

/**
 * Return how well an entry fits. Every word must begin one of its words; words that stand together count most.
 * @param {Found} entry
 * @param {string[]} words
 */
export function score({ fields, weights }, words) {
  /** @param {string} start */
  const sum = (start) =>
    fields
      .map((field, at) => Math.min(field.split(` ${start}`).length - 1, 5) * weights[at])
      .reduce((a, b) => a + b);
  const each = words.map(sum);
  if (each.includes(0)) return 0;
  return each.reduce((a, b) => a + b) + (words.length > 1 ? 20 * sum(words.join(" ")) : 0);
}

/**
 * Return what fits, the best first.
 * @param {Found[]} entries
 * @param {string[]} words
 */
export function best(entries, words) {
  return entries
    .map((entry) => ({ points: score(entry, words), entry }))
    .filter(({ points }) => points)
    .sort((one, other) => other.points - one.points)
    .map(({ entry }) => entry);
}

/**
 * Return what to light up: the words together, and any one of them, as a name or as a symbol.
 * @param {string[]} words
 * @returns {Patterns}
 */
export function patterns(words) {
  const start = "(?<![\\p{L}\\p{N}])";
  const forms = words.map((word) => SIGNS[word] ? `(?:${word}|${SIGNS[word]})` : word);
  const together = start + forms.join("[^\\p{L}\\p{N}]*");
  const signs = words.flatMap((word) => SIGNS[word] ?? []);
  const any = [together, ...words.map((word) => start + word), ...signs].join("|");
  return { together: new RegExp(together, "iu"), any: new RegExp(any, "giu") };
}

/**
 * Return the words around the first place that is lit up.
 * @param {string} text
 * @param {Patterns} patterns
 */
export function snippet(text, { together, any }) {
  const at = Math.max(0, together.test(text) ? text.search(together) : text.search(any));
  const start = at < 50 ? 0 : text.indexOf(" ", at - 40) + 1;
  const end = text.length < start + 130 ? text.length : text.lastIndexOf(" ", start + 130);
  return `${start ? "… " : ""}${text.slice(start, end)}${end < text.length ? " …" : ""}`;
}
