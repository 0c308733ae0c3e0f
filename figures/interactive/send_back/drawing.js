// The network as a drawing: a card for every neuron, a label for every weight, and the lines between them.
// It flows from left to right where there is room for that, and on a phone from the top down.

/** @import { Network } from "../lib/network.js" */
/** @import { Parameter } from "./numbers.js" */
/** @import { Telling, Way } from "./steps.js" */
import { setOff } from "../lib/controls.js";
import { h, reducedMotion, s, toneOf } from "../lib/dom.js";
import { range } from "../lib/lists.js";
import { activationOf } from "../lib/network.js";
import { formulaOf } from "./formulas.js";
import { keyOf, weightsOf } from "./numbers.js";

/**
 * @typedef {[number, number]} Point
 * @typedef {{ place: HTMLElement, button: HTMLButtonElement | null, card: HTMLElement | null }} Shown  a number
 */

/**
 * A weight's label and line.
 * @typedef {object} Edge
 * @property {string} name
 * @property {number} l
 * @property {number} j
 * @property {number} k
 * @property {HTMLButtonElement} label
 * @property {SVGPathElement} line
 * @property {SVGPathElement} head
 * @property {Way | null} way  that something travels on it
 * @property {Point[]} points
 */

/**
 * @typedef {object} Parts
 * @property {number[]} sizes
 * @property {Map<string, Shown>} numbers  by their keys
 * @property {HTMLElement[][]} cards  by layer and neuron, the inputs first
 * @property {Edge[]} edges
 * @property {HTMLElement[]} inOrder  cards and labels, in the order of the forward pass
 * @property {HTMLElement[]} captions
 */

/**
 * What is to be seen.
 * @typedef {object} Scene
 * @property {Map<string, string>} texts  by key
 * @property {Set<string>} known  what is not known yet is a dot
 * @property {Telling | null} told  says what is used and what is lit
 * @property {string | null} chosen
 * @property {(key: string) => boolean} isOpen  whether a number can be chosen
 * @property {(key: string) => string} labelOf
 */

const PITCH = 24; // between neighbouring weights: room for a finger's or pointer's aim
const ACROSS = { input: 66, card: 88, label: 52, narrow: 44, arrow: 14, least: 34, between: 14, caption: 22 };
const DOWN = { label: 48, small: 43, arrow: 12, side: 18, least: 36 };
const SPREAD = 9; // between the ends of neighbouring lines at a neuron
const LOOSEST = 2.4; // as if a row had at least so many neurons
const NEAR = 30; // how far from a label a tap may miss it

