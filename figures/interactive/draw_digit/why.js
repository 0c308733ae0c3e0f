// Why this answer: ink times slope for every pixel, from one backward pass to the input.

/** @import { Network, Trace } from "../lib/network.js" */
import { makeKeys } from "../lib/controls.js";
import { h } from "../lib/dom.js";
import { lastOf, range } from "../lib/lists.js";
import { sendBack } from "../lib/network.js";
import { formula, signedDecimal, slopeOf, symbolOf } from "../lib/symbols.js";
import { makeHeat, makeLegend } from "./heat.js";

/**
 * What the pixels did for an output: each `amounts`, those that were for it and those against, its weighted
 * input z, and what the pixels leave of that.
 * @typedef {{ amounts: Float64Array, pro: Side, contra: Side, z: number, rest: number }} Reasons
 * @typedef {{ count: number, sum: number }} Side
 */

const NOTHING = 1e-12; // so little may be rounding, and counts for neither side

/**
 * Return for every pixel its ink times the slope of z_j there, and what that comes to.
 *
 * The slopes start with 1 at neuron j, the slope of z_j for itself. `rest` is what is left of z_j. With
 * ReLU it is the share of the biases, for all else is straight lines.
 * @param {Network} net
 * @param {Trace} trace
 * @param {number} j
 * @returns {Reasons}
 */
export function reasonsFor(net, trace, j) {
  const image = trace.as[0];
  const outputs = lastOf(trace.zs);
  const start = outputs.map((_, neuron) => (neuron === j ? 1 : 0));
  const amounts = sendBack(net, trace, start).input.map((slope, k) => slope * image[k]);
  /** @param {1 | -1} sign */
  const sideOf = (sign) => {
    const some = amounts.filter((amount) => sign * amount > NOTHING);
    return { count: some.length, sum: some.reduce((so, amount) => so + amount, 0) };
  };
  const [pro, contra] = [sideOf(1), sideOf(-1)];
  return { amounts, pro, contra, z: outputs[j], rest: outputs[j] - pro.sum - contra.sum };
}

const DOWN = ["upper", "middle", "lower"];
const ACROSS = ["left", "centre", "right"];

/**
 * Return in words which ninth of the image holds most of the amounts with this sign, or null.
 * @param {Float64Array} amounts
 * @param {1 | -1} sign
 */
export function strongestPart(amounts, sign) {
  const side = Math.sqrt(amounts.length);
  /** @param {number} place */
  const third = (place) => Math.min(Math.floor((3 * (place - 3)) / (side - 6)), 2);
  const sums = new Float64Array(9);
  amounts.forEach((amount, k) => {
    const [row, column] = [Math.max(third(Math.floor(k / side)), 0), Math.max(third(k % side), 0)];
    sums[3 * row + column] += Math.max(sign * amount, 0);
  });
  const most = sums.indexOf(Math.max(...sums));
  if (!sums[most]) return null;
  const words = `${DOWN[Math.floor(most / 3)]} ${ACROSS[most % 3]}`;
  return words === "middle centre" ? "middle" : words;
}

/** @param {number} count @param {string} noun */
const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/**
 * Make the panel of reasons; `choose(digit)` is called with an output, or null for the answer.
 * @param {number} count
 * @param {Network} net
 * @param {(digit: number | null) => void} choose
 */
export function makeWhy(count, net, choose) {
  const last = net.sizes.length - 2;
  const picture = makeHeat();
  /** @type {[number | null, string][]} */
  const entries = [[null, "its answer"]];
  for (const digit of range(count)) entries.push([digit, String(digit)]);
  const choice = makeKeys("What speaks for", entries, choose);
  const restName = net.activation === "relu" || last === 0 ? "the biases’ share" : "biases and bends";
  const terms = range(4).map(() => [h("dt"), h("dd")]);
  const places = h("p", { class: "bd-places" });
  const pixel = () => symbolOf("a", "k", "−1");
  const amount = formula(pixel(), slopeOf(symbolOf("z", "j", last), pixel()));
  amount.setAttribute("displaystyle", "true"); // or its letters are too small to read
  const explanation = h(
    "p",
    { class: "bd-small" },
    "Each pixel shows ",
    amount,
    ", its ink times its slope. One backward pass finds all the slopes: it begins with 1 at the output and " +
      "goes down to the pixels. It speaks of small changes to this drawing.",
  );
  const node = h(
    "div",
    { class: "bd-why" },
    h("div", { class: "bd-reasons bd-map" }, picture.node, makeLegend("for", "against")),
    h("div", { class: "bd-reasons" }, choice.node, h("dl", { class: "bd-sums" }, terms), explanation, places),
  );

  /** @param {[string, number | null][]} entries */
  function showSums(entries) {
    entries.forEach(([name, sum], place) => {
      const [term, number] = terms[place];
      term.textContent = name;
      number.textContent = sum === null ? "–" : signedDecimal(sum, 2);
    });
  }

  /**
   * Show the reasons for a digit in an image, or none, and return them in words.
   * @param {(Reasons & { digit: number, image: Float64Array }) | null} reasons
   */
  function show(reasons) {
    if (!reasons) {
      picture.show(new Float64Array(), "No drawing, no reasons");
      showSums([["for", null], ["against", null], [restName, null], ["weighted input of the output", null]]);
      places.textContent = "Draw a digit to see its reasons.";
      return places.textContent;
    }
    const { digit, image, amounts, pro, contra, rest, z } = reasons;
    showSums([
      [`for a ${digit}: ${plural(pro.count, "pixel")}`, pro.sum],
      [`against it: ${plural(contra.count, "pixel")}`, contra.sum],
      [restName, rest],
      [`weighted input of output ${digit}`, z],
    ]);
    const most = [strongestPart(amounts, 1), strongestPart(amounts, -1)];
    const sentences = [
      most[0] && `Most for a ${digit}: ${most[0]}.`,
      most[1] && (most[1] === most[0] ? "Most against it: the same part." : `Most against it: ${most[1]}.`),
    ].filter(Boolean);
    places.textContent = sentences.join(" ");
    const counts = `${plural(pro.count, "pixel")} for it, ${contra.count} against`;
    const words = `Ink times slope for a ${digit}: ${counts}. ${places.textContent}`;
    picture.show(amounts, words, image);
    return words;
  }
  return { node, show };
}
