// The pad: strokes of finger, pen, mouse or arrow keys.

/** @import { Mark, Point, Stroke } from "./sheet.js" */
import { h } from "../lib/dom.js";
import { makePaper, prepareMarks } from "./paper.js";
import { Sheet } from "./sheet.js";

const GRID = 28; // steps of the keyboard's cursor from edge to edge
const FAR = 4; // steps at once, with Shift

/** @type {Record<string, Point>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @typedef {object} Actions
 * @property {(text: string) => void} say
 * @property {(isSettled: boolean) => void} changed  is called when the marks change, within a stroke with false
 * @property {string} describedBy  the id of the help
 */

export class Pad {
  /** @param {Actions} actions */
  constructor({ say, changed, describedBy }) {
    this.say = say;
    this.changed = changed;
    this.sheet = new Sheet();
    /** @type {Stroke | null} */
    this.stroke = null; // that is being drawn
    /** @type {number | null} */
    this.pointer = null; // that draws it; without one the keys do
    this.width = 0.075;
    this.at = { x: GRID / 2, y: GRID / 2 }; // the cursor of the keys
    this.canvas = makePaper();
    this.cursor = h("span", { class: "bd-cursor", "aria-hidden": "true" });
    this.node = h(
      "div",
      {
        class: "bd-pad",
        tabindex: "0",
        role: "application",
        "aria-label": "Pad to draw a digit on",
        "aria-describedby": describedBy,
        on: this.listeners(),
      },
      this.canvas,
      this.cursor,
    );
    this.showCursor();
  }

  listeners() {
    /** @param {PointerEvent} event */
    const pointerEnd = (event) => {
      if (event.pointerId === this.pointer) this.lift();
    };
    return {
      pointerdown: (/** @type {PointerEvent} */ event) => this.pointerDown(event),
      pointermove: (/** @type {PointerEvent} */ event) => this.pointerMove(event),
      pointerup: pointerEnd,
      pointercancel: pointerEnd,
      lostpointercapture: pointerEnd,
      keydown: (/** @type {KeyboardEvent} */ event) => this.keyDown(event),
      blur: () => this.leave(),
    };
  }

  // Strokes

  /** @param {Point} point */
  begin(point) {
    this.stroke = { points: [point], width: this.width };
    this.sheet.add(this.stroke);
    this.changed(false);
  }

  /** @param {Point[]} points */
  go(points) {
    this.stroke?.points.push(...points);
    this.changed(false);
  }

  /** End a stroke that is being drawn. */
  lift() {
    if (!this.stroke) return;
    this.stroke = null;
    this.pointer = null;
    this.node.classList.remove("bd-pen-down");
    this.changed(true);
  }

  undo() {
    this.lift();
    if (this.sheet.undo()) this.changed(true);
  }

  redo() {
    this.lift();
    if (this.sheet.redo()) this.changed(true);
  }

  /**
   * Replace what is drawn, by marks that are meant to be a digit.
   * @param {Mark[]} marks
   * @param {number | null} [meant]
   */
  put(marks, meant = null) {
    this.lift();
    this.sheet.become({ marks, isSample: false, meant });
    this.changed(true);
  }

  /** Paint the marks, and return the image that they are to the network. */
  look() {
    return prepareMarks(this.sheet.marks, this.canvas);
  }

  // By hand

  /** @param {PointerEvent} event @returns {Point} */
  placeOfEvent(event) {
    const box = this.canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  /** @param {PointerEvent} event */
  pointerDown(event) {
    if (this.pointer !== null || event.button !== 0) return;
    this.lift();
    this.pointer = event.pointerId;
    this.node.setPointerCapture(this.pointer);
    this.setHand("by-hand");
    this.begin(this.placeOfEvent(event));
  }

  /** @param {PointerEvent} event */
  pointerMove(event) {
    if (event.pointerId !== this.pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    this.go((events.length ? events : [event]).map((each) => this.placeOfEvent(each)));
  }

  // By keys

  /** @returns {Point} */
  placeOfCursor() {
    return [this.at.x / GRID, this.at.y / GRID];
  }

  isKeyboardStroke() {
    return this.stroke !== null && this.pointer === null;
  }

  /** @param {Point} direction @param {number} steps */
  moveCursor([right, down], steps) {
    const { at } = this;
    at.x = Math.min(Math.max(at.x + right * steps, 0), GRID);
    at.y = Math.min(Math.max(at.y + down * steps, 0), GRID);
    this.showCursor();
    this.say(`${this.isKeyboardStroke() ? "drawn to" : "at"} ${at.x} across, ${at.y} down`);
    if (this.isKeyboardStroke()) this.go([this.placeOfCursor()]);
  }

  showCursor() {
    this.cursor.style.left = `${(100 * this.at.x) / GRID}%`;
    this.cursor.style.top = `${(100 * this.at.y) / GRID}%`;
  }

  togglePen() {
    if (this.isKeyboardStroke()) {
      this.lift();
      return;
    }
    this.begin(this.placeOfCursor());
    this.node.classList.add("bd-pen-down");
    this.say(`pen down at ${this.at.x} across, ${this.at.y} down`);
  }

  /** @param {KeyboardEvent} event */
  keyDown(event) {
    if (this.pointer !== null || event.altKey) return;
    const act = event.ctrlKey || event.metaKey ? this.commandOf(event) : this.actionOf(event);
    if (!act) return;
    act();
    this.setHand("by-keys");
    event.preventDefault();
  }

  /** @param {KeyboardEvent} event  with Ctrl or Command */
  commandOf({ key, shiftKey }) {
    if (key.toLowerCase() === "z") return shiftKey ? () => this.redo() : () => this.undo();
    return key.toLowerCase() === "y" ? () => this.redo() : null;
  }

  /** @param {KeyboardEvent} event */
  actionOf({ key, shiftKey }) {
    if (ARROWS[key]) return () => this.moveCursor(ARROWS[key], shiftKey ? FAR : 1);
    if (key === " ") return () => this.togglePen();
    return key === "Escape" && this.isKeyboardStroke() ? () => this.lift() : null;
  }

  // The keys' cursor is shown to those who use it.
  /** @param {"by-keys" | "by-hand" | null} name */
  setHand(name) {
    this.node.classList.remove("bd-by-keys", "bd-by-hand");
    if (name) this.node.classList.add(`bd-${name}`);
  }

  leave() {
    this.setHand(null);
    if (this.isKeyboardStroke()) this.lift();
  }
}
