// What a check says, as the page shows it: a verdict, sentences, values below one another, and where to look.

import { h } from "../../figures/interactive/lib/dom.js";
import { nameOf, wayTo } from "./page.js";

const VERDICT = /^[\w-]+: (right\.|not written yet\.|not yet\.)\s*/;
const LOOK = /See ((?:the equation for .+?, )?chapter (\d+)) \(((?:eq|sec)-[\w-]+)\)\./;

/** @typedef {{ verdict: string, isRight: boolean, nodes: Node[], words: string }} Report */

/**
 * Return the report that a text is, or null if it is something else.
 * @param {string} text
 * @returns {Report | null}
 */
export function readReport(text) {
  const found = VERDICT.exec(text);
  if (!found) return null;
  const isRight = found[1] === "right.";
  const verdict = isRight ? "Right." : found[1] === "not yet." ? "Not yet." : "Not written yet.";
  const parts = text.slice(found[0].length).split(/\n(?= {2})|(?<=\n {2}[^\n]*)\n(?! )/);
  const nodes = parts.filter((part) => part.trim()).map((part) =>
    part.startsWith("  ") ? h("pre", {}, part) : sentences(part.replace(/\s+/g, " ").trim())
  );
  const words = nodes.map((node) => node.textContent).join(" ");
  return { verdict, isRight, nodes, words };
}

const LABELS = /\(((?:(?:eq|sec)-[\w-]+(?:, )?)+)\)/;

/**
 * Return a paragraph in which equations are links.
 * @param {string} text
 * @returns {HTMLElement}
 */
function sentences(text) {
  const look = LOOK.exec(text);
  const way = look && wayTo(look[3], look[2]);
  if (look && way) {
    const [before, after] = [text.slice(0, look.index), text.slice(look.index + look[0].length)];
    const rest = LOOK.test(after) ? [...sentences(after).childNodes] : [after]; // of two mistakes, two ways
    return h("p", {}, before, "See ", h("a", { href: way }, nameOf(look[3]) || look[1]), ".", ...rest);
  }
  const found = LABELS.exec(text);
  if (!found) return h("p", {}, text);
  const labels = found[1].split(", ").filter(nameOf);
  const links = labels.flatMap((
    label,
    at,
  ) => [at ? ", " : " (", h("a", { href: `#${label}` }, nameOf(label))]);
  const after = text.slice(found.index + found[0].length);
  return h("p", {}, text.slice(0, found.index).trimEnd(), links, links.length > 0 && ")", after);
}
