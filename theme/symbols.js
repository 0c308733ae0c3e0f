// Living symbols: each letter of a displayed formula says what it is, and its like light up on the page.

import { h } from "../figures/interactive/lib/dom.js";
import { card, fillCard, voice } from "./symbols/card.js";
import { lightUp, putOut } from "./symbols/light.js";
import { enlivenPictures } from "./symbols/live.js";
import { root, toRoot } from "./symbols/page.js";
import { symbolsIn } from "./symbols/read.js";

/** A formula, its symbols, and the one that was held last. @typedef {{ node: HTMLElement, symbols: BookSymbol[], last?: BookSymbol }} Equation */
/** @typedef {{ equation: Equation, symbol: BookSymbol, isHeld: boolean }} Shown */

const isNarrow = matchMedia("(max-width: 36rem)");

/** @type {Shown | null} */
let shown = null; // the symbol that the card is about, its equation, and whether the pointer may take it away
/** @type {BookSymbol | null} */
let pointed = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/**
 * Put the card beside its symbol, and outside of the formula where that is not far.
 * @param {Shown} shown
 */
function place({ equation, symbol }) {
  const gap = 8;
  const far = 48;
  const box = symbol.element.getBoundingClientRect();
  const all = (symbol.element.closest("math") ?? symbol.element).getBoundingClientRect();
  card.style.cssText = "";
  const { offsetWidth: width, offsetHeight: height } = card;
  if (isNarrow.matches) {
    card.classList.toggle("is-above", box.bottom + gap > innerHeight - height);
    return;
  }
  const header = parseFloat(getComputedStyle(root).scrollPaddingTop) || 0;
  const upper = box.top - all.top < far ? all.top : box.top;
  const lower = all.bottom - box.bottom < far ? all.bottom : box.bottom;
  const above = upper - 2 * gap - Math.min(header, upper / 2);
  const below = innerHeight - lower - 2 * gap;
  const isUpperHalf = all.height > 2 * far && box.top + box.bottom < all.top + all.bottom;
  const isAbove = isUpperHalf ? above >= height || above > below : below < height && above > below;
  const room = Math.min(height, isAbove ? above : below);
  const column = equation.node.getBoundingClientRect();
  const left = Math.min((box.left + box.right - width) / 2, column.right - width);
  card.style.left = `${scrollX + Math.max(left, column.left, gap)}px`;
  card.style.top = `${scrollY + (isAbove ? upper - gap - room : lower + gap)}px`;
  card.style.maxHeight = `${room}px`;
}

/**
 * @param {number} time
 * @param {() => void} action
 */
const after = (time, action) => {
  clearTimeout(timer);
  timer = setTimeout(action, time);
};

/**
 * @param {Equation} equation
 * @param {BookSymbol} symbol
 * @param {boolean} isHeld
 */
function show(equation, symbol, isHeld) {
  clearTimeout(timer);
  shown = { equation, symbol, isHeld };
  const text = fillCard(symbol);
  card.hidden = false;
  lightUp(symbol);
  place(shown);
  if (isHeld) voice.textContent = text;
}

function hide() {
  clearTimeout(timer);
  shown = null;
  card.hidden = true;
  voice.textContent = "";
  putOut();
}

const leave = () => shown && !shown.isHeld && after(400, hide);

/**
 * Return the symbol at a point, or the nearest within reach; a slope gives way to its letters.
 * @param {Equation} equation
 * @param {PointerEvent | MouseEvent} point
 * @param {number} reach
 */
function symbolAt({ symbols }, { clientX: x, clientY: y }, reach) {
  const distances = symbols.map((symbol) => {
    const { left, right, top, bottom } = symbol.element.getBoundingClientRect();
    const away = Math.hypot(Math.max(left - x, x - right, 0), Math.max(top - y, y - bottom, 0));
    return { symbol, away: away + (symbol.below ? 2 : 0) };
  });
  const near = distances.filter(({ away }) => away <= reach);
  return near.sort((one, other) => one.away - other.away)[0]?.symbol ?? null;
}

