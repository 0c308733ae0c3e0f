// Loads what runs the cells when it is first needed: a page that is only read does without.

import { base } from "./page.js";

/** @typedef {import("./cell.js").Cell} Cell */
/** @typedef {import("./runner.js").Runner} Runner */

export class Starter {
  /** @type {Runner | null} */
  #runner = null;
  #tries = 0;

  /** @param {Map<string, Cell>} cells  those of the page, by their ids */
  constructor(cells) {
    this.cells = cells;
  }

  /** Run a cell, or stop it. @param {Cell} cell */
  async press(cell) {
    if (!this.#runner) {
      cell.row.node.ariaBusy = "true";
      cell.row.loads({ loaded: 0, total: 0, what: "Python" });
      // A browser remembers that a module could not be had: asked for anew, it has another address.
      const again = this.#tries++ ? `?${this.#tries}` : "";
      const module = await import(new URL(`../theme/live/runner.js${again}`, base ?? "").href).catch(() =>
        null
      );
      cell.row.node.ariaBusy = null;
      if (!module) return cell.row.fails("theme/live/runner.js cannot be reached: is there a network?");
      this.#runner ??= /** @type {Runner} */ (new module.Runner(this.cells));
    }
    return this.#runner.press(cell);
  }

  stop() {
    this.#runner?.stop();
  }
}
