// A cell of the page: its code, which can be changed, its line of buttons, and its output.

import { h } from "../../figures/interactive/lib/dom.js";
import { Editor } from "./editor.js";
import { nameOf } from "./page.js";
import { Row } from "./row.js";
import { hash } from "./store.js";

/** @typedef {import("./output.js").Output} Output */
/** @typedef {import("./starter.js").Starter} Starter */
/** @typedef {import("./store.js").Store} Store */

const PAUSE = 400; // milliseconds after the last letter, when the text is kept

/**
 * Return the place in the code that a press was on, counted in letters.
 * @param {HTMLElement} code
 * @param {MouseEvent} event
 */
function placeOf(code, { clientX, clientY }) {
  const caret = document.caretPositionFromPoint?.(clientX, clientY);
  if (!caret || !code.contains(caret.offsetNode)) return 0;
  const range = new Range();
  range.setStart(code, 0);
  range.setEnd(caret.offsetNode, caret.offset);
  return range.toString().length;
}

export class Cell {
  isBusy = false;
  /** What the reader may want back. */
  #undone = "";
  /** Has a check gone wrong since the cell was begun? */
  #isMissed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** It is there once something ran. @type {Output | null} */
  output = null;
  /** @type {Editor | null} */
  #editor = null;

  /**
   * @param {HTMLElement} node
   * @param {HTMLElement} code
   * @param {number} number  of the cell on its page
   * @param {Store} store
   * @param {Starter} starter
   */
  constructor(node, code, number, store, starter) {
    this.node = node;
    this.code = code;
    this.store = store;
    this.starter = starter;
    this.id = node.id;
    this.key = node.id.replace(/^cell-/, "");
    this.book = code.textContent.replace(/\n$/, "");
    this.isExercise = this.id.startsWith("try-");
    this.box = /** @type {HTMLElement} */ (code.closest("div.sourceCode") ?? code.parentElement);
    this.name = (this.isExercise && nameOf(`exr-write-${this.key.slice(4)}`)) || `cell ${number}`;
    this.row = new Row(this.isExercise ? "Check" : "Run", this.name, () => starter.press(this));
    const press = { click: () => this.edit().focus() };
    this.editing = h("button", { type: "button", "aria-label": `Edit ${this.name}`, on: press }, "Edit");
    const putBack = () => {
      this.startOver();
      (this.again.hidden ? this.row.main : this.again).focus();
    };
    this.again = h("button", { type: "button", on: { click: putBack } });
    this.mark = h("span", { class: "bd-live-solved" }, "Solved");
    this.#build();
    this.#recall();
  }

  #build() {
    const { main, node } = this.row;
    main.after(this.editing, this.again);
    node.append(this.mark);
    const frame = this.box.closest(".code-copy-outer-scaffold") ?? this.box;
    frame.after(node);
    this.box.addEventListener("click", (event) => {
      const target = /** @type {Element} */ (event.target);
      if (
        this.#editor || target.closest("button, a[href^='http']") || getSelection()?.isCollapsed === false
      ) return;
      const place = placeOf(this.code, event);
      const field = this.edit();
      field.focus({ preventScroll: true });
      field.setSelectionRange(place, place);
    });
    if (this.isExercise) this.edit();
    this.show();
  }

  /** What was kept of this cell. */
  #recall() {
    const kept = this.store.chapter.cells[this.key];
    if (!kept) return;
    const isSame = kept.book === hash(this.book);
    if (isSame) this.#write(kept.code);
    const old = isSame ? kept.old : kept.code;
    if (old && old !== this.book) {
      const summary = h("summary", {}, "The book has changed this code. What you had before");
      this.row.node.after(
        this.old = h("details", { class: "bd-live-old" }, summary, h("pre", {}, h("code", {}, old))),
      );
    }
    this.show();
  }

  get text() {
    return this.#editor?.field.value ?? this.book;
  }

  get isChanged() {
    return this.text.trim() !== this.book.trim();
  }

  get isSolved() {
    return this.key in this.store.chapter.solved;
  }

  /** Open the editor. */
  edit() {
    this.#editor ??= new Editor(this.box, this.code, `Code of ${this.name}`, {
      changed: () => {
        this.#undone = "";
        this.show();
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.keep(), PAUSE);
      },
      run: (goOn) => {
        if (!this.isBusy) this.starter.press(this);
        if (goOn) this.goOn();
      },
    });
    if (!this.#editor.keys.isConnected) this.row.node.append(this.#editor.keys);
    this.show();
    return this.#editor.field;
  }

  /** Go to the next cell that is seen. */
  goOn() {
    const cells = [...this.starter.cells.values()];
    const next = cells.slice(cells.indexOf(this) + 1).find(({ box }) => box.checkVisibility());
    next?.edit().focus();
  }

  /** Keep the reader's code. */
  keep() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { key, text, isChanged } = this;
    const book = hash(this.book);
    this.store.update(({ cells }) => {
      const before = cells[key];
      const old = before && (before.book === book ? before.old : before.code);
      if (isChanged) cells[key] = { code: text, book, ...(old ? { old } : {}) };
      else if (before?.book === book) delete cells[key];
    });
  }

  /** Keep at once what has not been kept yet. */
  flush() {
    if (this.#timer) this.keep();
  }

  /** @param {string} text */
  #write(text) {
    this.edit();
    this.#editor?.write(text);
  }

  /** Put the book's code back, or what stood there before that. */
  startOver() {
    if (this.isBusy) this.starter.stop();
    const text = this.#undone || this.book;
    const undone = this.#undone ? "" : this.text;
    this.#write(text);
    this.#undone = undone === this.book ? "" : undone;
    this.output?.restore();
    this.store.update(({ cells, solved }) => {
      delete cells[this.key];
      delete solved[this.key];
    });
    this.old?.remove();
    if (this.isChanged) this.keep();
    this.#isMissed = false;
    this.show();
  }

  /** A run has ended. The cell's node is told whether a check said right. @param {boolean} isWhole */
  finished(isWhole) {
    const { key, output } = this;
    const report = output?.report;
    if (this.isExercise && isWhole && report) {
      const { isRight } = report;
      this.store.update(({ solved, missed }) => {
        if (isRight) {
          if (!this.#isMissed && !(key in solved)) delete missed[key];
          solved[key] ??= new Date().toISOString().slice(0, 10);
        } else if (report.verdict !== "Not written yet.") {
          missed[key] = (missed[key] ?? 0) + 1;
          this.#isMissed = true;
        }
      });
      this.node.dispatchEvent(new CustomEvent("bd-checked", { detail: isRight }));
    }
    this.show();
  }

  show() {
    const hasOutput = Boolean(this.node.querySelector(".bd-live-mine"));
    this.editing.hidden = Boolean(this.#editor);
    this.again.hidden = !this.isChanged && !this.#undone && !hasOutput;
    const word = this.#undone ? "Bring mine back" : "Start over";
    this.again.textContent = word;
    this.again.setAttribute("aria-label", `${word}: ${this.name}`);
    this.mark.hidden = !this.isSolved;
  }
}
