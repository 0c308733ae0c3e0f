// The page for lost ways, theme/404.html, with all pages that the sidebar names: a server shows it at any depth.
// Quarto runs this after it has rendered, in its own Deno.

const site = Deno.env.get("QUARTO_PROJECT_OUTPUT_DIR") ?? "_book";

/** @param {string} name */
const read = (name) => Deno.readTextFile(`${site}/${name}`).catch(() => "");

const home = await read("index.html"); // the slides have none
// With a place, links begin at the server's root; without one, they lead from where the file stands.
const root = /<loc>https?:\/\/[^/]+(\/.*?)index\.html</.exec(await read("sitemap.xml"))?.[1] ?? "";
let entries = "";
for (
  const [, page, title] of home.matchAll(/<a href="\.\/([^"]+)" class="[^"]*\bsidebar-link\b.*?>(.*?)<\/a>/gs)
) {
  const words = title.replace(/<[^>]*>|&nbsp;/g, "").replace(/\s+/g, " ").trim();
  entries += `<li><a href="${root}${page}">${words}</a></li>\n`;
}
if (entries) {
  /** @type {Record<string, string | undefined>} */
  const values = {
    lang: /<html [^>]*?\blang="([^"]+)"/.exec(home)?.[1],
    book_title: /<title>(.*?)<\/title>/s.exec(home)?.[1],
    root,
    entries,
  };
  const text = await Deno.readTextFile("theme/404.html");
  Deno.writeTextFileSync(`${site}/404.html`, text.replace(/\$\{?(\w+)\}?/g, (_, name) => values[name] ?? ""));
}
