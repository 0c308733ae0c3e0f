// What a profile needs of the press before Quarto renders it: `before-render.js press slides …` runs
// `python -m press slides …` in the environment, or says in one line that there is none. Quarto runs it in its Deno.

const python = ".venv/bin/python";
try {
  const { code } = await new Deno.Command(python, { args: ["-m", ...Deno.args] }).spawn().status;
  Deno.exit(code);
} catch {
  console.error(`${python} is missing, and this profile needs it: run \`make .venv/.installed\` first`);
  Deno.exit(1);
}
