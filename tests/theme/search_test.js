// What a search takes words for, and what it finds first.

import assert from "node:assert/strict";

import { asked, best, patterns, plain, prepare, snippet } from "../../theme/search/match.js";

const INDEX = [
  ["chapters/05.html", "The inductive step", "", "From layer to layer."],
  ["chapters/05.html#sec-a", "The inductive step", "5.2 One step back", "The error δ^ℓ_j goes back."],
  ["chapters/05.html#eq-b", "The inductive step", "Equation 5.2", "δ^ℓ_j = σ′(z^ℓ_j) ∑_i w^ℓ+1_ij δ^ℓ+1_i"],
  [
    "chapters/04.html#sec-c",
    "The base case",
    "4.1 Slopes",
    "The next step is a step of another kind. Step on.",
  ],
  ["chapters/08.html#eq-d", "Matrices", "Equation 8.4", "Δ^ℓ = (W^ℓ+1)^⊤ Δ^ℓ+1 ⊙ σ′(Z^ℓ)"],
  ["chapters/08.html#exr-e", "Matrices", "Exercise 8.1: Über", "Naïve, Gödel, café."],
].map(([href, title, section, text]) => prepare({ page: href.split("#")[0], href, title, section, text }));

/** @param {string} text */
const found = (text) => best(INDEX, asked(text)).map(({ heading }) => heading);

Deno.test("symbols become their names, and words lose their signs", () => {
  assert.equal(plain("σ′(z)"), " sigma prime z");
  assert.equal(plain("Eq. (5.2)"), " eq 5.2");
  assert.equal(plain("\\delta"), " delta");
  assert.equal(plain("Über Gödel"), " uber godel");
  assert.equal(plain("Network.train()"), " network train");
  assert.equal(plain(""), " ");
});

Deno.test("what readers write before a number stands for what it counts", () => {
  assert.deepEqual(asked("Eq. (5.2)"), ["equation", "5.2"]);
  assert.deepEqual(asked("ex 8.1 and sec 2"), ["exercise", "8.1", "and", "section", "2"]);
  assert.deepEqual(asked("eq and ex"), ["eq", "and", "ex"]);
});

Deno.test("a number finds what has it", () => {
  for (const words of ["eq 5.2", "Equation (5.2)", "eqn 5.2"]) {
    assert.equal(found(words)[0], "Equation 5.2", words);
  }
  assert.equal(found("sec 5.2")[0], "5.2 One step back");
  assert.equal(found("exr 8.1")[0], "Exercise 8.1: Über");
});

Deno.test("a title comes before a heading, and that before the text", () => {
  const headings = found("step");
  assert.equal(headings[0], "The inductive step");
  assert.ok(headings.indexOf("5.2 One step back") < headings.indexOf("4.1 Slopes"));
});

Deno.test("every word must be there, at the beginning of a word", () => {
  assert.deepEqual(found("step xylophone"), []);
  assert.deepEqual(found("tep"), []);
  assert.deepEqual(found("naive"), ["Exercise 8.1: Über"]);
});

Deno.test("what readers call a thing comes first, and the words of a question count only alone", () => {
  const pointer = { page: "p", href: "p#q", title: "Batches", section: "Overfitting: 7.6 Judge", text: "" };
  const index = [...INDEX, prepare({ ...pointer, asked: "Overfitting step generalise" })];
  for (const words of ["overfitting", "what is overfitting", "generalise", "step"]) {
    assert.equal(best(index, asked(words))[0].heading, "Overfitting: 7.6 Judge", words);
  }
  assert.deepEqual(asked("why"), ["why"]);
});

Deno.test("words that stand together come first", () => {
  assert.equal(found("another kind")[0], "4.1 Slopes");
  assert.equal(found("one step")[0], "5.2 One step back");
});

for (const [symbol, name] of [["δ", "delta"], ["σ′", "sigma prime"], ["∑", "sum"], ["⊙", "odot"]]) {
  Deno.test(`${symbol} and ${name} find the same`, () => {
    assert.ok(found(name).length);
    assert.deepEqual(found(symbol), found(name));
  });
}

Deno.test("a transposed matrix is found however it is written", () => {
  for (const words of ["W^T", "Wᵀ", "W^\\top", "W^⊤", "W transposed"]) {
    assert.deepEqual(asked(words), ["w", "transposed"], words);
  }
  assert.deepEqual(found("ℓ+1 transposed"), ["Equation 8.4"]);
});

Deno.test("what is found is lit up, as a name and as a symbol", () => {
  const { any } = patterns(asked("sigma prime"));
  assert.deepEqual(Array.from("The sigma prime, σ′(z).".matchAll(any), ([lit]) => lit), [
    "sigma prime",
    "σ′",
  ]);
  assert.deepEqual("A delta and a megadelta".match(patterns(["delta"]).any), ["delta"]);
});

Deno.test("a snippet begins near what is found, at a word", () => {
  const text = `${"early ".repeat(20)}the inductive step ${"late ".repeat(40)}`;
  const words = snippet(text, patterns(["inductive", "step"]));
  assert.match(words, /^… early .*the inductive step .* …$/);
  assert.ok(words.length < 140);
  assert.equal(snippet("Short.", patterns(["short"])), "Short.");
});
