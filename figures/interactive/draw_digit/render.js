// Draw a digit: what the network sees of it, says of it and why; then teach the network, and watch it forget.

import { makePad, makePaper, markOfImage, prepareMarks } from "./pad.js";
import { makeTeaching } from "./teach.js";
import { makeTray } from "./tray.js";
import { answerOf, fine, largest, makeCells, makeOutputs, makeSeen, makeVerdict } from "./views.js";
import { makeWhy, reasonsFor } from "./why.js";
import { makeButton, makeKeys, setOff } from "../lib/controls.js";
import { announcer, decimal, h, toneOf, uid } from "../lib/dom.js";
import { backward, copyNetwork, cost, forward, readNetwork, step } from "../lib/network.js";

const PENS = [
  ["0.045", "thin"],
  ["0.075", "medium"],
  ["0.11", "thick"],
];
const BOUND = 1000; // of the outputs: a step that passes it is not taken

function render({ model, el }) {
  const { network, start, samples } = model.get("data");
  const shipped = readNetwork(network);
  const last = shipped.weights.length - 1;
  const count = shipped.sizes.at(-1);

  let net = copyNetwork(shipped);
  let image = null;
  let trace = null; // of the image through the network as it is now
  let isEmpty = true;
  let was = null; // the outputs before the last steps
  let isTooFar = false;
  let steps = 0;
  let explained = null; // the output whose reasons are shown; null for the answer
  let read = 0; // the neuron of layer 0 whose weights are shown
  let hasPicked = false; // whether the reader chose it
  let unkept = samples; // not in the tray yet
  let frame = 0;

  // The drawing

  const helpId = uid("help");
  const { node: voice, say } = announcer();
  const pad = makePad({ say, changed: drawn, describedBy: helpId });
  const pens = makeKeys("Pen", PENS.map(penKey), (share) => pad.setPen(Number(share)), "0.075");
  const undo = makeButton("Undo", pad.undo);
  const redo = makeButton("Redo", pad.redo);
  const clear = makeButton("Clear", () => replaceDrawing([]));
  const tools = h("div", { class: "row" }, undo, redo, clear);
  const keepSample = makeButton("Add to it", () => {
    pad.keepSample();
    showTools();
    pad.node.focus();
  });
  const hint = h("p", {}, h("span", {}, "This is an example. Your first stroke wipes it away."), keepSample);
  const help = h(
    "p",
    { id: helpId },
    h(
      "span",
      { class: "for-keys" },
      "By keys: arrows move, Shift further; Space puts the pen down or lifts it.",
    ),
    h("span", { class: "for-touch" }, "To scroll the page, drag beside the pad."),
  );
  const hints = h("div", { class: "hints" }, hint, help);
  const trouble = h("p", { class: "wrong", role: "alert" });

  // What the network makes of it

  const seen = makeSeen();
  const verdict = makeVerdict(toneOf(last));
  const outputs = makeOutputs(count, toneOf(last));
  const hidden = shipped.sizes.slice(1, -1).map((size, l) =>
    makeCells(size, {
      l,
      title: `Layer ${l}, ${size} neurons`,
      name: `layer ${l}`,
      tone: toneOf(l),
      letters: ["z", "a"],
      write: (x) => decimal(x, 2),
      pick: (j) => pick(l, j),
    })
  );
  const why = makeWhy(count, shipped, (digit) => {
    explained = digit;
    say(showReasons());
  });
  const teaching = makeTeaching(shipped.sizes, { choose, learn, reset, pick });
  const tray = makeTray({
    shipped: (pixels) => forward(shipped, pixels).as.at(-1),
    taught: (pixels) => forward(net, pixels).as.at(-1),
    put: ({ marks, meant }) => replaceDrawing(marks, meant),
  });

  // Within a stroke the reading may wait for the next frame. What is settled is read at once, so that nobody
  // ever meets new marks with the image of the old ones.
  function drawn(isSettled) {
    if (!isSettled) {
      frame ||= requestAnimationFrame(follow);
      return;
    }
    cancelAnimationFrame(frame);
    frame = 0;
    look();
    say(showAll());
    publish();
  }

  function follow() {
    frame = 0;
    look();
    showReading();
  }

  function look() {
    image = pad.look();
    isEmpty = image.every((value) => value === 0);
    was = null;
    isTooFar = false;
  }

  function publish() {
    model.set("image", Array.from(image));
    model.set("answer", isEmpty ? null : answerOf(trace.as.at(-1)).digit);
    model.save_changes();
  }

  function replaceDrawing(marks, meant = null) {
    pad.lift();
    keepDrawing();
    pad.put(marks, meant);
  }

  function keepDrawing() {
    if (isEmpty || pad.isSample()) return;
    fillTray();
    tray.keep({ marks: pad.marks(), image, meant: pad.meant() });
    tray.show();
  }

  // The samples are painted when the tray is first needed.
  function fillTray() {
    const paper = makePaper();
    for (const { digit, strokes } of unkept) {
      tray.keep({ marks: strokes, image: prepareMarks(strokes, paper), meant: digit }, { isSample: true });
    }
    unkept = [];
  }

  // Showing

  /** Show what the network makes of the drawing now, and return its answer in words. */
  function showReading() {
    trace = forward(net, image);
    const a = isEmpty ? null : trace.as.at(-1);
    const answer = a && answerOf(a);
    seen.show(image);
    outputs.show(a, answer?.digit);
    hidden.forEach((cells, l) => cells.show(a && [trace.zs[l], trace.as[l + 1]]));
    showTools();
    return verdict.show(answer);
  }

  /** Show all, also what waits while a stroke is being drawn. */
  function showAll() {
    const words = showReading();
    seen.describe("The input", image);
    showReasons();
    showLesson();
    return words;
  }

  function showTools() {
    setOff(undo, !pad.canUndo());
    setOff(redo, !pad.canRedo());
    setOff(clear, isEmpty);
    hints.classList.toggle("is-sample", pad.isSample());
  }

  function showReasons() {
    if (!whyPart.open) return "";
    const digit = explained ?? answerOf(trace.as.at(-1)).digit;
    return why.show(isEmpty ? null : { digit, image, ...reasonsFor(net, trace, digit) });
  }

  function showLesson() {
    if (!teachPart.open) return;
    const target = pad.meant();
    const now = isEmpty ? null : trace.as.at(-1);
    const lesson = { image, target, now, steps, isEmpty, isTooFar };
    if (target === null || isEmpty) {
      teaching.show(lesson);
      teaching.showWeights(net, shipped, neuronRead());
      return;
    }
    const y = oneHot(target);
    const { deltas } = backward(net, trace, y);
    const costs = { was: was && cost(was, y), now: cost(now, y) };
    const miss = now[target] - y[target];
    const slope = miss ? deltas.at(-1)[target] / miss : 0;
    teaching.show({ ...lesson, deltas, was, y, slope, costs });
    teaching.showWeights(net, shipped, neuronRead(), deltas[0][neuronRead()]);
  }

  const oneHot = (digit) => Float64Array.from({ length: count }, (_, j) => (j === digit ? 1 : 0));

  // Without a hidden layer, layer 0 is the outputs.
  const neuronRead = () => (last > 0 ? read : (pad.meant() ?? answerOf(trace.as.at(-1)).digit));

  function pick(l, j) {
    hidden[l].select(j);
    teaching.select(l, j);
    if (l > 0) return;
    read = j;
    hasPicked = true;
    showLesson();
  }

  // Show a neuron that is at work in this drawing, as long as the reader has chosen none.
  function pickFor(values) {
    if (hasPicked || last === 0) return;
    const sizes = values.map(Math.abs);
    read = sizes.indexOf(largest(values));
    hidden[0].select(read);
    teaching.select(0, read);
  }

  // Teaching

  function choose(digit) {
    pad.mean(digit);
    was = null;
    isTooFar = false;
    const deltas = isEmpty ? null : backward(net, trace, oneHot(digit)).deltas;
    if (deltas) pickFor(deltas[0]);
    showLesson();
    teaching.animate();
    if (!deltas) {
      say("Draw a digit first.");
      return;
    }
    const error = fine(deltas.at(-1)[digit]);
    say(`You meant ${digit}. The errors have flowed back. That of output ${digit} is ${error}.`);
  }

  function learn(eta, times) {
    pad.lift();
    const target = pad.meant();
    const before = trace.as.at(-1);
    const next = stepped(net, target, eta, times);
    isTooFar = !next;
    if (isTooFar) {
      showLesson();
      say("This step is too long. The network has not changed.");
      return;
    }
    keepDrawing();
    net = next;
    was = before;
    steps += times;
    const words = showAll();
    teaching.animate();
    const now = trace.as.at(-1)[target];
    say(
      `Output ${target} went from ${decimal(was[target], 2)} to ${decimal(now, 2)}. ${words} ${tray.show()}`,
    );
    publish();
  }

  // The network after some steps on this drawing, or null if its outputs ever leave all bounds.
  function stepped(from, target, eta, times) {
    let pupil = from;
    let passed = forward(pupil, image);
    for (let time = 0; time < times; time++) {
      pupil = step(pupil, backward(pupil, passed, oneHot(target)), eta);
      passed = forward(pupil, image);
      if (!(largest(passed.as.at(-1)) < BOUND)) return null; // nor if it is no number
    }
    return pupil;
  }

  function reset() {
    net = copyNetwork(shipped);
    was = null;
    isTooFar = false;
    steps = 0;
    const words = showAll();
    tray.show();
    say(`The network is as it came. ${words}`);
    publish();
  }

  // An image from Python

  function takeInk() {
    const ink = model.get("ink");
    if (ink == null) return;
    try {
      const mark = markOfImage(ink);
      trouble.textContent = "";
      replaceDrawing([mark]);
      // Emptied when all views have seen it: the same image can then be put there again.
      queueMicrotask(() => {
        model.set("ink", null);
        model.save_changes();
      });
    } catch (error) {
      trouble.textContent = `ink was not put on the pad: ${error.message}; expected rows of numbers from 0.`;
    }
  }

  // The page

  const part = (summary, open, opened, ...content) =>
    h(
      "details",
      { open, on: { toggle: (event) => event.currentTarget.open && opened() } },
      h("summary", {}, summary),
      h("div", { class: "inside" }, content),
    );
  const whyPart = part("Why?", true, showReasons, why.node);
  const teachPart = part(
    "Teach it, and see what it forgets",
    false,
    () => {
      fillTray();
      tray.show();
      showLesson();
    },
    teaching.node,
    tray.node,
  );
  const input = h("div", { class: "input" }, h("p", { class: "title" }, "Input, 28 × 28"), seen.node);
  el.append(
    h(
      "div",
      // JupyterLab's own keys would act on the notebook behind the picture.
      { class: "interactive draw-digit", "data-lm-suppress-shortcuts": "true" },
      h(
        "div",
        { class: "stage" },
        h(
          "div",
          { class: "drawing" },
          h("p", { class: "title" }, "Draw a digit here"),
          pad.node,
          h("div", { class: "tools" }, tools, pens.node),
          hints,
          trouble,
        ),
        verdict.node,
        h(
          "div",
          { class: "reading-of-it" },
          h(
            "div",
            { class: "inner" },
            input,
            h(
              "div",
              { class: "layers" },
              hidden.map(({ node }) => node),
            ),
          ),
          h("div", {}, h("p", { class: "title" }, `Layer ${last}, the outputs`), outputs.node),
        ),
      ),
      whyPart,
      teachPart,
      voice,
    ),
  );

  pad.start(start);
  look();
  showAll();
  pickFor(trace.as[1]);
  publish();
  takeInk();
  model.on("change:ink", takeInk);
  return () => {
    pad.lift();
    model.off("change:ink", takeInk);
    cancelAnimationFrame(frame);
    el.replaceChildren();
  };
}

const penKey = ([share, name]) => [
  share,
  [
    h("span", { class: "nib", style: `--share: ${share}`, "aria-hidden": "true" }),
    h("span", { class: "hearing" }, name),
  ],
];

export default { render };
