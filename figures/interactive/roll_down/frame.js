// Where weights lie on the map, in units of the drawing.

/** @import { Pair } from "./surfaces.js" */
import { decimalsOf, roundStep } from "./ground.js";

export const SIDE = 300; // of the map itself
export const LEFT = 34; // around it
export const TOP = 6;
const RIGHT = 6;
const BOTTOM = 24;
export const WIDE = LEFT + SIDE + RIGHT;
export const HIGH = TOP + SIDE + BOTTOM;

const FURTHEST = 1e5; // from the middle: what lies further off is drawn in its direction there
const WITHIN = 0.98; // of the map's size, so that rounding moves no start off the map

export class Frame {
  /** @param {{ middle: Pair, span: number }} surface */
  constructor({ middle, span }) {
    this.middle = middle;
    this.span = span;
    this.grain = roundStep(span, 100); // what a start is rounded to
  }

  /**
   * Return the place of two weights on the drawing.
   * @param {Pair} w
   * @returns {[number, number]}
   */
  toMap(w) {
    const [x, y] = w.map((value, k) => (value - this.middle[k]) / this.span);
    const near = Math.min(1, FURTHEST / SIDE / Math.hypot(x, y));
    return [LEFT + (SIDE / 2) * (1 + near * x), TOP + (SIDE / 2) * (1 - near * y)];
  }

  /**
   * Return the weights at a place on the drawing.
   * @param {{ x: number, y: number }} place
   * @returns {Pair}
   */
  toWeights({ x, y }) {
    const [right, down] = [(2 * (x - LEFT)) / SIDE - 1, (2 * (y - TOP)) / SIDE - 1];
    return [this.middle[0] + this.span * right, this.middle[1] - this.span * down];
  }

  /**
   * Return the nearest round weights on the map.
   * @param {Pair} w
   * @returns {Pair}
   */
  inside(w) {
    return w.map((value, k) => {
      const [middle, reach] = [this.middle[k], WITHIN * this.span];
      const kept = Math.min(Math.max(value, middle - reach), middle + reach);
      return Number((Math.round(kept / this.grain) * this.grain).toFixed(decimalsOf(this.grain)));
    });
  }
}
