// When the algorithm is to be rebuilt again, and what a reader is told of it.

import assert from "node:assert/strict";

import { advice, dayOf, plan } from "../../theme/live/spacing.js";

/** @param {Record<string, number>} rebuilt */
const due = (rebuilt) => plan(rebuilt).due;

Deno.test("the days are counted as the reader's calendar does", () => {
  assert.equal(dayOf(new Date(2026, 11, 1, 0, 5)), "2026-12-01");
  assert.equal(dayOf(new Date(2026, 11, 1, 23, 55)), "2026-12-01");
});

Deno.test("after a day, a week, and then a month each time", () => {
  assert.equal(due({ "2026-02-27": 0 }), "2026-02-28");
  assert.equal(due({ "2026-02-27": 0, "2026-02-28": 0 }), "2026-03-07");
  const four = { "2026-02-27": 0, "2026-02-28": 0, "2026-03-09": 0 };
  assert.equal(due(four), "2026-04-08");
  assert.equal(due({ ...four, "2026-04-08": 0 }), "2026-05-08");
});

Deno.test("what is done before its day keeps the distance, and with help it is a day again", () => {
  assert.equal(due({ "2026-02-01": 0, "2026-02-02": 0, "2026-02-05": 0 }), "2026-02-12");
  assert.equal(due({ "2026-02-02": 0, "2026-02-01": 0, "2026-02-09": 3 }), "2026-02-10");
  assert.equal(due({ "2026-02-01": 0, "2026-02-02": 0, "2026-02-09": 3, "2026-02-10": 0 }), "2026-02-17");
});

Deno.test("a reader is told what was, and when to come again", () => {
  const told = (/** @type {Record<string, number>} */ rebuilt, today = "2026-12-01") =>
    advice(rebuilt, today);
  assert.equal(told({}), "In this browser you have not rebuilt it yet.");
  assert.equal(
    told({ "2026-12-01": 1 }),
    "You rebuilt it today, with 1 line of help. Come again tomorrow, on 2 December 2026.",
  );
  assert.equal(
    told({ "2026-11-30": 0, "2026-12-01": 0 }),
    "You rebuilt it today, without help. Come again in a week, on 8 December 2026.",
  );
  assert.equal(
    told({ "2026-11-29": 0, "2026-11-30": 0 }),
    "You last rebuilt it on 30 November 2026, without help. Come again on 7 December 2026.",
  );
  assert.equal(
    told({ "2026-11-28": 2 }),
    "You last rebuilt it on 28 November 2026, with 2 lines of help. It is time to do it again.",
  );
});
