// Nudge one knob of a chain of neurons: the nudge travels from link to link to the cost.

/** @import { Model } from "../lib/dom.js" */
/** @import { ModelFile } from "../lib/network.js" */
/** @import { Link, Setting, Symbol } from "./chain.js" */
import { makeButton, makeKeys, setOff } from "../lib/controls.js";
import { announcer, decimal, h, reducedMotion } from "../lib/dom.js";
import { lastOf, range } from "../lib/lists.js";
import { readNetwork } from "../lib/network.js";
import { signedDecimal } from "../lib/symbols.js";
import {
  Delay,
  firstOf,
  knobsOf,
  lensesOf,
  linksOf,
  productOf,
  quantitiesOf,
  turned,
  valueOf,
  valuesOf,
} from "./chain.js";
import { makeHandle, short } from "./handle.js";
import { makeRow, said, symbolNode, toneClass } from "./rows.js";

const NUDGES = [1, 0.1, 0.01];
const LAG = 130; // milliseconds from one quantity to the next
const PUSH = 400; // that a button takes to turn the knob

/** @typedef {{ network: ModelFile, x: number, y: number }} Data */

/** The parts of the picture, and what the reader does to them. */
class Chain {
  /** @param {Data} data */
  constructor({ network, x, y }) {
    /** @type {Setting} */
    this.given = { net: readNetwork(network), x, y };
    this.setting = this.given;
    this.knobs = knobsOf(this.given.net);
    this.knob = this.knobs[1];
    this.nudge = 0;
    this.reach = 1; // of a line, as a nudge
    this.delay = new Delay();
    this.frame = 0;
    /** @type {Link[]} */
    this.links = [];
    /** @type {number[]} */
    this.lenses = [];
    /** @type {number[]} */
    this.before = [];
    const { node: voice, say } = announcer();
    this.voice = voice;
    this.say = say;
    this.rows = quantitiesOf(this.given.net).map(makeRow);
    this.values = this.knobs.map(() => h("span", { class: "bd-set" }));
    this.keys = makeKeys(
      "Choose a knob",
      this.knobs.map((knob, at) => [at, this.keyOf(knob, at)]),
      (at) => this.choose(this.knobs[at]),
      1,
    );
    this.handle = makeHandle({ turn: (nudge) => this.turn(nudge), tell: () => this.tell() });
    this.product = h("dd");
    this.productName = h("dt");
    this.measured = h("dd");
    this.word = h("span", { class: "bd-long" }, "Measured: ");
    this.measuredName = h("dt");
    this.stay = makeButton("Keep it", () => this.keep());
    this.again = makeButton("Reset", () => this.reset());
    this.list = h("ol", { role: "list" });
    this.node = this.assembled();
  }

  /** @param {Symbol} knob @param {number} at */
  keyOf(knob, at) {
    return h("span", { class: toneClass(knob) }, h("b", {}, symbolNode(knob)), " ", this.values[at]);
  }

  /** Return all parts together. */
  assembled() {
    const nudges = NUDGES.map((size) => {
      const button = makeButton(`+${size}`, () => this.push(size));
      button.setAttribute("aria-label", `Nudge by +${size}`);
      return button;
    });
    const head = h(
      "p",
      { class: "bd-head", "aria-hidden": "true" },
      h("span", {}, "value"),
      h("span", {}, h("span", {}, "down"), h("span", {}, "drag"), h("span", {}, "up")),
      h("span", {}, "change"),
    );
    return h(
      "div",
      { class: "bd-interactive bd-nudge" },
      this.keys.node,
      h("div", { class: "bd-chain" }, head, this.list),
      h(
        "dl",
        {},
        h("div", {}, this.productName, this.product),
        h("div", {}, this.measuredName, this.measured),
      ),
      h("div", { class: "bd-row" }, h("span", { class: "bd-by" }, "Nudge by"), nudges, this.stay, this.again),
      this.voice,
    );
  }

  /** Choose a knob: what comes before it stands idle. @param {Symbol} knob */
  choose(knob) {
    this.knob = knob;
    const first = firstOf(this.given.net, knob);
    const nodes = this.rows.map(({ node }) => node);
    this.handle.setKnob(knob);
    this.list.replaceChildren(...nodes.slice(0, first), this.handle.node, ...nodes.slice(first));
    this.stand();
  }

  /** Let the knob rest where the setting has it, with the links as they are there. */
  stand() {
    const { setting, knob, rows } = this;
    const first = firstOf(setting.net, knob);
    this.links = linksOf(setting, knob);
    this.lenses = lensesOf(this.links);
    this.before = valuesOf(setting);
    rows.forEach((row, place) => row.setLink(this.links[place - first] ?? null));
    this.knobs.forEach((one, at) => (this.values[at].textContent = short(valueOf(setting, one))));
    const count = this.links.length === 1 ? "The one link" : `Product of the ${this.links.length} links`;
    this.productName.textContent = count;
    this.setReach(1);
    this.nudge = 0;
    this.delay = new Delay();
    this.follow();
  }

