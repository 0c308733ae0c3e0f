// The pad: strokes of finger, pen, mouse or arrow keys, and what can be undone.

import { prepare } from "./draw-digit-prepare.js";
import { h } from "./lib/dom.js";

const SIDE = 560; // pixels of the canvas, 20 for each pixel that the network will see
const GRID = 28; // steps of the keyboard's cursor from edge to edge
const FAR = 4; // steps at once, with Shift
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Make a pad. A mark is a stroke, `{ points, width }` in shares of the pad's side, or an image that was
 * put there, `{ picture }`, a canvas.
 *
 * `changed(isSettled)` is called when the marks change; within a stroke `isSettled` is false.
 */
export function makePad({ say, changed, describedBy }) {
  const canvas = makePaper();
  const cursor = h("span", { class: "cursor", "aria-hidden": "true" });
  const node = h(
    "div",
    { class: "pad", tabindex: "0", role: "application", "aria-label": "Pad to draw a digit on" },
    canvas,
    cursor,
  );
  node.setAttribute("aria-describedby", describedBy);

  let marks = [];
  let past = [];
  let future = [];
  let isSample = false;
  let stroke = null;
  let pointer = null;
  let width = 0.075;
  const at = { x: GRID / 2, y: GRID / 2 };

  function become(next, { sample = false } = {}) {
    past.push(marks);
    future = [];
    marks = next;
    isSample = sample;
  }

  function begin(point) {
    stroke = { points: [point], width };
    become([...(isSample ? [] : marks), stroke]);
    changed(false);
  }

  function end() {
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
    if (stroke || event.button !== 0) return;
    pointer = event.pointerId;
    node.setPointerCapture(pointer);
    begin(placeOfEvent(event));
  }

  function pointerMove(event) {
    if (event.pointerId !== pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) stroke.points.push(placeOfEvent(each));
    changed(false);
  }

  function pointerEnd(event) {
    if (event.pointerId === pointer) end();
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
      end();
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
    else if (isCommand) return;
    else if (ARROWS[event.key]) moveCursor(ARROWS[event.key], event.shiftKey ? FAR : 1);
    else if (event.key === " ") togglePen();
    else if (event.key === "Escape" && isKeyboardStroke()) end();
    else return;
    event.preventDefault();
  }

  function leave() {
    if (isKeyboardStroke()) end();
  }

  function travel(from, to) {
    if (!from.length) return;
    leave();
    to.push(marks);
    marks = from.pop();
    isSample = false;
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
    undo,
    redo,
    marks: () => marks,
    /** Paint the marks, and return the image that they are to the network. */
    look: () => prepareMarks(marks, canvas),
    isSample: () => isSample,
    canUndo: () => past.length > 0,
    canRedo: () => future.length > 0,
    setPen: (share) => (width = share),
    /** Replace what is drawn; the first stroke wipes a `sample` away. */
    put(next, { sample = false } = {}) {
      leave();
      become(next, { sample });
      changed(true);
    },
    /** Show the first drawing, before which there is nothing to go back to. */
    start(first) {
      marks = first;
      isSample = first.length > 0;
      past = [];
      future = [];
    },
  };
}

const makePaper = () => h("canvas", { width: SIDE, height: SIDE });

/** Return the 784 pixels of a drawing, which is painted on `paper`. */
export function prepareMarks(marks, paper = makePaper()) {
  // The pixels are read after every stroke: they had better be where the processor is.
  const context = paper.getContext("2d", { willReadFrequently: true });
  context.clearRect(0, 0, SIDE, SIDE);
  for (const mark of marks) {
    if (mark.picture) paintPicture(context, mark.picture);
    else paintStroke(context, mark);
  }
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  const ink = new Uint8Array(SIDE * SIDE);
  for (let place = 0; place < ink.length; place++) ink[place] = data[4 * place + 3];
  return prepare(ink, SIDE, SIDE);
}

function paintStroke(context, { points, width }) {
  // White: the style sheet turns it into ink, by difference with the paper.
  context.strokeStyle = "#fff";
  context.lineCap = "round";
  context.lineJoin = "round";
  context.lineWidth = width * SIDE;
  context.beginPath();
  points.forEach(([x, y], place) => {
    // A stroke of one point is a dot: a line to where it starts.
    if (place === 0) context.moveTo(x * SIDE, y * SIDE);
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
  return { picture };
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
