// What a symbol is taken for, and how its card spells out its indices.

import assert from "node:assert/strict";

import { isKin, isSame, namedSymbol, symbolsIn } from "../../theme/symbols/read.js";
import { inCode, layerOf, layerText, spelled } from "../../theme/symbols/words.js";
import { formulaOf, mathml } from "./mathml.js";

/** @param {string} formula */
const symbolsOf = (formula) => [...symbolsIn(mathml(`<mrow>${formula}</mrow>`))];

/** @param {BookSymbol} symbol */
const called = (symbol) => spelled(symbol.entry.name, symbol).replace(/\$|[_^]\{([^}]*)\}/g, "$1");

// The symbol, what its card calls it, its name in the code.
const CARDS = [
  ["δ^ℓ_j", "error of neuron j in layer ℓ", "deltas[l][j, x]"],
  ["δ^ℓ+1_i", "error of neuron i in layer ℓ + 1", "deltas[l + 1][i, x]"],
  ["δ^ℓ+2_r", "error of neuron r in layer ℓ + 2", "deltas[l + 2][r, x]"],
  ["δ^L_j", "error of neuron j in the output layer L", "deltas[L][j, x]"],
  ["δ^1", "errors of all neurons in layer 1", "deltas[1][:, x]"],
  ["δ_j", "error of neuron j", "deltas[l][j, x]"],
  ["w^ℓ_jk", "weight to neuron j in layer ℓ, from neuron k in layer ℓ − 1", "weights[l][j, k]"],
  ["w^ℓ+1_ij", "weight to neuron i in layer ℓ + 1, from neuron j in layer ℓ", "weights[l + 1][i, j]"],
  ["w^1_02", "weight to neuron 0 in layer 1, from neuron 2 in layer 0", "weights[1][0, 2]"],
  ["w^0_1k", "weight to neuron 1 in layer 0, from input number k", "weights[0][1, k]"],
  ["w_jk", "weight to neuron j, from neuron k in the layer before", "weights[l][j, k]"],
  ["W^ℓ+1", "weights to all neurons in layer ℓ + 1, from layer ℓ", "weights[l + 1]"],
  ["W^0", "weights to all neurons in layer 0, from the input", "weights[0]"],
  ["a^ℓ_j", "activation of neuron j in layer ℓ", "activations[l + 1][j, x]"],
  ["a^ℓ−1_k", "activation of neuron k in layer ℓ − 1", "activations[l][k, x]"],
  ["a^L_i", "activation of neuron i in the output layer L", "activations[L + 1][i, x]"],
  ["a^L", "activations of all neurons in the output layer L", "activations[L + 1][:, x]"],
  ["a^L−1_k", "activation of neuron k in layer L − 1", "activations[L][k, x]"],
  ["a^−1_k", "input number k of the network", "activations[0][k, x]"],
  ["a^−1", "all inputs of the network", "activations[0][:, x]"],
  ["A^−1", "all inputs of the network", "activations[0]"],
  ["A^ℓ", "activations of all neurons in layer ℓ", "activations[l + 1]"],
  ["b^ℓ_j", "bias of neuron j in layer ℓ", "biases[l][j, 0]"],
  ["b^ℓ", "biases of all neurons in layer ℓ", "biases[l]"],
  ["b^L_0", "bias of neuron 0 in the output layer L", "biases[L][0, 0]"],
  ["b", "bias of a neuron", "biases[l][j, 0]"],
  ["z^1_1", "weighted input of neuron 1 in layer 1", "weighted_inputs[1][1, x]"],
  ["z", "weighted input of a neuron", "weighted_inputs[l][j, x]"],
  ["Z^L", "weighted inputs of all neurons in the output layer L", "weighted_inputs[L]"],
  ["y_j", "target of neuron j in the output layer L", "Y[j, x]"],
  ["y", "targets of all neurons in the output layer L", "Y[:, x]"],
  ["Y", "targets of all neurons in the output layer L", "Y"],
  ["Δ^ℓ", "errors of all neurons in layer ℓ", "deltas[l]"],
  ["Δ^ℓ+1_ix", "error of neuron i in layer ℓ + 1, of example x", "deltas[l + 1][i, x]"],
  ["Δ^ℓ_⋅x", "errors of all neurons in layer ℓ, of example x", "deltas[l][:, x]"],
  ["C_x", "cost of the one example x", "net.cost(X[:, [x]], Y[:, [x]])"],
  ["C", "cost", "net.cost(X, Y)"],
  ["C_B", "cost of the batch B", "net.cost(X, Y)"],
  ["B_s", "shard s of the batch B", ""],
  ["g_p", "the slope by the code, right or wrong", ""],
  ["η", "learning rate", "eta"],
  ["σ", "activation function", "net.functions[l].value"],
  ["σ^′", "slope of the activation function", "net.functions[l].derivative"],
  ["C^″", "slope of the cost, as one knob turns", ""],
];

for (const [name, words, code] of CARDS) {
  Deno.test(`the card of ${name}`, () => {
    const [symbol, ...others] = symbolsOf(formulaOf(name));
    assert.equal(others.length, 0, "its indices are no symbols of their own");
    assert.equal(called(symbol), words);
    assert.equal(inCode(symbol.entry.code ?? "", symbol), code);
  });
}

