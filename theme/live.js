// The page runs: each cell of code can be changed and run where it stands, and what the reader did is kept.

import { h } from "../figures/interactive/lib/dom.js";
import { Cell } from "./live/cell.js";
import { base, chapter, isFile } from "./live/page.js";
import { PageLine, showInSidebar } from "./live/progress.js";
import { rememberQuestions } from "./live/questions.js";
import { Starter } from "./live/starter.js";
import { Store } from "./live/store.js";

/** The box of the page on which the algorithm is rebuilt. */
const EMPTY = "try-rebuild";

const HOW_TO_RUN =
  "To run and change this code, start make serve in the book’s folder and open the address that it names.";

/** The cells of the page that show their code. */
function found() {
  /** @type {NodeListOf<HTMLElement>} */
  const nodes = document.querySelectorAll("main .cell[id]");
  return [...nodes].flatMap((node) => {
    /** @type {HTMLElement | null} */
    const code = node.querySelector("div.sourceCode pre > code");
    return code && !code.closest(".cell-output") ? [{ node, code }] : [];
  });
}

/** From a file nothing runs: the first cell says how it would, and each exercise. */
function tellHow() {
  for (const [at, { node, code }] of found().entries()) {
    if (at && !node.id.startsWith("try-")) continue;
    code.closest("div.sourceCode")?.after(h("p", { class: "bd-live-row" }, HOW_TO_RUN));
  }
}

function setUp() {
  /** @type {Map<string, Cell>} */
  const cells = new Map();
  const starter = new Starter(cells);
  const line = new PageLine(cells);
  const store = new Store(chapter, () => {
    line.show(store);
    showInSidebar();
  });
  store.total = document.querySelectorAll("main .cell[id^='try-']").length;
  for (const [at, { node, code }] of found().entries()) {
    cells.set(node.id, new Cell(node, code, at + 1, store, starter));
  }
  rememberQuestions(store);
  line.show(store);
  showInSidebar();
  const box = cells.get(EMPTY);
  if (box && base) {
    const more = new URL("../theme/live/rebuild.js", base).href;
    import(more).then(({ setUp }) => setUp(box, store), () => {}); // without it the page is an exercise
  }
  line.again.addEventListener("click", () => {
    if (!confirm("Forget your code, your answers and what you have solved in this chapter?")) return;
    store.clear();
    location.reload();
  });
  addEventListener("pagehide", () => cells.forEach((cell) => cell.flush()));
}

if (base && chapter) (isFile ? tellHow : setUp)();
