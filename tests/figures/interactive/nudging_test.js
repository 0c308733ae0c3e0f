// The chain of nudge: which links lead from a knob to the cost, how large they are seen, and when.

import assert from "node:assert/strict";
import { test } from "node:test";
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
} from "../../../figures/interactive/nudge/chain.js";
import { short } from "../../../figures/interactive/nudge/handle.js";
import { readNetwork } from "../../../figures/interactive/lib/network.js";

const net = readNetwork({
  sizes: [1, 1, 1],
  activation: "sigmoid",
  output: "sigmoid",
  weights: [[[0.8]], [[-1.2]]],
  biases: [[[0.1]], [[0.6]]],
});
const setting = { net, x: 0.5, y: 1 };
/** @param {{ letter: string, layer?: number }} symbol */
const name = ({ letter, layer }) => `${letter}${layer ?? ""}`;

test("knobs and quantities stand in the chain's order", () => {
  assert.deepEqual(knobsOf(net).map(name), ["x", "w0", "b0", "w1", "b1", "y"]);
  assert.deepEqual(quantitiesOf(net).map(name), ["z0", "a0", "z1", "a1", "C"]);
  assert.deepEqual(knobsOf(net).map((knob) => firstOf(net, knob)), [0, 0, 0, 2, 2, 4]);
  assert.deepEqual(knobsOf(net).map((knob) => valueOf(setting, knob)), [0.5, 0.8, 0.1, -1.2, 0.6, 1]);
});

test("a nudge moves what comes after its knob, by the product of the links, and nothing before", () => {
  const before = valuesOf(setting);
  for (const knob of knobsOf(net)) {
    const first = firstOf(net, knob);
    const links = linksOf(setting, knob);
    assert.equal(links.length, before.length - first);
    const [up, down] = [1e-5, -1e-5].map((nudge) => valuesOf(turned(setting, knob, nudge)));
    before.forEach((value, place) => {
      const slope = (up[place] - down[place]) / 2e-5;
      const expected = place < first ? 0 : productOf(links.slice(0, place - first + 1));
      assert.ok(Math.abs(slope - expected) < 1e-8, `${name(knob)}, place ${place}`);
      assert.ok(place >= first || up[place] === value);
    });
  }
  assert.deepEqual(valuesOf(setting), before); // nothing was changed in place
});

test("each link says what it is", () => {
  /** @param {{ letter: string, layer?: number }} knob */
  const told = (knob) =>
    linksOf(setting, knob).map(({ why, symbols }) => [why, ...symbols.map(name)].filter(Boolean).join(" "));
  const onward = ["slope of σ", "a1 y"];
  assert.deepEqual(told({ letter: "w", layer: 0 }), ["input x", "slope of σ", "weight w1", ...onward]);
  assert.deepEqual(told({ letter: "w", layer: 1 }), ["input a0", ...onward]);
  assert.deepEqual(told({ letter: "b", layer: 1 }), ["added", ...onward]);
  assert.deepEqual(told({ letter: "x" })[0], "weight w0");
  assert.deepEqual(told({ letter: "y" }), ["y a1"]);
});

test("what would be too short is seen larger, by powers of ten, and what would be too long smaller", () => {
  /** @param {number[]} factors */
  const lenses = (...factors) => lensesOf(factors.map((factor) => ({ factor, why: "", symbols: [] })));
  assert.deepEqual(lenses(0.5, 0.235, -1.2, 0.2487, 1.5, 0.2446, -0.4268), [1, 1, 1, 10, 10, 10, 100]);
  assert.deepEqual(lenses(2, 0.5, 0.001), [0.1, 0.1, 100]);
  assert.deepEqual(lenses(0.5, 0, 3), [1, 1, 1]); // nothing is left that a lens could show
  assert.equal(lenses(1e-30)[0], 1e8);
});

test("the delay knows what was, and in the end only the last", () => {
  const delay = new Delay();
  delay.add(10, 1);
  delay.add(20, 2);
  assert.deepEqual([0, 10, 15, 20, 1000].map((time) => delay.at(time)), [0, 1, 1, 2, 2]);
  delay.settle();
  assert.deepEqual([0, 20].map((time) => delay.at(time)), [2, 2]);
});

test("a knob has no more digits than it needs", () => {
  assert.deepEqual([0.8, -1.2, 1, 10, 0.81, 0, -0.001].map(short), [
    "0.8",
    "−1.2",
    "1",
    "10",
    "0.81",
    "0",
    "0",
  ]);
});
