// What paths of roll_down are called, where they lie on the map, and what the reader keeps of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Frame, LEFT, SIDE, TOP } from "../../../figures/interactive/roll_down/frame.js";
import { contour, decimalsOf, multiples, roundStep } from "../../../figures/interactive/roll_down/ground.js";
import { amount, judge, tell } from "../../../figures/interactive/roll_down/judge.js";
import { typed } from "../../../figures/interactive/roll_down/rate.js";
import { isOff } from "../../../figures/interactive/roll_down/surfaces.js";
import { Journey } from "../../../figures/interactive/roll_down/visit.js";

// C is w_0^2 / 4 + w_1^2 / 4: every step multiplies both weights by 1 - η / 2.
const bowl = {
  kind: /** @type {const} */ ("valley"),
  title: "a bowl",
  middle: [0, 0],
  span: 2,
  start: [1, 1],
  eta: 1,
  etas: [1],
  range: [0.1, 10],
  symbols: ["0", "1"].map((below) => ({ letter: "w", below, said: `w ${below}` })),
  X: [[1, 0], [0, 1]],
  Y: [0, 0],
};
const journeyOf = () =>
  new Journey({ surfaces: [bowl, bowl], steps: 20, mostSteps: 50, largestEta: 100, seed: 0 });

test("a path is called by what becomes of it", () => {
  const journey = journeyOf();
  /** @type {[number, number, string | null][]} */
  const cases = [
    [1, 2, null],
    [1, 20, "Converges"],
    [0.05, 20, "Crawls"],
    [3.5, 20, "Bounces"],
    [4.5, 20, "Diverges"],
    [4.5, 2, null],
    [1e9, 1, "Diverges"], // a million maps away
  ];
  for (const [eta, count, regime] of cases) {
    journey.visit.eta = eta;
    const path = journey.pathOf(count);
    assert.equal(judge(journey.surface, path, false).regime, regime, `η = ${eta}, ${count} steps`);
  }
  journey.visit.eta = 0.5;
  assert.equal(judge(journey.surface, journey.pathOf(20), true).regime, "Wanders");
  const [first, , ...rest] = journey.pathOf(3);
  const thrown = [first, ...rest, { ...first, cost: first.cost + 1 }];
  assert.equal(judge(journey.surface, thrown, false).regime, "Thrown off");
});

test("the facts of a path are counted", () => {
  const journey = journeyOf();
  journey.visit.eta = 3;
  const facts = judge(journey.surface, journey.pathOf(6), false);
  assert.deepEqual([facts.steps, facts.rises, facts.arrived], [6, 0, 3]); // (1/2)^6 of the height is left
  assert.equal(facts.flips, 3);
  journey.visit.eta = 1;
  const { name, parts } = tell(journey.surface, journey.pathOf(6), false);
  assert.equal(name, "Converges. ");
  assert.equal(
    parts.join(""),
    "6 steps: cost 0.5000 to 0.0001. No step raised it. From step 3 on, 95\u00a0% of the way to the lowest cost, 0.0000, is done.",
  );
});

test("a run stops where its path leaves the map, and then runs on", () => {
  const journey = journeyOf();
  journey.visit.eta = 5;
  assert.equal(journey.endOfRun(), 3);
  journey.visit.count = 3;
  assert.equal(journey.endOfRun(), 20);
  journey.visit.count = 20;
  journey.rewind();
  assert.equal(journey.visit.count, 0);
});

test("three paths can be kept, each in a look of its own, and the next finds a look that is free", () => {
  const journey = journeyOf();
  assert(!journey.canKeep);
  journey.visit.count = 4;
  const kept = [1, 2, 3].map(() => journey.keep());
  assert.equal(new Set(kept.map(({ look }) => look)).size, 3);
  assert(!journey.canKeep);
  journey.drop(kept[1]);
  assert.equal(journey.keep().look, kept[1].look);
  journey.visit = journey.visits[1];
  assert.deepEqual(journey.visit.kept, []);
});

test("what is shared with Python is the path and where it comes from", () => {
  const journey = journeyOf();
  journey.visit.count = 2;
  const { path, order, ...rest } = journey.published();
  assert.deepEqual(path, [[1, 1], [0.5, 0.5], [0.25, 0.25]]);
  assert.deepEqual(order, []);
  assert.deepEqual(rest, { surface: 0, eta: 1, start: [1, 1] });
  journey.isStochastic = true;
  assert.deepEqual(journey.published().order.toSorted(), [0, 1]);
});

test("a place on the map has its weights, and a start stays on it", () => {
  const frame = new Frame({ middle: [1, -2], span: 2 });
  assert.deepEqual(frame.toMap([1, -2]), [LEFT + SIDE / 2, TOP + SIDE / 2]);
  const [x, y] = frame.toMap([2, -3.5]);
  assert.deepEqual(frame.toWeights({ x, y }), [2, -3.5]);
  const start = frame.inside([1e9, -1e9]);
  assert(!isOff({ middle: [1, -2], span: 2 }, start));
  assert.deepEqual(frame.inside([1.2345, -2]), [1.24, -2]);
});

test("round numbers cut a length", () => {
  assert.deepEqual([1, 0.3, 7, 1234].map((length) => roundStep(length, 5)), [0.2, 0.1, 2, 500]);
  assert.deepEqual(multiples(0.5, -0.6, 1), [-0.5, 0, 0.5, 1]);
  assert.deepEqual([0.05, 0.2, 1, 20].map(decimalsOf), [2, 1, 0, 0]);
});

test("the line of a slope is straight, and all above it is ground", () => {
  const xs = [0, 1, 2];
  const grid = { xs, ys: [0, 1], costs: [xs, xs] };
  const { line, area } = contour(grid, 0.5, ([x, y]) => [10 * x, 10 * y]);
  assert.equal(line, "M5.0 10.0L5.0 0.0");
  assert(area.includes("M10.0 0.0L20.0 0.0L20.0 10.0L10.0 10.0z"));
});

test("numbers are written short and read as people type them", () => {
  assert.deepEqual([0.25, -12345].map(amount), ["0.2500", "−1.2e4"]);
  assert.deepEqual([" 0,5 ", "2", "", "x"].map(typed), [0.5, 2, NaN, NaN]);
});
