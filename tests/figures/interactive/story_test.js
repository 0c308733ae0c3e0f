// Where the reader of send_back is, what is known there, and what changes it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { factor, given, signed } from "../../../figures/interactive/send_back/formulas.js";
import { explain, startOf } from "../../../figures/interactive/send_back/steps.js";
import { Story } from "../../../figures/interactive/send_back/story.js";

/** @param {number[]} sizes */
function entryOf(sizes) {
  /** @param {number} rows @param {number} columns */
  const matrix = (rows, columns) =>
    Array.from({ length: rows }, (_, j) => Array.from({ length: columns }, (_, k) => (j - k + 1.5) / 5));
  const layers = sizes.slice(1);
  return {
    name: sizes.join("-"),
    network: {
      sizes,
      activation: /** @type {const} */ ("sigmoid"),
      output: /** @type {const} */ ("sigmoid"),
      weights: layers.map((size, l) => matrix(size, sizes[l])),
      biases: layers.map((size) => matrix(size, 1)),
    },
    x: sizes.slice(0, 1).flatMap((size) => Array(size).fill(0.5)),
    y: sizes.slice(-1).flatMap((size) => Array(size).fill(1)),
  };
}

const storyOf = (begin = "forward") =>
  new Story({
    examples: [entryOf([2, 3, 3, 2]), entryOf([2, 2, 1])],
    puzzles: [entryOf([2, 1]), entryOf([1, 2, 1])],
    begin,
    eta: 1,
    etas: [1],
  });

test("what a step gives is known from that step on, and what can be changed always", () => {
  const story = storyOf();
  story.steps.forEach((step, at) => {
    story.at = at;
    const t = story.trace;
    for (const key of explain(t, step).gives) assert(story.known(t).has(key));
    for (const next of story.steps.slice(at + 1)) {
      for (const key of explain(t, next).gives) assert(!story.known(t).has(key));
    }
    for (const key of story.parameters.keys()) assert(story.known(t).has(key));
  });
});

test("in another network the reader stays in the same part of the story", () => {
  const story = storyOf("inductive step");
  assert.equal(story.step.section, "inductive step");
  story.take(1);
  assert.equal(story.step.section, "inductive step");
  assert.equal(story.at, startOf(story.steps, "inductive step"));
});

test("a changed number changes the cost, and nothing that Python sent", () => {
  const story = storyOf();
  const [before] = story.costs;
  const parameter = story.parameters.get("w 1 2 0");
  assert(parameter);
  story.change(parameter, 3);
  assert.notEqual(story.costs[0], before);
  story.take(0);
  assert.deepEqual(story.costs, [before]);
});

test("a step lowers the cost; one to no number is not taken", () => {
  const story = storyOf("update");
  assert(story.learn());
  const [before, after] = story.costs;
  assert(after < before);
  assert.equal(story.step.kind, "cost");
  story.eta = Infinity;
  assert(!story.learn());
  assert.equal(story.costs.length, 2);
});

test("a puzzle hides the errors until it is answered, also one with fewer steps", () => {
  const story = storyOf("update");
  story.poseNext();
  assert.deepEqual(story.example.net.sizes, [2, 1]);
  assert.equal(story.step.section, "update");
  assert(story.isOpen("w 0 0 1"));
  assert(!story.isOpen("b 0 0"));
  assert(!story.known(story.trace).has("d 0 0"));
  assert(story.puzzle);
  story.puzzle.isAnswered = true;
  assert(story.known(story.trace).has("d 0 0"));
  assert(!story.isOpen("w 0 0 1"));
});

test("numbers in formulas have their brackets and signs", () => {
  assert.equal(factor("−0.5"), "(−0.5)");
  assert.equal(given(0.4), "0.4");
  assert.deepEqual(signed([["0.4", " · 1"], ["−0.6", " · 2"], ["1"]]), ["0.4 · 1", "− 0.6 · 2", "+ 1"]);
});
