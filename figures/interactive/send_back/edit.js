// The field in which the chosen number gets another value.

/** @import { Parameter } from "./numbers.js" */
import { makeButton } from "../lib/controls.js";
import { h, uid } from "../lib/dom.js";
import { formulaOf, given } from "./formulas.js";

const MOST = 100;
const STEP = 0.1;

/**
 * Make the field for the chosen number; `change(value)` gets every new value, `leave()` is its end.
 * @param {{ change: (value: number) => void, leave: () => void }} actions
 */
export function makeField({ change, leave }) {
  const [id, troubleId] = [uid("value"), uid("trouble")];
  /** @type {{ parameter: Parameter | undefined, value: number }} */
  let present = { parameter: undefined, value: 0 };
  let first = 0; // the value before the reader changed it
  const symbol = h("span", { class: "symbol" });
  const input = h("input", {
    id,
    type: "text",
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": "value",
    "aria-describedby": troubleId,
    on: { input: () => take(false), change: () => take(true), keydown },
  });
  const trouble = h("p", { class: "wrong", id: troubleId, role: "alert" });
  /** @param {number} by */
  const nudge = (by) => () => change(Number((present.value + by).toFixed(10)));
  const [less, more] = [makeButton("−", nudge(-STEP)), makeButton("+", nudge(STEP))];
  less.setAttribute("aria-label", `${STEP} less`);
  more.setAttribute("aria-label", `${STEP} more`);
  const hint = h("p", { class: "hint" }, "Press any underlined number to change it.");
  const controls = h(
    "div",
    { class: "row value", on: { keydown } },
    h("label", { for: id }, symbol),
    less,
    input,
    more,
    makeButton("Done", leave),
  );
  const node = h("div", { class: "editing" }, hint, controls, trouble);

  // A number half typed is left in peace until the reader is done with it.
  /** @param {boolean} isDone */
  function take(isDone) {
    const text = input.value.trim();
    const value = numberOf(text);
    if (Number.isFinite(value) && Math.abs(value) <= MOST) {
      complain("");
      if (value === present.value) return;
      present.value = value;
      change(value);
    } else if (isDone || !/^[+−-]?\d*[.,]?\d*$/.test(text)) {
      const reason = Number.isNaN(value) ? "is not a number" : `is not between −${MOST} and ${MOST}`;
      complain(
        `${text ? `“${text}”` : "An empty field"} ${reason}; the value stays ${given(present.value)}.`,
      );
    }
  }

  /** @param {string} text */
  function complain(text) {
    if (trouble.textContent !== text) trouble.textContent = text; // or it would be said again
    input.setAttribute("aria-invalid", String(text !== ""));
  }

  /** @param {KeyboardEvent} event */
  function keydown(event) {
    const { currentTarget, key } = event;
    if (!(currentTarget === input ? ["Enter", "ArrowUp", "ArrowDown"] : ["Escape"]).includes(key)) return;
    event.preventDefault(); // else the button that now gets the focus would be pressed
    if (key === "Enter") {
      take(true);
      if (!trouble.textContent) leave();
    } else if (key === "ArrowUp") nudge(STEP)();
    else if (key === "ArrowDown") nudge(-STEP)();
    else {
      if (present.value !== first) change(first);
      leave();
    }
  }

  /**
   * Show a parameter and its value, or none; what the reader typed for this value stays as it is.
   * @param {Parameter} [parameter]
   * @param {number} [value]
   */
  function show(parameter, value = 0) {
    const isSame = parameter?.key === present.parameter?.key;
    hint.hidden = Boolean(parameter);
    controls.hidden = !parameter;
    if (parameter && !isSame) {
      first = value;
      symbol.replaceChildren(formulaOf(`${parameter.symbol} =`));
      input.setAttribute("aria-label", `value of ${parameter.words}`);
    }
    const isKept = isSame && value === present.value;
    present = { parameter, value };
    if (isKept) return;
    input.value = parameter ? given(value) : "";
    complain("");
  }
  const focus = () => {
    input.focus();
    input.select();
  };
  return { node, show, focus };
}

// A minus sign and a decimal comma are understood too.
/** @param {string} text */
function numberOf(text) {
  const plain = text.replace("−", "-").replace(",", ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : NaN;
}
