// Walking through the steps: back, next, on its own, or to the start of a section; and what the step says.

/** @import { Followed } from "./numbers.js" */
/** @import { Story } from "./story.js" */
import { makeButton, setOff } from "../lib/controls.js";
import { h, reducedMotion } from "../lib/dom.js";
import { makePanel } from "./panel.js";
import { explain, SECTIONS, startOf } from "./steps.js";

const PAUSE = 1800; // milliseconds between steps that play on their own
const SLOW = 5000; // the same for readers who asked for less motion

/**
 * Make the controls and the panel of the steps. `arrived()` is called when the reader is at another step,
 * `say(text)` tells of it.
 * @param {Story} story
 * @param {{ arrived: () => void, say: (text: string) => void }} actions
 */
export function makeWalking(story, { arrived, say }) {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  const back = makeButton("Back", () => walk(-1));
  const next = makeButton("Next", () => walk(1), "bd-main");
  const play = makeButton("Play", () => (timer ? stop() : start()));
  const counter = h("p", { class: "bd-counter" });
  const sections = makeSections(story, goTo);
  const panel = makePanel();
  const buttons = h("div", { class: "bd-row bd-walking" }, back, next, play, counter);

  /** @param {number} place @param {{ isPlaying?: boolean }} [options] */
  function goTo(place, { isPlaying = false } = {}) {
    if (!isPlaying) pause();
    story.goTo(Math.min(Math.max(place, 0), story.steps.length - 1));
    arrived();
    say(`Step ${story.at + 1} of ${story.steps.length}. ${story.words()}`);
  }

  /** @param {number} by */
  function walk(by) {
    const to = story.at + by;
    if (to >= 0 && to < story.steps.length) goTo(to);
  }

  const isAtEnd = () => story.at === story.steps.length - 1;

  function start() {
    if (isAtEnd()) goTo(0);
    const go = () => {
      goTo(story.at + 1, { isPlaying: true });
      if (isAtEnd()) pause();
    };
    timer = setInterval(go, reducedMotion() ? SLOW : PAUSE);
    play.textContent = "Pause";
    go();
  }

  function stop() {
    pause();
    say(`Paused at step ${story.at + 1} of ${story.steps.length}.`);
  }

  function pause() {
    clearInterval(timer);
    timer = undefined;
    play.textContent = "Play";
  }

  /** @param {Followed} t */
  function show(t) {
    const { at, steps, step } = story;
    panel.show(explain(t, step));
    counter.textContent = `Step ${at + 1} of ${steps.length}`;
    setOff(back, at === 0);
    setOff(next, isAtEnd());
    sections.show();
  }

  /** Make the panel as high as the highest step needs it. */
  function reserve() {
    const t = story.trace;
    panel.reserve(story.steps.map((step) => explain(t, step)));
    panel.show(explain(t, story.step));
  }
  return { panel, buttons, sections: sections.node, show, walk, pause, reserve };
}

/** @param {Story} story @param {(place: number) => void} goTo */
function makeSections(story, goTo) {
  const buttons = SECTIONS.map((section) =>
    makeButton(section[0].toUpperCase() + section.slice(1), () => goTo(startOf(story.steps, section)))
  );
  const node = h("div", { class: "bd-row bd-sections", role: "group", "aria-label": "Go to" }, buttons);
  function show() {
    const { step, steps } = story;
    buttons.forEach((button, place) => {
      button.setAttribute("aria-pressed", String(step.section === SECTIONS[place]));
      setOff(button, !steps.some(({ section }) => section === SECTIONS[place]));
    });
  }
  return { node, show };
}
