// Marks on paper: painting them, and the image that they are to the network.

/** @import { Image, Mark, Stroke } from "./sheet.js" */
import { h } from "../lib/dom.js";
import { range } from "../lib/lists.js";
import { prepare } from "./prepare.js";
import { contextOf } from "./views.js";

const SIDE = 560; // pixels of the canvas, 20 for each pixel that the network will see

/** Make a canvas to paint on. */
export const makePaper = () => h("canvas", { width: SIDE, height: SIDE });

/**
 * Return the 784 pixels of a drawing, which is painted on `paper`.
 * @param {Mark[]} marks
 * @param {HTMLCanvasElement} paper
 */
export function prepareMarks(marks, paper) {
  // The pixels are read after every stroke: they had better be where the processor is.
  const context = contextOf(paper, { willReadFrequently: true });
  context.clearRect(0, 0, SIDE, SIDE);
  for (const mark of marks) {
    if ("picture" in mark) paintPicture(context, mark.picture);
    else paintStroke(context, mark);
  }
  // An image alone is taken at its own size, number by number.
  const [first] = marks;
  if (marks.length === 1 && "picture" in first) return prepare(first.ink, first.width, first.height);
  // To read pixels takes longer than all the network does: read where there may be ink.
  const [[left, right], [top, bottom]] = [0, 1].map((axis) => reachOf(marks, axis));
  if (right <= left || bottom <= top) return prepare([], 0, 0);
  const { data, width, height } = context.getImageData(left, top, right - left, bottom - top);
  const ink = new Uint8Array(width * height);
  for (let place = 0; place < ink.length; place++) ink[place] = data[4 * place + 3];
  return prepare(ink, width, height);
}

// From which pixel of the paper to which the marks may reach, across (0) or down (1).
/** @param {Mark[]} marks @param {number} axis */
function reachOf(marks, axis) {
  let [from, to] = [SIDE, 0];
  for (const mark of marks) {
    if ("picture" in mark) return [0, SIDE];
    for (const point of mark.points) {
      from = Math.min(from, Math.floor((point[axis] - mark.width / 2) * SIDE) - 1);
      to = Math.max(to, Math.ceil((point[axis] + mark.width / 2) * SIDE) + 1);
    }
  }
  return [Math.max(from, 0), Math.min(to, SIDE)];
}

/** @param {CanvasRenderingContext2D} context @param {Stroke} stroke */
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

/** @param {CanvasRenderingContext2D} context @param {HTMLCanvasElement} picture */
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
 * @param {unknown} rows
 * @returns {Image}
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
  const context = contextOf(picture);
  const data = context.createImageData(width, image.length);
  data.data.fill(255);
  flat.forEach((value, place) => (data.data[4 * place + 3] = Math.round((255 * value) / most)));
  context.putImageData(data, 0, 0);
  return { picture, ink: flat, width, height: image.length };
}

/** @param {unknown} rows @returns {number[][]} */
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
  return range(side).map((row) => list.slice(row * side, (row + 1) * side));
}
