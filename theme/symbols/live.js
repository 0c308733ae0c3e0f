// The symbols in live pictures: who points at one, taps it or has it in focus sees its like on the whole page.

import { lightUp, putOut } from "./light.js";
import { namedSymbol, symbolsIn } from "./read.js";

const PICTURE = ".bd-live-picture";

/** @type {Element | null} */
let shining = null; // what was pointed at and is lit

/**
 * Return the symbol at a point of a live picture: of a letter in a formula, or the one whose number stands there.
 * @param {Element} target
 * @param {{ clientX: number, clientY: number }} [point]
 * @returns {Lit | null}
 */
function pointedAt(target, point) {
  const number = target.closest("[data-symbol]") ??
    target.closest(":has(> [data-symbol])")?.querySelector("[data-symbol]");
  if (number) {
    return { ...namedSymbol(/** @type {HTMLElement} */ (number).dataset.symbol ?? ""), element: number };
  }
  const math = target.closest("math");
  if (!math || !point) return null;
  const { clientX: x, clientY: y } = point;
  const hit = [...symbolsIn(math)].filter(({ element }) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return left - 2 <= x && x <= right + 2 && top - 2 <= y && y <= bottom + 2;
  });
  return hit.at(-1) ?? null; // a slope gives way to its letters
}

/** @param {Lit | null} symbol @param {boolean} isNews  whether the picture may have changed meanwhile */
function shine(symbol, isNews) {
  const element = symbol?.element ?? null;
  if (element === shining && !isNews) return;
  if (symbol) lightUp(symbol);
  else if (shining) putOut();
  shining = element;
}

/**
 * Let the symbols of live pictures light up; `isTaken()` tells whether the light is held by a formula of the text.
 * @param {() => boolean} isTaken
 */
export function enlivenPictures(isTaken) {
  /** @param {Event} event */
  const follow = (event) => {
    if (isTaken()) {
      shining = null;
      return;
    }
    const target = /** @type {Element} */ (event.target);
    const point = event instanceof MouseEvent ? event : undefined;
    const symbol = target.closest(PICTURE) ? pointedAt(target, point) : null;
    shine(symbol, event.type !== "pointermove");
  };
  document.addEventListener("pointermove", (event) => event.pointerType === "touch" || follow(event));
  for (const kind of ["click", "focusin"]) document.addEventListener(kind, follow);
}
