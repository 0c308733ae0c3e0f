// How far a reader is: in the sidebar, and in a line above the text with what can be done with all of it.

import { h } from "../../figures/interactive/lib/dom.js";
import { chapter, chapterLinks, download, nameOfLink, say } from "./page.js";
import { kept, keptChapters, TROUBLE } from "./store.js";

/** @typedef {import("./cell.js").Cell} Cell */
/** @typedef {import("./store.js").Store} Store */

/** Say at each chapter in the sidebar how many of its functions are written. */
export function showInSidebar() {
  const begun = new Set(keptChapters());
  for (const link of chapterLinks()) {
    link.querySelector(".bd-live-count")?.remove();
    const name = nameOfLink(link);
    if (!begun.has(name)) continue;
    try {
      const { solved = {}, total = 0 } = kept(name) ?? {};
      const count = Object.keys(solved).length;
      if (!count || !total) continue;
      const words = h("span", { class: "visually-hidden" }, " functions written");
      link.append(" ", h("span", { class: "bd-live-count" }, `${count} of ${total}`, words));
    } catch {
      // What cannot be read says nothing.
    }
  }
}

/** The page's notebook with the reader's code in it. @param {Map<string, Cell>} cells */
async function takeHome(cells) {
  const address = /** @type {HTMLAnchorElement} */ (download).href;
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok) return say("The notebook cannot be reached: is there a network?");
  const notebook = await answer.json();
  const changed = new Map(
    [...cells.values()].filter((cell) => cell.isChanged).map((cell) => [cell.key, cell.text]),
  );
  for (const cell of notebook.cells) {
    const text = changed.get(cell.id);
    if (cell.cell_type !== "code" || text === undefined) continue;
    Object.assign(cell, {
      source: text.match(/[^\n]*\n|[^\n]+$/g) ?? [],
      outputs: [],
      execution_count: null,
    });
  }
  const file = new Blob([`${JSON.stringify(notebook, null, 1)}\n`], { type: "application/x-ipynb+json" });
  const href = URL.createObjectURL(file);
  h("a", { href, download: `${chapter}-mine.ipynb` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

/** The line above the text; it is there when there is something to say. */
export class PageLine {
  #words = h("span");
  #buttons = h("span", { class: "bd-live-all" });

  /** @param {Map<string, Cell>} cells */
  constructor(cells) {
    this.node = h("p", { class: "bd-page-tools bd-live-page", hidden: true }, this.#words, this.#buttons);
    const take = h(
      "button",
      { type: "button", on: { click: () => takeHome(cells) } },
      "Download my notebook",
    );
    this.again = h("button", { type: "button", "aria-label": "Start over with this chapter" }, "Start over");
    this.#buttons.append(take, this.again);
    download?.closest("p")?.after(this.node);
  }

  /** @param {Store} store */
  show(store) {
    const { trouble, isEmpty } = store;
    const count = Object.keys(store.chapter.solved).length;
    const { total } = store.chapter;
    const far = total && count ? `You have written ${count} of ${total} functions. ` : "";
    const words = trouble ? TROUBLE[trouble] : `${far}Your code and answers stay in this browser.`;
    this.#words.textContent = `${words} `;
    this.#buttons.hidden = isEmpty;
    this.node.hidden = isEmpty && !trouble;
  }
}
