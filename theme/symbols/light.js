// The light: a symbol and its like, in formulas and in pictures.

import { h } from "../../figures/interactive/lib/dom.js";
import { isOfPress, root } from "./page.js";
import { isKin, isSame, namedSymbol, symbolsIn } from "./read.js";

/** What is lit; another list once it has been put out. @type {Element[]} */
let lit = [];

/**
 * Light up the symbol and its like, and nothing else.
 * @param {Lit} symbol
 */
export function lightUp(symbol) {
  putOut();
  root.style.setProperty("--lit", `var(${/[δΔ]$/.test(symbol.letter) ? "--error" : "--blue"})`);
  for (const math of document.querySelectorAll("main math")) {
    for (const other of symbolsIn(math)) if (isKin(symbol, other)) light(other.element, other, symbol);
  }
  for (const number of document.querySelectorAll("main [data-symbol]")) {
    const other = namedSymbol(/** @type {HTMLElement} */ (number).dataset.symbol ?? "");
    if (isKin(symbol, other)) light(number, other, symbol);
  }
  for (const image of document.querySelectorAll("main img")) {
    lightPicture(/** @type {HTMLImageElement} */ (image), symbol);
  }
}

/**
 * @param {Element} element
 * @param {Signs} other
 * @param {Lit} symbol
 */
function light(element, other, symbol) {
  const kind = element === symbol.element ? "here" : isSame(other, symbol) ? "same" : "kin";
  element.classList.add("bd-symbol-lit", `is-${kind}`);
  lit.push(element);
}

/** Put out all that is lit. */
export function putOut() {
  for (const element of lit) {
    element.closest(".bd-symbol-lights")?.remove();
    element.classList.remove("bd-symbol-lit", "is-here", "is-same", "is-kin");
    if (!element.classList.length) element.removeAttribute("class");
  }
  lit = [];
}

/** A symbol in a picture, and its left, top, width and height in shares. @typedef {[string, ...number[]]} Place */

/** @type {Map<HTMLImageElement, Promise<Place[]>>} */
const inPictures = new Map();

/** @param {HTMLImageElement} image */
function symbolsOf(image) {
  const found = inPictures.get(image) ?? placesIn(image).catch(() => []);
  inPictures.set(image, found);
  return found;
}

/**
 * The press writes a picture's symbols beside it; in Quarto's pages they are in the picture's own file.
 * @param {HTMLImageElement} image
 * @returns {Promise<Place[]>}
 */
async function placesIn(image) {
  if (image.dataset.symbols) return JSON.parse(image.dataset.symbols);
  if (isOfPress || !image.src.startsWith("http")) return [];
  const text = await (await fetch(image.src)).text();
  return JSON.parse(/<metadata id="symbols">(.*?)<\/metadata>/s.exec(text)?.[1] ?? "[]");
}

/**
 * @param {HTMLImageElement} image
 * @param {Lit} symbol
 */
async function lightPicture(image, symbol) {
  const now = lit;
  const symbols = await symbolsOf(image);
  if (lit !== now || !image.offsetWidth) return;
  const layer = h("div", { class: "bd-symbol-lights" });
  for (const [name, left, top, width, height] of symbols) {
    const other = namedSymbol(name);
    if (!isKin(symbol, other)) continue;
    const span = h("span");
    const [x, y, w, tall] = [left, top, width, height].map((share) => `${100 * share}%`);
    Object.assign(span.style, { left: x, top: y, width: w, height: tall });
    layer.append(span);
    light(span, other, symbol);
  }
  if (!layer.childElementCount) return;
  image.after(layer);
  const at = image.getBoundingClientRect();
  const from = layer.getBoundingClientRect();
  Object.assign(layer.style, {
    marginLeft: `${at.left - from.left}px`,
    marginTop: `${at.top - from.top}px`,
    width: `${at.width}px`,
    height: `${at.height}px`,
  });
}
