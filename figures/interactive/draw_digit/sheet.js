// What is drawn, and what can be undone. It knows no page.

/**
 * A mark is a stroke, in shares of the pad's side, or an image that was put there: a canvas with it, and its
 * numbers, `height` rows of `width`.
 * @typedef {[number, number]} Point
 * @typedef {{ points: Point[], width: number }} Stroke
 * @typedef {{ picture: HTMLCanvasElement, ink: number[], width: number, height: number }} Image
 * @typedef {Stroke | Image} Mark
 */

/**
 * The first stroke wipes a sample away; `meant` is the digit that the drawing is meant to be, or null.
 * @typedef {{ marks: Mark[], isSample: boolean, meant: number | null }} Drawn
 */

export class Sheet {
  constructor() {
    /** @type {Drawn} */
    this.drawn = { marks: [], isSample: false, meant: null };
    /** @type {Drawn[]} */
    this.past = [];
    /** @type {Drawn[]} */
    this.future = [];
  }

  get marks() {
    return this.drawn.marks;
  }

  /**
   * Show the first drawing, a sample, before which there is nothing to go back to.
   * @param {Mark[]} marks
   */
  start(marks) {
    this.drawn = { marks, isSample: marks.length > 0, meant: null };
  }

  /** @param {Drawn} next */
  become(next) {
    this.past.push(this.drawn);
    this.future = [];
    this.drawn = next;
  }

  /** @param {Stroke} stroke */
  add(stroke) {
    const { marks, isSample, meant } = this.drawn;
    const kept = isSample ? { marks: [], meant: null } : { marks, meant };
    this.become({ marks: [...kept.marks, stroke], isSample: false, meant: kept.meant });
  }

  /** Let the next stroke add to the sample. */
  keepSample() {
    this.drawn = { ...this.drawn, isSample: false };
  }

  /**
   * Note which digit the drawing is meant to be.
   * @param {number} digit
   */
  mean(digit) {
    this.drawn = { ...this.drawn, meant: digit };
  }

  /** Go back; return false if there is nothing to go back to. */
  undo() {
    return this.travel(this.past, this.future);
  }

  /** Go forward again; return false if there is nothing to go to. */
  redo() {
    return this.travel(this.future, this.past);
  }

  /** @param {Drawn[]} from @param {Drawn[]} to */
  travel(from, to) {
    const next = from.pop();
    if (!next) return false;
    to.push(this.drawn);
    this.drawn = next;
    return true;
  }
}
