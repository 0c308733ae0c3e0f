// The story of one example, equation by equation: the forward pass, the backward pass, the update.

/** @import { Followed, Parameter } from "./numbers.js" */
import { range } from "../lib/lists.js";
import { activationOf } from "../lib/network.js";
import { computed, factor, given, signed, toned, warm } from "./formulas.js";
import { keyOf, parametersOf, slopeOfWeight, valueOf } from "./numbers.js";

/**
 * One equation (`kind`) for neuron j of layer l.
 * @typedef {{ section: string, kind: Kind, l: number, j: number }} Step
 * @typedef {"z" | "a" | "cost" | "base" | "back" | "slopes" | "update"} Kind
 */

export const SECTIONS = ["forward", "base case", "inductive step", "slopes", "update"];

/**
 * Return the steps for a network of these sizes.
 * @param {number[]} sizes
 * @returns {Step[]}
 */
export function stepsOf(sizes) {
  const last = sizes.length - 2;
  const layers = range(last + 1);
  /** @type {(section: string, l: number, ...kinds: Kind[]) => Step[]} */
  const each = (section, l, ...kinds) =>
    range(sizes[l + 1]).flatMap((j) => kinds.map((kind) => ({ section, kind, l, j })));
  return [
    ...layers.flatMap((l) => each("forward", l, "z", "a")),
    { section: "forward", kind: "cost", l: last, j: 0 },
    ...each("base case", last, "base"),
    ...layers
      .slice(0, -1)
      .reverse()
      .flatMap((l) => each("inductive step", l, "back")),
    ...layers
      .slice()
      .reverse()
      .flatMap((l) => each("slopes", l, "slopes")),
    { section: "update", kind: "update", l: last, j: 0 },
  ];
}

/**
 * Return the place of a section's first step; a network without hidden layers has no inductive step.
 * @param {Step[]} steps
 * @param {string} section
 */
export const startOf = (steps, section) =>
  Math.max(
    steps.findIndex((step) => step.section === section),
    0,
  );

/**
 * Return all numbers with all their digits, in the names and shapes of `backprop`, and the step.
 * @param {Followed} t
 * @param {Step} step
 */
export function publishedTrace(t, step) {
  const { sizes } = t.net;
  /** @param {Float64Array[]} lists */
  const columns = (lists) => lists.map((list) => Array.from(list, (value) => [value]));
  /** @param {Float64Array[]} lists */
  const matrices = (lists) =>
    lists.map((list, l) => range(sizes[l + 1]).map((j) => [...list.slice(j * sizes[l], (j + 1) * sizes[l])]));
  return {
    x: columns([t.x])[0],
    y: columns([t.y])[0],
    weights: matrices(t.net.weights),
    biases: columns(t.net.biases),
    weighted_inputs: columns(t.zs),
    activations: columns(t.as),
    cost: t.before,
    errors: columns(t.deltas),
    slopes: { weights: matrices(t.weights), biases: columns(t.biases) },
    eta: t.eta,
    after: { weights: matrices(t.next.weights), biases: columns(t.next.biases), cost: t.after },
    step: { section: step.section, layer: step.l, neuron: step.j },
  };
}

// How a step is told: its equation, the same with numbers, a sentence, a line of code, and what it lights.

/**
 * What there is to show of a step.
 * @typedef {object} Telling
 * @property {string} title
 * @property {string[]} general  the equation as it stands in the book
 * @property {string[][]} lines  the same with numbers: lines of pieces between which a line may break
 * @property {"beside"} [kind]  of lines so short that two have room beside each other
 * @property {string} words
 * @property {string[]} code
 * @property {string[]} uses  the keys of the numbers on the right of the equation
 * @property {string[]} gives  those on its left
 * @property {[number, number, number][]} edges  the lines of the drawing, as [l, j, k], on which something travels
 * @property {Way} [way]  that it travels
 * @typedef {"forward" | "backward" | "meeting"} Way
 */

/**
 * Return what there is to show of a step.
 * @param {Followed} t
 * @param {Step} step
 * @returns {Telling}
 */
