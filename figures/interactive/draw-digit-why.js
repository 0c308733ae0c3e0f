// Why this answer: what every pixel did for an output, from one backward pass to the input.

import { largest, square } from "./draw-digit-views.js";
import { h, s, uid } from "./lib/dom.js";
import { activationOf } from "./lib/network.js";
import { formula, signedDecimal, slopeOf, symbolOf } from "./lib/symbols.js";

const WIDE = 28; // pixels from edge to edge
const LEVELS = 5; // of opacity
const LEAST = 0.02; // of the largest amount: what is less is not marked

/**
 * Return the slopes of z_j of the last layer with respect to the inputs.
 *
 * This is the inductive step down to layer −1. It starts with 1 at neuron j, the slope of z_j for itself.
 */
export function slopesOfOutput(net, { zs, as }, j) {
  const last = zs.length - 1;
  let slopes = Float64Array.from(zs[last], (_, neuron) => (neuron === j ? 1 : 0));
  for (let l = last; l >= 0; l--) {
    const width = as[l].length;
    const below = new Float64Array(width);
    slopes.forEach((slope, i) => {
      for (let k = 0; k < width; k++) below[k] += net.weights[l][i * width + k] * slope;
    });
    slopes = l > 0 ? below.map((sum, k) => sum * slopeAt(net, l - 1, zs[l - 1][k], as[l][k])) : below;
  }
  return slopes;
}

function slopeAt(net, l, z, a) {
  if (activationOf(net, l) === "sigmoid") return a * (1 - a);
  return z > 0 ? 1 : 0;
}

/**
 * Return what every pixel did for z_j, its ink times its slope, and what that comes to.
 *
 * `rest` is what is left of z_j. With ReLU it is the share of the biases, for all else is straight lines.
 */
export function reasonsFor(net, trace, j) {
  const image = trace.as[0];
  const amounts = slopesOfOutput(net, trace, j).map((slope, k) => slope * image[k]);
  const sideOf = (sign) => {
    const some = amounts.filter((amount) => sign * amount > 0);
    return { count: some.length, sum: some.reduce((so, amount) => so + amount, 0) };
  };
  const [pro, contra] = [sideOf(1), sideOf(-1)];
  const z = trace.zs.at(-1)[j];
  return { amounts, pro, contra, z, rest: z - pro.sum - contra.sum };
}

const DOWN = ["upper", "middle", "lower"];
const ACROSS = ["left", "centre", "right"];

/** Return in words which ninth of the image holds most of the amounts with this sign, or null. */
export function strongestPart(amounts, sign) {
  const side = Math.sqrt(amounts.length);
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

// What every pixel did for an output: plus signs for it, minus signs against, stronger for more.
function makeReasons() {
  const ground = s("path", { class: "ground" });
  const layers = ["for", "against"].flatMap((side) =>
    Array.from({ length: LEVELS }, (_, level) => ({
      fill: s("path", { class: side, "fill-opacity": (level + 1) / LEVELS }),
      sign: s("path", { class: "sign" }),
    })),
  );
  const node = s(
    "svg",
    { viewBox: `0 0 ${WIDE} ${WIDE}`, role: "img" },
    ground,
    layers.map(({ fill }) => fill),
    layers.map(({ sign }) => sign),
  );

  function show(image, amounts, text) {
    const most = largest(amounts);
    const squares = layers.map(() => []);
    const signs = layers.map(() => []);
    const inked = [];
    amounts.forEach((amount, place) => {
      const [x, y] = [place % WIDE, Math.floor(place / WIDE)];
      if (image[place] > 0) inked.push(square(x, y, 1));
      if (Math.abs(amount) <= LEAST * most) return;
      const level = Math.ceil((LEVELS * Math.abs(amount)) / most) - 1;
      const layer = amount > 0 ? level : LEVELS + level;
      squares[layer].push(square(x, y, 1));
      signs[layer].push(signAt(x + 0.5, y + 0.5, amount > 0, 0.15 + 0.05 * level));
    });
    ground.setAttribute("d", inked.join(""));
    layers.forEach(({ fill, sign }, place) => {
      fill.setAttribute("d", squares[place].join(""));
      sign.setAttribute("d", signs[place].join(""));
    });
    node.setAttribute("aria-label", text);
  }
  return { node, show };
}

function signAt(x, y, isPlus, reach) {
  const across = `M${x - reach} ${y}h${2 * reach}`;
  return isPlus ? `${across}M${x} ${y - reach}v${2 * reach}` : across;
}

const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Make the panel of reasons; `choose(digit)` is called with an output, or null for the answer. */
export function makeWhy(count, net, choose) {
  const last = net.sizes.length - 2;
  const picture = makeReasons();
  const id = uid("explained");
  const choice = h(
    "select",
    { id, on: { change: () => choose(choice.value === "" ? null : Number(choice.value)) } },
    h("option", { value: "" }, "its answer"),
    Array.from({ length: count }, (_, digit) => h("option", { value: digit }, `a ${digit}`)),
  );
  const sums = h("dl", { class: "sums" });
  const places = h("p", { class: "places" });
  const pixel = () => symbolOf("a", "k", "−1");
  const amount = formula(pixel(), slopeOf(symbolOf("z", "j", last), pixel()));
  const explanation = h(
    "p",
    {},
    "Each pixel shows ",
    amount,
    ", its ink times the slope of the output’s weighted input. One backward pass, begun with 1 at that ",
    "output and followed down to the pixels, finds all the slopes.",
  );
  const node = h(
    "div",
    { class: "why" },
    h("div", { class: "heat" }, picture.node, makeLegend()),
    h(
      "div",
      {},
      h("div", { class: "row" }, h("label", { for: id }, "What speaks for "), choice),
      explanation,
      sums,
      places,
    ),
  );

  function show(reasons) {
    if (!reasons) {
      picture.show([], [], "No drawing, no reasons");
      sums.replaceChildren();
      places.textContent = "Draw a digit to see its reasons.";
      return;
    }
    const { digit, image, amounts, pro, contra, rest, z } = reasons;
    const restName = net.activation === "relu" ? "the biases’ share" : "biases and bends";
    const entries = [
      [`for: ${plural(pro.count, "pixel")}`, pro.sum],
      [`against: ${plural(contra.count, "pixel")}`, contra.sum],
      [restName, rest],
      [`weighted input of output ${digit}`, z],
    ];
    sums.replaceChildren(
      ...entries.flatMap(([term, sum]) => [h("dt", {}, term), h("dd", {}, signedDecimal(sum, 2))]),
    );
    const most = [strongestPart(amounts, 1), strongestPart(amounts, -1)];
    const sentences = [
      most[0] && `Most for a ${digit}: ${most[0]}.`,
      most[1] && `Most against it: ${most[1]}.`,
    ].filter(Boolean);
    places.textContent = sentences.join(" ");
    const counts = `${plural(pro.count, "pixel")} for it, ${contra.count} against`;
    picture.show(image, amounts, `What every pixel did for a ${digit}: ${counts}. ${places.textContent}`);
  }
  return { node, show };
}

function makeLegend() {
  const key = (side, isPlus) =>
    s(
      "svg",
      { class: "key", viewBox: "0 0 1 1", "aria-hidden": "true" },
      s("path", { class: side, d: square(0, 0, 1) }),
      s("path", { class: "sign", d: signAt(0.5, 0.5, isPlus, 0.3) }),
    );
  return h("p", { class: "legend" }, key("for", true), "for", key("against", false), "against");
}
