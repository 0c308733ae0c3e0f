// What the reader has done on each surface, and the path that follows from it. It knows no page.

/** @import { Look } from "./looks.js" */
/** @import { Pair, Place, Surface, SurfaceData } from "./surfaces.js" */
import { lastOf } from "../lib/lists.js";
import { amount, FEW, rate, stepsOf } from "./judge.js";
import { LOOKS } from "./looks.js";
import { descend, isLost, leavesAt, orderOf, readSurface } from "./surfaces.js";

const MOST_KEPT = LOOKS.length - 1;

/**
 * What Python sent.
 * @typedef {object} Data
 * @property {SurfaceData[]} surfaces
 * @property {number} steps  of a run
 * @property {number} mostSteps
 * @property {number} largestEta
 * @property {number} seed  of the first order of examples
 */

/** @typedef {{ look: Look, path: Place[], name: string }} Kept  a path that stays on the map */

/** One surface, which is read when it is first looked at. */
class Visit {
  /** @param {SurfaceData} data */
  constructor(data) {
    this.data = data;
    this.eta = data.eta;
    this.start = data.start;
    this.count = 0; // the steps taken
    /** @type {Kept[]} */
    this.kept = [];
    /** @type {Surface | null} */
    this.read = null;
  }

  get surface() {
    this.read ??= readSurface(this.data);
    return this.read;
  }
}

/** All surfaces, of which the reader is on one. */
export class Journey {
  /** @param {Data} data */
  constructor({ surfaces, steps, mostSteps, largestEta, seed }) {
    this.visits = surfaces.map((data) => new Visit(data));
    this.visit = this.visits[0];
    this.isStochastic = false;
    this.draw = seed; // of the order
    this.target = steps; // of a run
    this.mostSteps = mostSteps;
    this.largestEta = largestEta;
    /** @type {number | null} */
    this.chosen = null; // the step that is read; null for the last
  }

  get surface() {
    return this.visit.surface;
  }

  /** The path as far as it has come. */
  get path() {
    return this.pathOf(this.visit.count);
  }

  /**
   * Return the path of so many steps, which follows from what was chosen.
   * @param {number} count
   */
  pathOf(count) {
    const { start, eta, surface } = this.visit;
    const order = this.isStochastic ? orderOf(this.draw, surface.count, count + 1) : null;
    return descend(surface, { start, eta, order }, count);
  }

  /** Return the present path in words. */
  words() {
    const { path } = this;
    const way = this.isStochastic ? "stochastic" : "full";
    const end = `cost\u00a0${amount(lastOf(path).cost)}`;
    return `η = ${rate(this.visit.eta)}, ${way}, ${stepsOf(path.length - 1)}: ${end}`;
  }

  /** Whether another step can be taken. */
  get canGoOn() {
    return this.visit.count < this.mostSteps && !isLost(this.surface, this.path);
  }

  get canKeep() {
    return this.path.length > 1 && this.visit.kept.length < MOST_KEPT;
  }

  /** Let a run that has come to its end start again. */
  rewind() {
    const { visit, target } = this;
    if (visit.count >= target || isLost(visit.surface, this.path)) visit.count = 0;
    this.chosen = null;
  }

  /** Return the step at which a run stops: where the path leaves the map; whoever wants to see more runs on. */
  endOfRun() {
    const path = this.pathOf(this.target);
    const last = path.length - 1;
    const left = leavesAt(this.surface, path);
    const stop = left < 0 ? last : Math.max(left, FEW);
    return stop > this.visit.count ? Math.min(stop, last) : last;
  }

  /** Keep the present path on the map, and return it. */
  keep() {
    const { kept } = this.visit;
    const look = LOOKS.slice(1).find((free) => kept.every((one) => one.look !== free)) ?? LOOKS[0];
    const one = { look, path: this.path, name: this.words() };
    kept.push(one);
    return one;
  }

  /** @param {Kept} one */
  drop(one) {
    this.visit.kept = this.visit.kept.filter((other) => other !== one);
  }

  /** Return what the picture shares with Python. */
  published() {
    const { visit, path } = this;
    const order = this.isStochastic ? path.slice(0, -1).map(({ example }) => example) : [];
    const surface = this.visits.indexOf(visit);
    return { surface, eta: visit.eta, start: visit.start, order, path: path.map(({ w }) => w) };
  }
}