export function explain(t, step) {
  return { gives: [], edges: [], ...TELLERS[step.kind](t, step) };
}

/** @param {Followed} t @param {number} l */
const into = ({ net }, l) => range(net.sizes[l]);
/** @param {Followed} t @param {number} l */
const outOf = ({ net }, l) => range(net.sizes[l + 2]);
/** @param {Followed} t @param {number} l @param {number} j @param {number} k */
const weightAt = ({ net }, l, j, k) => net.weights[l][j * net.sizes[l] + k];
/** @param {number} l @param {number} j */
const row = (l, j) => `l = ${l}, row ${j}`; // a line of the code does a whole layer
/** @param {number} l @param {number} j */
const place = (l, j) => `neuron ${j} of layer ${l}`;
/** @param {Followed} t @param {number} l @param {number} j */
const z = (t, l, j) => toned(l, computed(t.zs[l][j]));
/** @param {Followed} t @param {number} l @param {number} k */
const a = (t, l, k) => factor(l < 0 ? given(t.as[0][k]) : computed(t.as[l + 1][k]), (text) => toned(l, text));
/** @param {Followed} t @param {number} l @param {number} j */
const delta = (t, l, j) => warm(computed(t.deltas[l][j]));
/** @param {Followed} t @param {number} l */
const isSigmoid = (t, l) => activationOf(t.net, l) === "sigmoid";

