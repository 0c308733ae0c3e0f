// The numbers of a step on their way: each travels along its line, and what they give appears on their arrival.

/** @import { Scene } from "./drawing.js" */
/** @import { Edge, Parts, Point } from "./parts.js" */
import { h } from "../lib/dom.js";
import { keyOf } from "./numbers.js";

export const JOURNEY = 900; // milliseconds

/**
 * Let the numbers of the lit lines travel.
 * @param {Parts} parts
 * @param {Scene} scene
 * @param {HTMLElement} place  in which they are for the while
 */
export function travel({ edges, numbers }, { texts, told }, place) {
  for (const late of place.querySelectorAll(".bd-traveller")) late.remove();
  for (const edge of edges.filter(({ way, points }) => way && points.length)) {
    for (const { key, points } of journeysOn(edge)) {
      const text = h("span", { class: `bd-traveller bd-${key[0]}`, "aria-hidden": "true" }, texts.get(key));
      place.append(text);
      const frames = points.map(([x, y]) => ({ left: `${x}px`, top: `${y}px` }));
      text.animate(frames, { duration: JOURNEY, easing: "ease-in-out" }).onfinish = () => text.remove();
    }
  }
  for (const key of told?.edges.length ? told.gives : []) {
    const frames = [{ opacity: 0 }, { opacity: 0, offset: 0.8 }, { opacity: 1 }];
    numbers.get(key)?.place.animate(frames, JOURNEY);
  }
}

// Activations go forward and errors back; for a slope both meet at the weight.
/** @param {Edge} edge @returns {{ key: string, points: Point[] }[]} */
function journeysOn({ way, l, j, k, points, label }) {
  const [activation, error] = [keyOf("a", l - 1, k), keyOf("d", l, j)];
  const back = points.slice().reverse();
  if (way === "forward") return [{ key: activation, points }];
  if (way === "backward") return [{ key: error, points: back }];
  /** @type {Point} */
  const weight = [label.offsetLeft, label.offsetTop];
  return [
    { key: activation, points: [points[0], weight] },
    { key: error, points: [back[0], weight] },
  ];
}
