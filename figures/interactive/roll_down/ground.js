// The ground: lines of equal cost, and a tint that is stronger the higher it lies.

/** @import { Grid, Pair } from "./surfaces.js" */
import { range } from "../lib/lists.js";

/**
 * @typedef {number[]} Corner  x, y and the cost there
 * @typedef {(w: Pair) => [number, number]} ToMap  from weights to a place on the drawing
 */

/**
 * Return the round number (1, 2 or 5 times a power of ten) that cuts `length` into at most `pieces`.
 * @param {number} length
 * @param {number} pieces
 */
export function roundStep(length, pieces) {
  const least = length / pieces;
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5].map((times) => times * power).find((size) => size >= least * (1 - 1e-9)) ?? 10 * power;
}

/**
 * Return the multiples of `size` from `low` to `high`.
 * @param {number} size
 * @param {number} low
 * @param {number} high
 */
export function multiples(size, low, high) {
  const first = Math.ceil(low / size - 1e-9);
  const last = Math.floor(high / size + 1e-9);
  return range(Math.max(last - first + 1, 0)).map((i) => (first + i) * size);
}

/**
 * Return how many decimals multiples of a round number have.
 * @param {number} size
 */
export const decimalsOf = (size) => Math.max(0, -Math.floor(Math.log10(size) + 1e-9));

/**
 * Return levels `gap` apart, and `thin` ones at the quarters of gaps that hold a fifth of the grid.
 * @param {Grid} grid
 */
export function levelsOf({ costs }) {
  const all = costs.flat();
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const gap = roundStep(high - low || 1, 14);
  const thick = multiples(gap, low, high);
  const bottoms = [(thick[0] ?? low) - gap, ...thick];
  /** @param {number} bottom */
  const isFlat = (bottom) => all.filter((c) => c >= bottom && c < bottom + gap).length > all.length / 5;
  const thin = bottoms.filter(isFlat).flatMap((bottom) => [1, 2, 3].map((part) => bottom + (part * gap) / 4));
  return { gap, thick, thin };
}

/**
 * Return, as paths of an SVG, the line where the cost is `level` and the ground where it is more.
 * @param {Grid} grid
 * @param {number} level
 * @param {ToMap} toMap
 */
export function contour({ xs, ys, costs }, level, toMap) {
  /** @type {Corner[][]} */
  const points = ys.map((y, row) => xs.map((x, column) => [...toMap([x, y]), costs[row][column]]));
  /** @type {string[]} */
  const lines = [];
  /** @type {string[]} */
  const areas = [];
  for (let row = 0; row + 1 < ys.length; row++) {
    /** @type {number | null} */
    let since = null; // the column from which on all of the row is above the level
    for (let column = 0; column + 1 < xs.length; column++) {
      const [upper, lower] = [points[row], points[row + 1]];
      const corners = [upper[column], upper[column + 1], lower[column + 1], lower[column]];
      const above = corners.filter(([, , c]) => c >= level).length;
      if (above === 4) since ??= column;
      else areas.push(strip(upper, lower, since, column));
      if (above < 4) since = null;
      if (above > 0 && above < 4) {
        const cell = cutCell(corners, level);
        areas.push(polygon(cell.area));
        lines.push(...cell.cuts.map(([start, end]) => `M${place(start)}L${place(end)}`));
      }
    }
    areas.push(strip(points[row], points[row + 1], since, xs.length - 1));
  }
  return { line: lines.join(""), area: areas.join("") };
}

/** @param {Corner} corner */
const place = ([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`;
/** @param {Corner[]} corners */
const polygon = (corners) => `M${corners.map(place).join("L")}z`;
/** @param {Corner[]} upper @param {Corner[]} lower @param {number | null} from @param {number} to */
const strip = (upper, lower, from, to) =>
  from === null ? "" : polygon([upper[from], upper[to], lower[to], lower[from]]);

// The part of a cell above the level, and the straight cuts that bound it.
/** @param {Corner[]} corners @param {number} level */
function cutCell(corners, level) {
  const first = corners.findIndex(([, , c]) => c >= level);
  /** @type {Corner[]} */
  const area = [];
  /** @type {Corner[]} */
  const crossings = [];
  corners.forEach((_, turn) => {
    const [one, next] = [corners[(first + turn) % 4], corners[(first + turn + 1) % 4]];
    if (one[2] >= level) area.push(one);
    if (one[2] >= level === next[2] >= level) return;
    const share = (level - one[2]) / (next[2] - one[2]);
    const crossing = [0, 1].map((axis) => one[axis] + share * (next[axis] - one[axis]));
    area.push(crossing);
    crossings.push(crossing);
  });
  /** @type {[Corner, Corner][]} */
  const cuts = [];
  for (let at = 0; at < crossings.length; at += 2) cuts.push([crossings[at], crossings[at + 1]]);
  return { area, cuts };
}
