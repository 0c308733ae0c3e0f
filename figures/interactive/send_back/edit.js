// The field in which the chosen number gets another value.

/** @import { Parameter } from "./numbers.js" */
import { makeButton } from "../lib/controls.js";
import { h, uid } from "../lib/dom.js";
import { formulaOf, given } from "./formulas.js";

const MOST = 100;
const STEP = 0.1;

/** `change(value)` gets every new value of the chosen number, `leave()` is the end of changing it. */
export class Field {
  /** @param {{ change: (value: number) => void, leave: () => void }} actions */
  constructor({ change, leave }) {
    this.change = change;
    this.leave = leave;
    /** @type {Parameter | undefined} */
    this.parameter = undefined; // the chosen one
    this.value = 0; // its present value
    this.first = 0; // the value before the reader changed it
    const [id, troubleId] = [uid("value"), uid("trouble")];
    this.symbol = h("span", { class: "bd-symbol" });
    this.input = h("input", {
      id,
      type: "text",
      autocomplete: "off",
      spellcheck: "false",
      "aria-label": "value",
      "aria-describedby": troubleId,
      on: {
        input: () => this.take(false),
        change: () => this.take(true),
        keydown: (event) => this.typed(event),
      },
    });
    this.trouble = h("p", { class: "bd-wrong", id: troubleId, role: "alert" });
    const [less, more] = [makeButton("−", () => this.nudge(-STEP)), makeButton("+", () => this.nudge(STEP))];
    less.setAttribute("aria-label", `${STEP} less`);
    more.setAttribute("aria-label", `${STEP} more`);
    this.controls = h(
      "div",
      { class: "bd-row bd-value", on: { keydown: (event) => this.escaped(event) } },
      h("label", { for: id }, this.symbol),
      less,
      this.input,
      more,
      makeButton("Done", leave),
    );
    this.node = h("div", { class: "bd-editing" }, this.controls, this.trouble);
  }

  /** @param {number} by */
  nudge(by) {
    this.change(Number((this.value + by).toFixed(10)));
  }

  // A number half typed is left in peace until the reader is done with it.
  /** @param {boolean} isDone */
  take(isDone) {
    const text = this.input.value.trim();
    const value = numberOf(text);
    if (Number.isFinite(value) && Math.abs(value) <= MOST) {
      this.complain("");
      if (value === this.value) return;
      this.value = value;
      this.change(value);
    } else if (isDone || !/^[+−-]?\d*[.,]?\d*$/.test(text)) {
      const reason = Number.isNaN(value) ? "is not a number" : `is not between −${MOST} and ${MOST}`;
      const what = text ? `“${text}”` : "An empty field";
      this.complain(`${what} ${reason}; the value stays ${given(this.value)}.`);
    }
  }

  /** @param {string} text */
  complain(text) {
    if (this.trouble.textContent !== text) this.trouble.textContent = text; // or it would be said again
    this.input.setAttribute("aria-invalid", String(text !== ""));
  }

  /** @param {KeyboardEvent} event  in the input */
  typed(event) {
    if (!["Enter", "ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault(); // else the button that now gets the focus would be pressed
    if (event.key === "Enter") {
      this.take(true);
      if (!this.trouble.textContent) this.leave();
    } else {
      this.nudge(event.key === "ArrowUp" ? STEP : -STEP);
    }
  }

  /** @param {KeyboardEvent} event  in the input or on a button */
  escaped(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    if (this.value !== this.first) this.change(this.first);
    this.leave();
  }

  /**
   * Show a parameter and its value, or none; what the reader typed for this value stays as it is.
   * @param {Parameter} [parameter]
   * @param {number} [value]
   */
  show(parameter, value = 0) {
    const isSame = parameter?.key === this.parameter?.key;
    this.node.hidden = !parameter;
    if (parameter && !isSame) {
      this.first = value;
      this.symbol.replaceChildren(formulaOf(`${parameter.symbol} =`));
      this.input.setAttribute("aria-label", `value of ${parameter.words}`);
    }
    const isKept = isSame && value === this.value;
    this.parameter = parameter;
    this.value = value;
    if (isKept) return;
    this.input.value = parameter ? given(value) : "";
    this.complain("");
  }

  focus() {
    this.input.focus();
    this.input.select();
  }
}

// A minus sign and a decimal comma are understood too.
/** @param {string} text */
function numberOf(text) {
  const plain = text.replace("−", "-").replace(",", ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : NaN;
}