/** @type {Record<Kind, (t: Followed, step: Step) => Omit<Telling, "gives" | "edges"> & Partial<Telling>>} */
const TELLERS = {
  z(t, { l, j }) {
    const products = into(t, l).map((k) => [given(weightAt(t, l, j, k)), ` · ${a(t, l - 1, k)}`]);
    const sum = signed([...products, [given(t.net.biases[l][j])]], (text) => toned(l, text));
    return {
      title: `Weighted input of ${place(l, j)}`,
      general: ["z^ℓ_j = ∑_k w^ℓ_{jk} a^{ℓ − 1}_k + b^ℓ_j"],
      lines: [[`z^${l}_${j}`, `= ${sum[0]}`, ...sum.slice(1), `= ${z(t, l, j)}`]],
      words: "The neuron multiplies each activation by its weight, adds the products up, and adds its bias.",
      code: [`z.append(W[l] @ a[l] + b[l])  # ${row(l, j)}`],
      uses: [...into(t, l).flatMap((k) => [keyOf("w", l, j, k), keyOf("a", l - 1, k)]), keyOf("b", l, j)],
      gives: [keyOf("z", l, j)],
      edges: into(t, l).map((k) => [l, j, k]),
      way: "forward",
    };
  },

  a(t, { l, j }) {
    const text = computed(t.zs[l][j]);
    const result = toned(l, computed(t.as[l + 1][j]));
    const exponent = text.startsWith("−") ? text.slice(1) : `−${text}`;
    const passed = t.zs[l][j] > 0 ? "ReLU passes a positive number on." : "ReLU stops what is not positive.";
    return {
      title: `Activation of ${place(l, j)}`,
      general: ["a^ℓ_j = σ(z^ℓ_j)"],
      lines: [
        isSigmoid(t, l)
          ? [`a^${l}_${j}`, `= \\f{1}{1 + e^{${toned(l, exponent)}}}`, `= ${result}`]
          : [`a^${l}_${j}`, `= max(0, ${z(t, l, j)})`, `= ${result}`],
      ],
      words: isSigmoid(t, l) ? "The sigmoid squeezes every number into the range from 0 to 1." : passed,
      code: [`a.append(sigma(z[l]))  # ${row(l, j)}`],
      uses: [keyOf("z", l, j)],
      gives: [keyOf("a", l, j)],
    };
  },

  cost(t, { l }) {
    const outputs = range(t.y.length);
    const squares = outputs.map((j) => [`(${a(t, l, j)} − ${factor(given(t.y[j]))})^2`]);
    const [sum, half] = [signed(squares), "= \\f{1}{2} "];
    return {
      title: "Cost",
      general: ["C_x = \\f{1}{2} ∑_j (a^L_j − y_j)^2"],
      lines: [
        ["C_x", ...(sum.length > 1 ? bracketed(half, sum) : [half + sum[0]]), `= ${computed(t.before)}`],
      ],
      words: "Half the sum of the squared differences between what came out and what was wanted.",
      code: ["net.cost(x, y)"],
      uses: outputs.flatMap((j) => [keyOf("a", l, j), keyOf("y", j)]),
      gives: ["cost"],
    };
  },

  base(t, { l, j }) {
    const [output, target] = [a(t, l, j), factor(given(t.y[j]))];
    return {
      title: `Base case: error of ${place(l, j)}`,
      general: ["δ^L_j = (a^L_j − y_j) σ′(z^L_j)"],
      lines: [
        slopeLine(t, l, j),
        [`δ^${l}_${j}`, `= (${output} − ${target}) · ${computed(t.slopeAt(l, j))}`, `= ${delta(t, l, j)}`],
      ],
      words: `How far the answer is off, times how far the neuron can be moved. ${meaningOf(t.deltas[l][j])}`,
      code: [`delta[L] = (a[-1] - y) * slope(z[L])  # row ${j}`],
      uses: [keyOf("a", l, j), keyOf("y", j), keyOf("z", l, j)],
      gives: [keyOf("d", l, j)],
    };
  },

  back(t, { l, j }) {
    const above = outOf(t, l);
    const slope = t.slopeAt(l, j);
    const paths = above.map((i) => weightAt(t, l + 1, i, j) * t.deltas[l + 1][i]);
    const sum = signed(
      above.map((i) => [given(weightAt(t, l + 1, i, j)), ` · ${factor(computed(t.deltas[l + 1][i]), warm)}`]),
      (text) => toned(l + 1, text),
    );
    const arrived = computed(paths.reduce((so, path) => so + path, 0));
    const front = `= ${computed(slope)} · `;
    const whole = above.length > 1 ? [front + factor(arrived)] : [];
    const result = `= ${delta(t, l, j)}`;
    return {
      title: `Inductive step: error of ${place(l, j)}`,
      general: ["δ^ℓ_j = σ′(z^ℓ_j) ∑_i w^{ℓ + 1}_{ij} δ^{ℓ + 1}_i"],
      lines: [slopeLine(t, l, j), [`δ^${l}_${j}`, ...bracketed(front, sum), ...whole, result]],
      words: `Errors come back over the lines that took the activation forward. ${agreementOf(paths, slope)}`,
      code: [`delta[l] = slope(z[l]) * (W[l+1].T @ delta[l+1])  # ${row(l, j)}`],
      uses: [...above.flatMap((i) => [keyOf("w", l + 1, i, j), keyOf("d", l + 1, i)]), keyOf("z", l, j)],
      gives: [keyOf("d", l, j)],
      edges: above.map((i) => [l + 1, i, j]),
      way: "backward",
    };
  },

  slopes(t, { l, j }) {
    const products = into(t, l).map((k) => [
      `\\f{∂C_x}{∂w^${l}_{${j}${k}}}`,
      `= ${delta(t, l, j)} · ${a(t, l - 1, k)}`,
      `= ${computed(slopeOfWeight(t, { l, j, k }))}`,
    ]);
    return {
      title: `Slopes at ${place(l, j)}`,
      general: ["\\f{∂C_x}{∂w^ℓ_{jk}} = δ^ℓ_j a^{ℓ − 1}_k", "\\f{∂C_x}{∂b^ℓ_j} = δ^ℓ_j"],
      kind: "beside",
      lines: [...products, [`\\f{∂C_x}{∂b^${l}_${j}}`, `= ${delta(t, l, j)}`]],
      words:
        "The slope of a weight is the error where it leads to, times the activation where it comes from.",
      code: [`dW[l] = delta[l] @ a[l].T  # ${row(l, j)}`, "db[l] = delta[l]"],
      uses: [keyOf("d", l, j), ...into(t, l).map((k) => keyOf("a", l - 1, k))],
      gives: [keyOf("s", l, j), ...into(t, l).map((k) => keyOf("s", l, j, k))],
      edges: into(t, l).map((k) => [l, j, k]),
      way: "meeting",
    };
  },

  update(t) {
    const [eta, fall] = [given(t.eta), t.after - t.before];
    const learned = parametersOf(t.net.sizes).filter(({ kind }) => "wb".includes(kind));
    /** @param {Parameter} one */
    const slopeAt = (one) => (one.kind === "b" ? t.biases[one.l][one.j] : slopeOfWeight(t, one));
    /** @param {Parameter} one */
    const steepness = (one) => Math.abs(slopeAt(one));
    const parameter = learned.reduce((best, one) => (steepness(one) > steepness(best) ? one : best));
    const [old, changed] = [valueOf(t, parameter), valueOf({ ...t, net: t.next }, parameter)];
    const sum = computed(t.squares);
    return {
      title: "The update: all parameters at once",
      general: ["w^ℓ_{jk} ← w^ℓ_{jk} − η \\f{∂C_x}{∂w^ℓ_{jk}}", "b^ℓ_j ← b^ℓ_j − η \\f{∂C_x}{∂b^ℓ_j}"],
      lines: [
        [
          `${parameter.symbol} ← ${given(old)} − ${eta} · ${factor(computed(slopeAt(parameter)))}`,
          `= ${computed(changed)}`,
        ],
        [`ΔC_x ≈ −η ∑_p {\\(\\f{∂C_x}{∂p}\\)}^2`, `= −${eta} · ${sum}`, `= ${computed(-t.eta * t.squares)}`],
        [`ΔC_x = ${computed(t.after)} − ${computed(t.before)}`, `= ${computed(fall)}`],
      ],
      words: `${promiseOf(t, fall)} The first line is the steepest of the ${learned.length} parameters.`,
      code: ["net.update(Gradients(dW, db), eta)"],
      uses: learned.map(({ key }) => key),
    };
  },
};

