// Roll down a cost: where from, how far a step, by all examples or by one at a time; and what comes of it.

import { makeCurve } from "./curve.js";
import { amount, FEW, rate, stepsOf, tell } from "./judge.js";
import { drawnPath, LOOKS, makeMap } from "./map.js";
import { makeRate, typed } from "./rate.js";
import { descend, isLost, isOff, leavesAt, orderOf, readSurface } from "./surfaces.js";
import { makeButton, makeKeys, setOff } from "../lib/controls.js";
import { announcer, h, reducedMotion, s } from "../lib/dom.js";
import { formula, symbolOf } from "../lib/symbols.js";

const MOST_KEPT = LOOKS.length - 1;
const MODES = [
  [false, "all examples (full)"],
  [true, "one (stochastic)"],
];
const PACE = 140; // milliseconds a step
const LONGEST = 3500; // milliseconds of a run

function render({ model, el }) {
  const { surfaces, steps, mostSteps, largestEta, seed } = model.get("data");
  // What the reader has done on each surface; the surface itself is read when it is first looked at.
  const visits = surfaces.map((data) => ({ data, eta: data.eta, start: data.start, count: 0, kept: [] }));
  let visit = null;
  let isStochastic = false;
  let draw = seed;
  let target = steps;
  let chosen = null; // the step that is read; null for the last
  let frame = 0;

  // The controls

  const { node: voice, say } = announcer();
  const places = surfaces.map(({ title }, which) => [which, title]);
  const surfaceKeys = makeKeys("Roll down", places, (which) => enter(which, true), 0);
  const modeKeys = makeKeys("Each step looks at", MODES, setMode, false);
  const again = makeButton("Another order", drawAgain);
  const etaControl = makeRate({ choose: setEta });
  const guesses = h("div", { class: "row guesses" });
  const run = makeButton("Run", toggleRun, "main");
  const once = makeButton("One step", () => goTo(visit.count + 1));
  const back = makeButton("Start again", () => goTo(0));
  const length = h("input", {
    type: "text",
    class: "number",
    inputmode: "numeric",
    autocomplete: "off",
    value: steps,
    on: { change: setLength },
  });
  const trouble = h("p", { class: "wrong", role: "alert" });
  const map = makeMap({ move: setStart });
  const curve = makeCurve({ read });
  const verdict = h("p", { class: "verdict" });
  const keep = makeButton("Keep", keepPath);
  keep.setAttribute("aria-label", "Keep this path");
  const present = h("span");
  const legend = h("ul", { class: "paths", role: "list", "aria-label": "Paths on the map" });
  legend.append(legendRow(LOOKS[0], present, keep));

  // The present path follows from what was chosen, so every change shows its effect at once.

  const orderNow = (count) => (isStochastic ? orderOf(draw, visit.surface.count, count + 1) : null);
  const pathOf = (count) =>
    descend(visit.surface, { start: visit.start, eta: visit.eta, order: orderNow(count) }, count);
  const describe = (path) =>
    `η = ${rate(visit.eta)}, ${isStochastic ? "stochastic" : "full"}, ${stepsOf(path.length - 1)}: ` +
    `cost\u00a0${amount(path.at(-1).cost)}`;

  function enter(which, isNews) {
    pause();
    visit = visits[which];
    surfaceKeys.choose(which);
    visit.surface ??= readSurface(visit.data);
    chosen = null;
    const { surface } = visit;
    map.setSurface(surface);
    etaControl.setSurface(surface);
    guesses.replaceChildren(
      h("span", {}, "Guess first, then try ", formula(symbolOf("η")), ":"),
      ...surface.etas.map((eta) => {
        const button = makeButton(rate(eta), () => tryOut(eta));
        button.setAttribute("aria-label", `Run with η = ${rate(eta)}`);
        return button;
      }),
    );
    showKept();
    showAll();
    if (isNews) settle();
  }

  // Showing

  // `wrong` is the input that could not be taken, and why; what is not wrong shows what holds.
  function showAll(wrong = {}) {
    const { surface, kept, count } = visit;
    const path = pathOf(count);
    const shown = [...kept, { look: LOOKS[0], path }];
    const last = path.length - 1;
    const at = Math.min(chosen ?? last, last);
    const { name, parts } = tell(surface, path, isStochastic);
    const [x, y] = visit.start.map(amount);
    map.show({ shown, at, says: `Start at ${x}, ${y}, cost ${amount(path[0].cost)}` });
    curve.show({ shown, at, steps: target, surface, isStochastic });
    trouble.textContent = wrong.why ?? "";
    etaControl.show(visit.eta, wrong.of === "eta");
    if (wrong.of !== "steps") length.value = target;
    length.setAttribute("aria-invalid", wrong.of === "steps");
    verdict.replaceChildren(h("strong", {}, name), ...parts.map((part) => part.symbol ?? part));
    verdict.dataset.said = name + parts.map((part) => part.said ?? part).join("");
    present.textContent = describe(path);
    run.textContent = frame ? "Pause" : "Run";
    setOff(once, isLost(surface, path) || count >= mostSteps);
    setOff(back, count === 0);
    setOff(again, !isStochastic);
    setOff(keep, last === 0 || kept.length === MOST_KEPT);
  }

  // The present path's row stays in its place, for its button may have the focus.
  function showKept() {
    while (legend.children.length > 1) legend.lastChild.remove();
    const rows = visit.kept.map((one) => {
      const drop = makeButton("Remove", () => dropPath(one));
      drop.setAttribute("aria-label", `Remove the path with ${one.name}`);
      return legendRow(one.look, one.name, drop);
    });
    legend.append(...rows);
  }

  function settle() {
    say(verdict.dataset.said);
    publish();
  }

  function publish() {
    const path = pathOf(visit.count);
    const order = isStochastic ? path.slice(0, -1).map(({ example }) => example) : [];
    const values = {
      surface: visits.indexOf(visit),
      eta: visit.eta,
      start: visit.start,
      order,
      path: path.map(({ w }) => w),
    };
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
  }

  // Running

  function pause() {
    cancelAnimationFrame(frame);
    frame = 0;
  }

  // A run stops where the path leaves the map; whoever wants to see more runs on.
  function endOfRun() {
    const path = pathOf(target);
    const last = path.length - 1;
    const left = leavesAt(visit.surface, path);
    const stop = left < 0 ? last : Math.max(left, FEW);
    return stop > visit.count ? Math.min(stop, last) : last;
  }

  function toggleRun() {
    if (frame) {
      goTo(visit.count);
      return;
    }
    if (visit.count >= target || isLost(visit.surface, pathOf(visit.count))) visit.count = 0;
    chosen = null;
    const [first, last] = [visit.count, endOfRun()];
    if (reducedMotion()) {
      goTo(last);
      return;
    }
    const duration = Math.min(PACE * (last - first), LONGEST);
    let began = null;
    function tick(now) {
      began ??= now;
      const share = duration > 0 ? (now - began) / duration : 1;
      if (share >= 1) {
        goTo(last);
        return;
      }
      frame = requestAnimationFrame(tick);
      const count = first + Math.floor(share * (last - first));
      if (count === visit.count) return;
      visit.count = count;
      showAll();
    }
    frame = requestAnimationFrame(tick);
    showAll();
  }

  function tryOut(eta) {
    pause();
    visit.eta = eta;
    visit.count = 0;
    toggleRun();
  }

  function goTo(count) {
    pause();
    chosen = null;
    visit.count = count;
    showAll();
    settle();
  }

  // Choosing

  function setEta(eta, isSettled) {
    pause();
    if (!(eta > 0 && eta <= largestEta)) {
      const limits = `above 0 and up to ${largestEta.toLocaleString("en")}`;
      showAll({ of: "eta", why: `η must be a number ${limits}; it is still ${rate(visit.eta)}.` });
      return;
    }
    visit.eta = eta;
    showAll();
    if (isSettled) settle();
  }

  function setLength() {
    pause();
    const count = typed(length.value);
    if (!(Number.isInteger(count) && count >= 1 && count <= mostSteps)) {
      const limits = `a whole number of steps from 1 to ${mostSteps}`;
      showAll({ of: "steps", why: `A run takes ${limits}; it is still ${target}.` });
      return;
    }
    target = count;
    goTo(Math.min(visit.count, target));
  }

  function setStart(start, isSettled) {
    pause();
    visit.start = start;
    showAll();
    if (!isSettled) return;
    publish();
    const here = `Start at ${start.map(amount).join(", ")}, cost ${amount(visit.surface.cost(start))}.`;
    say(visit.count ? `${here} ${verdict.dataset.said}` : here);
  }

  function setMode(value) {
    pause();
    isStochastic = value;
    showAll();
    settle();
  }

  function drawAgain() {
    draw += 1;
    goTo(visit.count || target);
  }

  function read(step) {
    chosen = step;
    showAll();
  }

  function keepPath() {
    const free = LOOKS.slice(1).find((look) => visit.kept.every((one) => one.look !== look));
    const path = pathOf(visit.count);
    visit.kept.push({ look: free, path, name: describe(path) });
    showKept();
    showAll();
    say(`Kept: ${visit.kept.at(-1).name}.`);
  }

  function dropPath(one) {
    visit.kept = visit.kept.filter((other) => other !== one);
    showKept();
    showAll();
    keep.focus({ preventScroll: true });
    say(`Removed: ${one.name}.`);
  }

  // What Python sets

  const taken = {
    surface(which) {
      if (!visits[which]) showAll({ why: `There is no surface ${which}.` });
      else if (visits[which] !== visit) enter(which, true);
    },
    eta(value) {
      if (value !== visit.eta) setEta(value, true);
    },
    start(value) {
      if (String(value) === String(visit.start)) return;
      const isPlace = Array.isArray(value) && value.length === 2 && value.every(Number.isFinite);
      if (isPlace && !isOff(visit.surface, value)) setStart(value, true);
      else showAll({ why: "The start was not moved: it must be two numbers, on the map." });
    },
  };
  const listeners = Object.entries(taken).map(([name, take]) => [
    `change:${name}`,
    () => model.get(name) != null && take(model.get(name)),
  ]);

  const lengthLabel = h("label", {}, "A run takes ", length, " steps");
  el.append(
    h(
      "div",
      { class: "interactive roll-down" },
      h("div", { class: "choices" }, surfaces.length > 1 && surfaceKeys.node, modeKeys.node),
      etaControl.node,
      guesses,
      h("div", { class: "row" }, run, once, back, lengthLabel, again),
      trouble,
      h("div", { class: "views" }, map.node, verdict, curve.node),
      legend,
      voice,
    ),
  );

  enter(0, false);
  for (const [, listen] of listeners) listen();
  publish();
  for (const [event, listen] of listeners) model.on(event, listen);
  return () => {
    pause();
    for (const [event, listen] of listeners) model.off(event, listen);
    el.replaceChildren();
  };
}

const SAMPLE = [[5, 8], [20, 8], [35, 8]];

function legendRow(look, name, button) {
  const sample = s("svg", { viewBox: "0 0 40 16", "aria-hidden": "true" }, drawnPath(look, SAMPLE, 3));
  return h("li", {}, sample, name, button);
}

export default { render };
