// Send the error back: one network, every equation of backpropagation in turn, with its numbers filled in.

/** @import { Model } from "../lib/dom.js" */
/** @import { Data } from "./story.js" */
import { makeButton } from "../lib/controls.js";
import { announcer, h, uid } from "../lib/dom.js";
import { makeApplying } from "./applying.js";
import { makeChallenge, rankedWeights } from "./challenge.js";
import { Drawing } from "./drawing.js";
import { Field } from "./edit.js";
import { computed, given } from "./formulas.js";
import { valueOf, weightsOf } from "./numbers.js";
import { explain, publishedTrace } from "./steps.js";
import { Story } from "./story.js";
import { makeTables, textsOf } from "./table.js";
import { makeWalking } from "./walking.js";

/** The parts of the picture, and what the reader does to them. */
class Picture {
  /** @param {Model} model @param {Data} data */
  constructor(model, data) {
    this.model = model;
    this.story = new Story(data);
    const { node: voice, say } = announcer();
    this.voice = voice;
    this.say = say;
    this.drawing = new Drawing({
      pick: (key, isByKey) => this.pick(key, isByKey),
      resized: () => this.reserve(),
    });
    this.tables = makeTables();
    this.source = makeSource(data.examples.map(({ name }) => name), (which) => this.choose(which));
    this.walking = makeWalking(this.story, { say, arrived: () => this.arrived() });
    this.field = new Field({ change: (value) => this.change(value), leave: () => this.stopChanging() });
    const applied = { changed: () => this.show(), learn: () => this.learn() };
    this.applying = makeApplying(this.story, data.etas, applied);
    const { row, history } = this.applying;
    this.learning = h("div", { class: "bd-applying" }, row, this.field.node, history);
    this.challenge = makeChallenge({
      answer: () => this.answer(),
      another: () => this.another(),
      leave: () => this.leave(),
    });
    this.door = makeButton("Find the steepest weight", () => this.enter());
    this.invitation = h("p", { class: "bd-invitation" }, this.door);
    this.node = this.assembled();
  }

  /** Return all parts together. */
  assembled() {
    const { panel, buttons, sections } = this.walking;
    return h(
      "div",
      { class: "bd-interactive bd-send-back", on: { keydown: (event) => this.keydown(event) } },
      this.source.node,
      this.drawing.node,
      panel.node,
      panel.more,
      buttons,
      this.learning,
      sections,
      this.invitation,
      this.challenge.node,
      h("details", {}, h("summary", {}, "All numbers"), this.tables.node),
      this.voice,
    );
  }

  /** What is not there in the challenge. */
  get lesson() {
    const { panel, buttons, sections } = this.walking;
    return [
      this.source.node,
      panel.node,
      panel.more,
      buttons,
      this.learning,
      sections,
      this.invitation,
    ];
  }

  // Showing

  /** Show everything anew, and publish it. */
  show() {
    const { story } = this;
    const { puzzle, parameter } = story;
    const t = story.trace;
    const texts = textsOf(t);
    const known = story.known(t);
    const parameters = story.parameters;
    this.drawing.show({
      texts,
      known,
      told: puzzle ? null : explain(t, story.step),
      chosen: parameter?.key ?? null,
      changed: story.changed,
      isOpen: (key) => story.isOpen(key),
      labelOf: (key) => `${parameters.get(key)?.words}: ${texts.get(key)}`,
    });
    this.tables.show(texts, known);
    for (const part of this.lesson) part.hidden = puzzle !== null;
    this.challenge.node.hidden = puzzle === null;
    if (puzzle) {
      this.challenge.show({ t, picked: parameter, isAnswered: puzzle.isAnswered });
    } else {
      this.walking.show(t);
      this.field.show(parameter, parameter && valueOf(story.lesson, parameter));
      this.applying.show(known.has("cost") ? computed(t.before) : "·", !parameter);
    }
    this.model.set("trace", publishedTrace(t, story.step));
    this.model.save_changes();
  }

  /** Build all that depends on the sizes. */
  build() {
    const { net } = this.story.example;
    this.drawing.build(net);
    this.tables.build(net.sizes);
    this.show();
    this.reserve();
  }

  reserve() {
    if (!this.story.puzzle) this.walking.reserve();
  }

