// Draw a digit: what the network sees of it, says of it and why; then teach the network, and watch it forget.

import { makePad, markOfImage, prepareMarks } from "./draw-digit-pad.js";
import { makeTeaching } from "./draw-digit-teach.js";
import { answerOf, makeTray } from "./draw-digit-tray.js";
import { makeCells, makeOutputs, makeSeen } from "./draw-digit-views.js";
import { makeWhy, reasonsFor } from "./draw-digit-why.js";
import { makeButton, makeKeys, setOff } from "./lib/controls.js";
import { announcer, decimal, h, toneOf, uid } from "./lib/dom.js";
import { backward, copyNetwork, cost, forward, readNetwork, step } from "./lib/network.js";

const PENS = [
  ["0.045", "thin"],
  ["0.075", "medium"],
  ["0.11", "thick"],
];

function render({ model, el }) {
  const { network, start, samples } = model.get("data");
  const shipped = readNetwork(network);
  const last = shipped.weights.length - 1;
  const count = shipped.sizes.at(-1);

  let net = copyNetwork(shipped);
  let image = null;
  let isEmpty = true;
  let target = null;
  let was = null; // the outputs before the last step
  let steps = 0;
  let explained = null; // the output whose reasons are shown; null for the answer
  let frame = 0;
  let isSettled = false;

  // The drawing

  const helpId = uid("help");
  const { node: voice, say } = announcer();
  const pad = makePad({ say, changed: drawn, describedBy: helpId });
  const pens = makeKeys("Pen", PENS, (share) => pad.setPen(Number(share)), "0.075");
  const undo = makeButton("Undo", pad.undo);
  const redo = makeButton("Redo", pad.redo);
  const clear = makeButton("Clear", () => {
    keepDrawing();
    pad.put([]);
  });
  const tools = h("div", { class: "row" }, undo, redo, clear);
  const trouble = h("p", { class: "wrong", role: "alert" });
  const help = h(
    "p",
    { class: "help", id: helpId },
    "Keys on the pad: arrows move, with Shift further; Space puts the pen down and lifts it.",
  );

  // What the network makes of it

  const seen = makeSeen();
  const answer = h("p", { class: "verdict" });
  const outputs = makeOutputs(count, toneOf(last));
  const hidden = shipped.sizes.slice(1, -1).map((size, l) =>
    makeCells(size, {
      title: `Layer ${l}, ${size} neurons`,
      name: `layer ${l}`,
      tone: toneOf(l),
      symbols: ["z", "a"],
      digits: 2,
    }),
  );
  const why = makeWhy(count, shipped, (digit) => {
    explained = digit;
    showReasons(forward(net, image));
  });
  const teaching = makeTeaching(shipped.sizes, { choose, learn, reset });
  const tray = makeTray({
    shipped: (pixels) => forward(shipped, pixels).as.at(-1),
    taught: (pixels) => forward(net, pixels).as.at(-1),
    put: (marks) => {
      keepDrawing();
      pad.put(marks);
      pad.node.focus({ preventScroll: true });
    },
  });

  function drawn(settled) {
    isSettled ||= settled;
    frame ||= requestAnimationFrame(refresh);
  }

  function refresh() {
    frame = 0;
    image = pad.look();
    isEmpty = image.every((value) => value === 0);
    was = null;
    showAll();
    if (isSettled) settle();
    isSettled = false;
  }

  function settle() {
    say(answer.textContent);
    publish();
  }

  function publish() {
    const { digit } = answerOf(forward(net, image).as.at(-1));
    model.set("image", Array.from(image));
    model.set("answer", isEmpty ? null : digit);
    model.save_changes();
  }

  function keepDrawing() {
    if (!isEmpty && !pad.isSample()) tray.keep({ marks: pad.marks(), image, meant: null });
  }

  // Showing

  function showAll() {
    const trace = forward(net, image);
    const a = trace.as.at(-1);
    seen.show(image);
    answer.textContent = isEmpty ? "Draw a digit." : sentenceOf(answerOf(a));
    outputs.show(isEmpty ? null : a, isEmpty ? null : answerOf(a).digit);
    hidden.forEach((cells, l) => {
      const values = isEmpty ? null : trace.as[l + 1];
      cells.show(values, values && [trace.zs[l], values]);
    });
    showReasons(trace);
    showLesson(trace);
    setOff(undo, !pad.canUndo());
    setOff(redo, !pad.canRedo());
    setOff(clear, isEmpty);
  }

  function showReasons(trace) {
    const digit = explained ?? answerOf(trace.as.at(-1)).digit;
    why.show(isEmpty ? null : { digit, image, ...reasonsFor(net, trace, digit) });
  }

  const oneHot = (digit) => Float64Array.from({ length: count }, (_, j) => (j === digit ? 1 : 0));

  function showLesson(trace) {
    const now = isEmpty ? null : trace.as.at(-1);
    if (target === null || isEmpty) {
      teaching.show({ target, now, steps, isEmpty });
      return;
    }
    const y = oneHot(target);
    const gradients = backward(net, trace, y);
    const costs = { was: was && cost(was, y), now: cost(now, y) };
    const miss = now[target] - y[target];
    const slope = miss ? gradients.deltas.at(-1)[target] / miss : 0;
    teaching.show({ target, gradients, now, was, y, slope, costs, steps, isEmpty });
  }

  // Teaching

  function choose(digit) {
    target = digit;
    was = null;
    showAll();
    teaching.animate();
    if (!isEmpty) say(`Target ${digit}. The errors have flowed back.`);
  }

  function learn(eta) {
    if (!pad.isSample()) tray.keep({ marks: pad.marks(), image, meant: target });
    const trace = forward(net, image);
    was = trace.as.at(-1);
    net = step(net, backward(net, trace, oneHot(target)), eta);
    steps += 1;
    showAll();
    tray.show();
    teaching.animate();
    const now = forward(net, image).as.at(-1)[target];
    say(`Output ${target} went from ${decimal(was[target], 2)} to ${decimal(now, 2)}. ${answer.textContent}`);
    publish();
  }

  function reset() {
    net = copyNetwork(shipped);
    was = null;
    steps = 0;
    showAll();
    tray.show();
    say(`The network is as it came. ${answer.textContent}`);
    publish();
  }

  // An image from Python

  function takeInk() {
    const ink = model.get("ink");
    if (ink == null) return;
    try {
      const mark = markOfImage(ink);
      trouble.textContent = "";
      keepDrawing();
      pad.put([mark]);
    } catch (error) {
      trouble.textContent = `ink was not put on the pad: ${error.message}; expected rows of numbers from 0.`;
    }
  }

  const part = (summary, open, ...content) =>
    h("details", { open }, h("summary", {}, summary), h("div", { class: "inside" }, content));
  const input = h("div", {}, h("p", { class: "title" }, "The input, 28 × 28"), seen.node);
  el.append(
    h(
      "div",
      { class: "interactive draw-digit" },
      h(
        "div",
        { class: "stage" },
        h("div", { class: "drawing" }, pad.node, pens.node, tools, help, trouble),
        h(
          "div",
          { class: "reading-of-it" },
          answer,
          h("div", { class: "inner" }, input, hidden.map(({ node }) => node)),
          h("p", { class: "title" }, `Layer ${last}, the outputs`),
          outputs.node,
        ),
      ),
      part("Why?", true, why.node),
      part("Teach it, and see what it forgets", false, teaching.node, tray.node),
      voice,
    ),
  );

  for (const { digit, strokes } of samples) {
    tray.keep({ marks: strokes, image: prepareMarks(strokes), meant: digit }, { isSample: true });
  }
  pad.start(start);
  refresh();
  publish();
  takeInk();
  model.on("change:ink", takeInk);
  return () => {
    model.off("change:ink", takeInk);
    cancelAnimationFrame(frame);
    el.replaceChildren();
  };
}

function sentenceOf({ digit, value, next, nextValue }) {
  const doubt = value < 0.5 ? "It is not sure" : "It says";
  const colon = value < 0.5 ? ":" : "";
  return `${doubt}${colon} ${digit}, ${decimal(value, 2)}; next ${next}, ${decimal(nextValue, 2)}.`;
}

export default { render };
