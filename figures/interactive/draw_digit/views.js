// What the reader sees of the network: its input, its answer, its outputs, its neurons.

import { decimal, h, s } from "../lib/dom.js";
import { formula, symbolOf } from "../lib/symbols.js";

const SIDE_SEEN = 28;
const SURE = 0.5; // an answer with less is called unsure

/** Return a square with its upper left corner at (x, y), as part of a path. */
export const square = (x, y, size) => `M${x} ${y}h${size}v${size}h${-size}z`;

/** Return the largest size among numbers with signs. */
export const largest = (values) => values.reduce((so, value) => Math.max(so, Math.abs(value)), 0);

/** Return a number with 4 decimals, or with 7 if only those show how small it is. */
export function fine(x) {
  if (x !== 0 && Math.abs(x) < 5e-8) return "nearly 0";
  return decimal(x, Math.abs(x) < 0.001 && x !== 0 ? 7 : 4);
}

/** Show an image of 28 × 28 pixels, values 0 to 1, on a canvas that the style sheet enlarges. */
export function makeSeen() {
  const canvas = h("canvas", { width: SIDE_SEEN, height: SIDE_SEEN });
  const context = canvas.getContext("2d");
  function show(image) {
    const data = context.createImageData(SIDE_SEEN, SIDE_SEEN);
    data.data.fill(255);
    image.forEach((value, place) => (data.data[4 * place + 3] = Math.round(255 * value)));
    context.putImageData(data, 0, 0);
  }
  /** Say in words where the ink of the image is. */
  function describe(name, image) {
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${name}: ${inkOf(image)}`);
  }
  return { node: h("div", { class: "seen" }, canvas), show, describe };
}

function inkOf(image) {
  const places = Array.from(image, (value, place) => (value > 0 ? place : -1)).filter((place) => place >= 0);
  if (!places.length) return "no ink";
  const reach = (places) => `${Math.min(...places)} to ${Math.max(...places)}`;
  const rows = reach(places.map((place) => Math.floor(place / SIDE_SEEN)));
  const columns = reach(places.map((place) => place % SIDE_SEEN));
  return `ink in ${places.length} of ${image.length} pixels, rows ${rows}, columns ${columns}`;
}

/** Return the digit that the outputs `a` say and how strongly, and the next one. */
export function answerOf(a) {
  const order = Array.from(a, (_, digit) => digit).sort((one, other) => a[other] - a[one] || one - other);
  const [digit, next] = order;
  return { digit, value: a[digit], next, nextValue: a[next] };
}

/** Show the answer as one large digit and in words; `show` returns the words. */
export function makeVerdict(tone) {
  const large = h("span", { class: "large", "aria-hidden": "true" });
  const sentence = h("p", { class: "says" });
  const detail = h("p", { class: "outputs-say" });
  const node = h(
    "div",
    { class: "verdict", style: `--tone: ${tone}` },
    large,
    h("div", {}, sentence, detail),
  );
  function show(answer) {
    large.textContent = answer ? answer.digit : "?";
    node.classList.toggle("unsure", !answer || answer.value < SURE);
    sentence.textContent = answer ? wordsOf(answer) : "Draw a digit.";
    detail.textContent = answer
      ? `Output ${answer.digit} is ${decimal(answer.value, 2)}; ` +
        `the next, ${answer.next}, is ${decimal(answer.nextValue, 2)}.`
      : "The network reads it as you draw.";
    return `${sentence.textContent} ${detail.textContent}`;
  }
  return { node, show };
}

const wordsOf = ({ digit, value }) => (value < SURE ? `It is not sure: a ${digit}?` : `It says ${digit}.`);

/** Show the outputs as bars with numbers; the largest one is the answer. */
export function makeOutputs(count, tone) {
  const rows = Array.from({ length: count }, (_, digit) => {
    const bar = h("span", { class: "bar" });
    const value = h("span", { class: "value" });
    const track = h("span", { class: "track", "aria-hidden": "true" }, bar);
    return { bar, value, item: h("li", {}, h("span", { class: "digit" }, String(digit)), track, value) };
  });
  const node = h(
    "ul",
    { class: "outputs", role: "list", style: `--tone: ${tone}`, "aria-label": "The ten outputs" },
    rows.map((row) => row.item),
  );
  function show(a, answer) {
    rows.forEach(({ bar, value, item }, digit) => {
      bar.style.width = a ? `${100 * Math.min(a[digit], 1)}%` : "0";
      value.textContent = a ? decimal(a[digit], 2) : "–";
      item.classList.toggle("answer", digit === answer);
    });
  }
  return { node, show };
}

/**
 * Show one number for each neuron of layer `l` as a grid of squares, whose areas are the numbers' sizes:
 * full for positive ones, hollow for negative ones. One neuron at a time is read out, number by number:
 * those that `letters` name, each as `write` writes it. `pick(j)` is called when the reader chooses neuron j.
 */
export function makeCells(count, { l, title, name, tone, letters, write, pick }) {
  const columns = Math.ceil(Math.sqrt(2 * count));
  const height = Math.ceil(count / columns);
  const full = s("path", { class: "full" });
  const hollow = s("path", { class: "hollow" });
  const ring = s("rect", { class: "ring", width: 1, height: 1 });
  const dots = Array.from(
    { length: count },
    (_, j) => square((j % columns) + 0.45, Math.floor(j / columns) + 0.45, 0.1),
  );
  const picture = s(
    "svg",
    {
      viewBox: `-0.2 -0.2 ${columns + 0.4} ${height + 0.4}`,
      role: "img",
      on: { pointerdown: point, pointermove: (event) => event.buttons && point(event) },
    },
    s("path", { class: "places", d: dots.join("") }),
    full,
    hollow,
    ring,
  );
  const slider = h("input", {
    type: "range",
    min: 0,
    max: count - 1,
    value: 0,
    "aria-label": `Neuron of ${name} to read`,
    on: { input: () => pick(Number(slider.value)) },
  });
  const reading = h("p", { class: "reading" });
  const node = h(
    "div",
    { class: "cells", style: `--tone: ${tone}` },
    h("p", { class: "title" }, title),
    picture,
    slider,
    reading,
  );
  let lists = null;

  function point(event) {
    const box = picture.getBoundingClientRect();
    const x = Math.floor(((event.clientX - box.left) / box.width) * (columns + 0.4) - 0.2);
    const y = Math.floor(((event.clientY - box.top) / box.height) * (height + 0.4) - 0.2);
    const j = y * columns + x;
    if (x >= 0 && y >= 0 && x < columns && j < count) pick(j);
  }

  function select(j) {
    slider.value = j;
    readOut();
  }

  function readOut() {
    const j = Number(slider.value);
    ring.setAttribute("x", j % columns);
    ring.setAttribute("y", Math.floor(j / columns));
    const numbers = letters.map((_, place) => (lists ? write(lists[place][j]) : "–"));
    const terms = letters.map((letter, place) =>
      h("span", {}, formula(symbolOf(letter, j, l)), ` = ${numbers[place]}`)
    );
    reading.replaceChildren(...terms);
    const words = letters.map((letter, place) => `${letter} = ${numbers[place]}`);
    slider.setAttribute("aria-valuetext", `neuron ${j}: ${words.join(", ")}`);
  }

  /** Show the last of `all`, a list of numbers for each letter, at a scale up to `most`; null for none. */
  function show(all, most = largest(all?.at(-1) ?? [])) {
    lists = all;
    const shapes = { positive: [], negative: [] };
    lists?.at(-1).forEach((value, j) => {
      if (value === 0) return;
      // The line around a hollow square needs room as well.
      const size = Math.sqrt(Math.abs(value) / most) * (value > 0 ? 0.92 : 0.8);
      const [x, y] = [(j % columns) + (1 - size) / 2, Math.floor(j / columns) + (1 - size) / 2];
      shapes[value > 0 ? "positive" : "negative"].push(square(x, y, size));
    });
    full.setAttribute("d", shapes.positive.join(""));
    hollow.setAttribute("d", shapes.negative.join(""));
    const counts = `${shapes.positive.length} positive, ${shapes.negative.length} negative`;
    picture.setAttribute("aria-label", `The ${count} numbers of ${name}: ${counts}, the rest 0`);
    readOut();
  }
  show(null);
  return { node, show, select };
}
