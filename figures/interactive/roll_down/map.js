// The map: the ground, the paths on it, and the start, which can be dragged.

import { contour, decimalsOf, levelsOf, multiples, roundStep } from "./ground.js";
import { isOff, leavesAt } from "./surfaces.js";
import { decimal, h, s, uid } from "../lib/dom.js";
import { formula, symbolOf } from "../lib/symbols.js";

const SIDE = 300; // of the map itself, in units of the drawing
const [LEFT, TOP, RIGHT, BOTTOM] = [34, 6, 6, 24]; // around it
const [WIDE, HIGH] = [LEFT + SIDE + RIGHT, TOP + SIDE + BOTTOM];
const FURTHEST = 1e5; // units from the middle: what lies further off is drawn in its direction there
const TINT = 0.3; // opacity of the highest ground
const MANY = 60; // points of a path
const BETWEEN_LABELS = 30;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const WITHIN = 0.98; // of the map's size, so that rounding moves no start off the map
const FAST = 5; // times as far, with Shift

/** The looks of paths, by their marks: the present one's, then those of the kept ones. */
export const LOOKS = ["circle", "square", "triangle", "diamond"];

const MARKS = {
  circle: (r) => `m${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
  square: (r) => `m${-r} ${-r}h${2 * r}v${2 * r}h${-2 * r}z`,
  triangle: (r) => `m0 ${-1.3 * r}l${1.3 * r} ${2.2 * r}h${-2.6 * r}z`,
  diamond: (r) => `m0 ${-1.4 * r}l${1.4 * r} ${1.4 * r}l${-1.4 * r} ${1.4 * r}l${-1.4 * r} ${-1.4 * r}z`,
};

/** Return a line through points and a mark at each, in a look; the marks of many are small. */
export function drawnPath(look, points, size = 2.6) {
  const radius = points.length > MANY ? size / 2 : size;
  const at = points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`);
  return s(
    "g",
    { class: `path ${look}` },
    s("path", { class: "way", d: `M${at.join("L")}` }),
    s("path", { class: "marks", d: at.map((place) => `M${place}${MARKS[look](radius)}`).join("") }),
  );
}

/** Return where in a drawing an event happened. */
export const pointIn = (drawing, { clientX, clientY }) =>
  new DOMPoint(clientX, clientY).matrixTransform(drawing.getScreenCTM().inverse());

