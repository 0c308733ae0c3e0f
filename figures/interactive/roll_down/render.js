// Roll down a cost: where from, how far a step, by all examples or by one at a time; and what comes of it.

/** @import { Model } from "../lib/dom.js" */
/** @import { Pair } from "./surfaces.js" */
/** @import { Data, Kept } from "./visit.js" */
import { makeButton, makeKeys, setOff } from "../lib/controls.js";
import { announcer, h } from "../lib/dom.js";
import { formula, symbolOf } from "../lib/symbols.js";
import { makeCurve } from "./curve.js";
import { amount, rate, tell } from "./judge.js";
import { LOOKS } from "./looks.js";
import { MapOfCosts } from "./map.js";
import { makePaths } from "./paths.js";
import { makeRate } from "./rate.js";
import { makeLength, makeRun } from "./run.js";
import { isOff } from "./surfaces.js";
import { Journey } from "./visit.js";

/** @type {[boolean, string][]} */
const MODES = [
  [false, "all examples (full)"],
  [true, "one (stochastic)"],
];

/** @typedef {{ of?: "eta" | "steps", why?: string }} Wrong  the input that could not be taken, and why */

/** The parts of the picture, and what the reader does to them. */
class Picture {
  /** @param {Model} model @param {Data} data */
  constructor(model, data) {
    this.model = model;
    this.journey = new Journey(data);
    const { node: voice, say } = announcer();
    this.voice = voice;
    this.say = say;
    this.said = ""; // the verdict, for those who hear it
    /** @type {[number, string][]} */
    const places = data.surfaces.map(({ title }, which) => [which, title]);
    this.surfaceKeys = makeKeys("Roll down", places, (which) => this.enter(which, true), 0);
    this.modeKeys = makeKeys("Each step looks at", MODES, (value) => this.setMode(value), false);
    this.again = makeButton("Another order", () => this.drawAgain());
    this.rate = makeRate({ choose: (eta, isSettled) => this.setEta(eta, isSettled) });
    this.guesses = h("div", { class: "bd-row bd-guesses" });
    this.run = makeRun(this.journey, { moved: (isSettled) => this.changed(isSettled) });
    this.length = makeLength({ take: (count) => this.setLength(count) });
    this.trouble = h("p", { class: "bd-wrong", role: "alert" });
    this.map = new MapOfCosts(this.journey.surface, { move: (w, isSettled) => this.setStart(w, isSettled) });
    this.curve = makeCurve({ read: (step) => this.read(step) });
    this.verdict = h("p", { class: "bd-verdict" });
    this.paths = makePaths(this.journey, { keep: () => this.keep(), drop: (one) => this.drop(one) });
    const buttons = h("div", { class: "bd-row" }, this.run.buttons);
    this.controls = h("div", { class: "bd-controls" }, this.rate.node, this.guesses, buttons, this.trouble);
    this.rare = h(
      "details",
      {},
      h("summary", {}, "One example at a time, and longer runs"),
      this.modeKeys.node,
      h("div", { class: "bd-row" }, this.again, this.length.node),
    );
    this.node = this.assembled();
  }

  /** Return all parts together. */
  assembled() {
    const surfaces = this.journey.visits.length > 1 && this.surfaceKeys.node;
    return h(
      "div",
      { class: "bd-interactive bd-roll-down" },
      surfaces,
      h(
        "div",
        { class: "bd-views" },
        this.map.node,
        this.controls,
        this.verdict,
        this.map.notes,
        this.curve.node,
      ),
      this.paths.node,
      this.rare,
      this.voice,
    );
  }

  /** @param {number} which @param {boolean} isNews */
  enter(which, isNews) {
    const { journey } = this;
    this.run.pause();
    this.surfaceKeys.choose(which);
    journey.visit = journey.visits[which];
    journey.chosen = null;
    const { surface } = journey;
    this.map.setSurface(surface);
    this.rate.setSurface(surface);
    this.guesses.replaceChildren(
      h("span", {}, "Guess first, then run with ", formula(symbolOf("η")), " ="),
      ...surface.etas.map((eta) => {
        const button = makeButton(rate(eta), () => this.tryOut(eta));
        button.setAttribute("aria-label", `Run with η = ${rate(eta)}`);
        return button;
      }),
    );
    this.paths.showKept();
    this.show();
    if (isNews) this.settle();
  }

  // Showing

  /**
   * Show everything anew; what is not wrong shows what holds.
   * @param {Wrong} [wrong]
   */
  show(wrong = {}) {
    const { journey } = this;
    const { surface, visit, path, isStochastic, target } = journey;
    const shown = [...visit.kept, { look: LOOKS[0], path }];
    const last = path.length - 1;
    const at = Math.min(journey.chosen ?? last, last);
    const [x, y] = visit.start.map(amount);
    this.map.show({ shown, at, says: `Start at ${x}, ${y}, cost ${amount(path[0].cost)}` });
    this.curve.show({ shown, at, steps: target, surface, isStochastic });
    if (wrong.why) (wrong.of === "steps" ? this.rare : this.controls).append(this.trouble);
    this.trouble.textContent = wrong.why ?? "";
    this.rate.show(visit.eta, wrong.of === "eta");
    this.length.show(target, wrong.of === "steps");
    this.showVerdict();
    this.paths.show();
    this.run.show();
    setOff(this.again, !isStochastic);
  }

