// What became of a path, by its costs and slopes. The rules stand in Python's roll_down.

/** @import { Place, Surface } from "./surfaces.js" */
import { decimal } from "../lib/dom.js";
import { lastOf } from "../lib/lists.js";
import { formula, symbolOf } from "../lib/symbols.js";
import { isLost, leavesAt } from "./surfaces.js";

/**
 * @typedef {"Diverges" | "Thrown off" | "Wanders" | "Bounces" | "Crawls" | "Converges"} Regime
 * @typedef {string | { symbol: MathMLElement, said: string }} Said  a text, or a symbol with its words
 */

/**
 * @typedef {object} Facts
 * @property {number} steps
 * @property {number} from  the cost at the start
 * @property {number} to  the cost at the end
 * @property {number} rises  steps that raised the cost
 * @property {number | null} arrived  the step from which on it stayed close to the lowest
 * @property {number} flips  changes of sign of the slope along weight `along`, among the first `among` steps
 * @property {number} among
 * @property {number} along
 * @property {number} way  the share of the way down that is done
 * @property {boolean} isFarOff
 * @property {boolean} isStochastic
 */

const CLOSE = 0.05; // of the start's height above the lowest cost: who stays within it has arrived
export const FEW = 3; // steps, from which on a path has a name

/**
 * Return the facts of a path, and what it is called: `regime`, null after too few steps.
 * @param {Surface} surface
 * @param {Place[]} path
 * @param {boolean} isStochastic
 * @returns {Facts & { regime: Regime | null }}
 */
export function judge(surface, path, isStochastic) {
  const steps = path.length - 1;
  const [from, to] = [path[0].cost, path[steps].cost];
  const height = from - surface.lowest;
  const arrived = arrivalOf(path, surface.lowest, CLOSE * height);
  const rises = path.filter(({ cost }, t) => t > 0 && cost > path[t - 1].cost).length;
  const among = arrived || steps;
  const flips = [0, 1].map((k) => flipsOf(path.slice(0, among + 1), k));
  const along = flips[1] > flips[0] ? 1 : 0;
  const way = height > 0 ? (from - to) / height : 1;
  const isFarOff = isLost(surface, path);
  const facts = {
    steps,
    from,
    to,
    rises,
    arrived,
    among,
    flips: flips[along],
    along,
    way,
    isFarOff,
    isStochastic,
  };
  return { ...facts, regime: REGIMES.find(([, holds]) => holds(facts))?.[0] ?? null };
}

// The step from which on no cost is more than `reach` above the lowest, or null.
/** @param {Place[]} path @param {number} lowest @param {number} reach */
function arrivalOf(path, lowest, reach) {
  const arrived = path.findLastIndex(({ cost }) => !(cost - lowest <= reach)) + 1;
  return arrived < path.length ? arrived : null;
}

// How often the slope for weight k changes its sign.
/** @param {Place[]} path @param {number} k */
function flipsOf(path, k) {
  const signs = path.map(({ slopes }) => Math.sign(slopes[k]));
  return signs.filter((sign, t) => t > 0 && sign * signs[t - 1] < 0).length;
}

/**
 * The first that holds is what a path is called.
 * @type {[Regime | null, (facts: Facts) => boolean][]}
 */
const REGIMES = [
  ["Diverges", ({ isFarOff }) => isFarOff],
  [null, ({ steps }) => steps < FEW],
  ["Diverges", ({ from, to, rises, steps }) => to > from && 2 * rises >= steps],
  ["Thrown off", ({ from, to }) => to > from],
  ["Wanders", ({ isStochastic }) => isStochastic],
  ["Bounces", ({ flips, among }) => 2 * flips > among],
  ["Crawls", ({ arrived }) => arrived === null],
  ["Converges", () => true],
];

/**
 * Return a cost or a weight with four decimals; where it is large, in powers of ten.
 * @param {number} x
 */
export function amount(x) {
  return Math.abs(x) < 1e4 ? decimal(x, 4) : x.toExponential(1).replace("+", "").replace("-", "−");
}

/**
 * Return a learning rate as short as it was given.
 * @param {number} eta
 */
export const rate = (eta) => String(Number(eta.toPrecision(4)));

/**
 * Return a number of steps in words.
 * @param {number} count
 */
export const stepsOf = (count) => (count === 1 ? "1 step" : `${count} steps`);

/**
 * Return what happened: `name`, and the `parts` of the sentence after it.
 * @param {Surface} surface
 * @param {Place[]} path
 * @param {boolean} isStochastic
 * @returns {{ name: string, parts: Said[] }}
 */
export function tell(surface, path, isStochastic) {
  const facts = judge(surface, path, isStochastic);
  const { steps, from, to, regime } = facts;
  const left = leavesAt(surface, path);
  const here = `The cost here is ${amount(from)}, the lowest ${amount(surface.lowest)}.`;
  if (steps === 0) return { name: "", parts: [`No step taken yet. ${here}`] };
  /** @type {Said[]} */
  const parts = [`${stepsOf(steps)}: cost ${amount(from)} to ${amount(to)}. `];
  if (regime) parts.push(...REASONS[regime](facts, surface, lastOf(path)));
  else parts.push("Three or more show where this leads.");
  if (left > 0) parts.push(` It left the map at step ${left}.`);
  if (facts.isFarOff) parts.push(" It is a million maps away, and is not followed further.");
  return { name: regime ? `${regime}. ` : "", parts };
}

/** @param {Facts} facts */
const rose = ({ rises, steps }) =>
  rises === 0 ? "No step raised it." : `It rose at ${rises === steps ? "every step" : stepsOf(rises)}.`;

/** @type {Record<Regime, (facts: Facts, surface: Surface, end: Place) => Said[]>} */
const REASONS = {
  Diverges: (facts) => [rose(facts)],
  "Thrown off": (_facts, _surface, { slopes }) => {
    const steepest = Math.max(...slopes.map(Math.abs));
    return [`It ended higher than it began. The steepest slope there is ${amount(steepest)}.`];
  },
  Wanders: (facts, { count }) => {
    const epochs = Math.floor(facts.steps / count);
    const worth = `as much work as ${stepsOf(epochs)} with all ${count}`;
    return [rose(facts), ...(epochs > 0 ? [` One example a step: about ${worth}.`] : [])];
  },
  Bounces: ({ steps, flips, among, along, arrived }, { symbols, lowest }) => {
    const { letter, below, above, said } = symbols[along];
    return [
      "The slope along ",
      { symbol: formula(symbolOf(letter, below, above)), said },
      ` changed sign at ${flips === among ? "each" : flips} of the ${among < steps ? "first " : ""}`,
      `${among} steps`,
      arrived === null
        ? `; the lowest cost is ${amount(lowest)}.`
        : `. From step ${arrived} on, 95 % of the way to the lowest cost is done.`,
    ];
  },
  Converges: (facts, { lowest }) => [
    rose(facts),
    ` From step ${facts.arrived} on, 95 % of the way to the lowest cost, ${amount(lowest)}, is done.`,
  ],
  Crawls: (facts, { lowest }) => [
    rose(facts),
    ` That is ${decimal(100 * facts.way, 0)} % of the way to the lowest cost, ${amount(lowest)}.`,
  ],
};
