// Search within the book. The index is a script of its own, so that it loads from a file as well.

import { asked, best, patterns, prepare, snippet } from "./search/match.js";

const MOST = 12;

const base = document.documentElement.dataset.root ?? "./";
const input = /** @type {HTMLInputElement} */ (document.getElementById("search-input"));
const list = /** @type {HTMLElement} */ (document.getElementById("search-results"));
const box = /** @type {HTMLElement} */ (input.closest("search"));
const status = /** @type {HTMLElement} */ (box.querySelector("[role=status]"));

/** @typedef {import("./search/match.js").Found} Found */

/** @type {Promise<Found[]> | undefined} */
let loading;
function load() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${base}search-index.js`;
    script.onload = () => resolve(SEARCH_INDEX.map(prepare));
    script.onerror = () => {
      loading = undefined;
      reject(new Error("no index"));
    };
    document.head.append(script);
  });
  return loading;
}

/**
 * Return a line of the results, with what is found in it lit up.
 * @param {string} className
 * @param {string} text
 * @param {RegExp} pattern
 */
function line(className, text, pattern) {
  const span = document.createElement("span");
  span.className = className;
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const mark = document.createElement("mark");
    mark.textContent = match[0];
    span.append(text.slice(end, match.index), mark);
    end = match.index + match[0].length;
  }
  span.append(text.slice(end));
  return span;
}

/**
 * @param {Found[]} entries
 * @param {string[]} words
 */
function show(entries, words) {
  const wanted = patterns(words);
  /** @type {HTMLElement[]} */
  const items = entries.map((entry) => {
    const link = document.createElement("a");
    link.href = base + entry.href;
    if (entry.page) link.append(line("bd-where", entry.page, wanted.any));
    link.append(line("bd-found", entry.heading, wanted.any));
    link.append(line("bd-snippet", snippet(entry.text, wanted), wanted.any));
    return link;
  });
  if (!items.length) {
    const nothing = document.createElement("p");
    nothing.textContent = "Nothing found";
    items.push(nothing);
  }
  list.replaceChildren(
    ...items.map((item) => {
      const li = document.createElement("li");
      li.append(item);
      return li;
    }),
  );
  list.hidden = false;
}

async function search() {
  const words = asked(input.value);
  if (!words.length) {
    list.replaceChildren(); // or Enter would go to what was found before
    list.hidden = true;
    status.textContent = "";
    return;
  }
  try {
    const found = best(await load(), words);
    show(found.slice(0, MOST), words);
    status.textContent = found.length === 1 ? "1 place found" : `${found.length || "No"} places found`;
  } catch {
    status.textContent = "The search index could not be loaded";
  }
}

/** @param {KeyboardEvent} event */
function moveAmongResults(event) {
  const links = [...list.querySelectorAll("a")];
  const at = links.findIndex((link) => link === document.activeElement);
  if (event.key === "Escape" && !list.hidden) {
    list.hidden = true;
    input.focus();
  } else if (event.key === "ArrowDown" && links.length) links[Math.min(at + 1, links.length - 1)].focus();
  else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] ?? input).focus();
  else if (event.key === "Enter" && at < 0 && links.length) links[0].click();
  else return;
  event.preventDefault();
}

input.addEventListener("focus", () => load().catch(() => {}));
input.addEventListener("input", search);
box.addEventListener("keydown", moveAmongResults);
document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  if (!box.contains(target) || target.closest("#search-results a")) list.hidden = true;
});
// The page that a server shows in the place of a missing one asks here: index.html?q=delta
const query = new URLSearchParams(location.search).get("q");
if (query) {
  input.value = query;
  input.focus();
  search();
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (/** @type {Element} */ (event.target).closest("input, textarea")) return;
  event.preventDefault();
  input.focus();
});
