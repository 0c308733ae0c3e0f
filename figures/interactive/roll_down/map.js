// The map: the ground, the paths on it, and the start, which can be dragged.

/** @import { Shown } from "./looks.js" */
/** @import { Pair, Place, Surface } from "./surfaces.js" */
import { decimal, h, s, uid } from "../lib/dom.js";
import { lastOf } from "../lib/lists.js";
import { formula, symbolOf } from "../lib/symbols.js";
import { Frame, HIGH, LEFT, SIDE, TOP, WIDE } from "./frame.js";
import { contour, decimalsOf, levelsOf, multiples, roundStep } from "./ground.js";
import { drawnPath, pointIn, tickBelow, tickBeside } from "./looks.js";
import { isOff, leavesAt } from "./surfaces.js";

const TINT = 0.3; // opacity of the highest ground
const BETWEEN_LABELS = 30;
const FAST = 5; // times as far, with Shift

/** @type {Record<string, Pair>} */
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** @typedef {(w: Pair, isSettled: boolean) => void} Move  is called when the reader moves the start */

export class MapOfCosts {
  /** @param {Surface} surface @param {{ move: Move }} actions */
  constructor(surface, { move }) {
    this.surface = surface;
    this.frame = new Frame(surface);
    const [clip, helpId] = [uid("map"), uid("help")];
    this.ground = s("g", { class: "bd-ground" });
    this.paths = s("g", { "clip-path": `url(#${clip})` });
    this.exit = s("path", { class: "bd-exit", d: "M0 0l-9 -5v10z" });
    this.ring = s("circle", { class: "bd-ring", r: 6 });
    this.drawing = s(
      "svg",
      { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img" },
      s("clipPath", { id: clip }, s("rect", { x: LEFT, y: TOP, width: SIDE, height: SIDE })),
      this.ground,
      this.paths,
      this.exit,
      this.ring,
    );
    this.start = new Start(this.frame, this.drawing, helpId, move);
    this.axes = [h("p", { class: "bd-axis bd-rightward" }), h("p", { class: "bd-axis" })];
    this.key = h("p", { class: "bd-key-to-lines" });
    const words =
      "Start elsewhere: drag the ring, tap the map, or use arrow keys on the ring (Shift: further).";
    const help = h("p", { class: "bd-help", id: helpId }, words);
    const sheet = h("div", { class: "bd-sheet" }, this.drawing, this.start.node);
    const [rightward, upward] = this.axes;
    this.node = h("div", { class: "bd-map" }, upward, sheet, rightward);
    this.notes = h("div", { class: "bd-notes" }, this.key, help);
  }

  /** @param {Surface} surface */
  setSurface(surface) {
    this.surface = surface;
    this.frame = new Frame(surface);
    this.start.frame = this.frame;
    this.ground.replaceChildren(...groundOf(surface, this.frame));
    const { gap, thin } = levelsOf(surface.grid);
    this.axes.forEach((axis, k) => {
      const { letter, below, above } = surface.symbols[k];
      axis.replaceChildren("weight ", formula(symbolOf(letter, below, above)));
    });
    this.key.textContent = `Lines of equal cost, ${Number(gap.toPrecision(3))} apart` +
      (thin.length ? `; thin ones, ${Number((gap / 4).toPrecision(3))}.` : ".") +
      " Cross: the lowest place.";
  }

  /**
   * Show paths, the present one last; `at` is the step of it that is being read.
   * @param {{ shown: Shown[], at: number, says: string }} scene
   */
  show({ shown, at, says }) {
    const { frame } = this;
    const { path } = lastOf(shown);
    const lines = shown.map((one) => drawnPath(one.look, one.path.map(({ w }) => frame.toMap(w))));
    this.paths.replaceChildren(...lines);
    this.start.show(path[0].w, says);
    this.drawing.setAttribute("aria-label", `Map of the cost over two weights. ${says}`);
    const { w } = path[at];
    this.ring.classList.toggle("bd-gone", at === 0 || isOff(this.surface, w));
    const [x, y] = frame.toMap(w);
    this.ring.setAttribute("transform", `translate(${x} ${y})`);
    this.showExit(path);
  }

  /** @param {Place[]} path */
  showExit(path) {
    const left = leavesAt(this.surface, path);
    this.exit.classList.toggle("bd-gone", left < 1);
    if (left < 1) return;
    const [one, next] = [path[left - 1], path[left]].map(({ w }) => this.frame.toMap(w));
    const { x, y, angle } = crossing(one, next);
    const turn = `rotate(${angle.toFixed(1)})`;
    this.exit.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)}) ${turn}`);
  }
}

// Where a straight way from `one` to `next` crosses the edge of the map, and its direction in degrees.
/** @param {[number, number]} one @param {[number, number]} next */
function crossing(one, next) {
  const [right, down] = [next[0] - one[0], next[1] - one[1]];
  const room = [(right > 0 ? SIDE : 0) + LEFT - one[0], (down > 0 ? SIDE : 0) + TOP - one[1]];
  const share = Math.min(right ? room[0] / right : 1, down ? room[1] / down : 1);
  const angle = (Math.atan2(down, right) * 180) / Math.PI;
  return { x: one[0] + share * right, y: one[1] + share * down, angle };
}

/** The ring at the start, which is moved by pointer and by keys, and by pressing the drawing elsewhere. */
class Start {
  /** @param {Frame} frame @param {SVGSVGElement} drawing @param {string} helpId @param {Move} move */
  constructor(frame, drawing, helpId, move) {
    this.frame = frame;
    this.drawing = drawing;
    this.move = move;
    /** @type {Pair} */
    this.w = [0, 0];
    /** @type {number | null} */
    this.pointer = null;
    /** @param {PointerEvent} event */
    const drop = (event) => this.drop(event);
    this.node = h("div", {
      class: "bd-start",
      tabindex: "0",
      role: "application",
      "aria-describedby": helpId,
      on: {
        keydown: (event) => this.keyDown(event),
        pointerdown: (event) => this.begin(event),
        pointermove: (event) => event.pointerId === this.pointer && this.moveTo(event, false),
        pointerup: drop,
        pointercancel: drop,
      },
    });
    // A finger on the map may want to scroll the page, so there only a tap moves the start.
    drawing.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "touch") this.begin(event);
    });
    drawing.addEventListener("click", (event) => {
      if (/** @type {PointerEvent} */ (event).pointerType !== "mouse") this.moveTo(event, true);
    });
  }

  /** @param {Pair} w @param {string} says */
  show(w, says) {
    this.w = w;
    const [x, y] = this.frame.toMap(w);
    this.node.style.left = `${(100 * x) / WIDE}%`;
    this.node.style.top = `${(100 * y) / HIGH}%`;
    this.node.setAttribute("aria-label", says);
  }

  /** @param {MouseEvent} event @param {boolean} isSettled */
  moveTo(event, isSettled) {
    const w = this.frame.toWeights(pointIn(this.drawing, event));
    this.move(this.frame.inside(w), isSettled);
  }

  /** @param {PointerEvent} event */
  begin(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.node.focus({ preventScroll: true });
    this.pointer = event.pointerId;
    this.node.setPointerCapture(this.pointer);
    if (event.currentTarget === this.drawing) this.moveTo(event, false);
  }

  /** @param {PointerEvent} event */
  drop(event) {
    if (event.pointerId !== this.pointer) return;
    this.pointer = null;
    this.move(this.w, true);
  }

  /** @param {KeyboardEvent} event */
  keyDown(event) {
    const direction = MOVES[event.key];
    if (!direction || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const far = 4 * this.frame.grain * (event.shiftKey ? FAST : 1);
    this.move(this.frame.inside(this.w.map((value, k) => value + far * direction[k])), true);
  }
}

/** @param {Surface} surface @param {Frame} frame @returns {SVGElement[]} */
function groundOf(surface, frame) {
  /** @param {Pair} w */
  const toMap = (w) => frame.toMap(w);
  const { gap, thick, thin } = levelsOf(surface.grid);
  const solid = thick.map((level) => contour(surface.grid, level, toMap));
  return [
    solid.map(({ area }) => s("path", { class: "bd-area", d: area, "fill-opacity": TINT / thick.length })),
    thin.map((level) => s("path", { class: "bd-thin", d: contour(surface.grid, level, toMap).line })),
    solid.map(({ line }) => s("path", { class: "bd-thick", d: line })),
    labelsOf(surface, thick, gap, frame),
    s("path", { class: "bd-least", d: `M${toMap(surface.bottom).join(" ")}m-5 0h10m-5 -5v10` }),
    s("rect", { class: "bd-frame", x: LEFT, y: TOP, width: SIDE, height: SIDE }),
    ticksOf(surface, frame),
  ].flat();
}

// Costs, written where the straight way from the bottom to the highest corner crosses the lines.
/** @param {Surface} surface @param {number[]} thick @param {number} gap @param {Frame} frame */
function labelsOf({ bottom, middle, span, cost }, thick, gap, frame) {
  const corners = [-span, span].flatMap((x) => [-span, span].map((y) => [middle[0] + x, middle[1] + y]));
  const corner = corners.reduce((best, each) => (cost(each) > cost(best) ? each : best));
  /** @type {SVGElement[]} */
  const labels = [];
  let before = { cost: cost(bottom), at: frame.toMap(bottom) };
  let last = before.at;
  for (let share = 0.005; share < 0.93; share += 0.005) {
    const w = bottom.map((value, k) => value + share * (corner[k] - value));
    const now = { cost: cost(w), at: frame.toMap(w) };
    const level = thick.find((each) => before.cost < each && each <= now.cost);
    if (level !== undefined && Math.hypot(now.at[0] - last[0], now.at[1] - last[1]) > BETWEEN_LABELS) {
      last = now.at;
      labels.push(
        s("text", { class: "bd-level", x: last[0], y: last[1] + 4 }, decimal(level, decimalsOf(gap))),
      );
    }
    before = now;
  }
  return labels;
}

/** @param {Surface} surface @param {Frame} frame */
function ticksOf({ middle, span }, frame) {
  const size = roundStep(2 * span, 6);
  /** @param {number} k */
  const on = (k) => multiples(size, middle[k] - span, middle[k] + span);
  /** @param {number} value */
  const text = (value) => decimal(value, decimalsOf(size));
  const across = on(0).flatMap((value) => tickBelow(frame.toMap([value, 0])[0], TOP + SIDE, text(value)));
  const up = on(1).flatMap((value) => tickBeside(LEFT, frame.toMap([0, value])[1], text(value)));
  return [...across, ...up];
}