  showVerdict() {
    const { surface, path, isStochastic } = this.journey;
    const { name, parts } = tell(surface, path, isStochastic);
    const shown = parts.map((part) => (typeof part === "string" ? part : part.symbol));
    this.verdict.replaceChildren(h("strong", {}, name), ...shown);
    this.said = name + parts.map((part) => (typeof part === "string" ? part : part.said)).join("");
  }

  /** @param {boolean} isSettled */
  changed(isSettled) {
    this.show();
    if (isSettled) this.settle();
  }

  settle() {
    this.say(this.said);
    this.publish();
  }

  publish() {
    for (const [name, value] of Object.entries(this.journey.published())) this.model.set(name, value);
    this.model.save_changes();
  }

  // Choosing

  /** @param {number} eta */
  tryOut(eta) {
    this.journey.visit.eta = eta;
    this.journey.visit.count = 0;
    this.run.start();
  }

  /** @param {number} eta @param {boolean} isSettled */
  setEta(eta, isSettled) {
    const { visit, largestEta } = this.journey;
    this.run.pause();
    if (!(eta > 0 && eta <= largestEta)) {
      const limits = `above 0 and up to ${largestEta.toLocaleString("en")}`;
      this.show({ of: "eta", why: `η must be a number ${limits}; it is still ${rate(visit.eta)}.` });
      return;
    }
    visit.eta = eta;
    this.changed(isSettled);
  }

  /** @param {number} count */
  setLength(count) {
    const { journey } = this;
    this.run.pause();
    if (!(Number.isInteger(count) && count >= 1 && count <= journey.mostSteps)) {
      const limits = `a whole number of steps from 1 to ${journey.mostSteps}`;
      this.show({ of: "steps", why: `A run takes ${limits}; it is still ${journey.target}.` });
      return;
    }
    journey.target = count;
    this.run.goTo(Math.min(journey.visit.count, count));
  }

  /** @param {Pair} start @param {boolean} isSettled */
  setStart(start, isSettled) {
    const { visit, surface } = this.journey;
    this.run.pause();
    visit.start = start;
    this.show();
    if (!isSettled) return;
    this.publish();
    const here = `Start at ${start.map(amount).join(", ")}, cost ${amount(surface.cost(start))}.`;
    this.say(visit.count ? `${here} ${this.said}` : here);
  }

  /** @param {boolean} isStochastic */
  setMode(isStochastic) {
    this.run.pause();
    this.journey.isStochastic = isStochastic;
    this.changed(true);
  }

  drawAgain() {
    this.journey.draw += 1;
    this.run.goTo(this.journey.visit.count || this.journey.target);
  }

  /** @param {number} step */
  read(step) {
    this.journey.chosen = step;
    this.show();
  }

  keep() {
    const { name } = this.journey.keep();
    this.paths.showKept();
    this.show();
    this.say(`Kept: ${name}.`);
  }

  /** @param {Kept} one */
  drop(one) {
    this.journey.drop(one);
    this.paths.showKept();
    this.show();
    this.paths.focus();
    this.say(`Removed: ${one.name}.`);
  }

  // What Python sets

  /** @param {number} which */
  takeSurface(which) {
    const { visits, visit } = this.journey;
    if (!visits[which]) this.show({ why: `There is no surface ${which}.` });
    else if (visits[which] !== visit) this.enter(which, true);
  }

  /** @param {number} eta */
  takeEta(eta) {
    if (eta !== this.journey.visit.eta) this.setEta(eta, true);
  }

  /** @param {unknown} start */
  takeStart(start) {
    const { visit, surface } = this.journey;
    if (String(start) === String(visit.start)) return;
    const isPlace = Array.isArray(start) && start.length === 2 && start.every(Number.isFinite);
    if (isPlace && !isOff(surface, start)) this.setStart(start, true);
    else this.show({ why: "The start was not moved: it must be two numbers, on the map." });
  }

  /** Return the functions that take what Python sets, by the events that tell of it. */
  listeners() {
    /** @param {string} name @param {(value: any) => void} take  any: what Python set */
    const listener = (name, take) => () => {
      const value = this.model.get(name);
      if (value != null) take(value);
    };
    return {
      "change:surface": listener("surface", (which) => this.takeSurface(which)),
      "change:eta": listener("eta", (eta) => this.takeEta(eta)),
      "change:start": listener("start", (start) => this.takeStart(start)),
    };
  }
}

/** @param {{ model: Model, el: HTMLElement }} place */
function render({ model, el }) {
  /** @type {Data} */
  const data = model.get("data");
  const picture = new Picture(model, data);
  const listeners = Object.entries(picture.listeners());
  el.append(picture.node);
  picture.enter(0, false);
  for (const [, listen] of listeners) listen();
  picture.publish();
  for (const [event, listen] of listeners) model.on(event, listen);
  return () => {
    picture.run.pause();
    for (const [event, listen] of listeners) model.off(event, listen);
    el.replaceChildren();
  };
}

export default { render };
