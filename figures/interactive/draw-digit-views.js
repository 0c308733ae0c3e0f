// What the reader sees of the network: its input, its outputs, its neurons, its reasons.

import { decimal, h, s } from "./lib/dom.js";

const SIDE_SEEN = 28;

/** Return a square with its upper left corner at (x, y), as part of a path. */
export const square = (x, y, size) => `M${x} ${y}h${size}v${size}h${-size}z`;

/** Return the largest size among numbers with signs. */
export const largest = (values) => values.reduce((so, value) => Math.max(so, Math.abs(value)), 0);

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
  return { node: h("div", { class: "seen" }, canvas), show };
}

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
 * Show one number for each neuron of a layer as a grid of squares, whose areas are the numbers' sizes:
 * full for positive ones, hollow for negative ones. One neuron at a time is read out.
 */
export function makeCells(count, { title, name, tone, symbols, digits }) {
  const columns = Math.ceil(Math.sqrt(count));
  const height = Math.ceil(count / columns);
  const full = s("path", { class: "full" });
  const hollow = s("path", { class: "hollow" });
  const ring = s("rect", { class: "ring", width: 1, height: 1 });
  const dots = Array.from({ length: count }, (_, j) =>
    square((j % columns) + 0.45, Math.floor(j / columns) + 0.45, 0.1),
  );
  const picture = s(
    "svg",
    {
      viewBox: `-0.1 -0.1 ${columns + 0.2} ${height + 0.2}`,
      role: "img",
      on: { pointermove: point, pointerdown: point },
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
    on: { input: readOut },
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
  let read = null;

  function point(event) {
    const box = picture.getBoundingClientRect();
    const x = Math.floor(((event.clientX - box.left) / box.width) * (columns + 0.2) - 0.1);
    const y = Math.floor(((event.clientY - box.top) / box.height) * (height + 0.2) - 0.1);
    const j = y * columns + x;
    if (x < 0 || y < 0 || x >= columns || j >= count) return;
    slider.value = j;
    readOut();
  }

  function readOut() {
    const j = Number(slider.value);
    ring.setAttribute("x", j % columns);
    ring.setAttribute("y", Math.floor(j / columns));
    const numberOf = (place) => (read ? decimal(read[place][j], digits) : "–");
    const numbers = symbols.map((symbol, place) => `${symbol}\u00a0=\u00a0${numberOf(place)}`);
    const text = `neuron ${j}: ${numbers.join(", ")}`;
    reading.textContent = text;
    slider.setAttribute("aria-valuetext", text);
  }

  /** Show `values` (null for none); of `lists`, one for each symbol, one neuron's numbers are read out. */
  function show(values, lists) {
    read = lists;
    const most = largest(values ?? []);
    const shapes = { positive: [], negative: [] };
    values?.forEach((value, j) => {
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
  show(null, null);
  return { node, show };
}
