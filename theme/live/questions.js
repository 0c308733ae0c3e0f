// What a reader has chosen of a question's options is there again at the next visit.

import { h } from "../../figures/interactive/lib/dom.js";
import { hash } from "./store.js";

/** @typedef {import("./store.js").Store} Store */

/** @param {number} at */
const letter = (at) => String.fromCharCode(65 + at);

/** What a question is known by: its words. @param {Element} question */
export const keyOf = (question) => hash(question.querySelector(":scope > p")?.textContent ?? "");

/** Where a question stands on its page. @param {string} key */
export const idOf = (key) => `question-${key}`;

/**
 * Remember the options that are opened, and say which were at the last visit.
 * @param {HTMLElement} question
 * @param {Store} store
 */
function remember(question, store) {
  const key = keyOf(question);
  question.id ||= idOf(key);
  let isFirst = true;
  const options = [...question.querySelectorAll(":scope > details")];
  const isRight = (/** @type {number} */ at) =>
    options[at]?.querySelector(".callout-body")?.textContent.trim().startsWith("Yes.") ?? false;
  const before = store.chapter.answers[key];
  if (before) question.append(h("p", { class: "bd-live-chosen" }, sayWhat(before.chosen, isRight)));
  for (const [at, option] of options.entries()) {
    option.querySelector(":scope > summary")?.addEventListener("click", () => {
      if (/** @type {HTMLDetailsElement} */ (option).open) return; // it is being closed
      store.update(({ answers }) => {
        const answer = answers[key] ??= { chosen: [], right: false };
        if (isFirst) answer.right ||= isRight(at);
        if (!answer.chosen.includes(at)) answer.chosen.push(at);
      });
      isFirst = false;
    });
  }
}

/**
 * @param {number[]} chosen
 * @param {(at: number) => boolean} isRight
 */
function sayWhat(chosen, isRight) {
  const [first, ...then] = chosen.map(letter);
  const list = then.length ? `You chose ${first} first, then ${then.join(", ")}.` : `You chose ${first}.`;
  const verdict = isRight(chosen[0]) ? "That was right." : then.length ? "" : "There is a better one.";
  return `${list} ${verdict}`.trim();
}

/** @param {Store} store */
export function rememberQuestions(store) {
  /** @type {NodeListOf<HTMLElement>} */
  const questions = document.querySelectorAll("main .question");
  for (const question of questions) remember(question, store);
  // These places are made here: who comes from another page was not led there.
  if (location.hash.startsWith("#question-")) document.querySelector(location.hash)?.scrollIntoView();
}
