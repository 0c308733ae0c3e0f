// The colours of Python, under the names that Pandoc gives them.

import { h } from "../../figures/interactive/lib/dom.js";

/** What a piece of code is, the first that fits; all that fits none is plain. */
const PIECES = new RegExp(
  [
    /(?<co>#.*)/,
    /(?<st>[rbfuRBFU]{0,2}(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))/,
    /(?<im>\b(?:import|from|as)\b)/,
    /(?<cf>\b(?:if|elif|else|for|while|return|try|except|finally|raise|with|break|continue|pass|yield)\b)/,
    /(?<kw>\b(?:def|class|lambda|in|is|and|or|not|global|nonlocal|assert|del|async|await)\b)/,
    /(?<cn>\b(?:None|True|False)\b)/,
    /(?<bu>\b(?:print|range|len|zip|enumerate|sum|max|min|abs|reversed|sorted|list|dict|set|tuple|int|float|str|round|map|super|isinstance)\b)/,
    /(?<dv>\b\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?\b|\.\d+)/,
    /(?<va>[^\W\d]\w*)/, // a word that is none of these is not looked into
  ].map((pattern) => pattern.source).join("|"),
  "gu",
);

/**
 * Return code as nodes in its colours.
 * @param {string} code
 */
export function highlighted(code) {
  /** @type {(Node | string)[]} */
  const nodes = [];
  let end = 0;
  for (const found of code.matchAll(PIECES)) {
    const kind = Object.keys(found.groups ?? {}).find((name) => found.groups?.[name] !== undefined);
    if (kind === "va") continue;
    nodes.push(code.slice(end, found.index), h("span", { class: kind }, found[0]));
    end = found.index + found[0].length;
  }
  nodes.push(code.slice(end));
  return nodes;
}
