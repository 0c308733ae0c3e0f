// Lists, numbers in words, and a symbol's sign.

import assert from "node:assert/strict";
import { test } from "node:test";
import { decimal } from "../../../figures/interactive/lib/dom.js";
import { largest, lastOf, range } from "../../../figures/interactive/lib/lists.js";
import { signedDecimal } from "../../../figures/interactive/lib/symbols.js";

test("what is no number is said in words", () => {
  assert.deepEqual([NaN, 1 / 0, -1 / 0].map((x) => decimal(x, 2)), ["no number", "∞", "−∞"]);
});

test("a number has its sign, unless it rounds to zero", () => {
  assert.deepEqual([0.126, -0.126, 0.001, -0.001].map((x) => signedDecimal(x, 2)), [
    "+0.13",
    "−0.13",
    "0.00",
    "0.00",
  ]);
});

test("a list has a last item, a range its numbers, and the largest size no sign", () => {
  assert.equal(lastOf([1, 2, 7]), 7);
  assert.deepEqual(range(3), [0, 1, 2]);
  assert.equal(largest(Float64Array.of(1, -3, 2)), 3);
  assert.equal(largest([]), 0);
});