Deno.test("a slope is met before the letters in it, and is named by them", () => {
  const top = `<mrow><mo>∂</mo>${formulaOf("C_x")}</mrow>`;
  const symbols = symbolsOf(`<mfrac>${top}<mrow><mo>∂</mo>${formulaOf("w^ℓ_jk")}</mrow></mfrac>`);
  assert.deepEqual(symbols.map(called), [
    "slope of Cx, as wjkℓ rises",
    "cost of the one example x",
    "weight to neuron j in layer ℓ, from neuron k in layer ℓ − 1",
  ]);
  const [open] = symbolsOf(`<mfrac><mo>∂</mo><mrow><mo>∂</mo>${formulaOf("a^L_j")}</mrow></mfrac>`);
  assert.equal(called(open), "slope of what follows, as ajL rises");
  assert.deepEqual(symbolsOf(`<mfrac><mn>1</mn>${formulaOf("n")}</mfrac>`).map(called), [
    "number of examples, all in all",
  ]);
});

Deno.test("what stands in a power, a transpose or an annotation", () => {
  assert.deepEqual(symbolsOf("<msup><mi>m</mi><mn>2</mn></msup>").map(({ letter, sup }) => letter + sup), [
    "m",
  ]);
  assert.deepEqual(symbolsOf("<msup><mi>P</mi><mi>T</mi></msup>").map(({ letter }) => letter), ["P"]);
  assert.deepEqual(symbolsOf("<annotation>w</annotation><mi>v</mi>").map(({ letter }) => letter), ["v"]);
  assert.deepEqual(symbolsOf("<mi>j</mi><mo>=</mo><mn>1</mn>"), []);
});

Deno.test("a Δ before a letter is a change, one with indices is a matrix of errors", () => {
  assert.deepEqual(symbolsOf("<mi>Δ</mi><mi>p</mi>").map(called), ["a small change", "any one parameter"]);
  assert.equal(called(symbolsOf("<mi>Δ</mi><mo>=</mo>")[0]), "errors of all neurons");
});

Deno.test("a number in a formula is no less, and a minus is one minus", () => {
  const [minus] = symbolsOf("<msup><mi>a</mi><mrow><mo>-</mo><mn>1</mn></mrow></msup>");
  assert.equal(called(minus), "all inputs of the network");
});

Deno.test("layers are read, counted on, and written", () => {
  assert.deepEqual(layerOf("ℓ+1"), { letter: "ℓ", number: 1 });
  assert.deepEqual(layerOf("L"), { letter: "L", number: 0 });
  assert.deepEqual(layerOf("−1"), { letter: "", number: -1 });
  for (const other of ["", "T", "2n", "′"]) assert.ok(!layerOf(other), other);
  assert.equal(layerText({ letter: "ℓ", number: 1 }, -1), "ℓ");
  assert.equal(layerText({ letter: "ℓ", number: 0 }, -1), "ℓ − 1");
  assert.equal(layerText({ letter: "", number: 0 }, -1), "−1");
  assert.equal(layerText({ letter: "L", number: 0 }, 1), "L + 1");
});

Deno.test("shapes depend on the layer, and on whether the symbol is one entry", () => {
  const [one] = symbolsOf(formulaOf("w^ℓ_jk"));
  assert.equal(
    spelled(one.entry.shape ?? "", one),
    "one entry of $n_{ℓ} × n_{ℓ − 1}$, for one example or a batch",
  );
  const [all] = symbolsOf(formulaOf("W^0"));
  assert.equal(spelled(all.entry.shape ?? "", all), "$n_{0} × n_{−1}$, for one example or a batch");
});

Deno.test("braces that stand for nothing stay", () => {
  assert.equal(spelled("{s}{nothing}n_{−1}", { letter: "W", sub: "", sup: "" }), "s{nothing}n_{−1}");
});

Deno.test("the symbols of a picture are like those of the formulas", () => {
  assert.deepEqual(namedSymbol("w^ℓ+1_ij"), { letter: "w", sup: "ℓ+1", sub: "ij" });
  assert.deepEqual(namedSymbol("σ′"), { letter: "σ′", sup: "", sub: "" });
  assert.deepEqual(namedSymbol("a_j"), { letter: "a", sup: "", sub: "j" });
  for (const name of ["w^ℓ+1_ij", "A^−1", "y_j", "η"]) {
    assert.ok(isSame(namedSymbol(name), symbolsOf(formulaOf(name))[0]), name);
  }
});

Deno.test("letters with other indices are of one kind; slopes only if they are the same", () => {
  const [here, like, other] = ["w^ℓ_jk", "w^1_02", "b^ℓ"].map(namedSymbol);
  assert.ok(isKin(here, like) && !isSame(here, like));
  assert.ok(!isKin(here, other));
  const slope = { letter: "∂/∂", sub: "p", sup: "C", top: "C", below: "p" };
  assert.ok(isKin(slope, { ...slope }));
  assert.ok(!isKin(slope, { ...slope, sub: "w", below: "w" }));
});
