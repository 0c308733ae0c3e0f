// Buttons and keys that the interactive pictures share.

/** @import { Child } from "./dom.js" */
import { h, uid } from "./dom.js";

/**
 * Let an action be felt as off without taking the focus from its button.
 * @param {Element} button
 * @param {boolean} isOff
 */
export function setOff(button, isOff) {
  button.setAttribute("aria-disabled", String(isOff));
}

/**
 * Make a button that does nothing while it is off; `kind` is its class.
 * @param {string} text
 * @param {() => unknown} action
 * @param {string | null} [kind]
 */
export function makeButton(text, action, kind = null) {
  const button = h("button", { type: "button", class: kind }, text);
  button.addEventListener("click", () => button.getAttribute("aria-disabled") === "true" || action());
  return button;
}

/**
 * Make a group of radio buttons that look like keys: `entries` are values with a text or an element.
 * `pick(value)` is called with the one chosen; `choose(value)` marks one without a call, or none.
 * @template Value
 * @param {string} legend
 * @param {[Value, Child][]} entries
 * @param {(value: Value) => unknown} pick
 * @param {Value | null} [chosen]
 */
export function makeKeys(legend, entries, pick, chosen = null) {
  const name = uid("keys");
  const inputs = entries.map(([value]) => {
    const change = () => pick(value);
    return h("input", { type: "radio", name, value, checked: value === chosen, on: { change } });
  });
  const labels = entries.map(([, text], place) => h("label", {}, inputs[place], h("span", {}, text)));
  const node = h(
    "fieldset",
    { class: "bd-keys" },
    h("legend", {}, legend),
    h("div", { class: "bd-row" }, labels),
  );
  /** @param {Value | null} value */
  const choose = (value) => entries.forEach(([own], place) => (inputs[place].checked = own === value));
  return { node, choose };
}
