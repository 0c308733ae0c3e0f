// Python for a page: it is loaded when it is first needed, and runs in a worker, theme/live/worker.js.

/** How far something is loaded, in bytes. @typedef {{ loaded: number, total: number, what: string }} Loading */

/**
 * What went wrong: `line` is one of the cell's, `trace` the reader's own lines on the way to it.
 * @typedef {{ name: string, message: string, line: number | null, trace: string[] }} Problem
 */

/**
 * How a run ended. After `stopped`, `timeout` and `lost` another Python starts, in which nothing has run yet.
 * @typedef {{ ok: boolean, stopped?: true, timeout?: true, lost?: true, error?: Problem }} Result
 */

/**
 * What a run tells its cell.
 * @typedef {object} Cell
 * @property {(text: string, isError: boolean) => void} [stream]
 * @property {(data: Record<string, string>) => void} [display]
 * @property {(loading: Loading) => void} [loading]
 */

/** A run that waits for its result. @typedef {{ cell: Cell, limit: number, end: (result: Result) => void }} Run */

const AS_FILE = "A page that was opened as a file cannot run Python: run `make serve` and open its address.";

export class Python {
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Promise<void> | null} */
  #starting = null;
  /** @type {(error: Error) => void} */
  #giveUp = () => {};
  /** @type {((loading: Loading) => void) | undefined} */
  #progress;
  /** @type {Run | null} */
  #run = null;
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #stops = 0;
  #base;

  isReady = false;

  /** @param {string | URL} base  the address of the site's folder python/ */
  constructor(base) {
    this.#base = new URL(base, location.href);
  }

  /**
   * Load Python, unless it is loaded. Rejects with an Error whose message is one line; then it can be called again.
   * @param {(loading: Loading) => void} [progress]
   * @returns {Promise<void>}
   */
  start(progress) {
    if (progress) this.#progress = progress;
    this.#starting ??= new Promise((resolve, reject) => {
      this.#giveUp = reject;
      if (location.protocol === "file:") throw new Error(AS_FILE);
      const worker = new Worker(new URL("worker.js", this.#base), { type: "module" });
      this.#worker = worker;
      worker.onmessage = ({ data }) => {
        if (data.kind === "ready") {
          this.isReady = true;
          resolve();
        } else this.#hear(data);
      };
      worker.onerror = (event) => {
        event.preventDefault();
        this.#fail("python/worker.js cannot be loaded: is there a network?");
      };
      worker.postMessage({});
    });
    const started = this.#starting;
    started.catch(() => {
      if (this.#starting === started) this.#end();
    });
    return started;
  }

  /** Stop loading; what was to run then is stopped as well. */
  cancel() {
    if (this.isReady) this.#worker?.postMessage({ cancel: true });
    else this.stop();
  }

  /**
   * Run a cell, after those that were asked for before; Python is loaded first where it is not.
   * @param {string} code
   * @param {Cell} [cell]
   * @param {number} [limit]  seconds that it may take, once everything is loaded
   * @returns {Promise<Result>}
   */
  run(code, cell = {}, limit = Infinity) {
    const stops = this.#stops;
    const result = this.#last.then(async () => {
      if (stops < this.#stops) return /** @type {Result} */ ({ ok: false, stopped: true });
      try {
        await this.start(cell.loading);
      } catch (error) {
        if (stops < this.#stops) return /** @type {Result} */ ({ ok: false, stopped: true });
        return failed(/** @type {Error} */ (error).message);
      }
      return /** @type {Promise<Result>} */ (new Promise((end) => {
        this.#run = { cell, limit, end };
        this.#worker?.postMessage({ code });
      }));
    });
    this.#last = result;
    return result;
  }

  /** End whatever runs, and all that waits: the worker is ended, and another one starts. */
  stop() {
    this.#stops += 1;
    this.#fail("Loading was stopped.", { ok: false, stopped: true });
  }

  /** @param {{ kind: string, [name: string]: any }} message  from the worker */
  #hear(message) {
    const { kind } = message;
    const cell = this.#run?.cell;
    if (kind === "loading") {
      const { loaded, total, what } = message;
      (cell ? cell.loading : this.#progress)?.({ loaded, total, what });
    } else if (kind === "running" && this.#run) {
      const { limit } = this.#run;
      const end = () => this.#fail("", { ok: false, timeout: true });
      if (limit < Infinity) this.#timer = setTimeout(end, 1000 * limit);
    } else if (kind === "stream") cell?.stream?.(message.text, message.isError);
    else if (kind === "display") cell?.display?.(message.data);
    else if (kind === "done") this.#finish(message.result);
    else if (kind === "failed" && this.isReady) this.#finish(failed(message.message));
    else if (kind === "failed") this.#fail(message.message);
    else if (kind === "lost") this.#fail(message.message, { ...failed(message.message), lost: true });
  }

  /** @param {Result} result */
  #finish(result) {
    clearTimeout(this.#timer);
    const run = this.#run;
    this.#run = null;
    run?.end(result);
  }

  /**
   * End the worker: what loads is given up, and what runs has the result. Where Python was ready, it starts again.
   * @param {string} message
   * @param {Result} result
   */
  #fail(message, result = failed(message)) {
    const again = this.isReady;
    this.#giveUp(new Error(message));
    this.#end();
    this.#finish(result);
    if (again) this.start().catch(() => {}); // who needs it starts it again, and hears why it fails
  }

  #end() {
    this.#worker?.terminate();
    this.#worker = this.#starting = null;
    this.isReady = false;
  }
}

/**
 * What there is to say where Python itself cannot be had.
 * @param {string} message
 * @returns {Result}
 */
function failed(message) {
  return { ok: false, error: { name: "", message, line: null, trace: [] } };
}
