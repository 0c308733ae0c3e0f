// What every interactive picture needs of a page: elements, names, numbers and a voice.

/**
 * What an element can hold, also in lists; `null`, `undefined` and `false` stand for nothing.
 * @typedef {Node | string | null | undefined | false} Leaf
 * @typedef {Leaf | (Leaf | Leaf[])[]} Child
 */

/**
 * The attributes of an element. `true` sets one without a value; `null`, `undefined` and `false` set none; `style`
 * is set as a property, which a strict Content-Security-Policy allows, all else as text. `on` has a function for each event to listen to.
 * @typedef {{ on?: Listeners } & { [name: string]: unknown }} Attributes
 * @typedef {{ [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => unknown }} Listeners
 */

/**
 * What anywidget gives a module in a notebook, and the book's pages in their place.
 * @typedef {object} Model
 * @property {(name: string) => any} get  any: what Python sent under this name
 * @property {(name: string, value: unknown) => void} set
 * @property {() => void} save_changes
 * @property {(event: string, listen: () => void) => void} on
 * @property {(event: string, listen: () => void) => void} off
 */

const SVG = "http://www.w3.org/2000/svg";
const MATHML = "http://www.w3.org/1998/Math/MathML";

/**
 * Make an HTML element: `h("button", { class: "next", on: { click: f } }, "Next")`.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/**
 * Make an SVG element.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 */
export function s(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/**
 * Make a MathML element.
 * @template {keyof MathMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 */
export function m(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(MATHML, tag), attributes, children);
}

/**
 * @template {Element} Made
 * @param {Made} element
 * @param {Attributes} attributes
 * @param {Child[]} children
 */
function fill(element, { on = {}, ...attributes }, children) {
  for (const [event, listen] of Object.entries(on)) {
    element.addEventListener(event, /** @type {EventListener} */ (listen));
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "style") styleOf(element).cssText = String(value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, String(value));
  }
  element.append(...children.flat(2).filter((child) => child != null && child !== false));
  return element;
}

/** @param {Element} element */
const styleOf = (element) => /** @type {Element & ElementCSSInlineStyle} */ (element).style;

let made = 0;

/**
 * Return an id that no other picture of this copy of the library has made.
 * @param {string} prefix
 */
export function uid(prefix) {
  made += 1;
  return `${prefix}-${made}-${Math.random().toString(36).slice(2, 8)}`;
}

/** Return a live region and its voice. Of a quick flow of sentences only the last is said. */
export function announcer() {
  const node = h("p", { class: "bd-said", role: "status" });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  /** @param {string} text */
  const say = (text) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      // A sentence that stands there already would not be said again.
      node.textContent = node.textContent === text ? `${text}\u00a0` : text;
    }, 300);
  };
  return { node, say };
}

/**
 * Return `x` with `digits` decimals, as Python's `f"{x:.4f}"`, with a true minus and never −0.
 * @param {number} x
 * @param {number} digits
 */
export function decimal(x, digits) {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "no number" : x > 0 ? "∞" : "−∞";
  const text = exactly(Math.abs(x), digits);
  return x < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

// Of two decimals equally near, Python takes the even one and `toFixed` the larger one.
/** @param {number} x @param {number} digits */
function exactly(x, digits) {
  const rounded = x.toFixed(digits);
  const all = x.toFixed(100); // every digit that the double has, for numbers of a usual size
  const point = all.indexOf(".") + 1;
  const isTie = /^50*$/.test(all.slice(point + digits));
  const lower = all.slice(0, digits ? point + digits : point - 1);
  return isTie && /[02468]$/.test(lower) ? lower : rounded;
}

const TONES = ["--blue", "--green", "--purple", "--ochre"];

/**
 * Return the book's colour for layer `l`.
 * @param {number} l
 */
export const toneOf = (l) => `var(${TONES[l % TONES.length]})`;

/** Return true if the reader asked the system for less motion. */
export function reducedMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
