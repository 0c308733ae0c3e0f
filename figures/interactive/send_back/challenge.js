// The challenge: find the weight whose change lowers the cost most, before looking at the slopes.

/** @import { Child } from "../lib/dom.js" */
/** @import { Followed, Parameter } from "./numbers.js" */
import { makeButton, setOff } from "../lib/controls.js";
import { decimal, h } from "../lib/dom.js";
import { computed, factor, formulaOf, given, toned, warm } from "./formulas.js";
import { follow, slopeOfWeight, valueOf, weightsOf, withValue } from "./numbers.js";
import { named, tableOf } from "./table.js";

/** @typedef {Parameter & { slope: number, rank: number }} Ranked  a weight, steepest with rank 1 */

const NUDGE = 0.01;
const DIGITS = 6;

/**
 * Return the weights of an example, steepest first, with their slopes and ranks; equals share a rank.
 * @param {Followed} t
 * @returns {Ranked[]}
 */
export function rankedWeights(t) {
  const rated = weightsOf(t.net.sizes).map((weight) => ({ ...weight, slope: slopeOfWeight(t, weight) }));
  /** @param {{ slope: number }} weight */
  const steepness = ({ slope }) => Math.abs(slope);
  rated.sort((one, other) => steepness(other) - steepness(one));
  /** @param {{ slope: number }} weight */
  const rankOf = (weight) => 1 + rated.findIndex((other) => steepness(other) === steepness(weight));
  return rated.map((weight) => ({ ...weight, rank: rankOf(weight) }));
}

// What a small change of a weight, against its slope, promises, and what it does to the cost.
/** @param {Followed} t @param {Ranked} weight */
function tried(t, weight) {
  const by = weight.slope > 0 ? -NUDGE : NUDGE;
  const moved = withValue(t, weight, valueOf(t, weight) + by);
  return { by, promised: weight.slope * by, measured: follow(moved, t.eta).before - t.before };
}

/**
 * Make the panel; `answer()`, `another()` and `leave()` are called when the reader asks for it.
 * @param {{ answer: () => void, another: () => void, leave: () => void }} actions
 */
export function makeChallenge({ answer, another, leave }) {
  const yours = h("p", { class: "bd-yours" });
  const go = makeButton("Show the answer", answer, "bd-main");
  const result = h("div", { class: "bd-result" });
  const title = h("p", { class: "bd-title", tabindex: "-1" }, "Which weight’s change lowers the cost most?");
  const node = h(
    "section",
    { class: "bd-challenge", "aria-label": "The challenge" },
    title,
    h(
      "p",
      {},
      "The forward pass is there; errors and slopes are hidden. Each weight may move by 0.01, up or down. ",
      "Press the one you would move.",
    ),
    h("div", { class: "bd-row" }, yours, go),
    result,
    h("div", { class: "bd-row" }, makeButton("Another one", another), makeButton("Back to the steps", leave)),
  );

  /**
   * Show the weight that is picked, and after the answer all of them.
   * @param {{ t: Followed, picked: Parameter | undefined, isAnswered: boolean }} puzzle
   */
  function show({ t, picked, isAnswered }) {
    yours.replaceChildren(
      ...(picked ? ["Your weight: ", formulaOf(picked.symbol)] : ["No weight chosen yet."]),
    );
    setOff(go, !picked || isAnswered);
    result.replaceChildren(...(picked && isAnswered ? told(t, picked.key) : []));
  }
  return { node, show, focus: () => title.focus({ preventScroll: true }) };
}

/** @param {Followed} t @param {string} picked */
function told(t, picked) {
  const ranked = rankedWeights(t);
  const [steepest] = ranked;
  const mine = ranked.find(({ key }) => key === picked) ?? steepest;
  const best = mine.rank === 1 ? mine : steepest;
  return [
    h("p", { class: "bd-verdict" }, verdictOf(mine, ranked)),
    triesOf(t, mine, best),
    h("p", {}, reasonsFor(t, mine, best)),
    rankingOf(t, mine, ranked),
  ];
}

/** @param {Followed} t @param {Ranked} mine @param {Ranked} best */
function triesOf(t, mine, best) {
  const rows = [...new Set([mine, best])].map((weight) => {
    const { by, promised, measured } = tried(t, weight);
    const name = [weight === mine ? "yours " : "the best ", formulaOf(weight.symbol)];
    return [name, by > 0 ? "up" : "down", decimal(promised, DIGITS), decimal(measured, DIGITS)];
  });
  return tableOf("What a move of 0.01 does to the cost", ["weight", "move", "predicted", "measured"], rows);
}

/** @param {Followed} t @param {Ranked} mine @param {Ranked[]} ranked */
function rankingOf(t, mine, ranked) {
  const heads = [
    "weight",
    "rank",
    named("slope", formulaOf("\\f{∂C_x}{∂w}")),
    named("error", formulaOf("δ^ℓ_j")),
    named("activation", formulaOf("a^{ℓ − 1}_k")),
  ];
  const rows = ranked.map((weight) => {
    const name = [...named("weight", formulaOf(weight.symbol)), weight === mine && " yours"];
    const { rank, slope, l, j } = weight;
    return [name, String(rank), computed(slope), computed(t.deltas[l][j]), activationAt(t, weight)];
  });
  return tableOf("All weights, steepest first", heads, rows);
}

/** @param {Followed} t @param {Ranked} weight */
const activationAt = (t, { l, k }) => (l ? computed(t.as[l][k]) : given(t.x[k]));

/** @param {Ranked} mine @param {Ranked[]} ranked */
function verdictOf(mine, ranked) {
  if (!ranked[0].slope) return "No weight’s change lowers the cost: all slopes are zero.";
  if (mine.rank === 1) return `Yes. Of ${ranked.length} weights yours is the steepest.`;
  return `Not this one. Of ${ranked.length} weights yours has rank ${mine.rank}.`;
}

// The slope is a product, so a steep weight needs both a large error and a loud activation.
/** @param {Followed} t @param {Ranked} mine @param {Ranked} best */
function reasonsFor(t, mine, best) {
  /** @param {Ranked} weight */
  const product = (weight) => {
    const { l, j, slope } = weight;
    const activation = factor(activationAt(t, weight), (text) => toned(l - 1, text));
    return `${factor(computed(t.deltas[l][j]), warm)} · ${activation} = ${computed(slope)}`;
  };
  const parts = [
    "A slope is the error at the weight’s head times the activation at its tail: ",
    formulaOf(product(best)),
  ];
  return mine === best
    ? [...parts, "."]
    : [...parts, " for the best, ", formulaOf(product(mine)), " for yours."];
}
