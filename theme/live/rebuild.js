// The page on which the algorithm is rebuilt: when that was last done, when to come again, and what went wrong
// anywhere in the book, to be tried again.

import { h } from "../../figures/interactive/lib/dom.js";
import { chapter, chapterLinks, nameOfLink } from "./page.js";
import { idOf, keyOf } from "./questions.js";
import { advice, dayOf } from "./spacing.js";
import { kept, keptChapters } from "./store.js";

/** @typedef {import("./cell.js").Cell} Cell */
/** @typedef {import("./store.js").Chapter} Chapter */
/** @typedef {import("./store.js").Store} Store */

/** The folds that were opened since the box was right, or empty. @type {Set<Element>} */
const help = new Set();
const line = h("p", { class: "bd-live-rebuilt" });

/** @param {Store} store */
const show = (store) => (line.textContent = advice(store.chapter.rebuilt, dayOf(new Date())));

/** @param {Cell} cell  the empty box @param {Store} store */
export function setUp(cell, store) {
  const today = dayOf(new Date());
  if (cell.isSolved && !(today in store.chapter.rebuilt)) cell.startOver();
  for (const fold of document.querySelectorAll("main details.callout")) {
    fold.querySelector(":scope > summary")?.addEventListener("click", () => help.add(fold));
  }
  cell.node.addEventListener("bd-checked", (event) => {
    if (!(/** @type {CustomEvent} */ (event).detail)) return;
    const day = dayOf(new Date());
    store.update(({ rebuilt }) => (rebuilt[day] = Math.min(help.size, rebuilt[day] ?? Infinity)));
    help.clear();
    show(store);
  });
  cell.node.before(line);
  show(store);
  return showWrong(cell);
}

/** @param {Cell} cell */
async function showWrong(cell) {
  const items = (await Promise.all(chapterLinks().map(wrongIn))).flat();
  const above = [...(cell.node.parentElement?.querySelectorAll(":scope > p") ?? [])].at(-1);
  if (items.length) above?.after(h("h2", {}, "What went wrong, to be tried again"), h("ul", {}, items));
}

/** Return what went wrong in a chapter, as items of a list. @param {HTMLAnchorElement} link */
async function wrongIn(link) {
  const { missed, answers } = recalled(nameOfLink(link));
  const exercises = Object.keys(missed);
  const questions = Object.keys(answers).filter((key) => !answers[key].right);
  if (!exercises.length && !questions.length) return [];
  const address = link.href.split("#")[0];
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok) return [];
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const number = link.querySelector(".chapter-number")?.textContent ?? "";
  const items = [];
  for (const [at, question] of [...page.querySelectorAll("main .question")].entries()) {
    const key = keyOf(question);
    if (!questions.includes(key)) continue;
    const name = `Question\u00a0${number ? `${number}.` : ""}${at + 1}`;
    const asked = [...(question.querySelector(":scope > p")?.childNodes ?? [])];
    items.push(h("li", {}, h("a", { href: `${address}#${idOf(key)}` }, name), ": ", asked));
  }
  for (const key of exercises) {
    const place = `exr-write-${key.replace(/^try-/, "")}`;
    const name = page.getElementById(place)?.querySelector("strong")?.textContent.replace(/\.$/, "");
    if (name) items.push(h("li", {}, h("a", { href: `${address}#${place}` }, name)));
  }
  return items;
}

/** @param {string} name  of a chapter @returns {Pick<Chapter, "missed" | "answers">} */
function recalled(name) {
  try {
    const found = name !== chapter && keptChapters().includes(name) && kept(name);
    return found || { missed: {}, answers: {} };
  } catch {
    return { missed: {}, answers: {} }; // what cannot be read says nothing
  }
}
