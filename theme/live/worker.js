// Python for the page: Pyodide in a worker, from the files beside this one. theme/live/python.js talks to it.

/** A file: whether it is for the "first" run or for "pictures". @typedef {{ use: string, size: number, sha256: string }} File */

/** What goes wrong where nobody is to blame but the network, the server or the browser: one line for the reader. */
class Failure extends Error {}

const base = new URL("./", location.href);
const SILENCE = 30_000; // milliseconds that a server may take until the next piece
const ask = fetch.bind(globalThis);

/** @type {Record<string, File>} */
let files = {};
/** The files that were asked for, by name. @type {Map<string, Promise<Uint8Array<ArrayBuffer>>>} */
const asked = new Map();
/** Pyodide's, which has types only in its own package. @type {any} */
let pyodide;
/** theme/live/interpreter.py. @type {any} */
let interpreter;

/** Ends what is being loaded. */
let loading = new AbortController();

/** @param {Record<string, unknown>} message */
const tell = (message) => postMessage(message);

/**
 * Wait for a promise, but not for ever.
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
function soon(promise) {
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Failure("The server has stopped answering.")), SILENCE);
  });
  return /** @type {Promise<T>} */ (Promise.race([promise, late])).finally(() => clearTimeout(timer));
}

/**
 * Ask the server for a file; a Failure says why it cannot be had.
 * @param {string} name
 * @param {RequestInit} options
 */
async function answer(name, options) {
  const response = await soon(ask(new URL(name, base), options)).catch((error) => {
    throw error instanceof Failure
      ? error
      : new Failure(`python/${name} cannot be reached: is there a network?`);
  });
  if (!response.ok) {
    throw new Failure(`The site has no python/${name} (the server answers ${response.status}).`);
  }
  return response;
}

/** @param {string} name */
const short = (name) =>
  `python/${name} did not come whole: the connection broke off, or the server has not all of it.`;

/**
 * Fetch a file and check that it is the one that the site was printed with.
 * @param {string} name
 * @param {(bytes: number) => void} received
 * @param {AbortSignal} signal
 * @param {boolean} afresh  not from the browser's cache
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
async function get(name, received, signal, afresh = false) {
  const { size, sha256 } = files[name];
  const response = await answer(name, { signal, cache: afresh ? "reload" : "default" });
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  const bytes = new Uint8Array(size);
  let length = 0;
  while (length <= size) {
    const { done, value } = await soon(reader.read()).catch((error) => {
      throw error instanceof Failure ? error : new Failure(short(name));
    });
    if (done) break;
    if (length + value.length <= size) bytes.set(value, length);
    length += value.length;
    received(value.length);
  }
  const isRight = length === size && (!crypto.subtle || (await hash(bytes)) === sha256);
  if (isRight) return bytes;
  await reader.cancel();
  received(-length);
  if (!afresh) return get(name, received, signal, true); // what the browser has kept may be of an older print
  throw new Failure(length < size ? short(name) : `python/${name} is damaged on the server.`);
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function hash(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Ask for all files of one use at once, and tell the page how far they are.
 * @param {string} use
 * @param {string} what
 */
function load(use, what) {
  const names = Object.keys(files).filter((name) => files[name].use === use);
  const total = names.reduce((sum, name) => sum + files[name].size, 0);
  let loaded = 0;
  const received = (/** @type {number} */ bytes) => {
    loaded += bytes;
    tell({ kind: "loading", loaded, total, what });
  };
  received(0);
  const { signal } = loading = new AbortController();
  for (const name of names) {
    const file = get(name, received, signal);
    file.catch(() => loading.abort()); // one that fails ends the others
    asked.set(name, file);
  }
  return names;
}

/** @param {string} name */
const file = (name) => /** @type {Promise<Uint8Array<ArrayBuffer>>} */ (asked.get(name));

/** @param {string[]} names */
async function install(names) {
  for (const name of names.filter((name) => name.endsWith(".whl"))) {
    pyodide.unpackArchive((await file(name)).buffer, "wheel", { extractDir: "/packages" });
  }
}

