// The card of a symbol says where it is defined: "Equation 3.2", in the words of the references that Quarto has
// printed. The site's copy of the table of symbols gets them here, after the pages are rendered, in Quarto's Deno.

const site = Deno.env.get("QUARTO_PROJECT_OUTPUT_DIR") ?? "_book";
const table = `${site}/figures/data/symbols.json`;

/** @param {string} html */
const plain = (html) => html.replace(/<[^>]*>/g, "").replaceAll("&nbsp;", "\u00a0");

/** The words of each label: of the references to it, or of the heading that has it. @type {Map<string, string>} */
const words = new Map();
for (const folder of [site, `${site}/chapters`]) {
  const entries = await Deno.stat(folder).then(() => [...Deno.readDirSync(folder)], () => []);
  for (const { name } of entries) {
    if (!name.endsWith(".html")) continue;
    const page = Deno.readTextFileSync(`${folder}/${name}`);
    for (const [, label, text] of page.matchAll(/<section id="([\w-]+)"[^>]*>\s*<h\d[^>]*>(.*?)<\/h\d>/gs)) {
      if (!words.has(label)) words.set(label, plain(text));
    }
    for (const [, label, text] of page.matchAll(/#([\w-]+)" class="quarto-xref">(.*?)<\/a>/gs)) {
      words.set(label, plain(text));
    }
  }
}

const text = await Deno.readTextFile(table).catch(() => "{}"); // the slides have none
/** @type {Record<string, { where: string }>} */
const symbols = JSON.parse(text);
for (const symbol of Object.values(symbols)) {
  const [address] = symbol.where.split(" ");
  symbol.where = `${address} ${words.get(address.split("#")[1]) ?? ""}`.trim();
}
if (text !== "{}") Deno.writeTextFileSync(table, JSON.stringify(symbols, null, 2));
