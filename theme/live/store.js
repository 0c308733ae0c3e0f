// What this browser keeps of a chapter: the reader's code, answers and what is solved, under one key each.

/**
 * The reader's code of a cell, and the hash of the book's code that it was made from. Where the book has changed
 * since, `old` is what the reader had.
 * @typedef {{ code: string, book: string, old?: string }} Kept
 */

/**
 * The options that were chosen, in order, by their numbers; and whether the first was right, at the first visit or
 * at a later one.
 * @typedef {{ chosen: number[], right: boolean }} Answer
 */

/**
 * @typedef {object} Chapter
 * @property {number} version
 * @property {number} total  functions to write
 * @property {Record<string, Kept>} cells
 * @property {Record<string, string>} solved  when, by the exercise's cell
 * @property {Record<string, number>} missed  checks that went wrong, until the exercise is right at once
 * @property {Record<string, Answer>} answers
 * @property {import("./spacing.js").Rebuilt} rebuilt  days on which the algorithm was, where it is rebuilt
 */

const VERSION = 1;
const PREFIX = "backpropagation:";

/** What to tell the reader of a storage that does not work. */
export const TROUBLE = {
  damaged: "What this browser had kept of this chapter cannot be read. Everything else works.",
  full: "This browser has no room to keep your work: it lasts until you close the page.",
  forbidden: "This browser keeps nothing here: your work lasts until you close the page.",
};

/** @returns {Chapter} */
const empty = () => ({
  version: VERSION,
  total: 0,
  cells: {},
  solved: {},
  missed: {},
  answers: {},
  rebuilt: {},
});

/** @param {unknown} value */
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {any} chapter  any: whatever stands there */
function isWhole(chapter) {
  if (!isRecord(chapter) || chapter.version !== VERSION || typeof chapter.total !== "number") return false;
  const { cells, solved, missed, answers, rebuilt } = chapter;
  if (![cells, solved, missed, answers, rebuilt].every(isRecord)) return false;
  return Object.values(cells).every((kept) =>
    typeof kept?.code === "string" && typeof kept.book === "string"
  ) &&
    Object.values(solved).every((day) => typeof day === "string") &&
    Object.values(missed).every((count) => typeof count === "number") &&
    Object.values(answers).every((answer) => Array.isArray(answer?.chosen)) &&
    Object.entries(rebuilt).every(([day, help]) => /^\d{4}-\d\d-\d\d$/.test(day) && typeof help === "number");
}

/**
 * Return what is kept of the chapter `name`, or null if that is nothing; throw if it cannot be read.
 * @param {string} name
 * @returns {Chapter | null}
 */
export function kept(name) {
  const text = localStorage.getItem(PREFIX + name);
  if (text === null) return null;
  const chapter = { rebuilt: {}, ...JSON.parse(text) };
  if (!isWhole(chapter)) throw new SyntaxError("no chapter");
  return chapter;
}

/** Return the names of all chapters of which something is kept. */
export function keptChapters() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) =>
      key.slice(PREFIX.length)
    );
  } catch {
    return [];
  }
}

/** A short text that changes with the code. @param {string} code */
export function hash(code) {
  let sum = 5381;
  for (const letter of code.trim()) sum = (Math.imul(sum, 33) ^ (letter.codePointAt(0) ?? 0)) >>> 0;
  return sum.toString(36);
}

export class Store {
  /** What is wrong with the storage. @type {keyof typeof TROUBLE | ""} */
  trouble = "";
  /** How many functions there are to write. */
  total = 0;
  #chapter = empty();

  /**
   * @param {string} name  of the chapter
   * @param {(store: Store) => void} changed  is told of every change, and of trouble
   */
  constructor(name, changed) {
    this.name = name;
    this.changed = changed;
    this.#read();
  }

  /** What is kept now; another tab may have changed it. */
  get chapter() {
    if (!this.trouble) this.#read();
    return this.#chapter;
  }

  /** Is there anything of the reader's? */
  get isEmpty() {
    const { cells, solved, answers, rebuilt } = this.chapter;
    return ![cells, solved, answers, rebuilt].some((kept) => Object.keys(kept).length);
  }

  #read() {
    try {
      this.#chapter = kept(this.name) ?? empty();
    } catch (error) {
      this.trouble = error instanceof SyntaxError ? "damaged" : "forbidden";
    }
  }

  /** @param {(chapter: Chapter) => void} change */
  update(change) {
    const { chapter } = this;
    change(chapter);
    chapter.total = this.total;
    try {
      localStorage.setItem(PREFIX + this.name, JSON.stringify(chapter));
      this.trouble = "";
    } catch (error) {
      const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
      this.trouble = isFull ? "full" : "forbidden";
    }
    this.changed(this);
  }

  /** Forget everything of this chapter. */
  clear() {
    this.#chapter = empty();
    try {
      localStorage.removeItem(PREFIX + this.name);
    } catch {
      // Nothing was kept.
    }
  }
}
