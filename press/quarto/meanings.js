// What each word of the glossary means, as a script: press/site/meanings.py writes the same in the other print.
// Quarto runs this after it has rendered, in its own Deno.

const site = Deno.env.get("QUARTO_PROJECT_OUTPUT_DIR") ?? "_book";
const glossary = await Deno.readTextFile(`${site}/chapters/a2-glossary.html`).catch(() => ""); // the slides have none

const markup =
  /<annotation.*?<\/annotation>|<\/?(?:a|p|span|semantics)\b[^>]*>| (?:xmlns|alttext|display|form)="[^"]*"/g;
/** @type {Record<string, string>} */
const meanings = {};
for (const [, word, meaning] of glossary.matchAll(/<dt>(.*?)<\/dt>\s*<dd>(.*?)<\/dd>/gs)) {
  const text = meaning.replaceAll("&nbsp;", " ").replace(/\s+/g, " ").trim();
  meanings[word] = text.replace(markup, "").replace(/ See .*?\d\.(?!\d)/, "");
}
if (glossary) {
  Deno.writeTextFileSync(`${site}/theme/meanings.js`, `window.MEANINGS = ${JSON.stringify(meanings)};\n`);
}
