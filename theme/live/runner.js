// Runs the cells of the page in one Python: each after those above it, one after the other.

import { h } from "../../figures/interactive/lib/dom.js";
import { Output } from "./output.js";
import { base, chapter } from "./page.js";
import { Python } from "./python.js";

/** @typedef {import("./python.js").Problem} Problem */
/** @typedef {import("./python.js").Result} Result */
/** @typedef {import("./python.js").Loading} Loading */
/** @typedef {import("./python.js").Cell} Ends */
/** @typedef {import("./cell.js").Cell} Cell */

/**
 * A cell as press/site/live.py lists it. `quiet` is what the cells below need of one that draws, `tools` its
 * imports for drawing, by their names.
 * @typedef {{ id: string, code: string, quiet?: string, tools?: Record<string, string> }} Listed
 */

const LIMIT = 10; // seconds for a check

const CHECKS = "from backprop import exercises";
const CHECK = /^exercises\.check\(.*\)$/gm;
const IMPORTS = /^(?:from|import) (?!figures|matplotlib)[^(\n]*(?:\([^)]*\))?/gm;
const MISSING = /NameError: name '(\w+)'/;

/** @param {RegExpMatchArray | null} lines */
const joined = (lines) => (lines ?? []).join("\n");

export class Runner {
  #python = new Python(/** @type {URL} */ (base));
  /** All cells of the page, also those that it does not show. @type {Listed[]} */
  #listed = [];
  /** What was run of each cell. @type {Map<string, string>} */
  #ran = new Map();
  /** @type {Promise<void>} */
  #last = Promise.resolve();
  #waiting = 0;
  /** The line of the cell that waits for something to be loaded. @type {Cell["row"] | null} */
  #loads = null;
  /** After a stop Python starts again by itself, and nobody waits for it. */
  #tell = (/** @type {Loading} */ loading) => this.#loads?.loads(loading);
  #stops = 0;

  /** @param {Map<string, Cell>} cells  those of the page, by their ids */
  constructor(cells) {
    this.cells = cells;
  }

  /** @param {Cell} cell */
  press(cell) {
    if (cell.isBusy) return this.stop();
    cell.isBusy = true;
    cell.row.node.ariaBusy = "true";
    cell.row.rest();
    if (this.#waiting++) cell.row.waits();
    const stops = this.#stops;
    this.#last = this.#last.then(async () => {
      if (stops === this.#stops) await this.#do(cell);
      else cell.row.rest("Stopped");
      cell.isBusy = false;
      cell.row.node.ariaBusy = null;
      this.#waiting -= 1;
    });
    return this.#last;
  }

  /** End what runs, and all that waits. */
  stop() {
    this.#stops += 1;
    if (this.#loads?.isLoading) this.#python.cancel();
    else this.#python.stop();
  }

  /** @param {Cell} cell */
  async #do(cell) {
    try {
      await this.#load(cell);
    } catch (error) {
      return cell.row.fails(/** @type {Error} */ (error).message);
    }
    cell.row.runs("Running what stands above");
    const output = cell.output ??= new Output(cell.node);
    output.begin();
    const stopped = await this.#runAbove(cell, cell.isExercise);
    let result = stopped?.result ?? await this.#runOwn(cell);
    const name = MISSING.exec(output.report?.words ?? "")?.[1];
    if (result.ok && name && this.#above(cell).some(({ code }) => new RegExp(`\\b${name}\\b`).test(code))) {
      output.begin();
      await this.#runAbove(cell, false);
      result = await this.#runOwn(cell);
    }
    if (result.error && !result.error.name && !stopped) return this.#broken(cell, result.error.message);
    if (result.error) output.fail(result.error, stopped ? whereIs(stopped.id, this.cells) : "");
    else if (result.timeout) {
      output.note(
        `It was still running after ${LIMIT} seconds, and was stopped. Is there a loop that never ends?`,
      );
    } else if (result.stopped) output.note("Stopped.");
    if (result.stopped || result.timeout) this.#ran.clear();
    output.end();
    cell.row.rest();
    cell.finished(result.ok);
  }

  /** Python itself could not go on. @param {Cell} cell @param {string} message */
  #broken(cell, message) {
    if (!this.#python.isReady) this.#ran.clear();
    cell.row.fails(message);
  }

