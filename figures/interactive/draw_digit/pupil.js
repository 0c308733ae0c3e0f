// The network as it came and as it was taught, and the drawing that it reads. It knows no page.

/** @import { Network } from "../lib/network.js" */
/** @import { Errors, Lesson } from "./teach.js" */
import { largest, lastOf, range } from "../lib/lists.js";
import { backward, copyNetwork, cost, forward, step } from "../lib/network.js";

const BOUND = 1000; // of the outputs: a step that passes it is not taken

export class Pupil {
  /** @param {Network} shipped  the network as it came */
  constructor(shipped) {
    this.shipped = shipped;
    this.net = copyNetwork(shipped);
    /** @type {Float64Array} */
    this.image = new Float64Array(shipped.sizes[0]);
    this.trace = forward(this.net, this.image);
    /** @type {Float64Array | null} */
    this.was = null; // the outputs before the last steps
    /** @type {Float64Array | null} */
    this.began = null; // those before the first steps on this drawing
    this.isTooFar = false; // whether the last step would have left all bounds
    this.steps = 0;
  }

  get isEmpty() {
    return this.image.every((value) => value === 0);
  }

  get outputs() {
    return lastOf(this.trace.as);
  }

  /**
   * Read an image.
   * @param {Float64Array} image
   */
  see(image) {
    this.image = image;
    this.trace = forward(this.net, image);
    this.forgetSteps();
  }

  /** Forget what the steps did, not what they taught. */
  forgetSteps() {
    this.was = null;
    this.began = null;
    this.isTooFar = false;
  }

  /**
   * Return the target for a digit.
   * @param {number} digit
   */
  targetOf(digit) {
    return Float64Array.from(this.outputs, (_, j) => (j === digit ? 1 : 0));
  }

  /**
   * Return the errors in the image if it is meant to be the digit `target`; null without either.
   * @param {number | null} target
   * @returns {Errors | null}
   */
  errorsFor(target) {
    if (target === null || this.isEmpty) return null;
    const { outputs, was, began } = this;
    const y = this.targetOf(target);
    const { deltas } = backward(this.net, this.trace, y);
    const costs = { began: began && cost(began, y), was: was && cost(was, y), now: cost(outputs, y) };
    return { deltas, y, costs };
  }

  /**
   * Return all that there is to show of the present image and the digit that it is meant to be.
   * @param {number | null} target
   * @returns {Lesson}
   */
  lesson(target) {
    const { image, began, was, steps, isTooFar, isEmpty } = this;
    const now = isEmpty ? null : this.outputs;
    return { image, target, now, was, began, steps, isEmpty, isTooFar, errors: this.errorsFor(target) };
  }

  /**
   * Take some steps on this image; return false, and take none, if the outputs ever leave all bounds.
   * @param {number} target
   * @param {number} eta
   * @param {number} times
   */
  learn(target, eta, times) {
    const y = this.targetOf(target);
    let [net, trace] = [this.net, this.trace];
    for (const _ of range(times)) {
      net = step(net, backward(net, trace, y), eta);
      trace = forward(net, this.image);
      this.isTooFar = !(largest(lastOf(trace.as)) < BOUND); // or no number
      if (this.isTooFar) return false;
    }
    this.was = this.outputs;
    this.began ??= this.was;
    this.steps += times;
    [this.net, this.trace] = [net, trace];
    return true;
  }

  /** Become the network that came. */
  reset() {
    this.net = copyNetwork(this.shipped);
    this.trace = forward(this.net, this.image);
    this.steps = 0;
    this.forgetSteps();
  }
}
