// The tray: drawings that are kept, and what the network said and now says of each.

import { makeSeen } from "./draw-digit-views.js";
import { decimal, h } from "./lib/dom.js";

const MOST = 14; // of the reader's own drawings

/** Return the digit that the outputs `a` say and how strongly, and the next one. */
export function answerOf(a) {
  const order = Array.from(a, (_, digit) => digit).sort((one, other) => a[other] - a[one] || one - other);
  const [digit, next] = order;
  return { digit, value: a[digit], next, nextValue: a[next] };
}

/**
 * Make the tray. `shipped(image)` and `taught(image)` return the outputs of the network as it came and as
 * it is now; `put(marks)` puts a drawing on the pad. A drawing is `{ marks, image, meant }`, where `meant`
 * is the digit that somebody said it is, or null.
 */
export function makeTray({ shipped, taught, put }) {
  const list = h("ul", { role: "list", class: "tray", "aria-label": "Kept drawings" });
  const summary = h("p", { class: "summary" });
  const node = h("div", { class: "memory" }, summary, list);
  let items = [];

  function keep(drawing, { isSample = false } = {}) {
    const known = items.find((item) => item.marks === drawing.marks);
    if (known) {
      known.meant = drawing.meant ?? known.meant;
      show();
      return;
    }
    const own = items.filter((item) => !item.isSample);
    if (!isSample && own.length === MOST) forget(own[0]);
    const tile = makeTile(drawing.image, () => put(drawing.marks));
    items.push({ ...drawing, isSample, tile, before: answerOf(shipped(drawing.image)) });
    list.append(tile.node);
    show();
  }

  function forget(item) {
    items = items.filter((other) => other !== item);
    item.tile.node.remove();
  }

  function show() {
    for (const item of items) {
      item.now = answerOf(taught(item.image));
      item.tile.show(item);
    }
    summary.textContent = summaryOf(items);
  }
  return { node, keep, show };
}

function makeTile(image, put) {
  const seen = makeSeen();
  seen.show(image);
  const [before, now] = [h("span", {}), h("span", { class: "now" })];
  const button = h("button", { type: "button", on: { click: put } }, seen.node, before, now);

  function show(item) {
    const differs = item.now.digit !== item.before.digit;
    before.textContent = `was ${item.before.digit}, ${decimal(item.before.value, 2)}`;
    now.textContent = `now ${item.now.digit}, ${decimal(item.now.value, 2)}`;
    button.classList.toggle("differs", differs);
    const meant = item.meant === null ? "A drawing" : `A drawing of ${item.meant}`;
    const name = `${meant}: ${before.textContent}, ${now.textContent}. Put it on the pad`;
    button.setAttribute("aria-label", name);
  }
  return { node: h("li", {}, button), show };
}

function summaryOf(items) {
  const named = items.filter((item) => item.meant !== null);
  const right = (which) => named.filter((item) => item[which].digit === item.meant).length;
  const differ = items.filter((item) => item.now.digit !== item.before.digit).length;
  return (
    `Of the ${named.length} drawings here whose digit is known, the network read ${right("before")} ` +
    `as it came and reads ${right("now")} now. Of all ${items.length}, it reads ${differ} differently.`
  );
}