  /** Load Python and the list of cells. @param {Cell} cell */
  async #load({ row }) {
    const stops = this.#stops;
    if (!this.#listed.length) this.#listed = await list(new URL(`cells/${chapter}.json`, base ?? ""));
    if (stops !== this.#stops) throw new Error("Loading was stopped.");
    if (!this.#python.isReady) {
      this.#ran.clear();
      this.#loads = row;
      await this.#python.start(this.#tell).finally(() => (this.#loads = null));
    }
  }

  /** @param {Cell} target */
  #above(target) {
    return this.#listed.slice(0, Math.max(this.#listed.findIndex(({ id }) => id === target.id), 0));
  }

  /**
   * Run those above that have not run. Return the first that failed. An exercise asks for no more than what they
   * import, and goes on without what cannot be had.
   * @param {Cell} target
   * @param {boolean} importsOnly
   * @returns {Promise<{ id: string, result: Result } | null>}
   */
  async #runAbove(target, importsOnly) {
    for (const listed of this.#above(target)) {
      for (const code of this.#needed(listed, target, importsOnly)) {
        const result = await this.#run(code, target);
        if (result.stopped || !(result.ok || importsOnly)) return { id: listed.id, result };
      }
    }
    return null;
  }

  /**
   * Return what has to be run of a cell above: its code, or less; nothing if that has run.
   * @param {Listed} listed
   * @param {Cell} target
   * @param {boolean} importsOnly
   */
  #needed({ id, code, quiet, tools = {} }, target, importsOnly) {
    const cell = this.cells.get(id);
    const [, kind, name] = /^(?:(try|solution)-)?(.*)$/.exec(id) ?? [];
    const ran = this.#ran.get(id);
    let text = cell?.isChanged ? cell.text : code;
    if (ran === text) return [];
    if (kind === "try") text = cell?.isSolved ? text.replace(CHECK, "") : joined(code.match(IMPORTS));
    else if (kind === "solution") {
      const own = this.cells.get(`try-${name}`);
      const isThere = own?.isSolved || (own && this.#ran.get(own.id) === own.text);
      text = isThere ? "" : text.replace(CHECK, "");
    } else if (importsOnly) text = joined(text.match(IMPORTS));
    else if (quiet !== undefined && !cell?.isChanged) text = quiet;
    const used = Object.keys(importsOnly ? {} : tools).filter((tool) =>
      new RegExp(`\\b${tool}\\b`).test(target.text)
    );
    const codes = used.map((tool) => tools[tool]);
    if (ran !== text) {
      this.#ran.set(id, text);
      codes.push(text);
    }
    return codes.filter(Boolean);
  }

  /**
   * @param {string} code
   * @param {Cell} target
   * @param {Ends} ends
   */
  async #run(code, { row }, ends = {}, limit = Infinity) {
    this.#loads = row;
    const result = await this.#python.run(code, { ...ends, loading: this.#tell }, limit);
    this.#loads = null;
    row.runs("Running");
    return result;
  }

  /** @param {Cell} cell @returns {Promise<Result>} */
  async #runOwn(cell) {
    const { text, id, isExercise } = cell;
    const output = /** @type {Output} */ (cell.output);
    const ends = {
      stream: (/** @type {string} */ words) => output.stream(words),
      display: (/** @type {Record<string, string>} */ data) => output.display(data),
    };
    cell.row.runs("Running");
    const limit = isExercise ? LIMIT : Infinity;
    if (isExercise) await this.#run(CHECKS, cell);
    const result = await this.#run(text, cell, ends, limit);
    if (result.ok) this.#ran.set(id, text);
    if (!result.ok || !isExercise || output.report) return result;
    const check = joined(cell.book.match(CHECK));
    return check ? this.#run(check, cell, ends, limit) : result;
  }
}

/** @param {URL} address @returns {Promise<Listed[]>} */
async function list(address) {
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok) throw new Error("The list of this page's cells cannot be reached: is there a network?");
  return answer.json();
}

/** Say in which cell above something went wrong. @param {string} id @param {Map<string, Cell>} cells */
function whereIs(id, cells) {
  const cell = cells.get(id);
  return cell
    ? h("span", {}, "A ", h("a", { href: `#${id}` }, "cell above"), " has to run first, and it stopped:")
    : "A cell above has to run first, and it stopped:";
}
