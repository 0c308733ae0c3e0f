// What is on the pad of draw_digit and can be undone, and the network that is taught.

import assert from "node:assert/strict";
import { test } from "node:test";
import { prepare } from "../../../figures/interactive/draw_digit/prepare.js";
import { Pupil } from "../../../figures/interactive/draw_digit/pupil.js";
import { Sheet } from "../../../figures/interactive/draw_digit/sheet.js";
import { answerOf, fine } from "../../../figures/interactive/draw_digit/views.js";
import { lastOf } from "../../../figures/interactive/lib/lists.js";
import { readNetwork } from "../../../figures/interactive/lib/network.js";

const strokeAt = (x = 0) => ({ points: [/** @type {[number, number]} */ ([x, x])], width: 0.1 });

test("the first stroke wipes a sample away, unless it is to be added to", () => {
  const sheet = new Sheet();
  sheet.start([strokeAt(0.1)]);
  sheet.add(strokeAt(0.2));
  assert.deepEqual(sheet.marks, [strokeAt(0.2)]);
  assert(sheet.undo());
  assert.deepEqual(sheet.marks, [strokeAt(0.1)]);
  sheet.keepSample();
  sheet.mean(3);
  sheet.add(strokeAt(0.2));
  assert.equal(sheet.marks.length, 2);
  assert.equal(sheet.drawn.meant, 3);
});

test("what was undone can be done again, until something else is drawn", () => {
  const sheet = new Sheet();
  for (const x of [0.1, 0.2, 0.3]) sheet.add(strokeAt(x));
  assert(sheet.undo() && sheet.undo());
  assert.deepEqual(sheet.marks, [strokeAt(0.1)]);
  assert(sheet.redo());
  assert.deepEqual(sheet.marks, [0.1, 0.2].map(strokeAt));
  sheet.add(strokeAt(0.9));
  assert(!sheet.redo());
  while (sheet.undo());
  assert.deepEqual(sheet.marks, []);
});

const pupilOf = () =>
  new Pupil(readNetwork({
    sizes: [3, 2],
    activation: "relu",
    output: "sigmoid",
    weights: [[[0.5, -0.2, 0.1], [-0.3, 0.4, 0.2]]],
    biases: [[[0.1], [-0.1]]],
  }));

test("steps teach the digit, and a reset forgets them", () => {
  const pupil = pupilOf();
  pupil.see(Float64Array.of(1, 0, 1));
  assert.equal(answerOf(pupil.outputs).digit, 0);
  const before = pupil.errorsFor(1);
  assert(before && before.costs.was === null);
  assert(pupil.learn(1, 1, 10));
  const after = pupil.errorsFor(1);
  assert(after && after.costs.now < before.costs.now);
  assert.equal(after.costs.was, before.costs.now);
  assert.equal(answerOf(pupil.outputs).digit, 1);
  assert.equal(pupil.steps, 10);
  pupil.reset();
  assert.deepEqual(pupil.errorsFor(1), before);
  assert.equal(pupil.steps, 0);
});

test("a step that leaves all bounds is not taken", () => {
  const pupil = pupilOf();
  pupil.net.output = "relu";
  pupil.see(Float64Array.of(1, 1, 1));
  const { weights } = pupil.net;
  assert(!pupil.learn(0, 1e6, 3));
  assert(pupil.isTooFar);
  assert.equal(pupil.net.weights, weights);
  assert.equal(pupil.steps, 0);
  pupil.see(Float64Array.of(1, 0, 1));
  assert(!pupil.isTooFar);
});

test("without ink there are no errors", () => {
  const pupil = pupilOf();
  assert(pupil.isEmpty);
  assert.equal(pupil.errorsFor(0), null);
  assert.equal(pupil.lesson(null).now, null);
});

test("of equal outputs the smaller digit is the answer", () => {
  assert.deepEqual(answerOf(Float64Array.of(0.1, 0.7, 0.7)), {
    digit: 1,
    value: 0.7,
    next: 2,
    nextValue: 0.7,
  });
});

test("a small number shows its digits", () => {
  assert.deepEqual([0.25, 0.0001234, 1e-9, 0].map(fine), ["0.2500", "0.0001234", "nearly 0", "0.0000"]);
});

test("a dot is scaled to twenty pixels around the middle", () => {
  const image = prepare([0, 0, 0, 7], 2, 2);
  const inked = Array.from(image, (value, place) => (Math.abs(value - 1) < 1e-12 ? place : -1)).filter((
    place,
  ) => place >= 0);
  assert.equal(inked.length, 400);
  assert.deepEqual([inked[0], lastOf(inked)], [4 * 28 + 4, 23 * 28 + 23]);
  assert.equal(image.filter((value) => value === 0).length, 784 - 400);
});