/**
 * @param {Equation} equation
 * @param {KeyboardEvent} event
 */
function walk(equation, event) {
  const way = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (event.key === "Tab" && shown?.equation === equation && !event.shiftKey) {
    event.preventDefault();
    card.querySelector("a")?.focus();
  }
  if (!way || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.shiftKey) {
    equation.node.scrollBy({ left: 80 * way });
  } else {
    const at = equation.last ? equation.symbols.indexOf(equation.last) : -1;
    const next = equation.symbols[at < 0 && way < 0 ? equation.symbols.length - 1 : at + way];
    if (!next) return; // the browser may scroll on
    equation.last = next;
    next.element.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    show(equation, next, true);
  }
  event.preventDefault();
}

/** @param {Equation} equation */
function enliven(equation) {
  const { node } = equation;
  const number = node.querySelector(".bd-equation-number")?.textContent?.slice(1, -1);
  node.classList.add("bd-has-symbols");
  node.tabIndex = 0;
  node.setAttribute("role", "group");
  const name = number ? `Equation ${number}` : "Formula";
  node.setAttribute("aria-label", `${name}: arrow keys walk through its symbols`);
  node.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || shown?.isHeld) return;
    const symbol = symbolAt(equation, event, 3);
    if (symbol === pointed) return;
    pointed = symbol;
    clearTimeout(timer);
    if (!symbol) leave();
    else if (symbol !== shown?.symbol) after(shown ? 250 : 120, () => show(equation, symbol, false));
  });
  node.addEventListener("pointerleave", () => {
    pointed = null;
    clearTimeout(timer);
    leave();
  });
  node.addEventListener("click", (event) => {
    if (!getSelection()?.isCollapsed) return;
    const symbol = symbolAt(equation, event, 12);
    if (!symbol) return hide();
    equation.last = symbol;
    show(equation, symbol, true);
  });
  node.addEventListener("keydown", (event) => walk(equation, event));
  node.addEventListener("focusout", ({ relatedTarget }) => {
    if (shown?.isHeld && relatedTarget && !card.contains(/** @type {Node} */ (relatedTarget))) hide();
  });
}

function setUpCard() {
  card.addEventListener("pointerenter", () => clearTimeout(timer));
  card.addEventListener("pointerleave", leave);
  card.addEventListener("click", ({ target }) => target instanceof HTMLAnchorElement && setTimeout(hide));
  // The card stands at the end of the page; by keyboard it comes right behind its equation.
  card.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || !shown) return;
    const { node } = shown.equation;
    node.focus({ preventScroll: true });
    if (event.shiftKey) event.preventDefault();
    else hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) return;
    if (card.contains(document.activeElement)) shown.equation.node.focus({ preventScroll: true });
    hide();
  });
  // A finger that scrolls is not lifted from the page but taken away by the browser.
  document.addEventListener("pointerup", ({ target }) => {
    const isWithin = [card, shown?.equation.node].some((one) => one?.contains(/** @type {Node} */ (target)));
    if (shown && !isWithin) hide();
  });
  addEventListener("resize", () => shown && hide());
  document.body.append(card, voice);
}

function setUp() {
  /** @type {Map<HTMLElement, Equation>} */
  const equations = new Map();
  for (const math of document.querySelectorAll('main math[display="block"]')) {
    /** @type {HTMLElement | null} */
    const node = math.closest(".bd-equation, p") ?? math.parentElement;
    const symbols = math.closest(".bd-live-picture") ? [] : [...symbolsIn(math)];
    if (!node || !symbols.length) continue;
    const equation = equations.get(node) ?? { node, symbols: [] };
    equation.symbols.push(...symbols);
    equations.set(node, equation);
  }
  if (!equations.size) return;
  setUpCard();
  enlivenPictures(() => shown !== null);
  const on = { load: () => equations.forEach(enliven) };
  document.head.append(h("link", { rel: "stylesheet", href: `${toRoot}theme/symbols.css`, on }));
}

if ("requestIdleCallback" in globalThis) requestIdleCallback(setUp, { timeout: 2000 });
else setTimeout(setUp, 200);
