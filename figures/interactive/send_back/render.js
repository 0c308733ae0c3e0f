// Send the error back: one network, every equation of backpropagation in turn, with its numbers filled in.

import { makeChallenge, rankedWeights } from "./challenge.js";
import { makeDrawing } from "./drawing.js";
import { makeField } from "./edit.js";
import { computed, formulaOf, given } from "./formulas.js";
import { follow, parametersOf, readExample, valueOf, weightsOf, withValue } from "./numbers.js";
import { historyOf, makePanel } from "./panel.js";
import { explain, publishedTrace, SECTIONS, startOf, stepsOf } from "./steps.js";
import { makeTables, textsOf } from "./table.js";
import { makeButton, setOff } from "../lib/controls.js";
import { announcer, h, reducedMotion, uid } from "../lib/dom.js";

const PAUSE = 2400; // milliseconds between steps that play on their own
const SLOW = 5000; // the same for readers who asked for less motion

function render({ model, el }) {
  const { examples, puzzles, begin, eta: firstEta, etas } = model.get("data");

  let which = 0; // of the examples
  let lesson = readExample(examples[which]);
  let eta = firstEta;
  let steps = stepsOf(lesson.net.sizes);
  let at = startOf(steps, begin);
  let costs = []; // before the first step and after each one
  let chosen = null; // the key of the number that is being changed
  let puzzle = null; // { example, picked, isAnswered }
  let nextPuzzle = 0;
  let timer = 0;
  let t = null; // all that follows from the example on the drawing
  let texts = null; // its numbers as texts, by key
  let parameters = null; // its parameters by key

  // The parts

  const { node: voice, say } = announcer();
  const drawing = makeDrawing({ pick, resized: reserve });
  const tables = makeTables();
  const networkId = uid("network");
  const network = h(
    "select",
    { id: networkId, on: { change: () => choose(Number(network.value)) } },
    examples.map(({ name }, place) => h("option", { value: place }, name)),
  );
  const reset = makeButton("Reset", () => choose(which));
  const costNow = h("span", { class: "number", "data-number": "cost" });
  const source = h("div", { class: "row" }, h("label", { for: networkId }, "Network"), network, reset);
  const bar = h(
    "div",
    { class: "row bar" },
    source,
    h("p", { class: "cost" }, formulaOf("C_x ="), " ", costNow),
  );

  const back = makeButton("Back", () => walk(-1));
  const next = makeButton("Next", () => walk(1), "main");
  const play = makeButton("Play", () => (timer ? stop() : start()));
  const counter = h("p", { class: "counter" });
  const sections = SECTIONS.map((section) =>
    makeButton(section[0].toUpperCase() + section.slice(1), () => goTo(startOf(steps, section)))
  );
  const panel = makePanel();
  const walking = h(
    "div",
    { class: "walking" },
    h("div", { class: "row" }, back, next, play, counter),
    h("div", { class: "row sections", role: "group", "aria-label": "Go to" }, sections),
    panel.node,
  );

  const field = makeField({ change, leave: stopChanging });

  const rate = h(
    "select",
    { on: { change: takeEta } },
    etas.map((value) => h("option", { value, selected: value === eta }, given(value))),
  );
  const apply = makeButton("Apply the step", learn, "main");
  const history = h("div", { class: "history" });
  const trouble = h("p", { class: "wrong", role: "alert" });
  const applying = h(
    "div",
    { class: "applying" },
    h("div", { class: "row" }, h("label", {}, "Learning rate ", formulaOf("η"), " ", rate), apply),
    trouble,
    history,
  );
  const challenge = makeChallenge({ answer, another, leave });
  const door = makeButton("Find the steepest weight", () => enter(lesson));
  const all = h("details", {}, h("summary", {}, "All numbers"), tables.node);
  const lessonParts = [source, field.node, walking, applying, h("p", { class: "invitation" }, door)];

  el.append(
    h(
      "div",
      { class: "interactive send-back", on: { keydown } },
      bar,
      drawing.node,
      lessonParts.slice(1),
      challenge.node,
      all,
      voice,
    ),
  );

  // What is shown

  function show() {
    t = follow(puzzle?.example ?? lesson, eta);
    parameters = new Map(parametersOf(t.net.sizes).map((parameter) => [parameter.key, parameter]));
    texts = textsOf(t);
    const known = knownKeys();
    const told = puzzle ? null : explain(t, steps[at]);
    drawing.show({
      texts,
      known,
      told,
      chosen: puzzle ? puzzle.picked : chosen,
      isOpen: (key) => !puzzle || (parameters.get(key).kind === "w" && !puzzle.isAnswered),
      labelOf: (key) => `${parameters.get(key).words}: ${texts.get(key)}`,
    });
    tables.show(texts, known);
    costNow.textContent = known.has("cost") ? texts.get("cost") : "·";
    lessonParts.forEach((part) => (part.hidden = puzzle !== null));
    challenge.node.hidden = puzzle === null;
    if (puzzle) challenge.show({ t, ...puzzle, picked: parameters.get(puzzle.picked) });
    else showLesson(told);
    model.set("trace", publishedTrace(t, steps[at]));
    model.save_changes();
  }

  // What the reader can change is always there, the rest as far as the story has come.
  function knownKeys() {
    const upTo = puzzle ? (puzzle.isAnswered ? steps.length : startOf(steps, "base case")) : at + 1;
    return new Set([...parameters.keys(), ...steps.slice(0, upTo).flatMap((step) => explain(t, step).gives)]);
  }

  function showLesson(told) {
    panel.show(told);
    counter.textContent = `Step ${at + 1} of ${steps.length}`;
    setOff(back, at === 0);
    setOff(next, at === steps.length - 1);
    sections.forEach((button, place) => {
      button.setAttribute("aria-pressed", steps[at].section === SECTIONS[place]);
      setOff(button, !steps.some(({ section }) => section === SECTIONS[place]));
    });
    const parameter = parameters.get(chosen);
    field.show(parameter, parameter && valueOf(lesson, parameter));
    history.replaceChildren(...historyOf(costs));
  }

  function reserve() {
    if (puzzle) return;
    panel.reserve(steps.map((step) => explain(t, step)));
    panel.show(explain(t, steps[at]));
  }

  // Walking

  function goTo(place, { isPlaying = false } = {}) {
    if (!isPlaying) pause();
    at = Math.min(Math.max(place, 0), steps.length - 1);
    show();
    drawing.animate();
    say(`Step ${at + 1} of ${steps.length}. ${present()}`);
  }

  function present() {
    const { title, gives, words } = explain(t, steps[at]);
    const results = gives.map((key) => texts.get(key)).join(", ");
    return `${title}: ${results ? `${results}.` : words}`;
  }

  function walk(by) {
    const to = at + by;
    if (to >= 0 && to < steps.length) goTo(to);
  }

  function start() {
    if (at === steps.length - 1) goTo(0);
    const go = () => {
      goTo(at + 1, { isPlaying: true });
      if (at === steps.length - 1) pause();
    };
    timer = setInterval(go, reducedMotion() ? SLOW : PAUSE);
    play.textContent = "Pause";
    go();
  }

  function stop() {
    pause();
    say(`Paused at step ${at + 1} of ${steps.length}.`);
  }

  function pause() {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  }

  function keydown(event) {
    const isField = event.target.closest("input, select, textarea");
    if (puzzle || isField || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    walk(event.key === "ArrowRight" ? 1 : -1);
  }

  // Changing

  function choose(place) {
    pause();
    take(place);
    say(`${examples[which].name}: its numbers are as they came. The cost is ${computed(costs[0])}.`);
  }

  // In another network the reader stays in the same part of the story.
  function take(place) {
    const [{ section }, count] = [steps[at], steps.length];
    which = place;
    lesson = readExample(examples[which]);
    steps = stepsOf(lesson.net.sizes);
    if (steps.length !== count) at = startOf(steps, section);
    chosen = null;
    costs = [follow(lesson, eta).before];
    assemble();
    reserve();
  }

  // Build all that depends on the sizes.
  function assemble() {
    const { net } = puzzle?.example ?? lesson;
    steps = stepsOf(net.sizes);
    drawing.build(net);
    tables.build(net.sizes);
    show();
  }

  function pick(key, isByKey) {
    if (puzzle) {
      if (puzzle.isAnswered) return;
      puzzle.picked = key;
      show();
      say(`Chosen: ${parameters.get(key).words}.`);
    } else {
      select(key);
      if (isByKey) field.focus();
    }
  }

  function select(key) {
    pause();
    chosen = key;
    show();
  }

  function stopChanging() {
    drawing.focus(chosen);
    select(null);
  }

  function change(value) {
    pause();
    const parameter = parameters.get(chosen);
    lesson = withValue(lesson, parameter, value);
    costs = [follow(lesson, eta).before];
    show();
    say(`${parameter.words} is ${given(value)}. ${present()}`);
  }

  function takeEta() {
    eta = Number(rate.value);
    trouble.textContent = "";
    show();
  }

  function learn() {
    pause();
    const isFinite = Number.isFinite(t.after);
    trouble.textContent = isFinite
      ? ""
      : "This step is far too long; nothing was changed. Choose a smaller η.";
    if (!isFinite) return;
    lesson = { ...lesson, net: t.next };
    costs.push(t.after);
    chosen = null;
    at = 0;
    show();
    const [before, after] = costs.slice(-2).map(computed);
    say(`The cost went from ${before} to ${after}. The story begins again.`);
  }

  // The challenge

  function pose(task) {
    puzzle = { example: task, picked: null, isAnswered: false };
    assemble();
  }

  function enter(task) {
    pause();
    pose(task);
    challenge.focus();
    const count = weightsOf(t.net.sizes).length;
    say(
      `A ${t.net.sizes.join("-")} network with ${count} weights, each of which may move by 0.01. ` +
        "The errors are hidden. Press the weight that you would move.",
    );
  }

  function another() {
    enter(readExample(puzzles[nextPuzzle % puzzles.length]));
    nextPuzzle += 1;
  }

  function answer() {
    puzzle.isAnswered = true;
    show();
    const ranked = rankedWeights(t);
    const { rank } = ranked.find(({ key }) => key === puzzle.picked);
    const best = parameters.get(ranked[0].key).words;
    say(`Your weight has rank ${rank} of ${ranked.length}; the steepest is ${best}. A table of all follows.`);
  }

  function leave() {
    puzzle = null;
    assemble();
    reserve();
    door.focus();
  }

  take(0);
  if (begin === "challenge") pose(lesson);
  document.fonts.ready.then(reserve);

  return () => {
    pause();
    drawing.stop();
    el.replaceChildren();
  };
}

export default { render };