/**
 * Make the drawing; `pick(key, byKeyboard)` gets the number that the reader chose, `resized()` is told.
 * @param {{ pick: (key: string, isByKey: boolean) => void, resized: () => void }} actions
 */
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
  let parts = nothing(); // of the present network
  let lastWidth = 0;

  /** @param {Network} net */
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

  /** @param {Scene} scene */
  function show({ texts, known, told, chosen, isOpen, labelOf }) {
    const [uses, gives] = [new Set(told?.uses), new Set(told?.gives)];
    parts.cards.flat().forEach((card) => card.classList.remove("active"));
    for (const [key, { place, button, card }] of parts.numbers) {
      place.textContent = known.has(key) ? texts.get(key) ?? null : "·";
      const marked = button ?? place.parentElement;
      marked?.classList.toggle("used", uses.has(key));
      marked?.classList.toggle("given", gives.has(key));
      if (gives.has(key)) card?.classList.add("active");
      if (!button) continue;
      button.setAttribute("aria-label", labelOf(key));
      button.setAttribute("aria-pressed", String(key === chosen));
      setOff(button, !isOpen(key));
    }
    settleTabStop(chosen);
    const lit = new Set(told?.edges.map((edge) => keyOf(...edge)));
    for (const edge of parts.edges) {
      edge.way = lit.has(edge.name) ? told?.way ?? null : null;
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

  /** @returns {[string, HTMLButtonElement][]} */
  const open = () =>
    [...parts.numbers].flatMap(([key, { button }]) =>
      button?.getAttribute("aria-disabled") === "false" ? [[key, button]] : []
    );

  /** @param {MouseEvent} event */
  function click(event) {
    /** @type {string | null} */
    let nearest = null;
    let least = NEAR;
    for (const [key, button] of open()) {
      const distance = distanceTo(button, event);
      if (distance < least) [nearest, least] = [key, distance];
    }
    if (nearest !== null) pick(nearest, event.detail === 0);
  }

  /** @param {KeyboardEvent} event */
  function keydown(event) {
    const from = open().find(([, button]) => button === event.target);
    const direction = DIRECTIONS[event.key];
    if (!direction || !from || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const button = nextIn(direction, from[1], open().map(([, one]) => one));
    if (!button) return;
    setTabStop(button);
    button.focus();
  }

  // One stop of the Tab key: where the focus is, else what is chosen, else the first.
  /** @param {string | null} chosen */
  function settleTabStop(chosen) {
    const buttons = open();
    const root = /** @type {Document | ShadowRoot} */ (node.getRootNode());
    const focused = buttons.find(([, button]) => button === root.activeElement);
    const stop = focused ?? buttons.find(([key]) => key === chosen) ?? buttons[0];
    setTabStop(stop?.[1]);
  }

  /** @param {HTMLButtonElement | undefined} stop */
  function setTabStop(stop) {
    for (const { button } of parts.numbers.values()) {
      button?.setAttribute("tabindex", button === stop ? "0" : "-1");
    }
  }

  watcher.observe(node);
  /** @param {string} key */
  const focus = (key) => parts.numbers.get(key)?.button?.focus();
  return { node, build, show, animate, focus, stop: () => watcher.disconnect() };
}

/** @returns {Parts} */
const nothing = () => ({ sizes: [], numbers: new Map(), cards: [], edges: [], inOrder: [], captions: [] });

/** @type {Record<string, Point>} */
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @param {Element} button @param {MouseEvent} event */
function distanceTo(button, { target, clientX, clientY }) {
  if (button.contains(/** @type {Node} */ (target))) return -1;
  const { left, right, top, bottom } = button.getBoundingClientRect();
  return Math.hypot(
    Math.max(left - clientX, 0, clientX - right),
    Math.max(top - clientY, 0, clientY - bottom),
  );
}

/** @param {Point} direction @param {HTMLButtonElement} from @param {HTMLButtonElement[]} buttons */
function nextIn([right, down], from, buttons) {
  /** @param {Element} button */
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
  return rated.length ? rated.reduce((best, one) => (one.score < best.score ? one : best)).button : null;
}

// The parts of a network's drawing, still without a place.

/** @param {Network} net @returns {Parts} */
function assemble(net) {
  const { sizes } = net;
  /** @type {Map<string, Shown>} */
  const numbers = new Map();
  const cards = sizes.map((size, at) => range(size).map((j) => cardOf(net, at - 1, j, numbers)));
  const edges = weightsOf(sizes).map((weight) => edgeOf(weight, numbers));
  const inOrder = cards.flatMap((column, at) =>
    column.flatMap((card, j) => [
      ...edges.filter((edge) => edge.l === at - 1 && edge.j === j).map(({ label }) => label),
      card,
    ])
  );
  const captions = sizes.map((_, at) => captionOf(net, at - 1));
  return { sizes, numbers, cards, edges, inOrder, captions };
}

/** @param {Network} net @param {number} l @param {number} j @param {Map<string, Shown>} numbers */
function cardOf(net, l, j, numbers) {
  const name = l < 0 ? `input ${j}` : `neuron ${j}`;
  const kind = l < 0 ? "card input" : "card";
  const tone = l < 0 ? "var(--muted)" : toneOf(l);
  const label = l < 0 ? name : `layer ${l}, ${name}`;
  const card = h("div", { class: kind, role: "group", "aria-label": label, style: `--tone: ${tone}` });
  card.append(h("div", { class: "name" }, name));
  /** @type {(letter: string, key: string, isSet?: boolean) => HTMLElement} */
  const row = (letter, key, isSet = false) => {
    const place = h("span", { class: "number", "data-number": key });
    const button = isSet ? h("button", { type: "button" }) : null;
    const entry = button ?? h("div");
    entry.className = "entry";
    entry.append(formulaOf(letter), place);
    numbers.set(key, { place, button, card });
    card.append(entry);
    return entry;
  };
  if (l < 0) {
    row("a", keyOf("a", l, j), true);
    return card;
  }
  row("b", keyOf("b", l, j), true);
  row("z", keyOf("z", l, j));
  row("a", keyOf("a", l, j));
  if (l === net.sizes.length - 2) row("y", keyOf("y", j), true);
  row("δ", keyOf("d", l, j)).classList.add("error");
  return card;
}

/** @param {Parameter} weight @param {Map<string, Shown>} numbers @returns {Edge} */
function edgeOf({ key, l, j, k }, numbers) {
  const style = `--tone: ${toneOf(l)}`;
  const place = h("span", { class: "number", "data-number": key });
  const label = h("button", { type: "button", class: "weight", style }, place);
  numbers.set(key, { place, button: label, card: null });
  const [line, head] = [s("path", { style }), s("path", { style })];
  return { name: keyOf(l, j, k), l, j, k, label, line, head, way: null, points: [] };
}

/** @param {Network} net @param {number} l */
function captionOf(net, l) {
  if (l < 0) return h("div", { class: "layer" }, "input");
  const curve = activationOf(net, l) === "relu" ? "ReLU" : "sigmoid";
  return h("div", { class: "layer", style: `--tone: ${toneOf(l)}` }, `layer ${l} `, h("span", {}, curve));
}

// Places. Every card and label is put with its middle at a point.

/** @param {HTMLElement} element @param {number} x @param {number} y */
function put(element, x, y) {
  element.style.left = `${x}px`;
  element.style.top = `${y}px`;
}

/** @param {number[]} sizes */
function widthAcross(sizes) {
  const { input, card, label, arrow, least } = ACROSS;
  return input + (sizes.length - 1) * (card + label + arrow + least);
}

/** @param {Parts} parts @param {number} width */
function layAcross(parts, width) {
  const { input, card, label, narrow, arrow, between, caption } = ACROSS;
  const layers = parts.sizes.length - 1;
  const room = (width - input - layers * card) / layers; // between two columns
  const heights = parts.cards.map((column, at) => {
    const weights = at ? PITCH * parts.sizes[at - 1] : 0;
    return column.length * (Math.max(...column.map((one) => one.offsetHeight), weights) + between);
  });
  const height = Math.max(...heights);
  /** @param {number} column @param {number} j */
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

/** @param {Parts} parts @param {number} width @param {number} label */
function layDown(parts, width, label) {
  const { arrow, side, least } = DOWN;
  const { sizes } = parts;
  /** @param {number} column */
  const apart = (column) => (width - side) / Math.max(sizes[column], LOOSEST);
  /** @param {number} column @param {number} j */
  const x = (column, j) => side + (width - side) / 2 + apart(column) * (j - (sizes[column] - 1) / 2);
  // In one row are the weights of one neuron, on lines that spread: the first row must be far enough down.
  /** @param {number} column */
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

/** @param {Edge} edge */
function drawEdge({ line, head, points, way }) {
  if (!points.length) return;
  line.setAttribute("d", `M${points.map((point) => point.map((c) => c.toFixed(1)).join(" ")).join("L")}`);
  line.setAttribute("class", `edge ${way ?? ""}`);
  head.setAttribute("class", `head ${way ?? ""}`);
  const [from, to] = way === "backward" ? [points[1], points[0]] : points.slice(-2);
  head.setAttribute("d", way && way !== "meeting" ? arrowHead(from, to) : "");
}

/** @param {Point} start @param {Point} tip */
function arrowHead([x, y], [tipX, tipY]) {
  const angle = Math.atan2(tipY - y, tipX - x);
  /** @param {number} turn */
  const corner = (turn) => {
    const [cx, cy] = [tipX - 10 * Math.cos(angle + turn), tipY - 10 * Math.sin(angle + turn)];
    return `${cx.toFixed(1)} ${cy.toFixed(1)}`;
  };
  return `M${tipX.toFixed(1)} ${tipY.toFixed(1)}L${corner(0.42)}L${corner(-0.42)}Z`;
}
