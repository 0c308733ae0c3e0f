// What the scripts of the theme share, for the type check alone; it is not printed.
// deno-lint-ignore-file no-var -- only what is declared so is a property of globalThis

/** The name of a symbol: a letter with its indices, or a slope with what is above and below its line. */
interface Signs {
  letter: string;
  sub: string;
  sup: string;
  top?: string;
  below?: string;
}

/** What figures/data/symbols.json says of a symbol. */
interface SymbolEntry {
  name: string;
  says: string;
  indexed?: boolean;
  shape?: string;
  code?: string;
  where: string;
}

/** A symbol on the page. */
interface BookSymbol extends Signs {
  element: Element;
  entry: SymbolEntry;
}

/** What a light begins with: a symbol, and what shows it. */
interface Lit extends Signs {
  element: Element;
}

/** An entry of the search index, which press/site/pages.py writes. */
interface SearchEntry {
  page: string;
  href: string;
  title: string;
  section: string;
  text: string;
  /** What readers call it, where the book calls it otherwise. */
  asked?: string;
}

declare var SEARCH_INDEX: SearchEntry[];

/** What each word of the glossary means, as HTML; press/site/meanings.py writes it. */
declare var MEANINGS: Record<string, string>;

/** What anywidget gives a module in a notebook, and theme/interactive.js on a page. */
type PictureModel = import("../figures/interactive/lib/dom.js").Model;

interface PictureModule {
  render(given: { model: PictureModel; el: HTMLElement }): void;
}

/** The modules and the data files of interactive pictures, which the press writes as scripts. */
declare var interactiveModules: Record<string, PictureModule>;
declare var interactiveFiles: Record<string, unknown>;
