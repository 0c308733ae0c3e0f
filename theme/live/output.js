// What a run gives, where the stored output stands: printed text, pictures, a report, or what went wrong.

import { h } from "../../figures/interactive/lib/dom.js";
import { say } from "./page.js";
import { readReport } from "./report.js";
import { meaning } from "./words.js";

/** @typedef {import("./python.js").Problem} Problem */
/** @typedef {import("./report.js").Report} Report */

const MOST = 60_000; // characters of what is printed that are shown, the last ones
const SAID = 300; // characters that a screen reader is told

const MINE = "bd-live-mine";

/** What a terminal shows of text in which lines are written over, as progress bars do. @param {string} text */
const settled = (text) => text.replace(/\r\n/g, "\n").replace(/[^\n]*\r(?=[^\n])/g, "");

/**
 * Return a picture that stands for itself, in the size that it has on the page.
 * @param {string} svg
 * @param {string} alt
 */
function pictureOf(svg, alt) {
  const size = (/** @type {string} */ name) => {
    const points = new RegExp(`\\b${name}="([\\d.]+)pt"`).exec(svg.slice(0, 2000))?.[1];
    return points ? Math.round(Number(points) * 4 / 3) : null;
  };
  const src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  return h("img", { src, alt, class: MINE, width: size("width"), height: size("height") });
}

export class Output {
  /** The check's report, if there is one. @type {Report | null} */
  report = null;
  #text = "";
  #waits = 0;
  #isFresh = true;
  /** @type {HTMLElement | null} */
  #printed = null;
  #region = h("div", { class: `bd-live-output ${MINE}` });

  /** @param {HTMLElement} cell  the cell on the page, with its stored output */
  constructor(cell) {
    this.cell = cell;
    this.stored = /** @type {HTMLElement[]} */ ([...cell.querySelectorAll(":scope > .cell-output")]).filter(
      (output) => !output.querySelector("figure"),
    );
    this.figure = cell.querySelector("figure");
    this.image = this.figure?.querySelector("img") ?? null;
  }

  /** What comes now takes the place of what stands there. */
  begin() {
    this.report = null;
    this.#text = "";
    this.#printed = null;
    this.#isFresh = true;
  }

  #clear() {
    this.#isFresh = false;
    for (const old of this.cell.querySelectorAll(`.${MINE}`)) {
      if (old instanceof HTMLImageElement) URL.revokeObjectURL(old.src);
      old.remove();
    }
    this.#region.replaceChildren();
  }

  /** Show the book's own output again. */
  restore() {
    this.#clear();
    for (const stored of [...this.stored, this.image]) if (stored) stored.hidden = false;
    this.figure?.dispatchEvent(new CustomEvent("bd-redraw", { bubbles: true }));
  }

  /** @param {...Node} nodes */
  #add(...nodes) {
    if (this.#isFresh) this.#clear();
    for (const stored of this.stored) stored.hidden = true;
    if (!this.#region.isConnected) {
      this.#region.append(h("p", { class: "bd-live-label" }, "Your output"));
      if (this.stored.length) this.stored[0].before(this.#region);
      else this.cell.append(this.#region);
    }
    this.#region.append(...nodes);
  }

  /** @param {string} text */
  stream(text) {
    this.#text = (this.#text + text).slice(-2 * MOST);
    if (!this.#printed) this.#add(this.#printed = h("pre", {}));
    this.#waits ||= requestAnimationFrame(() => this.#write());
  }

  #write() {
    this.#waits = 0;
    const text = settled(this.#text);
    const cut = text.length > MOST ? `…\n${text.slice(-MOST)}` : text;
    if (this.#printed) this.#printed.textContent = cut.replace(/\n$/, "");
  }

  /** @param {Record<string, string>} data  by MIME type */
  display(data) {
    this.#write();
    const svg = data["image/svg+xml"];
    if (svg) this.#draw(svg);
    else if (data["image/png"]) {
      this.#add(h("img", { src: `data:image/png;base64,${data["image/png"]}`, alt: "Your picture" }));
    } else if ((this.report = readReport(data["text/plain"] ?? "") ?? this.report)) this.#tell(this.report);
    else return this.stream(`${data["text/plain"] ?? ""}\n`);
    // What is printed now comes below.
    this.#text = "";
    this.#printed = null;
  }

  /** @param {string} svg */
  #draw(svg) {
    const { image, figure } = this;
    if (!image || !figure || figure.querySelector(`.${MINE}`) && !this.#isFresh) {
      return this.#add(pictureOf(svg, "Your picture"));
    }
    if (this.#isFresh) this.#clear();
    const label = h("p", { class: `bd-live-label ${MINE}` }, "Your picture");
    const live = new CustomEvent("bd-redraw", { detail: svg, bubbles: true, cancelable: true });
    if (figure.dispatchEvent(live)) {
      image.hidden = true;
      image.before(pictureOf(svg, image.alt));
    }
    figure.prepend(label);
  }

  /** @param {Report} report */
  #tell({ verdict, isRight, nodes }) {
    const name = h("p", { class: "bd-live-verdict" }, verdict);
    this.#add(h("div", { class: `bd-live-report${isRight ? " is-right" : ""}` }, name, ...nodes));
    this.#region.querySelector(".bd-live-label")?.remove();
  }

  /**
   * Say what went wrong, with the reader's own lines.
   * @param {Problem} problem
   * @param {Node | string} [where]  if it was not in this cell
   */
  fail(problem, where = "") {
    const { name, message, trace } = problem;
    const means = meaning(problem);
    const says = name && !/^(ImportError|ModuleNotFoundError)$/.test(name); // of those the message says all
    this.#add(h(
      "div",
      { class: "bd-live-error" },
      where && h("p", {}, where),
      trace.length > 0 && h("pre", {}, trace.join("\n")),
      h("p", { class: "bd-live-what" }, says && h("strong", {}, `${name}: `), message),
      means && h("p", {}, means),
    ));
  }

  /** @param {string} text */
  note(text) {
    this.#add(h("div", { class: "bd-live-error" }, h("p", {}, text)));
  }

  /** The run is over: what stood there before is gone, even if nothing came. */
  end() {
    if (this.#waits) cancelAnimationFrame(this.#waits);
    this.#write();
    if (this.#isFresh) {
      if (this.stored.length) this.#add(h("p", { class: "bd-live-nothing" }, "Nothing was printed."));
      else this.#clear();
    }
    const { report } = this;
    const drawn = this.figure?.querySelector(`.${MINE}`) ? "Your picture is drawn. " : "";
    const words = report ? `${report.verdict} ${report.words}` : drawn + this.#region.innerText;
    say(words.trim() ? words.trim().slice(0, SAID) : "Done. Nothing was printed.");
  }
}