/** Pyodide fetches its own files by their addresses: it gets those that were checked. */
function serveToPyodide() {
  /** @param {RequestInfo | URL} address @param {RequestInit} [options] */
  globalThis.fetch = async (address, options) => {
    const name = String(address).replace(base.href, "");
    // It would look here for more packages.
    if (name === "pyodide-lock.json") return Response.json({ info: { version }, packages: {} });
    const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
    return asked.has(name)
      ? new Response(await file(name), { headers: { "Content-Type": type } })
      : ask(address, options);
  };
}

let version = "";

async function start() {
  try {
    new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  } catch {
    throw new Failure(
      typeof WebAssembly === "undefined"
        ? "This browser has WebAssembly switched off, which Python needs."
        : "This site forbids WebAssembly, which Python needs: its Content-Security-Policy lacks 'wasm-unsafe-eval'.",
    );
  }
  const listed = await (await answer("files.json", { cache: "no-cache" })).json().catch(() => {
    throw new Failure("python/files.json is damaged on the server.");
  });
  ({ version, files } = listed);
  const first = load("first", "Python");
  const all = Promise.all(first.map(file));
  all.catch(() => {}); // it is waited for below
  serveToPyodide();
  await Promise.race([all, Promise.all([file("pyodide-module.js"), file("pyodide.asm.js")])]);
  const { loadPyodide } = await import(new URL("pyodide-module.js", base).href);
  const env = { BACKPROP_STILL: "1", MPLBACKEND: "module://interpreter" };
  const core = loadPyodide({ indexURL: base.href, env });
  core.catch(() => {});
  await all;
  pyodide = await core;
  await install(first);
  pyodide.unpackArchive((await file("modules.zip")).buffer, "zip", { extractDir: "/book" });
  asked.clear();
  pyodide.runPython(`
import sys, warnings
sys.path[:0] = ["/book", "/packages"]
warnings.filterwarnings("ignore", "tqdm:disabling monitor support")
import numpy, backprop`);
  // Python then looks into JavaScript now and then, where WebKit can end a worker: it cannot inside of WebAssembly.
  pyodide.setInterruptBuffer(new Uint8Array(1));
  interpreter = pyodide.pyimport("interpreter");
  interpreter.send = (/** @type {string} */ kind, /** @type {string} */ text) => {
    tell(
      kind === "display"
        ? { kind, data: JSON.parse(text) }
        : { kind: "stream", text, isError: kind === "error" },
    );
  };
}

let hasPictures = false;

async function loadPictures() {
  const names = load("pictures", "pictures");
  await Promise.all(names.map(file));
  await install(names);
  pyodide.FS.writeFile("/book/figures/data/digits.json", await file("digits.json"));
  asked.clear();
  pyodide.runPython("import importlib; importlib.invalidate_caches()");
  interpreter.set_style();
  hasPictures = true;
}

/** @param {string} code */
async function run(code) {
  if (!hasPictures && interpreter.needs_pictures(code)) await loadPictures();
  tell({ kind: "running" });
  const problem = JSON.parse(interpreter.run(code));
  tell({ kind: "done", result: problem ? { ok: false, error: problem } : { ok: true } });
}

/** @param {MessageEvent<{ code?: string, cancel?: true }>} event */
onmessage = async ({ data }) => {
  if (data.cancel) return loading.abort(new Failure("Loading was stopped."));
  try {
    if (data.code === undefined) {
      await start();
      tell({ kind: "ready" });
    } else await run(data.code);
  } catch (error) {
    const reason = String(error).split("\n")[0];
    if (error instanceof Failure) tell({ kind: "failed", message: error.message });
    else if (!interpreter) {
      tell({ kind: "failed", message: `Python cannot start in this browser (${reason}).` });
    } else tell({ kind: "lost", message: `Python has broken off (${reason}); it starts anew.` });
  }
};
