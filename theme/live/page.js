// What the live cells need to know of their page, in both prints; nothing is said twice of it.

import { h } from "../../figures/interactive/lib/dom.js";

const root = document.documentElement;

/** The folder python/ of the site, where this page may run; from a file it may not. */
export const base = root.dataset.python === undefined ? null : new URL(root.dataset.python, location.href);

export const isFile = location.protocol === "file:";

/** @type {HTMLAnchorElement | null} */
export const download = document.querySelector(".bd-page-tools a[download][href$='.ipynb']");

/** The name of the page's notebook, without its ending; the same in every print. */
export const chapter = /([^/]+)\.ipynb$/.exec(download?.href ?? "")?.[1] ?? "";

/** The chapters' links in the sidebar. @returns {HTMLAnchorElement[]} */
export const chapterLinks = () => [
  .../** @type {NodeListOf<HTMLAnchorElement>} */ (
    document.querySelectorAll("#sidebar a, #quarto-sidebar a.sidebar-link")
  ),
];

/** @param {HTMLAnchorElement} link */
export const nameOfLink = (link) => /([^/]+)\.html(?:#.*)?$/.exec(link.href)?.[1] ?? "";

const voice = h("p", { class: "visually-hidden", role: "status" });

/**
 * Tell a screen reader, when it has finished what it is saying.
 * @param {string} text
 */
export function say(text) {
  if (!voice.isConnected) document.body.append(voice);
  // A region that is new is not listened to yet, and a sentence that stands there already is not said again.
  setTimeout(() => (voice.textContent = voice.textContent === text ? `${text}\u00a0` : text), 100);
}

/**
 * Return what references call a place of this page, such as "Equation 4.1", or "".
 * @param {string} label
 */
export function nameOf(label) {
  const place = document.getElementById(label);
  const number = place?.querySelector(".bd-equation-number")?.textContent ?? "";
  if (number) return `Equation\u00a0${number.replace(/[()#]/g, "")}`;
  const title = place?.querySelector(".bd-exercise-title")?.textContent ?? "";
  return /^\S+\s[A-Z\d.]*\d/.exec(title.trim())?.[0] ?? "";
}

/**
 * Return the address of a place: on this page, else on the page of the chapter with this number.
 * @param {string} label
 * @param {string} number
 */
export function wayTo(label, number) {
  if (document.getElementById(label)) return `#${label}`;
  const link = chapterLinks().find((link) => link.querySelector(".chapter-number")?.textContent === number);
  return link ? `${link.href}#${label}` : "";
}
