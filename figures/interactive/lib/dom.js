// What every interactive picture needs of a page: elements, names, numbers and a voice.

const SVG = "http://www.w3.org/2000/svg";
const MATHML = "http://www.w3.org/1998/Math/MathML";

/** Make an HTML element: `h("button", { class: "next", on: { click: f } }, "Next")`. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** Make an SVG element. */
export function s(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Make a MathML element. */
export function m(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(MATHML, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") {
      for (const [event, listen] of Object.entries(value)) element.addEventListener(event, listen);
    } else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  // `false` and `null` stand for "nothing here".
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return element;
}

let made = 0;

/** Return an id that no other picture of this copy of the library has made. */
export function uid(prefix) {
  made += 1;
  return `${prefix}-${made}-${Math.random().toString(36).slice(2, 8)}`;
}

/** Return a live region and its voice. Of a quick flow of sentences only the last is said. */
export function announcer() {
  const node = h("p", { class: "said", role: "status" });
  let waiting = 0;
  const say = (text) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      // A sentence that stands there already would not be said again.
      node.textContent = node.textContent === text ? `${text}\u00a0` : text;
    }, 300);
  };
  return { node, say };
}

/** Return `x` with `digits` decimals, as Python's `f"{x:.4f}"`, with a true minus and never −0. */
export function decimal(x, digits) {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "no number" : x > 0 ? "∞" : "−∞";
  const text = exactly(Math.abs(x), digits);
  return x < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

// Of two decimals equally near, Python takes the even one and `toFixed` the larger one.
function exactly(x, digits) {
  const rounded = x.toFixed(digits);
  const all = x.toFixed(100); // every digit that the double has, for numbers of a usual size
  const point = all.indexOf(".") + 1;
  const isTie = /^50*$/.test(all.slice(point + digits));
  const lower = all.slice(0, digits ? point + digits : point - 1);
  return isTie && "02468".includes(lower.at(-1)) ? lower : rounded;
}

const TONES = ["--blue", "--green", "--purple", "--ochre"];

/** Return the book's colour for layer `l`. */
export const toneOf = (l) => `var(${TONES[l % TONES.length]})`;

/** Return true if the reader asked the system for less motion. */
export function reducedMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