  /** Show nudges up to this size on the whole length of a line. @param {number} size */
  setReach(size) {
    this.reach = size;
    this.handle.setReach(size);
  }

  // Turning

  /** @param {number} nudge */
  turn(nudge) {
    this.nudge = nudge;
    this.delay.add(performance.now(), nudge);
    this.follow();
  }

  /** Turn the knob from where it was by `size`, as a hand would. @param {number} size */
  push(size) {
    this.setReach(size);
    this.delay = new Delay();
    if (reducedMotion()) this.turn(size);
    else {
      const start = performance.now();
      for (const part of range(21)) this.delay.add(start + (PUSH * part) / 20, (size * part) / 20);
      this.nudge = size;
      this.follow();
    }
    this.tell();
  }

  keep() {
    if (this.nudge) this.setting = turned(this.setting, this.knob, this.nudge);
    this.stand();
    this.say(`${said(this.knob)} stays at ${short(valueOf(this.setting, this.knob))}.`);
  }

  reset() {
    this.setting = this.given;
    this.stand();
    this.say("All knobs are as they were at first.");
  }

  // Showing

  /** Show the nudge, and go on until it has come to the cost. */
  follow() {
    cancelAnimationFrame(this.frame);
    const lag = reducedMotion() ? 0 : LAG;
    const now = performance.now();
    const end = lastOf(this.delay.known)[0] + lag * this.links.length;
    this.show(lag ? now : Infinity, lag);
    if (now < end) this.frame = requestAnimationFrame(() => this.follow());
    else this.delay.settle();
  }

  /** Show each quantity as it answers to the knob some time ago. @param {number} now @param {number} lag */
  show(now, lag) {
    const { setting, knob, rows, lenses, before, nudge, reach, handle } = this;
    const first = firstOf(setting.net, knob);
    let earlier = this.delay.at(now);
    let [from, lens] = [earlier / reach, 1];
    handle.show(valueOf(setting, knob), earlier);
    rows.forEach((row, place) => {
      const at = Math.max(place - first, -1);
      const late = this.delay.at(now - lag * (at + 1));
      const value = at < 0 ? before[place] : valuesOf(turned(setting, knob, late))[place];
      const [to, own] = [(value - before[place]) / reach, lenses[at] ?? 1];
      row.node.classList.toggle("is-passing", late !== earlier);
      row.show({ value, before: before[place], from, to, lens: own, magnified: own / lens });
      if (at >= 0) [earlier, from, lens] = [late, to * own, own];
    });
    this.showMeasured(earlier);
    setOff(this.stay, nudge === 0);
    setOff(this.again, setting === this.given && nudge === 0);
  }

  /** Show what came of a nudge, if it is none of those on the way to one. @param {number} nudge */
  showMeasured(nudge) {
    if (Math.abs(100 * nudge - Math.round(100 * nudge)) > 1e-6) return;
    const symbol = symbolNode(this.knob);
    const delta = () => symbolNode({ letter: "Δ" });
    const { rise, slope } = this.measure(nudge);
    const quotient = nudge ? [` = ${signedDecimal(rise, 6)} / ${short(nudge)}`] : [];
    this.measuredName.replaceChildren(
      this.word,
      ...delta(),
      h("i", {}, "C"),
      " / ",
      ...delta(),
      ...symbol,
      ...quotient,
    );
    this.product.textContent = nudge ? signedDecimal(productOf(this.links), 6) : "?"; // to be guessed
    this.measured.textContent = nudge ? signedDecimal(slope, 6) : "nudge it";
  }

  /** Return by how much a nudge raises the cost, in all and for each unit of it. @param {number} nudge */
  measure(nudge) {
    const [after, now] = [turned(this.setting, this.knob, nudge), this.setting].map((one) =>
      lastOf(valuesOf(one))
    );
    return { rise: after - now, slope: (after - now) / nudge };
  }

  tell() {
    const { nudge, knob, setting } = this;
    const at = `${said(knob)} = ${short(valueOf(setting, knob) + nudge)}.`;
    if (nudge === 0) return this.say(`${at} No nudge.`);
    const { rise, slope } = this.measure(nudge);
    const moves = rise < 0 ? "falls" : "rises";
    const [measured, product] = [slope, productOf(this.links)].map((x) => signedDecimal(x, 6));
    this.say(
      `${at} The cost ${moves} by ${
        decimal(Math.abs(rise), 6)
      }. Measured slope ${measured}, product of the links ${product}.`,
    );
  }
}

/** @param {{ model: Model, el: HTMLElement }} place */
function render({ model, el }) {
  const chain = new Chain(model.get("data"));
  el.append(chain.node);
  chain.choose(chain.knob);
  return () => {
    cancelAnimationFrame(chain.frame);
    el.replaceChildren();
  };
}

export default { render };
