// The weights of one neuron of layer 0, as a picture of the pixels they belong to, and what teaching did to it.

/** @import { Network } from "../lib/network.js" */
import { decimal, h } from "../lib/dom.js";
import { largest } from "../lib/lists.js";
import { formula, symbolOf } from "../lib/symbols.js";
import { makeHeat, makeLegend } from "./heat.js";
import { fine } from "./views.js";

/** Make the pictures of the weights w^0_jk of a neuron j, now, and how they differ from those that came. */
export function makeWeights() {
  const now = makePlate();
  const change = makePlate();
  const name = h("p", { class: "bd-title" });
  const movement = h("p", { class: "bd-movement" });
  const product = formula(symbolOf("η"), symbolOf("δ", "j", 0), symbolOf("a", "k", "−1"));
  const rule = h(
    "p",
    { class: "bd-small" },
    "A step takes ",
    product,
    " from each weight: it lays the drawing itself over the picture, times one number.",
  );
  const node = h(
    "div",
    { class: "bd-weights" },
    now.node,
    change.node,
    h("div", {}, name, movement, rule, makeLegend("positive", "negative")),
  );

  /** @type {{ net?: Network, j?: number }} */
  let shown = {};

  /**
   * Show neuron `j` of the networks `net` and `shipped`; `delta` is its error, if that is known.
   * @param {Network} net
   * @param {Network} shipped
   * @param {number} j
   * @param {number} [delta]
   */
  function show(net, shipped, j, delta) {
    movement.replaceChildren(...wordsFor(delta, j));
    if (shown.net === net && shown.j === j) return;
    shown = { net, j };
    const width = net.sizes[0];
    /** @param {Network} network */
    const of = ({ weights }) => weights[0].subarray(j * width, (j + 1) * width);
    const [weights, before] = [of(net), of(shipped)];
    const moved = weights.map((weight, k) => weight - before[k]);
    name.textContent = `Neuron ${j} of layer 0, a weight for each pixel`;
    now.show(weights, "Its weights", `up to ±${decimal(largest(weights), 2)}`);
    const most = largest(moved);
    change.show(moved, "What you taught it", most ? `up to ±${fine(most)}` : "nothing yet");
  }
  return { node, show };
}

/** @param {number | undefined} delta @param {number} j */
function wordsFor(delta, j) {
  if (delta === undefined) return ["Say which digit you meant, and see its error here."];
  const error = formula(symbolOf("δ", j, 0));
  if (delta === 0) return [error, " = 0: this drawing leaves its weights alone. Choose another neuron."];
  return [error, ` = ${fine(delta)} for this drawing.`];
}

function makePlate() {
  const heat = makeHeat();
  const [title, size] = [h("span", { class: "bd-title" }), h("span", { class: "bd-small" })];
  /** @param {Float64Array} values @param {string} name @param {string} words */
  function show(values, name, words) {
    title.textContent = name;
    size.textContent = words;
    heat.show(values, `${name}: ${words}`);
  }
  return { node: h("figure", {}, heat.node, h("figcaption", {}, title, size)), show };
}
