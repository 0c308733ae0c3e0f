// The pad: strokes of finger, pen, mouse or arrow keys, and what can be undone.

import { prepare } from "./prepare.js";
import { h } from "../lib/dom.js";

const SIDE = 560; // pixels of the canvas, 20 for each pixel that the network will see
const GRID = 28; // steps of the keyboard's cursor from edge to edge
const FAR = 4; // steps at once, with Shift
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Make a pad. A mark is a stroke, `{ points, width }` in shares of the pad's side, or an image that
 * was put there: `picture`, a canvas, and `ink`, its numbers, `height` rows of `width`.
 *
 * `changed(isSettled)` is called when the marks change; within a stroke `isSettled` is false.
 * `lift()` ends a stroke that is being drawn.
 */
export function makePad({ say, changed, describedBy }) {
  const canvas = makePaper();
  const cursor = h("span", { class: "cursor", "aria-hidden": "true" });
  const node = h(
    "div",
    {
      class: "pad",
      tabindex: "0",
      role: "application",
      "aria-label": "Pad to draw a digit on",
      "aria-describedby": describedBy,
    },
    canvas,
    cursor,
  );

  // What is drawn, whether the first stroke wipes it away, and the digit that it is meant to be, or null.
  let state = { marks: [], isSample: false, meant: null };
  let past = [];
  let future = [];
  let stroke = null;
  let pointer = null;
  let width = 0.075;
  const at = { x: GRID / 2, y: GRID / 2 };

  function become(next) {
    past.push(state);
    future = [];
    state = next;
  }

  function begin(point) {
    stroke = { points: [point], width };
    const { marks, isSample, meant } = state;
    become({ marks: [...(isSample ? [] : marks), stroke], isSample: false, meant: isSample ? null : meant });
    changed(false);
  }

  function lift() {
    if (!stroke) return;
    stroke = null;
    pointer = null;
    node.classList.remove("pen-down");
    changed(true);
  }

  function placeOfEvent(event) {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  function pointerDown(event) {
    if (pointer !== null || event.button !== 0) return;
    lift();
    pointer = event.pointerId;
    node.setPointerCapture(pointer);
    setHand("by-hand");
    begin(placeOfEvent(event));
  }

  function pointerMove(event) {
    if (event.pointerId !== pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) stroke.points.push(placeOfEvent(each));
    changed(false);
  }

  function pointerEnd(event) {
    if (event.pointerId === pointer) lift();
  }

  const placeOfCursor = () => [at.x / GRID, at.y / GRID];
  const isKeyboardStroke = () => stroke !== null && pointer === null;

  function moveCursor([right, down], steps) {
    at.x = Math.min(Math.max(at.x + right * steps, 0), GRID);
    at.y = Math.min(Math.max(at.y + down * steps, 0), GRID);
    showCursor();
    say(`${isKeyboardStroke() ? "drawn to" : "at"} ${at.x} across, ${at.y} down`);
    if (isKeyboardStroke()) {
      stroke.points.push(placeOfCursor());
      changed(false);
    }
  }

  function showCursor() {
    cursor.style.left = `${(100 * at.x) / GRID}%`;
    cursor.style.top = `${(100 * at.y) / GRID}%`;
  }

  function togglePen() {
    if (isKeyboardStroke()) {
      lift();
      return;
    }
    begin(placeOfCursor());
    node.classList.add("pen-down");
    say(`pen down at ${at.x} across, ${at.y} down`);
  }

  function keyDown(event) {
    if (pointer !== null || event.altKey) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && event.key.toLowerCase() === "z") (event.shiftKey ? redo : undo)();
    else if (isCommand && event.key.toLowerCase() === "y") redo();
    else if (isCommand) return;
    else if (ARROWS[event.key]) moveCursor(ARROWS[event.key], event.shiftKey ? FAR : 1);
    else if (event.key === " ") togglePen();
    else if (event.key === "Escape" && isKeyboardStroke()) lift();
    else return;
    setHand("by-keys");
    event.preventDefault();
  }

  // The keys' cursor is shown to those who use it.
  function setHand(name) {
    node.classList.remove("by-keys", "by-hand");
    if (name) node.classList.add(name);
  }

  function leave() {
    setHand(null);
    if (isKeyboardStroke()) lift();
  }

  function travel(from, to) {
    lift();
    if (!from.length) return;
    to.push(state);
    state = from.pop();
    changed(true);
  }
  const undo = () => travel(past, future);
  const redo = () => travel(future, past);

  const listeners = {
    pointerdown: pointerDown,
    pointermove: pointerMove,
    pointerup: pointerEnd,
    pointercancel: pointerEnd,
    lostpointercapture: pointerEnd,
    keydown: keyDown,
    blur: leave,
  };
  for (const [name, listen] of Object.entries(listeners)) node.addEventListener(name, listen);
  showCursor();

  return {
    node,
    lift,
    undo,
    redo,
    marks: () => state.marks,
    meant: () => state.meant,
    /** Paint the marks, and return the image that they are to the network. */
    look: () => prepareMarks(state.marks, canvas),
    isSample: () => state.isSample,
    canUndo: () => past.length > 0,
    canRedo: () => future.length > 0,
    setPen: (share) => (width = share),
    /** Note which digit the drawing is meant to be. */
    mean: (digit) => (state = { ...state, meant: digit }),
    /** Let the next stroke add to the sample. */
    keepSample: () => (state = { ...state, isSample: false }),
    /** Replace what is drawn. */
    put(marks, meant = null) {
      lift();
      become({ marks, isSample: false, meant });
      changed(true);
    },
    /** Show the first drawing, a sample, before which there is nothing to go back to. */
    start: (marks) => (state = { marks, isSample: marks.length > 0, meant: null }),
  };
}