  // Walking

  arrived() {
    this.show();
    this.drawing.animate();
  }

  /** @param {KeyboardEvent} event */
  keydown(event) {
    const isField = /** @type {Element} */ (event.target).closest("input, select, textarea");
    const isWithOther = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
    if (this.story.puzzle || isField || isWithOther) return;
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    this.walking.walk(event.key === "ArrowRight" ? 1 : -1);
  }

  // Changing

  /** @param {number} which  of the networks; the present one is reset */
  choose(which) {
    const { story } = this;
    this.walking.pause();
    story.take(which);
    this.build();
    const { name } = story.examples[which];
    this.say(`${name}: its numbers are as they came. The cost is ${computed(story.costs[0])}.`);
  }

  /** @param {string} key @param {boolean} isByKey */
  pick(key, isByKey) {
    const { puzzle } = this.story;
    if (!puzzle) {
      this.select(key);
      if (isByKey) this.field.focus();
    } else if (!puzzle.isAnswered) {
      puzzle.picked = key;
      this.show();
      this.say(`Chosen: ${this.story.parameter?.words}.`);
    }
  }

  /** @param {string | null} key */
  select(key) {
    this.walking.pause();
    this.story.chosen = key;
    this.show();
  }

  stopChanging() {
    if (this.story.chosen !== null) this.drawing.focus(this.story.chosen);
    this.select(null);
  }

  /** @param {number} value */
  change(value) {
    const { parameter } = this.story;
    if (!parameter) return;
    this.walking.pause();
    this.story.change(parameter, value);
    this.show();
    this.say(`${parameter.words} is ${given(value)}. ${this.story.words()}`);
  }

  learn() {
    const { story } = this;
    this.walking.pause();
    const isDone = story.learn();
    this.applying.complain(
      isDone ? "" : "This step is far too long; nothing was changed. Choose a smaller η.",
    );
    if (!isDone) return;
    this.show();
    this.drawing.animateChanged();
    const [before, after] = story.costs.slice(-2).map(computed);
    this.say(`The cost went from ${before} to ${after}. A new forward pass is done; next come its errors.`);
  }

  // The challenge

  enter() {
    this.story.pose();
    this.pose();
  }

  another() {
    this.story.poseNext();
    this.pose();
  }

  /** Show a puzzle that was posed. */
  pose() {
    this.walking.pause();
    this.build();
    this.challenge.focus();
    const { sizes } = this.story.example.net;
    this.say(
      `A ${sizes.join("-")} network with ${
        weightsOf(sizes).length
      } weights, each of which may move by 0.01. ` +
        "The errors are hidden. Press the weight that you would move.",
    );
  }

  answer() {
    const { puzzle, trace } = this.story;
    if (!puzzle) return;
    puzzle.isAnswered = true;
    this.show();
    const ranked = rankedWeights(trace);
    const rank = ranked.find(({ key }) => key === puzzle.picked)?.rank;
    const { words } = ranked[0];
    this.say(
      `Your weight has rank ${rank} of ${ranked.length}; the steepest is ${words}. A table of all follows.`,
    );
  }

  leave() {
    this.story.puzzle = null;
    this.build();
    this.door.focus();
  }
}

/**
 * Make the choice of a network, and the way back to how it came; both call `choose(which)`.
 * @param {string[]} names
 * @param {(which: number) => void} choose
 */
function makeSource(names, choose) {
  const id = uid("network");
  const network = h("select", { id }, names.map((name, which) => h("option", { value: which }, name)));
  const take = () => choose(Number(network.value));
  network.addEventListener("change", take);
  const label = h("label", { for: id }, "Network");
  const node = h("div", { class: "bd-row bd-network" }, label, network, makeButton("Reset", take));
  return { node };
}

/** @param {{ model: Model, el: HTMLElement }} place */
function render({ model, el }) {
  /** @type {Data} */
  const data = model.get("data");
  const picture = new Picture(model, data);
  el.append(picture.node);
  picture.build();
  if (data.begin === "challenge") {
    picture.story.pose();
    picture.build();
  }
  document.fonts.ready.then(() => picture.reserve());
  return () => {
    picture.walking.pause();
    picture.drawing.stop();
    el.replaceChildren();
  };
}

export default { render };
