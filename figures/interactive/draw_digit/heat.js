// A number with a sign for each pixel, as a map: colour and sign say which way, strength says how much.

import { h, s } from "../lib/dom.js";
import { largest, range } from "../lib/lists.js";
import { square } from "./views.js";

const WIDE = 28; // pixels from edge to edge
const LEVELS = 5; // of opacity
const LEAST = 0.02; // of the largest amount: what is less is not marked

/** Make a map. */
export function makeHeat() {
  const ground = s("path", { class: "bd-ground" });
  const layers = ["positive", "negative"].flatMap((side) =>
    range(LEVELS).map((level) => ({
      fill: s("path", { class: `bd-${side}`, "fill-opacity": (level + 1) / LEVELS }),
      sign: s("path", { class: "bd-sign" }),
    }))
  );
  const picture = s(
    "svg",
    { class: "bd-heat", viewBox: `0 0 ${WIDE} ${WIDE}`, role: "img" },
    ground,
    layers.map(({ fill }) => fill),
    layers.map(({ sign }) => sign),
  );

  /**
   * Show 784 amounts, or none, and where the image, if given, has ink; `text` says the same.
   * @param {Float64Array} amounts
   * @param {string} text
   * @param {Float64Array} [image]
   */
  function show(amounts, text, image = new Float64Array()) {
    const most = largest(amounts);
    /** @type {string[][]} */
    const squares = layers.map(() => []);
    /** @type {string[][]} */
    const signs = layers.map(() => []);
    /** @type {string[]} */
    const inked = [];
    image.forEach((ink, place) => {
      if (ink > 0) inked.push(square(place % WIDE, Math.floor(place / WIDE), 1));
    });
    amounts.forEach((amount, place) => {
      if (Math.abs(amount) <= LEAST * most) return;
      const [x, y] = [place % WIDE, Math.floor(place / WIDE)];
      // Rounding may lift the largest amount over the highest level.
      const level = Math.min(Math.ceil((LEVELS * Math.abs(amount)) / most), LEVELS) - 1;
      const layer = amount > 0 ? level : LEVELS + level;
      squares[layer].push(square(x, y, 1));
      signs[layer].push(signAt(x + 0.5, y + 0.5, amount > 0, 0.15 + 0.05 * level));
    });
    ground.setAttribute("d", inked.join(""));
    layers.forEach(({ fill, sign }, place) => {
      fill.setAttribute("d", squares[place].join(""));
      sign.setAttribute("d", signs[place].join(""));
    });
    picture.setAttribute("aria-label", text);
  }
  return { node: picture, show };
}

/** @param {number} x @param {number} y @param {boolean} isPlus @param {number} reach */
function signAt(x, y, isPlus, reach) {
  const across = `M${x - reach} ${y}h${2 * reach}`;
  return isPlus ? `${across}M${x} ${y - reach}v${2 * reach}` : across;
}

/**
 * Make the key to a map's colours and signs.
 * @param {string} positive
 * @param {string} negative
 */
export function makeLegend(positive, negative) {
  /** @param {string} side @param {boolean} isPlus */
  const key = (side, isPlus) =>
    s(
      "svg",
      { class: "bd-key", viewBox: "0 0 1 1", "aria-hidden": "true" },
      s("path", { class: `bd-${side}`, d: square(0, 0, 1) }),
      s("path", { class: "bd-sign", d: signAt(0.5, 0.5, isPlus, 0.3) }),
    );
  return h("p", { class: "bd-legend" }, key("positive", true), positive, key("negative", false), negative);
}