/** Make a canvas to paint on. */
export const makePaper = () => h("canvas", { width: SIDE, height: SIDE });

/** Return the 784 pixels of a drawing, which is painted on `paper`. */
export function prepareMarks(marks, paper) {
  // The pixels are read after every stroke: they had better be where the processor is.
  const context = paper.getContext("2d", { willReadFrequently: true });
  context.clearRect(0, 0, SIDE, SIDE);
  for (const mark of marks) {
    if (mark.picture) paintPicture(context, mark.picture);
    else paintStroke(context, mark);
  }
  // An image alone is taken at its own size, number by number.
  if (marks.length === 1 && marks[0].picture) return prepare(marks[0].ink, marks[0].width, marks[0].height);
  // To read pixels takes longer than all the network does: read where there may be ink.
  const [[left, right], [top, bottom]] = [0, 1].map((axis) => reachOf(marks, axis));
  if (right <= left || bottom <= top) return prepare([], 0, 0);
  const { data, width, height } = context.getImageData(left, top, right - left, bottom - top);
  const ink = new Uint8Array(width * height);
  for (let place = 0; place < ink.length; place++) ink[place] = data[4 * place + 3];
  return prepare(ink, width, height);
}

// From which pixel of the paper to which the marks may reach, across (0) or down (1).
function reachOf(marks, axis) {
  let [from, to] = [SIDE, 0];
  for (const { points, width, picture } of marks) {
    if (picture) return [0, SIDE];
    for (const point of points) {
      from = Math.min(from, Math.floor((point[axis] - width / 2) * SIDE) - 1);
      to = Math.max(to, Math.ceil((point[axis] + width / 2) * SIDE) + 1);
    }
  }
  return [Math.max(from, 0), Math.min(to, SIDE)];
}

function paintStroke(context, { points, width }) {
  // White: the style sheet turns it into ink, by difference with the paper.
  context.strokeStyle = "#fff";
  context.lineCap = "round";
  context.lineJoin = "round";
  context.lineWidth = width * SIDE;
  context.beginPath();
  points.forEach(([x, y], place) => {
    // A stroke of one point is a dot: a line, but one without any length would not be drawn.
    if (place === 0) context.moveTo(x * SIDE - 0.01, y * SIDE);
    context.lineTo(x * SIDE, y * SIDE);
  });
  context.stroke();
}

function paintPicture(context, picture) {
  const scale = SIDE / Math.max(picture.width, picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  context.imageSmoothingEnabled = false; // so that pixels stay the pixels that were given
  context.drawImage(picture, (SIDE - width) / 2, (SIDE - height) / 2, width, height);
}

/**
 * Return `rows`, an image as lists of numbers from 0, as a mark; a single list is a square image.
 *
 * Throws an Error of one line if it is no image.
 */
export function markOfImage(rows) {
  const image = asRows(rows);
  const width = image[0].length;
  const flat = image.flat();
  if (image.some((row) => row.length !== width)) throw new Error("its rows are of unequal length");
  if (!flat.every((value) => Number.isFinite(value) && value >= 0)) {
    throw new Error("it holds something other than numbers from 0");
  }
  const most = flat.reduce((a, b) => Math.max(a, b), 0) || 1;
  const picture = h("canvas", { width, height: image.length });
  const context = picture.getContext("2d");
  const data = context.createImageData(width, image.length);
  data.data.fill(255);
  flat.forEach((value, place) => (data.data[4 * place + 3] = Math.round((255 * value) / most)));
  context.putImageData(data, 0, 0);
  return { picture, ink: flat, width, height: image.length };
}

function asRows(rows) {
  if (!Array.isArray(rows) || !rows.length) throw new Error("it is no list of numbers");
  const isColumn = rows.every((row) => !Array.isArray(row) || row.length === 1);
  if (!isColumn) {
    if (!rows.every((row) => Array.isArray(row) && row.length)) throw new Error("it is no list of rows");
    return rows;
  }
  const list = rows.flat();
  const side = Math.sqrt(list.length);
  if (!Number.isInteger(side)) throw new Error(`${list.length} numbers make no square`);
  return Array.from({ length: side }, (_, row) => list.slice(row * side, (row + 1) * side));
}
