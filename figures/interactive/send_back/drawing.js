// The network as a drawing: a card for every neuron, a label for every weight, and the lines between them.
// It flows from left to right where there is room for that, and on a phone from the top down.

import { formulaOf } from "./formulas.js";
import { keyOf, range, weightsOf } from "./numbers.js";
import { activationOf } from "../lib/network.js";
import { h, reducedMotion, s, toneOf } from "../lib/dom.js";

const PITCH = 24; // between neighbouring weights: room for a finger's or pointer's aim
const ACROSS = { input: 66, card: 88, label: 52, narrow: 44, arrow: 14, least: 34, between: 14, caption: 22 };
const DOWN = { label: 48, small: 43, arrow: 12, side: 18, least: 36 };
const SPREAD = 9; // between the ends of neighbouring lines at a neuron
const LOOSEST = 2.4; // as if a row had at least so many neurons
const NEAR = 30; // how far from a label a tap may miss it

/** Make the drawing; `pick(key, byKeyboard)` gets the number that the reader chose, `resized()` is told. */
export function makeDrawing({ pick, resized }) {
  const lines = s("svg", { "aria-hidden": "true" });
  const items = h("div", { class: "items" });
  const node = h(
    "div",
    {
      class: "net",
      role: "group",
      "aria-label": "The network. Arrow keys move between its numbers.",
      on: { click, keydown },
    },
    lines,
    items,
  );
  const watcher = new ResizeObserver(() => layOut() && resized());
  let parts = null; // of the present network
  let lastWidth = 0;

  function build(net) {
    parts = assemble(net);
    items.replaceChildren(...parts.captions, ...parts.inOrder);
    lines.replaceChildren(...parts.edges.map(({ line }) => line), ...parts.edges.map(({ head }) => head));
    lastWidth = 0;
    layOut();
  }

  function layOut() {
    const width = node.clientWidth;
    if (!width || width === lastWidth) return false;
    lastWidth = width;
    const isAcross = width >= widthAcross(parts.sizes);
    const isSmall = !isAcross && (width - DOWN.side) / Math.max(...parts.sizes) < 84;
    node.classList.toggle("down", !isAcross);
    node.classList.toggle("small", isSmall);
    const height = isAcross
      ? layAcross(parts, width)
      : layDown(parts, width, isSmall ? DOWN.small : DOWN.label);
    node.style.height = `${height}px`;
    lines.setAttribute("viewBox", `0 0 ${width} ${height}`);
    parts.edges.forEach(drawEdge);
    return true;
  }

  /** Show texts by key; what is not `known` yet is a dot. `told` says what is used and what is lit. */
  function show({ texts, known, told, chosen, isOpen, labelOf }) {
    const [uses, gives] = [new Set(told?.uses), new Set(told?.gives)];
    parts.cards.flat().forEach((card) => card.classList.remove("active"));
    for (const [key, { place, button, card }] of parts.numbers) {
      place.textContent = known.has(key) ? texts.get(key) : "·";
      const marked = button ?? place.parentElement;
      marked.classList.toggle("used", uses.has(key));
      marked.classList.toggle("given", gives.has(key));
      if (gives.has(key)) card.classList.add("active");
      if (!button) continue;
      button.setAttribute("aria-label", labelOf(key));
      button.setAttribute("aria-pressed", key === chosen);
      button.setAttribute("aria-disabled", !isOpen(key));
    }
    settleTabStop(chosen);
    const lit = new Set(told?.edges.map((edge) => keyOf(...edge)));
    for (const edge of parts.edges) {
      edge.way = lit.has(edge.name) ? told.way : null;
      drawEdge(edge);
    }
  }

  /** Let what lies on the lit lines be seen travelling. */
  function animate() {
    if (reducedMotion()) return;
    for (const { way, line, head } of parts.edges) {
      if (!way) continue;
      const length = line.getTotalLength();
      const frames = way === "backward"
        ? [{ strokeDashoffset: 0 }, { strokeDashoffset: 52 }] // the dashes run to the start of the line
        : [{ strokeDasharray: `0 ${length}` }, { strokeDasharray: `${length} 0` }];
      line.animate(frames, { duration: 700, easing: "ease-out" });
      if (way === "forward") head.animate([{ opacity: 0 }, { opacity: 0, offset: 0.8 }, { opacity: 1 }], 700);
    }
  }

  // Choosing: by pointer the nearest number, by keys the next one in that direction.

  const open = () =>
    [...parts.numbers].filter(([, { button }]) => button?.getAttribute("aria-disabled") === "false");

  function click(event) {
    const distances = open().map(([key, { button }]) => [key, distanceTo(button, event)]);
    const [key, distance] = distances.reduce((best, one) => (one[1] < best[1] ? one : best), [null, NEAR]);
    if (distance < NEAR) pick(key, event.detail === 0);
  }

  function keydown(event) {
    const buttons = open().map(([, { button }]) => button);
    if (!DIRECTIONS[event.key] || !buttons.includes(event.target)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const button = nextIn(DIRECTIONS[event.key], event.target, buttons);
    if (!button) return;
    setTabStop(button);
    button.focus();
  }

  // One stop of the Tab key: where the focus is, else what is chosen, else the first.
  function settleTabStop(chosen) {
    const buttons = open();
    const focused = buttons.find(([, { button }]) => button === button.getRootNode().activeElement);
    const stop = focused ?? buttons.find(([key]) => key === chosen) ?? buttons[0];
    setTabStop(stop?.[1].button);
  }

  function setTabStop(stop) {
    for (const { button } of parts.numbers.values()) {
      button?.setAttribute("tabindex", button === stop ? 0 : -1);
    }
  }

  watcher.observe(node);
  const focus = (key) => parts.numbers.get(key)?.button?.focus();
  return { node, build, show, animate, focus, stop: () => watcher.disconnect() };
}

const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function distanceTo(button, { target, clientX, clientY }) {
  if (button.contains(target)) return -1;
  const { left, right, top, bottom } = button.getBoundingClientRect();
  return Math.hypot(
    Math.max(left - clientX, 0, clientX - right),
    Math.max(top - clientY, 0, clientY - bottom),
  );
}

function nextIn([right, down], from, buttons) {
  const middle = (button) => {
    const { left, top, width, height } = button.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
  };
  const [x, y] = middle(from);
  const rated = buttons
    .map((button) => {
      const [dx, dy] = [middle(button)[0] - x, middle(button)[1] - y];
      const along = dx * right + dy * down;
      return { button, along, score: along + 2 * Math.abs(dx * down + dy * right) };
    })
    .filter(({ along }) => along > 4);
  return rated.length && rated.reduce((best, one) => (one.score < best.score ? one : best)).button;
}

// The parts of a network's drawing, still without a place.

function assemble(net) {
  const { sizes } = net;
  const last = sizes.length - 2;
  const numbers = new Map();

  const row = (card, letter, key, isSet = false) => {
    const place = h("span", { class: "number", "data-number": key });
    const node = h(
      isSet ? "button" : "div",
      { type: isSet && "button", class: "entry" },
      formulaOf(letter),
      place,
    );
    numbers.set(key, { place, button: isSet ? node : null, card });
    card.append(node);
    return node;
  };

  const cardOf = (l, j) => {
    const name = l < 0 ? `input ${j}` : `neuron ${j}`;
    const kind = l < 0 ? "card input" : "card";
    const tone = l < 0 ? "var(--muted)" : toneOf(l);
    const label = l < 0 ? name : `layer ${l}, ${name}`;
    const card = h("div", { class: kind, role: "group", "aria-label": label, style: `--tone: ${tone}` });
    card.append(h("div", { class: "name" }, name));
    if (l < 0) {
      row(card, "a", keyOf("a", l, j), true);
      return card;
    }
    row(card, "b", keyOf("b", l, j), true);
    row(card, "z", keyOf("z", l, j));
    row(card, "a", keyOf("a", l, j));
    if (l === last) row(card, "y", keyOf("y", j), true);
    row(card, "δ", keyOf("d", l, j)).classList.add("error");
    return card;
  };

  const cards = sizes.map((size, at) => range(size).map((j) => cardOf(at - 1, j)));
  const edges = weightsOf(sizes).map(({ key, l, j, k }) => {
    const style = `--tone: ${toneOf(l)}`;
    const place = h("span", { class: "number", "data-number": key });
    const label = h("button", { type: "button", class: "weight", style }, place);
    numbers.set(key, { place, button: label });
    const [line, head] = [s("path", { style }), s("path", { style })];
    return { name: keyOf(l, j, k), l, j, k, label, line, head, way: null, points: [] };
  });
  const inOrder = cards.flatMap((column, at) =>
    column.flatMap((card, j) => [
      ...edges.filter((edge) => edge.l === at - 1 && edge.j === j).map(({ label }) => label),
      card,
    ])
  );
  const captions = sizes.map((_, at) => captionOf(net, at - 1));
  return { sizes, numbers, cards, edges, inOrder, captions };
}

function captionOf(net, l) {
  if (l < 0) return h("div", { class: "layer" }, "input");
  const curve = activationOf(net, l) === "relu" ? "ReLU" : "sigmoid";
  return h("div", { class: "layer", style: `--tone: ${toneOf(l)}` }, `layer ${l} `, h("span", {}, curve));
}

// Places. Every card and label is put with its middle at a point.

function put(element, x, y) {
  element.style.left = `${x}px`;
  element.style.top = `${y}px`;
}

function widthAcross(sizes) {
  const { input, card, label, arrow, least } = ACROSS;
  return input + (sizes.length - 1) * (card + label + arrow + least);
}

function layAcross(parts, width) {
  const { input, card, label, narrow, arrow, between, caption } = ACROSS;
  const layers = parts.sizes.length - 1;
  const room = (width - input - layers * card) / layers; // between two columns
  const heights = parts.cards.map((column, at) => {
    const weights = at ? PITCH * parts.sizes[at - 1] : 0;
    return column.length * (Math.max(...column.map((one) => one.offsetHeight), weights) + between);
  });
  const height = Math.max(...heights);
  const at = (column, j) => ({
    x: column ? input + column * room + (column - 0.5) * card : input / 2,
    y: caption + height * ((j + 0.5) / parts.sizes[column]) - between / 2,
  });
  parts.cards.forEach((column, c) => {
    put(parts.captions[c], at(c, 0).x, caption / 2 - 2);
    column.forEach((one, j) => put(one, at(c, j).x, at(c, j).y));
  });
  for (const edge of parts.edges) {
    const [from, to] = [at(edge.l, edge.k), at(edge.l + 1, edge.j)];
    const start = from.x + (edge.l ? card : input) / 2;
    const end = to.x - card / 2;
    const y = to.y + PITCH * (edge.k - (parts.sizes[edge.l] - 1) / 2);
    const middle = end - arrow - label / 2;
    put(edge.label, middle, y);
    edge.points = [
      [start, from.y],
      [middle - narrow / 2, y],
      [end, y],
    ];
  }
  return height + caption;
}

function layDown(parts, width, label) {
  const { arrow, side, least } = DOWN;
  const { sizes } = parts;
  const apart = (column) => (width - side) / Math.max(sizes[column], LOOSEST);
  const x = (column, j) => side + (width - side) / 2 + apart(column) * (j - (sizes[column] - 1) / 2);
  // In one row are the weights of one neuron, on lines that spread: the first row must be far enough down.
  const gapBefore = (column) => {
    const rows = arrow + PITCH * (sizes[column - 1] - 0.5);
    const share = sizes[column] > 1 ? Math.min(label / apart(column), 0.8) : 0;
    return Math.max(rows / (1 - share), rows + least);
  };
  let y = 0;
  const spans = parts.cards.map((column, c) => {
    const top = y + (c && gapBefore(c));
    y = top + Math.max(...column.map((one) => one.offsetHeight));
    const middle = (top + y) / 2;
    put(parts.captions[c], side / 2, middle);
    column.forEach((one, j) => put(one, x(c, j), middle));
    return [top, y];
  });
  for (const edge of parts.edges) {
    const last = sizes[edge.l] - 1;
    const [top, bottom] = [spans[edge.l][1], spans[edge.l + 1][0]];
    const start = x(edge.l, edge.k);
    const end = x(edge.l + 1, edge.j) + SPREAD * (edge.k - last / 2);
    const row = bottom - arrow - PITCH * (last - edge.k + 0.5);
    put(edge.label, start + ((end - start) * (row - top)) / (bottom - top), row);
    edge.points = [
      [start, top],
      [end, bottom],
    ];
  }
  return y;
}

function drawEdge({ line, head, points, way }) {
  if (!points.length) return;
  line.setAttribute("d", `M${points.map((point) => point.map((c) => c.toFixed(1)).join(" ")).join("L")}`);
  line.setAttribute("class", `edge ${way ?? ""}`);
  head.setAttribute("class", `head ${way ?? ""}`);
  const ends = way === "backward" ? [points[1], points[0]] : points.slice(-2);
  head.setAttribute("d", way && way !== "meeting" ? arrowHead(...ends) : "");
}

function arrowHead([x, y], [tipX, tipY]) {
  const angle = Math.atan2(tipY - y, tipX - x);
  const corner = (turn) => {
    const [cx, cy] = [tipX - 10 * Math.cos(angle + turn), tipY - 10 * Math.sin(angle + turn)];
    return `${cx.toFixed(1)} ${cy.toFixed(1)}`;
  };
  return `M${tipX.toFixed(1)} ${tipY.toFixed(1)}L${corner(0.42)}L${corner(-0.42)}Z`;
}
