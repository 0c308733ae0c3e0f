// Buttons and keys that the interactive pictures share.

import { h, uid } from "./dom.js";

/** Let an action be felt as off without taking the focus from its button. */
export function setOff(button, isOff) {
  button.setAttribute("aria-disabled", isOff);
}

/** Make a button that does nothing while it is off. */
export function makeButton(text, action, kind = null) {
  const press = (event) => event.currentTarget.getAttribute("aria-disabled") === "true" || action();
  return h("button", { type: "button", class: kind, on: { click: press } }, text);
}

/**
 * Make a group of radio buttons that look like keys: `entries` are values with a text or an element.
 * `pick(value)` is called with the one chosen; `choose(value)` marks one without a call, or none.
 */
export function makeKeys(legend, entries, pick, chosen = null) {
  const name = uid("keys");
  const inputs = entries.map(([value]) =>
    h("input", { type: "radio", name, value, checked: value === chosen, on: { change: () => pick(value) } })
  );
  const labels = entries.map(([, text], place) => h("label", {}, inputs[place], h("span", {}, text)));
  const node = h("fieldset", { class: "keys" }, h("legend", {}, legend), h("div", { class: "row" }, labels));
  const choose = (value) => entries.forEach(([own], place) => (inputs[place].checked = own === value));
  return { node, choose };
}
