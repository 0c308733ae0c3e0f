// The tray: drawings that are kept, and what the network said and now says of each.

/** @import { Mark } from "./sheet.js" */
/** @import { Answer } from "./views.js" */
import { decimal, h } from "../lib/dom.js";
import { answerOf, makeSeen } from "./views.js";

/**
 * `meant` is the digit that somebody said it is, or null.
 * @typedef {{ marks: Mark[], image: Float64Array, meant: number | null }} Drawing
 * @typedef {Drawing & { isSample: boolean, before: Answer, now: Answer }} Kept  with two networks' answers
 * @typedef {Kept & { tile: ReturnType<typeof makeTile> }} Item
 * @typedef {(image: Float64Array) => Float64Array} Reader
 */

const MOST = 14; // of the reader's own drawings

/**
 * Make the tray. `shipped(image)` and `taught(image)` return the outputs of the network as it came and as
 * it is now; `put(drawing)` puts a drawing on the pad.
 * @param {{ shipped: Reader, taught: Reader, put: (drawing: Drawing) => void }} actions
 */
export function makeTray({ shipped, taught, put }) {
  const list = h("ul", { role: "list", class: "bd-tray", "aria-label": "Kept drawings" });
  const summary = h("p", { class: "bd-summary" });
  const node = h(
    "div",
    { class: "bd-memory" },
    h("p", { class: "bd-title" }, "What else has changed?"),
    summary,
    list,
    h(
      "p",
      { class: "bd-small" },
      "Press a drawing to put it on the pad. Yours are kept here when you clear the pad or take a step.",
    ),
  );
  /** @type {Item[]} */
  let items = [];

  /** @param {Drawing} drawing @param {{ isSample?: boolean }} [options] */
  function keep(drawing, { isSample = false } = {}) {
    const known = items.find((item) => item.marks === drawing.marks);
    if (known) {
      known.meant = drawing.meant ?? known.meant;
      return;
    }
    const own = items.filter((item) => !item.isSample);
    if (!isSample && own.length === MOST) forget(own[0]);
    const before = answerOf(shipped(drawing.image));
    const kept = { ...drawing, isSample, before, now: before };
    const tile = makeTile(drawing.image);
    const item = Object.assign(kept, { tile });
    tile.button.addEventListener("click", () => put(item));
    items.push(item);
    list.append(tile.node);
  }

  /** @param {Item} item */
  function forget(item) {
    items = items.filter((other) => other !== item);
    item.tile.node.remove();
  }

  /** Read all drawings again, and return how they fare in words. */
  function show() {
    for (const item of items) {
      item.now = answerOf(taught(item.image));
      item.tile.show(item, fateOf(item));
    }
    summary.textContent = summaryOf(items);
    return summary.textContent;
  }
  return { node, keep, show };
}

// What teaching did to a drawing, in a word.
/** @param {Kept} kept */
function fateOf({ before, now, meant }) {
  if (before.digit === now.digit) return "";
  if (before.digit === meant) return "forgotten";
  return now.digit === meant ? "learned" : "changed";
}

/** @param {Float64Array} image */
function makeTile(image) {
  const seen = makeSeen();
  seen.show(image);
  const [before, now, fate] = [h("span"), h("span", { class: "bd-now" }), h("span", { class: "bd-fate" })];
  const button = h("button", { type: "button" }, seen.node, before, now, fate);

  /** @param {Kept} item @param {string} word */
  function show(item, word) {
    before.textContent = `was ${item.before.digit}, ${decimal(item.before.value, 2)}`;
    now.textContent = `now ${item.now.digit}, ${decimal(item.now.value, 2)}`;
    fate.textContent = word;
    button.classList.toggle("bd-differs", word !== "");
    button.classList.toggle("bd-forgotten", word === "forgotten");
    const meant = item.meant === null ? "A drawing" : `A drawing of ${item.meant}`;
    const facts = [before.textContent, now.textContent, word].filter(Boolean).join(", ");
    button.setAttribute("aria-label", `${meant}: ${facts}. Put it on the pad`);
  }
  return { node: h("li", {}, button), button, show };
}

/** @param {Kept[]} items */
function summaryOf(items) {
  const named = items.filter((item) => item.meant !== null);
  /** @param {"before" | "now"} which */
  const right = (which) => named.filter((item) => item[which].digit === item.meant).length;
  /** @param {string} fate */
  const count = (fate) => items.filter((item) => fateOf(item) === fate).length || "none";
  return (
    `Of ${named.length} drawings whose digit is known, the network read ${right("before")} as it came and ` +
    `reads ${right("now")} now: ${count("forgotten")} forgotten, ${count("learned")} learned.`
  );
}
