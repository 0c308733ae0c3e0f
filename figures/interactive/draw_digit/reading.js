// What the network makes of the drawing: its input, its answer, its neurons and outputs.

/** @import { Network } from "../lib/network.js" */
/** @import { Pupil } from "./pupil.js" */
import { decimal, h, toneOf } from "../lib/dom.js";
import { lastOf } from "../lib/lists.js";
import { makeCells } from "./cells.js";
import { answerOf, makeOutputs, makeSeen, makeVerdict } from "./views.js";

/**
 * Make the views; `pick(l, j)` is called when the reader chooses neuron j of layer l.
 * @param {Network} net
 * @param {(l: number, j: number) => void} pick
 */
export function makeReading(net, pick) {
  const last = net.weights.length - 1;
  const seen = makeSeen();
  const verdict = makeVerdict(toneOf(last));
  const outputs = makeOutputs(lastOf(net.sizes), toneOf(last));
  const hidden = net.sizes.slice(1, -1).map((size, l) =>
    makeCells(size, {
      l,
      title: `Layer ${l}, ${size} neurons`,
      name: `layer ${l}`,
      tone: toneOf(l),
      letters: ["z", "a"],
      write: (x) => decimal(x, 2),
      pick: (j) => pick(l, j),
    })
  );
  const input = h("div", { class: "bd-input" }, h("p", { class: "bd-title" }, "Input, 28 × 28"), seen.node);
  const layers = h("div", { class: "bd-layers" }, hidden.map(({ node }) => node));
  const node = h(
    "div",
    { class: "bd-reading-of-it" },
    h("div", { class: "bd-inner" }, input, layers),
    h("div", {}, h("p", { class: "bd-title" }, `Layer ${last}, the outputs`), outputs.node),
  );

  /**
   * Show what the network makes of the image, and return its answer in words.
   * @param {Pupil} pupil
   */
  function show({ image, trace, isEmpty, outputs: a }) {
    const answer = isEmpty ? null : answerOf(a);
    seen.show(image);
    outputs.show(isEmpty ? null : a, answer?.digit);
    hidden.forEach((cells, l) => cells.show(isEmpty ? null : [trace.zs[l], trace.as[l + 1]]));
    return verdict.show(answer);
  }

  /** @param {number} l @param {number} j */
  const select = (l, j) => hidden[l].select(j);
  /** @param {Float64Array} image */
  const describe = (image) => seen.describe("The input", image);
  return { node, verdict: verdict.node, show, select, describe };
}
