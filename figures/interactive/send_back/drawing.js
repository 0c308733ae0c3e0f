// The network as a drawing: a card for every neuron, a label for every weight, and the lines between them.
// It flows from left to right where there is room for that, and on a phone from the top down.

/** @import { Network } from "../lib/network.js" */
/** @import { Edge, Point } from "./parts.js" */
/** @import { Telling } from "./steps.js" */
import { setOff } from "../lib/controls.js";
import { h, reducedMotion, s } from "../lib/dom.js";
import { moveFocus, pressed, settleTabStop } from "./choosing.js";
import { layOut } from "./layout.js";
import { keyOf } from "./numbers.js";
import { JOURNEY, travel } from "./travel.js";
import { assemble, noParts } from "./parts.js";

/**
 * What is to be seen.
 * @typedef {object} Scene
 * @property {Map<string, string>} texts  by key
 * @property {Set<string>} known  what is not known yet is a dot
 * @property {Telling | null} told  says what is used and what is lit
 * @property {string | null} chosen
 * @property {Set<string>} changed  by the step that was just applied
 * @property {(key: string) => boolean} isOpen  whether a number can be chosen
 * @property {(key: string) => string} labelOf
 */

/** `pick(key, isByKey)` gets the number that the reader chose, `resized()` is told. */
export class Drawing {
  /** @param {{ pick: (key: string, isByKey: boolean) => void, resized: () => void }} actions */
  constructor({ pick, resized }) {
    this.parts = noParts(); // of the present network
    this.lastWidth = 0;
    /** @type {Scene | null} */
    this.scene = null; // what is to be seen now
    this.lines = s("svg", { "aria-hidden": "true" });
    this.items = h("div", { class: "bd-items" });
    this.node = h(
      "div",
      { class: "bd-net", role: "group", "aria-label": "The network. Arrow keys move between its numbers." },
      this.lines,
      this.items,
    );
    this.node.addEventListener("keydown", (event) => moveFocus(this.parts.numbers, event));
    this.node.addEventListener("click", (event) => {
      const key = pressed(this.parts.numbers, event);
      if (key !== null) pick(key, event.detail === 0);
    });
    // In the next frame: what an observer itself changes the size of, it must not tell of again.
    this.watcher = new ResizeObserver(() => requestAnimationFrame(() => this.layOut() && resized()));
    this.watcher.observe(this.node);
  }

  stop() {
    this.watcher.disconnect();
  }

  /** @param {string} key */
  focus(key) {
    this.parts.numbers.get(key)?.button?.focus();
  }

  /** @param {Network} net */
  build(net) {
    this.parts = assemble(net);
    const { captions, inOrder, edges } = this.parts;
    this.items.replaceChildren(...captions, ...inOrder);
    this.lines.replaceChildren(...edges.map(({ line }) => line), ...edges.map(({ head }) => head));
    this.lastWidth = 0;
    this.layOut();
  }

  /** Lay the parts out in the present width; return false if it has not changed. */
  layOut() {
    const width = this.node.clientWidth;
    if (!width || width === this.lastWidth) return false;
    this.lastWidth = width;
    const height = layOut(this.parts, this.node, width);
    this.node.style.height = `${height}px`;
    this.lines.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.parts.edges.forEach(drawEdge);
    return true;
  }

  /** @param {Scene} scene */
  show(scene) {
    this.scene = scene;
    this.showNumbers(scene);
    settleTabStop(this.parts.numbers, scene.chosen, this.node);
    const { told } = scene;
    const lit = new Set(told?.edges.map((edge) => keyOf(...edge)));
    for (const edge of this.parts.edges) {
      edge.way = lit.has(edge.name) ? told?.way ?? null : null;
      drawEdge(edge);
    }
  }

  /** @param {Scene} scene */
  showNumbers({ texts, known, told, chosen, changed, isOpen, labelOf }) {
    const [uses, gives] = [new Set(told?.uses), new Set(told?.gives)];
    this.parts.cards.flat().forEach((card) => card.classList.remove("bd-active"));
    for (const [key, { place, button, card }] of this.parts.numbers) {
      place.textContent = known.has(key) ? texts.get(key) ?? null : "·";
      const marked = button ?? place.parentElement;
      marked?.classList.toggle("bd-used", uses.has(key));
      marked?.classList.toggle("bd-given", gives.has(key));
      place.classList.toggle("bd-changed", changed.has(key));
      if (gives.has(key)) card?.classList.add("bd-active");
      if (!button) continue;
      button.setAttribute("aria-label", labelOf(key));
      button.setAttribute("aria-pressed", String(key === chosen));
      setOff(button, !isOpen(key));
    }
  }

  /** Let what lies on the lit lines be seen travelling. */
  animate() {
    if (reducedMotion() || !this.scene) return;
    travel(this.parts, this.scene, this.items);
    for (const { way, line, head } of this.parts.edges) {
      if (!way) continue;
      const length = line.getTotalLength();
      const frames = way === "backward"
        ? [{ strokeDashoffset: 0 }, { strokeDashoffset: 52 }] // the dashes run to the start of the line
        : [{ strokeDasharray: `0 ${length}` }, { strokeDasharray: `${length} 0` }];
      line.animate(frames, { duration: JOURNEY, easing: "ease-out" });
      if (way === "forward") {
        head.animate([{ opacity: 0 }, { opacity: 0, offset: 0.8 }, { opacity: 1 }], JOURNEY);
      }
    }
  }

  /** Let what the step has changed be seen to change. */
  animateChanged() {
    if (reducedMotion()) return;
    for (const place of this.node.querySelectorAll(".bd-changed")) {
      place.animate([{ opacity: 0 }, { opacity: 1 }], JOURNEY);
    }
  }
}

/** @param {Edge} edge */
function drawEdge({ line, head, points, way }) {
  if (!points.length) return;
  line.setAttribute("d", `M${points.map((point) => point.map((c) => c.toFixed(1)).join(" ")).join("L")}`);
  line.setAttribute("class", way ? `bd-edge bd-${way}` : "bd-edge");
  head.setAttribute("class", way ? `bd-head bd-${way}` : "bd-head");
  const [from, to] = way === "backward" ? [points[1], points[0]] : points.slice(-2);
  head.setAttribute("d", way && way !== "meeting" ? arrowHead(from, to) : "");
}

/** @param {Point} start @param {Point} tip */
function arrowHead([x, y], [tipX, tipY]) {
  const angle = Math.atan2(tipY - y, tipX - x);
  /** @param {number} turn */
  const corner = (turn) => {
    const [cx, cy] = [tipX - 10 * Math.cos(angle + turn), tipY - 10 * Math.sin(angle + turn)];
    return `${cx.toFixed(1)} ${cy.toFixed(1)}`;
  };
  return `M${tipX.toFixed(1)} ${tipY.toFixed(1)}L${corner(0.42)}L${corner(-0.42)}Z`;
}
