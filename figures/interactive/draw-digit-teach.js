// Teaching: the errors of one drawing, layer by layer, and one step of all weights at a time.

import { largest, makeCells } from "./draw-digit-views.js";
import { makeButton, makeKeys, setOff } from "./lib/controls.js";
import { decimal, h, reducedMotion, toneOf } from "./lib/dom.js";
import { formula, signedDecimal, symbolOf } from "./lib/symbols.js";

const ETAS = ["0.01", "0.03", "0.1", "0.3", "1", "3"];
const FIRST_ETA = "0.1";
const FLAT = 0.02; // a slope σ′ below which a wrong output hardly learns

/** Make the panel; `choose(digit)`, `learn(eta)` and `reset()` are called when the reader asks for it. */
export function makeTeaching(sizes, { choose, learn, reset }) {
  const digits = Array.from({ length: sizes.at(-1) }, (_, digit) => [digit, String(digit)]);
  const keys = makeKeys("Which digit did you mean?", digits, choose);
  const table = makeErrorTable(sizes.at(-1), sizes.length - 2);
  const hidden = sizes.slice(1, -1).map((count, l) =>
    makeCells(count, {
      title: `Errors of layer ${l}, hollow where negative`,
      name: `the errors of layer ${l}`,
      tone: "var(--error)",
      symbols: ["δ"],
      digits: 4,
    }),
  );
  const eta = h("select", {}, ETAS.map((text) => h("option", { selected: text === FIRST_ETA }, text)));
  const go = makeButton("Take one step", () => learn(Number(eta.value)), "main");
  const back = makeButton("Reset the network", reset);
  const news = h("p", { class: "news" });
  // From the last layer to the first: the way the errors go.
  const stations = [table.node, ...hidden.map((cells) => cells.node).reverse()];
  const controls = h("label", {}, "Learning rate ", formula(symbolOf("η")), " ", eta);
  const node = h(
    "div",
    { class: "teaching" },
    keys.node,
    h("div", { class: "errors" }, stations[0], h("div", { class: "hidden-errors" }, stations.slice(1))),
    h("div", { class: "row" }, controls, go, back),
    news,
  );

  function show(lesson) {
    const { target, gradients, steps } = lesson;
    table.show(lesson);
    hidden.forEach((cells, l) => cells.show(gradients?.deltas[l], gradients && [gradients.deltas[l]]));
    setOff(go, !gradients);
    setOff(back, steps === 0);
    if (target === null) keys.clear();
    news.textContent = newsOf(lesson);
  }

  function animate() {
    if (reducedMotion()) return;
    stations.forEach((station, order) => {
      const frames = [{ opacity: 0, transform: "translateY(-8px)" }, { opacity: 1, transform: "none" }];
      station.animate(frames, { duration: 450, delay: 450 * order, fill: "backwards", easing: "ease-out" });
    });
  }
  return { node, show, animate };
}

function newsOf({ target, gradients, now, was, y, slope, costs, steps, isEmpty }) {
  if (isEmpty) return "Draw a digit first.";
  if (!gradients) return "Choose the digit that you drew, and see its errors.";
  const flat = Math.abs(now[target] - y[target]) > 0.5 && slope < FLAT;
  const warning =
    `Output ${target} is far off, but σ′ is only ${decimal(slope, 4)} there: little error comes back. ` +
    "Raise η, or take many steps.";
  const progress = was
    ? `Output ${target} went from ${decimal(was[target], 2)} to ${decimal(now[target], 2)}, ` +
      `the cost of this drawing from ${decimal(costs.was, 4)} to ${decimal(costs.now, 4)}.`
    : `The cost of this drawing is ${decimal(costs.now, 4)}.`;
  const count = steps > 0 && (steps === 1 ? "1 step taken." : `${steps} steps taken.`);
  return [count, progress, flat && warning].filter(Boolean).join(" ");
}

// An output as a number, and below it as the length of a bar.
function makeLevel(kind) {
  const text = h("span", {});
  const bar = h("span", { class: "bar" });
  const track = h("span", { class: `${kind} level`, "aria-hidden": "true" }, bar);
  function show(value) {
    text.textContent = value === undefined ? "–" : decimal(value, 2);
    bar.style.width = value === undefined ? "0" : `${100 * Math.min(value, 1)}%`;
  }
  return { node: h("td", {}, text, track), show };
}

function makeErrorTable(count, last) {
  const rows = Array.from({ length: count }, (_, digit) => {
    const [was, now, y] = [makeLevel("was"), makeLevel("now"), h("td")];
    const number = h("span", { class: "number" });
    const bar = h("span", { class: "bar" });
    const track = h("span", { class: "signed track", "aria-hidden": "true" }, bar);
    const delta = h("td", {}, h("div", { class: "delta" }, track, number));
    const row = h("tr", {}, h("th", { scope: "row" }, String(digit)), was.node, now.node, y, delta);
    return { was, now, y, number, bar, row };
  });
  const heads = [
    [formula(symbolOf("j"))],
    [formula(symbolOf("a", "j")), " was"],
    [formula(symbolOf("a", "j")), " now"],
    [formula(symbolOf("y", "j"))],
    [formula(symbolOf("δ", "j", last))],
  ].map((content) => h("th", { scope: "col" }, content));
  const node = h(
    "table",
    { style: `--tone: ${toneOf(last)}` },
    h("caption", { class: "title" }, `Errors of layer ${last}, the outputs`),
    h("thead", {}, h("tr", {}, heads)),
    h("tbody", {}, rows.map(({ row }) => row)),
  );

  function show({ target, was, now, y, gradients }) {
    const delta = gradients?.deltas.at(-1);
    const most = largest(delta ?? []);
    rows.forEach((cells, j) => {
      cells.was.show(was?.[j]);
      cells.now.show(now?.[j]);
      cells.y.textContent = y ? String(y[j]) : "–";
      cells.number.textContent = delta ? signedDecimal(delta[j], 4) : "–";
      const half = most ? (50 * Math.abs(delta[j])) / most : 0;
      cells.bar.style.width = `${half}%`;
      cells.bar.style.left = most && delta[j] < 0 ? `${50 - half}%` : "50%";
      cells.bar.classList.toggle("negative", Boolean(most) && delta[j] < 0);
      cells.row.classList.toggle("target", j === target);
    });
  }
  return { node, show };
}
