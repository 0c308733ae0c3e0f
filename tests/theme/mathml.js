// Just enough of a document to read MathML without a browser.

/** @typedef {{ localName: string, children: Node[], textContent: string, nextElementSibling: Node | null }} Node */

/**
 * Return the one element that `text` is, without attributes, as theme/symbols/read.js takes it.
 * @param {string} text
 * @returns {Element}
 */
export function mathml(text) {
  /** @type {Node} */
  const all = { localName: "all", children: [], textContent: "", nextElementSibling: null };
  const open = [all];
  for (const [, end, tag, words] of text.matchAll(/<(\/?)(\w+)>|([^<]+)/g)) {
    if (end) open.pop();
    else if (words) { for (const node of open) node.textContent += words; }
    else {
      /** @type {Node} */
      const node = { localName: tag, children: [], textContent: "", nextElementSibling: null };
      const siblings = open[open.length - 1].children;
      if (siblings.length) siblings[siblings.length - 1].nextElementSibling = node;
      siblings.push(node);
      open.push(node);
    }
  }
  return /** @type {Element} */ (/** @type {unknown} */ (all.children[0]));
}

/**
 * Return the formula that `w^ℓ+1_ij` stands for, as Pandoc writes it.
 * @param {string} name
 */
export function formulaOf(name) {
  const [, letter, sup, sub] = /^([^_^]+)(?:\^([^_]*))?(?:_(.*))?$/.exec(name) ?? [];
  const signs = (/** @type {string} */ text) => {
    const leaves = Array.from(text, (sign) => /[+−]/.test(sign) ? `<mo>${sign}</mo>` : `<mi>${sign}</mi>`);
    return leaves.length > 1 ? `<mrow>${leaves.join("")}</mrow>` : leaves.join("");
  };
  const leaf = `<mi>${letter}</mi>`;
  if (sub && sup) return `<msubsup>${leaf}${signs(sub)}${signs(sup)}</msubsup>`;
  if (sub || sup) return sub ? `<msub>${leaf}${signs(sub)}</msub>` : `<msup>${leaf}${signs(sup)}</msup>`;
  return leaf;
}
