// Running down: all steps one after the other, one step, or from the start again.

/** @import { Journey } from "./visit.js" */
import { makeButton, setOff } from "../lib/controls.js";
import { h, reducedMotion } from "../lib/dom.js";
import { typed } from "./rate.js";

const PACE = 140; // milliseconds a step
const LONGEST = 3500; // milliseconds of a run

/**
 * Make the buttons of a run. `moved(isSettled)` is called when the path has another length; while it runs,
 * `isSettled` is false.
 * @param {Journey} journey
 * @param {{ moved: (isSettled: boolean) => void }} actions
 */
export function makeRun(journey, { moved }) {
  let frame = 0;
  const run = makeButton("Run", () => (frame ? goTo(journey.visit.count) : start()), "bd-main");
  const once = makeButton("One step", () => goTo(journey.visit.count + 1));
  const back = makeButton("Start again", () => goTo(0));

  function pause() {
    cancelAnimationFrame(frame);
    frame = 0;
  }

  /** @param {number} count */
  function goTo(count) {
    pause();
    journey.chosen = null;
    journey.visit.count = count;
    moved(true);
  }

  function start() {
    pause();
    journey.rewind();
    const [first, last] = [journey.visit.count, journey.endOfRun()];
    if (reducedMotion()) {
      goTo(last);
      return;
    }
    const duration = Math.min(PACE * (last - first), LONGEST);
    /** @type {number | null} */
    let began = null;
    /** @param {number} now */
    function tick(now) {
      began ??= now;
      const share = duration > 0 ? (now - began) / duration : 1;
      if (share >= 1) {
        goTo(last);
        return;
      }
      frame = requestAnimationFrame(tick);
      const count = first + Math.floor(share * (last - first));
      if (count === journey.visit.count) return;
      journey.visit.count = count;
      moved(false);
    }
    frame = requestAnimationFrame(tick);
    moved(false);
  }

  function show() {
    run.textContent = frame ? "Pause" : "Run";
    setOff(once, !journey.canGoOn);
    setOff(back, journey.visit.count === 0);
  }
  return { buttons: [run, once, back], show, start, goTo, pause };
}

/**
 * Make the field for the length of a run; `take(count)` gets a number, or NaN.
 * @param {{ take: (count: number) => void }} actions
 */
export function makeLength({ take }) {
  /** @type {HTMLInputElement} */
  const input = h("input", {
    type: "text",
    class: "bd-number",
    inputmode: "numeric",
    autocomplete: "off",
    on: { change: () => take(typed(input.value)) },
  });
  const node = h("label", {}, "A run takes ", input, " steps");

  /** @param {number} count @param {boolean} isWrong */
  function show(count, isWrong) {
    if (!isWrong) input.value = String(count);
    input.setAttribute("aria-invalid", String(isWrong));
  }
  return { node, show };
}
