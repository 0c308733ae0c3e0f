// Draw a digit: what the network sees of it, says of it and why; then teach the network, and watch it forget.

/** @import { Model } from "../lib/dom.js" */
/** @import { ModelFile } from "../lib/network.js" */
/** @import { Mark } from "./sheet.js" */
import { announcer, decimal, h } from "../lib/dom.js";
import { largest, lastOf } from "../lib/lists.js";
import { outputsOf, readNetwork } from "../lib/network.js";
import { makeDesk } from "./desk.js";
import { makePaper, markOfImage, prepareMarks } from "./paper.js";
import { Pupil } from "./pupil.js";
import { makeReading } from "./reading.js";
import { makeTeaching } from "./teach.js";
import { makeTray } from "./tray.js";
import { answerOf, fine } from "./views.js";
import { makeWhy, reasonsFor } from "./why.js";

/**
 * What Python sent: a network, the drawing on the pad at first, and samples for the tray.
 * @typedef {{ network: ModelFile, start: Mark[], samples: { digit: number, strokes: Mark[] }[] }} Data
 */

/** The parts of the picture, and what the reader does to them. */
class Picture {
  /** @param {Model} model @param {Data} data */
  constructor(model, { network, samples }) {
    this.model = model;
    this.samples = samples; // not in the tray yet
    /** @type {number | null} */
    this.explained = null; // the output whose reasons are shown; null for the answer
    this.read = 0; // the neuron of layer 0 whose weights are shown
    this.hasPicked = false; // whether the reader chose it
    this.frame = 0;
    const shipped = readNetwork(network);
    this.pupil = new Pupil(shipped);
    const { node: voice, say } = announcer();
    this.voice = voice;
    this.say = say;
    this.desk = makeDesk({
      say,
      changed: (isSettled) => this.drawn(isSettled),
      clear: () => this.replaceDrawing([]),
    });
    this.pad = this.desk.pad;
    /** @param {number} l @param {number} j */
    const pick = (l, j) => this.pick(l, j);
    this.reading = makeReading(shipped, pick);
    this.why = makeWhy(lastOf(shipped.sizes), shipped, (digit) => this.explain(digit));
    this.teaching = makeTeaching(shipped.sizes, {
      choose: (digit) => this.choose(digit),
      learn: (eta, times) => this.learn(eta, times),
      reset: () => this.reset(),
      pick,
    });
    this.tray = makeTray({
      shipped: (pixels) => outputsOf(shipped, pixels),
      taught: (pixels) => outputsOf(this.pupil.net, pixels),
      put: ({ marks, meant }) => this.replaceDrawing(marks, meant),
    });
    this.whyPart = makePart("Why?", true, () => this.showReasons(), this.why.node);
    const teachTitle = "Teach it, and see what it forgets";
    this.teachPart = makePart(
      teachTitle,
      false,
      () => this.beginTeaching(),
      this.teaching.node,
      this.tray.node,
    );
    this.node = this.assembled();
  }

  /** Return all parts together. */
  assembled() {
    const stage = h("div", { class: "bd-stage" }, this.desk.node, this.reading.verdict, this.reading.node);
    return h(
      "div",
      // JupyterLab's own keys would act on the notebook behind the picture.
      { class: "bd-interactive bd-draw-digit", "data-lm-suppress-shortcuts": "true" },
      stage,
      this.whyPart,
      this.teachPart,
      this.voice,
    );
  }

  /** @param {Mark[]} marks */
  start(marks) {
    this.pad.sheet.start(marks);
    this.look();
    this.showAll();
    this.pickFor(this.pupil.trace.as[1]);
    this.publish();
    this.takeInk();
  }

  // Reading

  // Within a stroke the reading may wait for the next frame. What is settled is read at once, so that nobody
  // ever meets new marks with the image of the old ones.
  /** @param {boolean} isSettled */
  drawn(isSettled) {
    if (!isSettled) {
      this.frame ||= requestAnimationFrame(() => this.follow());
      return;
    }
    this.stop();
    this.look();
    this.say(this.showAll());
    this.publish();
  }

