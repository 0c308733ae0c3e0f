// The first use of each word of the glossary on a page opens what it means, on the pages of both printers.

import { toRoot } from "./symbols/page.js";

// The sentences of the text are meant, as far as they are seen.
const SENTENCES = "main :is(p, li):not(details *, figure *, nav *, aside *, .exercise *, .bd-page-tools)";
const APART = "a, code, em, math, strong, .bd-term";

const card = document.createElement("div");
card.className = "bd-meaning";
const voice = document.createElement("p");
voice.className = "visually-hidden";
voice.role = "status";
/** @type {HTMLElement | null} */
let opened = null;

function close() {
  if (opened) opened.ariaExpanded = "false";
  opened = null;
  card.remove();
  voice.textContent = "";
}

/**
 * Open the card below the word's line; for keys and screen readers it comes right behind the word.
 * @param {HTMLElement} word
 * @param {string} term
 */
function toggle(word, term) {
  const wasOpen = word === opened;
  close();
  if (wasOpen) return;
  opened = word;
  word.ariaExpanded = "true";
  const link = `<a href="${toRoot}chapters/a2-glossary.html">Glossary</a>`;
  card.innerHTML = `<p><strong>${term}</strong></p><p>${MEANINGS[term]}</p><p>${link}</p>`;
  card.style.marginLeft = "0";
  word.after(card);
  const { left, width } = card.getBoundingClientRect();
  const column = /** @type {Element} */ (word.closest("p, li")).getBoundingClientRect();
  const shift = Math.min(word.getBoundingClientRect().left, column.right - width) - left;
  card.style.marginLeft = `${Math.max(0, shift)}px`;
  card.scrollIntoView({ block: "nearest" });
  voice.textContent = card.children[1].textContent;
}

/**
 * Return what finds a term in one or in many: "copy, distorted" is met as "distorted copies", and what is a part of
 * "gradient descent" is no "gradient".
 * @param {string} term
 */
function pattern(term) {
  const words = term.split(", ").reverse().join(" ").replaceAll(" ", "\\s+").replace(/y$/, "(?:y|ies)");
  const longer = Object.keys(MEANINGS).filter((other) => other.startsWith(`${term} `));
  const end = ["[\\p{L}-]", ...longer.map((other) => other.slice(term.length).replace(" ", "\\s+"))].join(
    "|",
  );
  return new RegExp(`(?<![\\p{L}-])${words}(?:e?s)?(?!${end})`, "iu");
}

/**
 * Return the word at its first place in a sentence, in an element of its own.
 * @param {RegExp} wanted
 * @param {Element} sentence
 */
function wordIn(wanted, sentence) {
  const walker = document.createTreeWalker(sentence, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = /** @type {Text} */ (walker.currentNode);
    const found = text.parentElement?.closest(APART) ? null : wanted.exec(text.data);
    if (!found) continue;
    const word = document.createElement("span");
    text.splitText(found.index).splitText(found[0].length);
    text.nextSibling?.replaceWith(word);
    word.textContent = found[0];
    return word;
  }
}

/**
 * Make a button of a term's first use, unless there the text itself says what it means, in bold or italics.
 * @param {string} term
 * @param {Element[]} sentences
 */
function enliven(term, sentences) {
  const wanted = pattern(term);
  for (const sentence of sentences.filter(({ textContent }) => wanted.test(textContent))) {
    const marked = [...sentence.querySelectorAll("strong, em")];
    if (marked.some(({ textContent }) => !textContent.replace(wanted, "").trim())) return;
    const word = wordIn(wanted, sentence);
    if (!word) continue;
    Object.assign(word, { className: "bd-term", role: "button", tabIndex: 0, ariaExpanded: "false" });
    word.addEventListener("click", () => toggle(word, term));
    word.addEventListener("keydown", (event) => {
      if (![" ", "Enter"].includes(event.key)) return;
      event.preventDefault();
      toggle(word, term);
    });
    return;
  }
}

function setUp() {
  const sentences = [...document.querySelectorAll(SENTENCES)];
  for (const term of Object.keys(MEANINGS)) enliven(term, sentences);
  document.querySelector("main")?.after(voice);
  for (const kind of ["pointerup", "focusin"]) {
    document.addEventListener(kind, ({ target }) => {
      const isWithin = [opened, card].some((one) => one?.contains(/** @type {Node} */ (target)));
      if (opened && !isWithin) close();
    });
  }
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !opened) return;
    opened.focus();
    close();
  });
}

if (!document.getElementById("sec-glossary")) {
  const script = document.createElement("script");
  script.src = `${toRoot}theme/meanings.js`;
  script.onload = setUp;
  document.head.append(script);
}
