// `quarto render --execute` stores what it runs in the notebooks. This puts back the two things in which they then
// differ from those that the press stores: what the kernel says of its language, and printed text that came in
// pieces. Then it puts the notebooks to take home into the site, in the place of the chapters. Quarto runs it after it
// has rendered, in its own Deno.

/** @typedef {{ output_type: string, name?: string, text: string[] }} Output */

/**
 * Return the outputs, with pieces of one stream that follow each other as one.
 * @param {Output[]} outputs
 */
function joined(outputs) {
  /** @type {Output[]} */
  const whole = [];
  for (const output of outputs) {
    const before = whole.at(-1);
    if (before && output.output_type === "stream" && before.name === output.name) {
      before.text = [...before.text, ...output.text].join("").match(/[^\n]*\n|[^\n]+$/g) ?? [];
    } else whole.push(output);
  }
  return whole;
}

// As in press/source/canonical.py.
const LANGUAGE = {
  file_extension: ".py",
  mimetype: "text/x-python",
  name: "python",
  nbconvert_exporter: "python",
  pygments_lexer: "ipython3",
};

const site = Deno.env.get("QUARTO_PROJECT_OUTPUT_DIR") ?? "_book";
for (const folder of [".", "chapters", site, `${site}/chapters`]) {
  const entries = await Deno.stat(folder).then(() => [...Deno.readDirSync(folder)], () => []);
  for (const { name } of entries) {
    if (!name.endsWith(".ipynb")) continue;
    const text = Deno.readTextFileSync(`${folder}/${name}`);
    const notebook = JSON.parse(text);
    notebook.metadata.language_info = LANGUAGE;
    for (const cell of notebook.cells) if (cell.outputs) cell.outputs = joined(cell.outputs);
    const stored = `${JSON.stringify(notebook, null, 1)}\n`;
    if (stored !== text) Deno.writeTextFileSync(`${folder}/${name}`, stored);
  }
}

// This needs the environment; without it the site offers the chapters as they are stored.
const python = ".venv/bin/python";
const needed = [python, `${site}/index.html`].map((file) => Deno.stat(file).then(() => true, () => false));
if ((await Promise.all(needed)).every(Boolean)) {
  const args = ["-m", "press", "take-home", "--site", site];
  await new Deno.Command(python, { args }).spawn().status;
}
