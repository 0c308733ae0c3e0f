// Code that is edited where it stands: a field for text over the page's own code, letter upon letter.

import { h, uid } from "../../figures/interactive/lib/dom.js";
import { highlighted } from "./highlight.js";

const INDENT = "    ";
const KEYS =
  "Ctrl+Enter runs it, Shift+Enter goes on to the next. Tab indents; press Escape, then Tab, to leave.";

/**
 * What an editor tells its cell.
 * @typedef {{ changed: (code: string) => void, run: (goOn: boolean) => void }} Ends
 */

/**
 * Return the lines that a selection touches: where they begin and end in the text.
 * @param {HTMLTextAreaElement} field
 */
function linesOf({ value, selectionStart, selectionEnd }) {
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const end = value.indexOf("\n", selectionEnd);
  return { start, end: end < 0 ? value.length : end };
}

/**
 * Put text in the place of a part of the field, as a hand would: it can be undone.
 * @param {HTMLTextAreaElement} field
 * @param {string} text
 */
function insert(field, text, start = field.selectionStart, end = field.selectionEnd) {
  field.setSelectionRange(start, end);
  const isDone = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (isDone) return;
  field.setRangeText(text, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/**
 * @param {HTMLTextAreaElement} field
 * @param {boolean} isBack
 */
function indent(field, isBack) {
  const { selectionStart, selectionEnd, value } = field;
  if (!isBack && selectionStart === selectionEnd) return insert(field, INDENT);
  const { start, end } = linesOf(field);
  const lines = value.slice(start, end).split("\n");
  const moved = lines.map((line) => (isBack ? line.replace(/^ {1,4}/, "") : line && INDENT + line));
  const text = moved.join("\n");
  if (text === value.slice(start, end)) return;
  insert(field, text, start, end);
  const first = moved[0].length - lines[0].length;
  const isOneLine = lines.length === 1;
  const from = Math.max(start, selectionStart + first);
  field.setSelectionRange(isOneLine ? from : start, isOneLine ? selectionEnd + first : start + text.length);
}

/** A new line begins where the last one does, after a colon one step further. @param {HTMLTextAreaElement} field */
function breakLine(field) {
  const { start } = linesOf(field);
  const line = field.value.slice(start, field.selectionStart);
  const deeper = /:\s*(?:#.*)?$/.test(line) ? INDENT : "";
  insert(field, `\n${/^ */.exec(line)?.[0] ?? ""}${deeper}`);
}

export class Editor {
  #leaves = false;
  #code;
  #ends;

  /**
   * @param {HTMLElement} box  what holds the code
   * @param {HTMLElement} code
   * @param {string} name  for a screen reader
   * @param {Ends} ends
   */
  constructor(box, code, name, ends) {
    this.#code = code;
    this.#ends = ends;
    this.keys = h("p", { class: "bd-live-keys", id: uid("keys") }, KEYS);
    this.field = h("textarea", {
      class: "bd-live-field",
      rows: 1,
      spellcheck: "false",
      autocapitalize: "off",
      autocomplete: "off",
      autocorrect: "off",
      "aria-label": name,
      "aria-describedby": this.keys.id,
      on: {
        input: () => {
          this.#show();
          ends.changed(this.field.value);
        },
        keydown: (event) => this.#press(event),
        focus: () => this.#tellKeys(),
        blur: () => (this.#leaves = false),
      },
    });
    const text = code.textContent.replace(/\n$/, "");
    const pre = /** @type {HTMLElement} */ (code.parentElement);
    code.classList.remove("sourceCode"); // the lines of it hang
    pre.removeAttribute("tabindex");
    box.classList.add("bd-live-edited");
    pre.after(this.field);
    this.write(text);
  }

  /** The keys stay until another editor is used: what is pressed next must not move. */
  #tellKeys() {
    document.querySelector(".bd-live-keys.is-shown")?.classList.remove("is-shown");
    this.keys.classList.add("is-shown");
  }

  /** @param {string} text */
  write(text) {
    this.field.value = text;
    this.#show();
  }

  #show() {
    const { value } = this.field;
    // A line that is still empty has no height of its own.
    this.#code.replaceChildren(...highlighted(value.endsWith("\n") || !value ? `${value} ` : value));
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
    if (event.isComposing) return;
    if (key === "Escape") this.#leaves = true;
    else if (key === "Tab" && !this.#leaves && !ctrlKey && !altKey && !metaKey) indent(this.field, shiftKey);
    else if (key === "Enter" && (ctrlKey || metaKey || shiftKey)) this.#ends.run(shiftKey);
    else if (key === "Enter" && !altKey) breakLine(this.field);
    else {
      if (key.length === 1) this.#leaves = false;
      return;
    }
    event.preventDefault();
  }
}
