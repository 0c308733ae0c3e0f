// Where the reader is and what was changed: the example, the step, the puzzle. It knows no page.

/** @import { Entry, Example, Followed, Parameter } from "./numbers.js" */
import { follow, parametersOf, readExample, withValue } from "./numbers.js";
import { explain, startOf, stepsOf } from "./steps.js";
import { textsOf } from "./table.js";

/**
 * What Python sent.
 * @typedef {{ examples: Entry[], puzzles: Entry[], begin: string, eta: number, etas: number[] }} Data
 */

/** @typedef {{ example: Example, picked: string | null, isAnswered: boolean }} Puzzle */

export class Story {
  /** @param {Data} data */
  constructor({ examples, puzzles, begin, eta }) {
    this.examples = examples;
    this.puzzles = puzzles;
    this.eta = eta;
    this.which = 0; // of the examples
    this.lesson = readExample(examples[0]);
    /** @type {Puzzle | null} */
    this.puzzle = null;
    this.nextPuzzle = 0;
    this.at = startOf(this.steps, begin); // which of the steps
    /** @type {string | null} */
    this.chosen = null; // the key of the number that is being changed
    this.costs = [this.trace.before]; // before the first step and after each one
    /** @type {Set<string>} */
    this.changed = new Set(); // the keys of what the step that was just applied has changed
  }

  /** @param {number} at  which of the steps */
  goTo(at) {
    this.at = at;
    this.changed.clear();
  }

  /** The example on the drawing. */
  get example() {
    return this.puzzle?.example ?? this.lesson;
  }

  /** All that follows from it. */
  get trace() {
    return follow(this.example, this.eta);
  }

  get steps() {
    return stepsOf(this.example.net.sizes);
  }

  /** The present step; a puzzle may have fewer. */
  get step() {
    const { steps } = this;
    return steps[Math.min(this.at, steps.length - 1)];
  }

  /** @returns {Map<string, Parameter>} */
  get parameters() {
    return new Map(parametersOf(this.example.net.sizes).map((parameter) => [parameter.key, parameter]));
  }

  /** The parameter that is being changed, or in a puzzle the weight that is picked. */
  get parameter() {
    return this.parameters.get((this.puzzle ? this.puzzle.picked : this.chosen) ?? "");
  }

  /**
   * Return the keys of what the reader may see: what can be changed always, the rest as far as the story has come.
   * @param {Followed} t
   */
  known(t) {
    const { puzzle, steps } = this;
    const hidden = puzzle && !puzzle.isAnswered ? startOf(steps, "base case") : steps.length;
    const told = steps.slice(0, puzzle ? hidden : this.at + 1);
    return new Set([...this.parameters.keys(), ...told.flatMap((step) => explain(t, step).gives)]);
  }

  /** Return the present step and its results in words. */
  words() {
    const t = this.trace;
    const texts = textsOf(t);
    const { title, gives, words } = explain(t, this.step);
    const results = gives.map((key) => texts.get(key)).join(", ");
    return `${title}: ${results ? `${results}.` : words}`;
  }

  /**
   * Take an example as it came. In another network the reader stays in the same part of the story.
   * @param {number} which
   */
  take(which) {
    const [{ section }, count] = [this.step, this.steps.length];
    this.which = which;
    this.lesson = readExample(this.examples[which]);
    if (this.steps.length !== count) this.at = startOf(this.steps, section);
    this.chosen = null;
    this.startAnew();
  }

  /**
   * Give the chosen parameter another value.
   * @param {Parameter} parameter
   * @param {number} value
   */
  change(parameter, value) {
    this.lesson = withValue(this.lesson, parameter, value);
    this.startAnew();
  }

  /** Forget the steps that were applied. */
  startAnew() {
    this.costs = [this.trace.before];
    this.changed.clear();
  }

  /** Apply the step and run forward again; return false, and change nothing, if it leads to no number. */
  learn() {
    const { next, after } = this.trace;
    if (!Number.isFinite(after)) return false;
    const before = textsOf(this.trace);
    this.lesson = { ...this.lesson, net: next };
    this.costs.push(after);
    this.chosen = null;
    this.at = this.steps.findIndex(({ kind }) => kind === "cost");
    const texts = textsOf(this.trace);
    const moved = [...this.parameters.keys(), "cost"].filter((key) => texts.get(key) !== before.get(key));
    this.changed = new Set(moved);
    return true;
  }

  /** Ask for the steepest weight of the lesson's example. */
  pose() {
    this.puzzle = { example: this.lesson, picked: null, isAnswered: false };
  }

  /** Ask for that of the next puzzle. */
  poseNext() {
    const example = readExample(this.puzzles[this.nextPuzzle % this.puzzles.length]);
    this.puzzle = { example, picked: null, isAnswered: false };
    this.nextPuzzle += 1;
  }

  /**
   * Tell whether a number can be chosen now.
   * @param {string} key
   */
  isOpen(key) {
    return !this.puzzle || (this.parameters.get(key)?.kind === "w" && !this.puzzle.isAnswered);
  }
}
