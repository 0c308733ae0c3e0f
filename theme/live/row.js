// The quiet line below a cell's code: what can be done with it, and what is being done.

import { h } from "../../figures/interactive/lib/dom.js";
import { say } from "./page.js";

/** @typedef {import("./python.js").Loading} Loading */

const MEGABYTE = 1e6;
const SOON = 250; // milliseconds after which a run is worth a word

/** @param {number} bytes */
const megabytes = (bytes) => (bytes / MEGABYTE).toFixed(1);

export class Row {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #what = "";

  /**
   * @param {string} verb  what the button does: Run, or Check
   * @param {string} name  of the cell, for a screen reader
   * @param {() => void} press
   */
  constructor(verb, name, press) {
    this.verb = verb;
    this.name = name;
    this.main = h("button", { type: "button", class: "bd-live-run", on: { click: press } });
    this.said = h("span", { class: "bd-live-state" });
    this.bar = h("progress", { "aria-label": "How much is loaded" });
    this.node = h("div", { class: "bd-live-row" }, this.main, this.bar, this.said);
    this.rest();
  }

  get isLoading() {
    return Boolean(this.#what);
  }

  /** @param {string} word */
  #offer(word) {
    clearTimeout(this.#timer);
    this.main.textContent = word;
    this.main.setAttribute("aria-label", `${word} ${this.name}`);
    this.bar.hidden = true;
    this.#what = "";
  }

  /** Nothing is going on. @param {string} [state] */
  rest(state = "") {
    this.#offer(this.verb);
    this.said.textContent = state;
  }

  waits() {
    this.#offer("Stop");
    this.said.textContent = "Waits for the one before";
  }

  /** @param {string} words */
  runs(words) {
    const state = this.said.textContent;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#offer("Stop");
      this.said.textContent = words;
    }, state?.startsWith("Loading") ? 0 : SOON);
  }

  /** @param {Loading} loading */
  loads({ loaded, total, what }) {
    if (this.#what !== what) {
      this.#offer("Cancel");
      this.#what = what;
      this.bar.hidden = false;
      say(`Loading ${what}`);
    }
    this.bar.max = total || 1;
    this.bar.value = loaded;
    this.said.textContent = loaded < total || !total
      ? `Loading ${what}${total ? `: ${megabytes(loaded)} of ${megabytes(total)} MB` : ""}`
      : `Starting ${what}`;
  }

  /** Loading came to nothing. @param {string} message */
  fails(message) {
    this.#offer("Try again");
    this.said.textContent = message;
    say(message);
  }
}