/** Make the map. `move(w, isSettled)` is called when the reader moves the start. */
export function makeMap({ move }) {
  const [clip, helpId] = [uid("map"), uid("help")];
  const ground = s("g", { class: "ground" });
  const paths = s("g", { "clip-path": `url(#${clip})` });
  const exit = s("path", { class: "exit", d: "M0 0l-9 -5v10z" });
  const ring = s("circle", { class: "ring", r: 6 });
  const drawing = s(
    "svg",
    { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", on: { pointerdown: pressed, click: tapped } },
    s("clipPath", { id: clip }, s("rect", { x: LEFT, y: TOP, width: SIDE, height: SIDE })),
    ground,
    paths,
    exit,
    ring,
  );
  const handle = h("div", {
    class: "start",
    tabindex: "0",
    role: "application",
    "aria-describedby": helpId,
    on: {
      keydown: keyDown,
      pointerdown: begin,
      pointermove: (event) => event.pointerId === pointer && moveTo(placeOfEvent(event), false),
      pointerup: drop,
      pointercancel: drop,
    },
  });
  const [upward, rightward] = [h("p", { class: "axis" }), h("p", { class: "axis rightward" })];
  const key = h("p", { class: "key-to-lines" });
  const help = h(
    "p",
    { class: "help", id: helpId },
    "Start elsewhere: drag the ring, tap the map, or use arrow keys on the ring (Shift: further).",
  );
  const sheet = h("div", { class: "sheet" }, drawing, handle);
  const node = h("div", { class: "map" }, upward, sheet, rightward, key, help);

  let surface = null;
  let start = null;
  let grain = 1; // what a start is rounded to
  let pointer = null;

  function toMap(w) {
    const [x, y] = w.map((value, k) => (value - surface.middle[k]) / surface.span);
    const near = Math.min(1, FURTHEST / SIDE / Math.hypot(x, y));
    return [LEFT + (SIDE / 2) * (1 + near * x), TOP + (SIDE / 2) * (1 - near * y)];
  }

  function placeOfEvent(event) {
    const { x, y } = pointIn(drawing, event);
    const [right, down] = [(2 * (x - LEFT)) / SIDE - 1, (2 * (y - TOP)) / SIDE - 1];
    return [surface.middle[0] + surface.span * right, surface.middle[1] - surface.span * down];
  }

  function moveTo(w, isSettled) {
    const rounded = w.map((value, k) => {
      const [middle, reach] = [surface.middle[k], WITHIN * surface.span];
      const inside = Math.min(Math.max(value, middle - reach), middle + reach);
      return Number((Math.round(inside / grain) * grain).toFixed(decimalsOf(grain)));
    });
    move(rounded, isSettled);
  }

  // A finger on the map may want to scroll the page, so there only a tap moves the start.
  function pressed(event) {
    if (event.pointerType !== "touch") begin(event);
  }
  function tapped(event) {
    if (event.pointerType !== "mouse") moveTo(placeOfEvent(event), true);
  }

  function begin(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    handle.focus({ preventScroll: true });
    pointer = event.pointerId;
    handle.setPointerCapture(pointer);
    if (event.currentTarget === drawing) moveTo(placeOfEvent(event), false);
  }
  function drop(event) {
    if (event.pointerId !== pointer) return;
    pointer = null;
    move(start, true);
  }

  function keyDown(event) {
    const direction = MOVES[event.key];
    if (!direction || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const far = 4 * grain * (event.shiftKey ? FAST : 1);
    moveTo(start.map((value, k) => value + far * direction[k]), true);
  }

  function setSurface(next) {
    surface = next;
    grain = roundStep(surface.span, 100);
    ground.replaceChildren(...groundOf(surface, toMap));
    const { gap, thin } = levelsOf(surface.grid);
    [rightward, upward].forEach((axis, k) => {
      const { letter, below, above } = surface.symbols[k];
      axis.replaceChildren("weight ", formula(symbolOf(letter, below, above)));
    });
    key.textContent = `Lines of equal cost, ${Number(gap.toPrecision(3))} apart` +
      (thin.length ? `; thin ones, ${Number((gap / 4).toPrecision(3))}.` : ".") +
      " Cross: the lowest place.";
  }

  /** Show paths, `{ look, path }`, the present one last; `at` is the step of it that is being read. */
  function show({ shown, at, says }) {
    const { path } = shown.at(-1);
    start = path[0].w;
    paths.replaceChildren(...shown.map((one) => drawnPath(one.look, one.path.map(({ w }) => toMap(w)))));
    const [x, y] = toMap(start);
    handle.style.left = `${(100 * x) / WIDE}%`;
    handle.style.top = `${(100 * y) / HIGH}%`;
    handle.setAttribute("aria-label", says);
    drawing.setAttribute("aria-label", `Map of the cost over two weights. ${says}`);
    const { w } = path[at];
    ring.classList.toggle("gone", at === 0 || isOff(surface, w));
    const [ringX, ringY] = toMap(w);
    ring.setAttribute("transform", `translate(${ringX} ${ringY})`);
    showExit(path);
  }

  function showExit(path) {
    const left = leavesAt(surface, path);
    exit.classList.toggle("gone", left < 1);
    if (left < 1) return;
    const [one, next] = [toMap(path[left - 1].w), toMap(path[left].w)];
    const [right, down] = [next[0] - one[0], next[1] - one[1]];
    const room = [(right > 0) * SIDE + LEFT - one[0], (down > 0) * SIDE + TOP - one[1]];
    const share = Math.min(right ? room[0] / right : 1, down ? room[1] / down : 1);
    const [x, y] = [one[0] + share * right, one[1] + share * down];
    const angle = (Math.atan2(down, right) * 180) / Math.PI;
    exit.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${angle.toFixed(1)})`);
  }

  return { node, setSurface, show };
}

function groundOf(surface, toMap) {
  const { gap, thick, thin } = levelsOf(surface.grid);
  const solid = thick.map((level) => contour(surface.grid, level, toMap));
  return [
    solid.map(({ area }) => s("path", { class: "area", d: area, "fill-opacity": TINT / thick.length })),
    thin.map((level) => s("path", { class: "thin", d: contour(surface.grid, level, toMap).line })),
    solid.map(({ line }) => s("path", { class: "thick", d: line })),
    labelsOf(surface, thick, gap, toMap),
    s("path", { class: "least", d: `M${toMap(surface.bottom).join(" ")}m-5 0h10m-5 -5v10` }),
    s("rect", { class: "frame", x: LEFT, y: TOP, width: SIDE, height: SIDE }),
    ticksOf(surface, toMap),
  ].flat(3);
}

// Costs, written where the straight way from the bottom to the highest corner crosses the lines.
function labelsOf({ bottom, middle, span, cost }, thick, gap, toMap) {
  const corners = [-span, span].flatMap((x) => [-span, span].map((y) => [middle[0] + x, middle[1] + y]));
  const corner = corners.reduce((best, each) => (cost(each) > cost(best) ? each : best));
  const labels = [];
  let before = { cost: cost(bottom), at: toMap(bottom) };
  let last = before.at;
  for (let share = 0.005; share < 0.93; share += 0.005) {
    const w = bottom.map((value, k) => value + share * (corner[k] - value));
    const now = { cost: cost(w), at: toMap(w) };
    const level = thick.find((each) => before.cost < each && each <= now.cost);
    if (level !== undefined && Math.hypot(now.at[0] - last[0], now.at[1] - last[1]) > BETWEEN_LABELS) {
      last = now.at;
      labels.push(s("text", { class: "level", x: last[0], y: last[1] + 4 }, decimal(level, decimalsOf(gap))));
    }
    before = now;
  }
  return labels;
}

function ticksOf({ middle, span }, toMap) {
  const size = roundStep(2 * span, 6);
  const on = (k) => multiples(size, middle[k] - span, middle[k] + span);
  const text = (value) => decimal(value, decimalsOf(size));
  const across = on(0).map((value) => tickBelow(toMap([value, 0])[0], TOP + SIDE, text(value)));
  const up = on(1).map((value) => tickBeside(LEFT, toMap([0, value])[1], text(value)));
  return [across, up];
}

/** Return a tick of the lower axis, with its number. */
export const tickBelow = (x, y, text) => [
  s("path", { class: "tick", d: `M${x} ${y}v4` }),
  s("text", { x, y: y + 18 }, text),
];

/** Return a tick of the axis on the left. */
export const tickBeside = (x, y, text) => [
  s("path", { class: "tick", d: `M${x} ${y}h-4` }),
  s("text", { class: "beside", x: x - 7, y: y + 4 }, text),
];
