// How paths and axes look, on the map and beside the curve.

/** @import { Place } from "./surfaces.js" */
import { s } from "../lib/dom.js";

/**
 * @typedef {"circle" | "square" | "triangle" | "diamond"} Look
 * @typedef {{ look: Look, path: Place[] }} Shown
 */

const MANY = 60; // points of a path

/**
 * The looks of paths, by their marks: the present one's, then those of the kept ones.
 * @type {Look[]}
 */
export const LOOKS = ["circle", "square", "triangle", "diamond"];

/** @type {Record<Look, (r: number) => string>} */
const MARKS = {
  circle: (r) => `m${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
  square: (r) => `m${-r} ${-r}h${2 * r}v${2 * r}h${-2 * r}z`,
  triangle: (r) => `m0 ${-1.3 * r}l${1.3 * r} ${2.2 * r}h${-2.6 * r}z`,
  diamond: (r) => `m0 ${-1.4 * r}l${1.4 * r} ${1.4 * r}l${-1.4 * r} ${1.4 * r}l${-1.4 * r} ${-1.4 * r}z`,
};

/**
 * Return a line through points and a mark at each, in a look; the marks of many are small.
 * @param {Look} look
 * @param {[number, number][]} points
 * @param {number} [size]
 */
export function drawnPath(look, points, size = 2.6) {
  const radius = points.length > MANY ? size / 2 : size;
  const at = points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`);
  return s(
    "g",
    { class: `bd-path bd-${look}` },
    s("path", { class: "bd-way", d: `M${at.join("L")}` }),
    s("path", { class: "bd-marks", d: at.map((place) => `M${place}${MARKS[look](radius)}`).join("") }),
  );
}

/**
 * Return where in a drawing an event happened.
 * @param {SVGSVGElement} drawing
 * @param {MouseEvent} event
 */
export const pointIn = (drawing, { clientX, clientY }) =>
  new DOMPoint(clientX, clientY).matrixTransform(drawing.getScreenCTM()?.inverse());

/**
 * Return a tick of the lower axis, with its number.
 * @param {number} x
 * @param {number} y
 * @param {string} text
 */
export const tickBelow = (x, y, text) => [
  s("path", { class: "bd-tick", d: `M${x} ${y}v4` }),
  s("text", { x, y: y + 18 }, text),
];

/**
 * Return a tick of the axis on the left.
 * @param {number} x
 * @param {number} y
 * @param {string} text
 */
export const tickBeside = (x, y, text) => [
  s("path", { class: "bd-tick", d: `M${x} ${y}h-4` }),
  s("text", { class: "bd-beside", x: x - 7, y: y + 4 }, text),
];
