// What the reader sees of the network: its input, its answer, its outputs, its neurons.

import { decimal, h } from "../lib/dom.js";
import { range } from "../lib/lists.js";

/** @typedef {{ digit: number, value: number, next: number, nextValue: number }} Answer  and the next one */

const SIDE_SEEN = 28;
const SURE = 0.5; // an answer with less is called unsure

/**
 * Return a square with its upper left corner at (x, y), as part of a path.
 * @param {number} x
 * @param {number} y
 * @param {number} size
 */
export const square = (x, y, size) => `M${x} ${y}h${size}v${size}h${-size}z`;

/**
 * Return a number with 4 decimals, or with 7 if only those show how small it is.
 * @param {number} x
 */
export function fine(x) {
  if (x !== 0 && Math.abs(x) < 5e-8) return "nearly 0";
  return decimal(x, Math.abs(x) < 0.001 && x !== 0 ? 7 : 4);
}

/** Show an image of 28 × 28 pixels, values 0 to 1, on a canvas that the style sheet enlarges. */
export function makeSeen() {
  const canvas = h("canvas", { width: SIDE_SEEN, height: SIDE_SEEN });
  const context = contextOf(canvas);
  /** @param {Float64Array} image */
  function show(image) {
    const data = context.createImageData(SIDE_SEEN, SIDE_SEEN);
    data.data.fill(255);
    image.forEach((value, place) => (data.data[4 * place + 3] = Math.round(255 * value)));
    context.putImageData(data, 0, 0);
  }
  /**
   * Say in words where the ink of the image is.
   * @param {string} name
   * @param {Float64Array} image
   */
  function describe(name, image) {
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${name}: ${inkOf(image)}`);
  }
  return { node: h("div", { class: "bd-seen" }, canvas), show, describe };
}

/**
 * Return what paints on a canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [settings]
 */
export function contextOf(canvas, settings) {
  const context = canvas.getContext("2d", settings);
  if (!context) throw new Error("this browser does not paint on a canvas");
  return context;
}

/** @param {Float64Array} image */
function inkOf(image) {
  const places = Array.from(image, (value, place) => (value > 0 ? place : -1)).filter((place) => place >= 0);
  if (!places.length) return "no ink";
  /** @param {number[]} places */
  const reach = (places) => `${Math.min(...places)} to ${Math.max(...places)}`;
  const rows = reach(places.map((place) => Math.floor(place / SIDE_SEEN)));
  const columns = reach(places.map((place) => place % SIDE_SEEN));
  return `ink in ${places.length} of ${image.length} pixels, rows ${rows}, columns ${columns}`;
}

/**
 * Return the digit that the outputs `a` say and how strongly, and the next one.
 * @param {Float64Array} a
 * @returns {Answer}
 */
export function answerOf(a) {
  const order = Array.from(a, (_, digit) => digit).sort((one, other) => a[other] - a[one] || one - other);
  const [digit, next] = order;
  return { digit, value: a[digit], next, nextValue: a[next] };
}

/**
 * Show the answer as one large digit and in words; `show` returns the words.
 * @param {string} tone
 */
export function makeVerdict(tone) {
  const large = h("span", { class: "bd-large", "aria-hidden": "true" });
  const sentence = h("p", { class: "bd-says" });
  const detail = h("p", { class: "bd-outputs-say" });
  const node = h(
    "div",
    { class: "bd-verdict", style: `--tone: ${tone}` },
    large,
    h("div", {}, sentence, detail),
  );
  /** @param {Answer | null} answer */
  function show(answer) {
    large.textContent = answer ? String(answer.digit) : "?";
    node.classList.toggle("bd-unsure", !answer || answer.value < SURE);
    sentence.textContent = answer ? wordsOf(answer) : "Draw a digit.";
    detail.textContent = answer
      ? `Output ${answer.digit} is ${decimal(answer.value, 2)}; ` +
        `the next, ${answer.next}, is ${decimal(answer.nextValue, 2)}.`
      : "The network reads it as you draw.";
    return `${sentence.textContent} ${detail.textContent}`;
  }
  return { node, show };
}

/** @param {Answer} answer */
const wordsOf = ({ digit, value }) => (value < SURE ? `It is not sure: ${one(digit)}?` : `It says ${digit}.`);

/** @param {number} digit */
const one = (digit) => (digit === 8 ? "an 8" : `a ${digit}`);

/**
 * Show the outputs as bars with numbers; the largest one is the answer.
 * @param {number} count
 * @param {string} tone
 */
export function makeOutputs(count, tone) {
  const rows = range(count).map((digit) => {
    const bar = h("span", { class: "bd-bar" });
    const value = h("span", { class: "bd-value" });
    const track = h("span", { class: "bd-track", "aria-hidden": "true" }, bar);
    return { bar, value, item: h("li", {}, h("span", { class: "bd-digit" }, String(digit)), track, value) };
  });
  const node = h(
    "ul",
    { class: "bd-outputs", role: "list", style: `--tone: ${tone}`, "aria-label": "The ten outputs" },
    rows.map((row) => row.item),
  );
  /** @param {Float64Array | null} a @param {number} [answer] */
  function show(a, answer) {
    rows.forEach(({ bar, value, item }, digit) => {
      bar.style.width = a ? `${100 * Math.min(a[digit], 1)}%` : "0";
      value.textContent = a ? decimal(a[digit], 2) : "–";
      item.classList.toggle("bd-answer", digit === answer);
    });
  }
  return { node, show };
}
