// What became of a path, by its costs and slopes. The rules stand in Python's roll_down.

import { isLost, leavesAt } from "./surfaces.js";
import { decimal } from "../lib/dom.js";
import { formula, symbolOf } from "../lib/symbols.js";

const CLOSE = 0.05; // of the start's height above the lowest cost: who stays within it has arrived
export const FEW = 3; // steps, from which on a path has a name

/** Return the facts of a path, and what it is called: `regime`, null after too few steps. */
export function judge(surface, path, isStochastic) {
  const steps = path.length - 1;
  const [from, to] = [path[0].cost, path[steps].cost];
  const height = from - surface.lowest;
  let arrived = path.length;
  while (arrived > 0 && path[arrived - 1].cost - surface.lowest <= CLOSE * height) arrived -= 1;
  if (arrived > steps) arrived = null;
  const rises = path.filter(({ cost }, t) => t > 0 && cost > path[t - 1].cost).length;
  const among = arrived || steps;
  const flips = [0, 1].map((k) => {
    const signs = path.slice(0, among + 1).map(({ slopes }) => Math.sign(slopes[k]));
    return signs.filter((sign, t) => t > 0 && sign * signs[t - 1] < 0).length;
  });
  const along = flips[1] > flips[0] ? 1 : 0;
  const way = height > 0 ? (from - to) / height : 1;
  const facts = { steps, from, to, rises, arrived, among, flips: flips[along], along, way };
  const isFarOff = isLost(surface, path);
  return { ...facts, isFarOff, regime: regimeOf(facts, isFarOff, isStochastic) };
}

function regimeOf({ steps, from, to, rises, arrived, among, flips }, isFarOff, isStochastic) {
  if (isFarOff) return "Diverges";
  if (steps < FEW) return null;
  if (to > from) return 2 * rises >= steps ? "Diverges" : "Thrown off";
  if (isStochastic) return "Wanders";
  if (2 * flips > among) return "Bounces";
  return arrived === null ? "Crawls" : "Converges";
}

/** Return a cost or a weight with four decimals; where it is large, in powers of ten. */
export function amount(x) {
  return Math.abs(x) < 1e4 ? decimal(x, 4) : x.toExponential(1).replace("+", "").replace("-", "−");
}

/** Return a learning rate as short as it was given. */
export const rate = (eta) => String(Number(eta.toPrecision(4)));

export const stepsOf = (count) => (count === 1 ? "1 step" : `${count} steps`);

/** Return what happened: `name`, and `parts`, each a text or `{ symbol, said }`. */
export function tell(surface, path, isStochastic) {
  const facts = judge(surface, path, isStochastic);
  const { steps, from, to, regime } = facts;
  const left = leavesAt(surface, path);
  const here = `The cost here is ${amount(from)}, the lowest ${amount(surface.lowest)}.`;
  if (steps === 0) return { name: "", parts: [`No step taken yet. ${here}`] };
  const parts = [`${stepsOf(steps)}: cost ${amount(from)} to ${amount(to)}. `];
  if (regime) parts.push(...REASONS[regime](facts, surface, path.at(-1)));
  else parts.push("Three or more show where this leads.");
  if (left > 0) parts.push(` It left the map at step ${left}.`);
  if (facts.isFarOff) parts.push(" It is a million maps away, and is not followed further.");
  return { name: regime ? `${regime}. ` : "", parts };
}

const rose = ({ rises, steps }) =>
  rises === 0 ? "No step raised it." : `It rose at ${rises === steps ? "every step" : stepsOf(rises)}.`;

const REASONS = {
  Diverges: (facts) => [rose(facts)],
  "Thrown off": (_, surface, { slopes }) => {
    const steepest = Math.max(...slopes.map(Math.abs));
    return [`It ended higher than it began. The steepest slope there is ${amount(steepest)}.`];
  },
  Wanders: (facts, { count }) => {
    const epochs = Math.floor(facts.steps / count);
    const worth = `as much work as ${stepsOf(epochs)} with all ${count}`;
    return [rose(facts), epochs > 0 && ` One example a step: about ${worth}.`].filter(Boolean);
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