/** @param {Followed} t @param {number} l @param {number} j */
function slopeLine(t, l, j) {
  const slope = computed(t.slopeAt(l, j));
  const output = a(t, l, j);
  if (isSigmoid(t, l)) return [`σ′(z^${l}_${j})`, `= ${output} · (1 − ${output})`, `= ${slope}`];
  return [`σ′(z^${l}_${j})`, `= ${slope}`];
}

// A sum in brackets, between whose terms a line may break.
/** @param {string} head @param {string[]} pieces */
const bracketed = (head, pieces) =>
  pieces.map((piece, at) => `${at ? "" : `${head}(`}${piece}${at === pieces.length - 1 ? ")" : ""}`);

/** @param {number} value */
function meaningOf(value) {
  if (!value) return "Zero: to move this neuron would change nothing.";
  return value < 0
    ? "Negative: raise this neuron, and the cost falls."
    : "Positive: lower this neuron, and the cost falls.";
}

/** @param {number[]} paths @param {number} slope */
function agreementOf(paths, slope) {
  if (!slope) return "This neuron is off, so none of them passes.";
  const [ups, downs] = [paths.some((path) => path < 0), paths.some((path) => path > 0)];
  if (ups && downs) return "The paths disagree, and the larger one wins.";
  if (!ups && !downs) return "Nothing comes back here.";
  const way = ups ? "up" : "down";
  return paths.length === 1 ? `The one path says ${way}.` : `No path disagrees: ${way} with this neuron.`;
}

/** @param {Followed} t @param {number} fall */
function promiseOf({ before, after, squares }, fall) {
  if (!Number.isFinite(after)) return "This step is far too long: the cost would be no number.";
  if (!squares) return "All slopes are zero, so nothing moves.";
  if (fall > 0) {
    return `The cost would rise from ${computed(before)} to ${computed(after)}: the step is too long.`;
  }
  return `The cost will fall from ${computed(before)} to ${computed(after)}.`;
}
