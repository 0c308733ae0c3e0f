// What Quarto changes in a notebook that it executes, put back: all is as the press stores it but for the name of
// the language, which gets the version of Python and more. Quarto runs this in its own Deno.

const LANGUAGE = /^ {2}"language_info": \{\n(?: {3}.*\n)*? {2}\}/m;
const STORED = '  "language_info": {\n   "name": "python"\n  }';

for (const folder of [".", "chapters"]) {
  for (const { name } of Deno.readDirSync(folder)) {
    if (!name.endsWith(".ipynb")) continue;
    const text = Deno.readTextFileSync(`${folder}/${name}`);
    const stored = text.replace(LANGUAGE, STORED);
    if (stored !== text) Deno.writeTextFileSync(`${folder}/${name}`, stored);
  }
}
