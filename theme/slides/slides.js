// Slides scroll, and stop one by one, without this script. It adds the keys, full screen, light and dark.

/** @type {NodeListOf<HTMLElement>} */
const found = document.querySelectorAll(".slide[id]");
const slides = [...found];
/** @type {Record<string, number>} */
const keys = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };
const shown = () => slides.findLastIndex((slide) => slide.getBoundingClientRect().top < innerHeight / 2);

/** @param {number} at */
function show(at) {
  const slide = slides[Math.min(Math.max(at, 0), slides.length - 1)];
  if (!slide) return;
  slide.scrollIntoView();
  history.replaceState(null, "", `#${slide.id}`);
  /** @type {HTMLElement | null} */
  const heading = slide.querySelector("h1, h2");
  if (!heading) return;
  heading.tabIndex = -1; // a screen reader goes on from here
  heading.focus({ preventScroll: true });
}

addEventListener("keydown", (event) => {
  const isTall = (slides[shown()]?.offsetHeight ?? 0) > innerHeight + 1;
  const isBusy = /** @type {Element} */ (event.target).closest("button, a, .bd-equation[tabindex]") &&
    event.key === " ";
  if (event.ctrlKey || event.metaKey || event.altKey || isTall || isBusy) return;
  const step = event.key === " " && event.shiftKey ? -1 : keys[event.key];
  if (step) show(shown() + step);
  else if (event.key === "Home") show(0);
  else if (event.key === "End") show(slides.length - 1);
  else return;
  event.preventDefault();
});

/**
 * @param {string} text
 * @param {() => void} press
 */
function button(text, press) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
  made.addEventListener("click", press);
  return made;
}

const tools = document.createElement("div");
tools.className = "slide-tools";
tools.append(
  button(
    "Full screen",
    () => (document.fullscreenElement ? document.exitFullscreen() : document.body.requestFullscreen()),
  ),
  button("Light or dark", () => {
    const { dataset } = document.documentElement;
    const isDark = dataset.theme
      ? dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    dataset.theme = isDark ? "light" : "dark";
  }),
);
document.querySelector("main")?.prepend(tools);

// What is wider than a phone can be scrolled by keyboard as well.
function makeWideFormulasReachable() {
  /** @type {NodeListOf<HTMLElement>} */
  const formulas = document.querySelectorAll(".bd-equation");
  for (const box of formulas) {
    if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}
document.fonts.ready.then(makeWideFormulasReachable);
addEventListener("resize", makeWideFormulasReachable);
