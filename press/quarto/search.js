// What readers ask for by another name, chapters/asked.json, goes into the index of Quarto's search, as
// press/site/search.py puts it into that of the other print. Quarto runs this after it has rendered, in its own Deno.

const site = Deno.env.get("QUARTO_PROJECT_OUTPUT_DIR") ?? "_book";
const index = await Deno.readTextFile(`${site}/search.json`).catch(() => ""); // the slides have none
/** @type {{ objectID: string, href: string, title: string, section: string, text: string }[]} */
const entries = JSON.parse(index || "[]");

// The index has no smaller headings, so they are looked up in the pages.
/** @type {Record<string, { href: string, section: string }>} */
const headings = {};
for (const page of new Set(entries.map(({ href }) => href.split("#")[0]))) {
  const text = Deno.readTextFileSync(`${site}/${page}`);
  for (const [, id, inner] of text.matchAll(/<section id="([\w-]+)"[^>]*>\s*<h[23][^>]*>(.*?)<\/h[23]>/gs)) {
    const section = inner.replace(/<[^>]*>/g, "");
    headings[section.replace(/^[\d.]+\s/, "")] = { href: `${page}#${id}`, section };
  }
}

/** @type {Record<string, Record<string, [string, string]>>} */
const asked = JSON.parse(await Deno.readTextFile("chapters/asked.json").catch(() => "{}"));
const more = Object.entries(asked).flatMap(([kind, things]) =>
  Object.entries(things).flatMap(([name, [words, heading]]) => {
    const { href, section } = headings[heading] ?? {};
    const page = entries.find((entry) => entry.href === href?.split("#")[0]);
    const rest = kind === "in the book" ? "" : "not in this book; nearest: ";
    const found = { objectID: `${href} ${name}`, href, section: `${name}: ${rest}${section}` };
    return page ? { ...page, ...found, text: `${name} ${words}` } : [];
  })
);
if (index) Deno.writeTextFileSync(`${site}/search.json`, JSON.stringify([...more, ...entries], null, 2));