  follow() {
    this.frame = 0;
    this.look();
    this.showReading();
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  look() {
    this.pupil.see(this.pad.look());
  }

  publish() {
    const { image, isEmpty, outputs } = this.pupil;
    this.model.set("image", Array.from(image));
    this.model.set("answer", isEmpty ? null : answerOf(outputs).digit);
    this.model.save_changes();
  }

  // Showing

  /** Show what the network makes of the drawing now, and return its answer in words. */
  showReading() {
    this.desk.show(this.pupil.isEmpty);
    return this.reading.show(this.pupil);
  }

  /** Show all, also what waits while a stroke is being drawn. */
  showAll() {
    const words = this.showReading();
    this.reading.describe(this.pupil.image);
    this.showReasons();
    this.showLesson();
    return words;
  }

  showReasons() {
    if (!this.whyPart.open) return "";
    const { net, trace, image, isEmpty, outputs } = this.pupil;
    const digit = this.explained ?? answerOf(outputs).digit;
    return this.why.show(isEmpty ? null : { digit, image, ...reasonsFor(net, trace, digit) });
  }

  /** @param {number | null} digit */
  explain(digit) {
    this.explained = digit;
    this.say(this.showReasons());
  }

  showLesson() {
    if (!this.teachPart.open) return;
    const { net, shipped } = this.pupil;
    const lesson = this.pupil.lesson(this.meant);
    const read = this.neuronRead();
    this.teaching.show(lesson);
    this.teaching.showWeights(net, shipped, read, lesson.errors?.deltas[0][read]);
  }

  get meant() {
    return this.pad.sheet.drawn.meant;
  }

  /** Whether there are hidden layers; without them layer 0 is the outputs. */
  get isDeep() {
    return this.pupil.net.weights.length > 1;
  }

  neuronRead() {
    return this.isDeep ? this.read : (this.meant ?? answerOf(this.pupil.outputs).digit);
  }

  /** @param {number} l @param {number} j */
  pick(l, j) {
    this.reading.select(l, j);
    this.teaching.select(l, j);
    if (l > 0) return;
    this.read = j;
    this.hasPicked = true;
    this.showLesson();
  }

  // Show a neuron that is at work in this drawing, as long as the reader has chosen none.
  /** @param {Float64Array} values */
  pickFor(values) {
    if (this.hasPicked || !this.isDeep) return;
    this.read = values.map(Math.abs).indexOf(largest(values));
    this.reading.select(0, this.read);
    this.teaching.select(0, this.read);
  }

  // The drawings

  /** @param {Mark[]} marks @param {number | null} [meant] */
  replaceDrawing(marks, meant = null) {
    this.pad.lift();
    this.keepDrawing();
    this.pad.put(marks, meant);
  }

  keepDrawing() {
    const { marks, isSample, meant } = this.pad.sheet.drawn;
    if (this.pupil.isEmpty || isSample) return;
    this.fillTray();
    this.tray.keep({ marks, image: this.pupil.image, meant });
    this.tray.show();
  }

  // The samples are painted when the tray is first needed.
  fillTray() {
    const paper = makePaper();
    for (const { digit, strokes } of this.samples) {
      const image = prepareMarks(strokes, paper);
      this.tray.keep({ marks: strokes, image, meant: digit }, { isSample: true });
    }
    this.samples = [];
  }

  /** Take an image from Python. */
  takeInk() {
    const ink = this.model.get("ink");
    if (ink == null) return;
    try {
      const mark = markOfImage(ink);
      this.desk.complain("");
      this.replaceDrawing([mark]);
      // Emptied when all views have seen it: the same image can then be put there again.
      queueMicrotask(() => {
        this.model.set("ink", null);
        this.model.save_changes();
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.desk.complain(`ink was not put on the pad: ${reason}; expected rows of numbers from 0.`);
    }
  }

  // Teaching

  beginTeaching() {
    this.fillTray();
    this.tray.show();
    this.showLesson();
  }

  /** @param {number} digit */
  choose(digit) {
    this.pad.sheet.mean(digit);
    this.pupil.forgetSteps();
    const errors = this.pupil.errorsFor(digit);
    if (errors) this.pickFor(errors.deltas[0]);
    this.showLesson();
    this.teaching.animate();
    if (!errors) {
      this.say("Draw a digit first.");
      return;
    }
    const error = fine(lastOf(errors.deltas)[digit]);
    this.say(`You meant ${digit}. The errors have flowed back. That of output ${digit} is ${error}.`);
  }

  /** @param {number} eta @param {number} times */
  learn(eta, times) {
    this.pad.lift();
    const { meant, pupil } = this;
    if (meant === null) return;
    if (!pupil.learn(meant, eta, times)) {
      this.showLesson();
      this.say("This step is too long. The network has not changed.");
      return;
    }
    this.keepDrawing();
    const words = this.showAll();
    this.teaching.animate();
    const [was, now] = [pupil.was ?? pupil.outputs, pupil.outputs].map((a) => decimal(a[meant], 2));
    this.say(`Output ${meant} went from ${was} to ${now}. ${words} ${this.tray.show()}`);
    this.publish();
  }

  reset() {
    this.pupil.reset();
    const words = this.showAll();
    this.tray.show();
    this.say(`The network is as it came. ${words}`);
    this.publish();
  }
}

/**
 * Make a part that can be opened; `opened()` is called whenever it is.
 * @param {string} summary
 * @param {boolean} open
 * @param {() => void} opened
 * @param {...Node} content
 */
function makePart(summary, open, opened, ...content) {
  const inside = h("div", { class: "bd-inside" }, content);
  const part = h("details", { open }, h("summary", {}, summary), inside);
  part.addEventListener("toggle", () => part.open && opened());
  return part;
}

/** @param {{ model: Model, el: HTMLElement }} place */
function render({ model, el }) {
  /** @type {Data} */
  const data = model.get("data");
  const picture = new Picture(model, data);
  el.append(picture.node);
  picture.start(data.start);
  const takeInk = () => picture.takeInk();
  model.on("change:ink", takeInk);
  return () => {
    picture.pad.lift();
    model.off("change:ink", takeInk);
    picture.stop();
    el.replaceChildren();
  };
}

export default { render };
