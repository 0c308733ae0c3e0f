// Quarto's pages: the mark at each numbered equation that press/source/ledger.py writes in the other print.

(async () => {
  const root = document.querySelector('meta[name="quarto:offset"]')?.content ?? "./";
  const answer = await fetch(`${root}chapters/ledger.json`).catch(() => null);
  if (!answer?.ok) return; // a page opened as a file may not read others
  const { equations, proofs } = await answer.json();

  function h(tag, attributes, ...children) {
    const element = Object.assign(document.createElement(tag), attributes);
    element.append(...children);
    return element;
  }

  for (const [label, { code, line, proof, test, note }] of Object.entries(equations)) {
    const equation = document.getElementById(label);
    if (!equation) continue;
    // Quarto writes the number into the formula, as text in brackets.
    const text = equation.querySelector("math")?.lastElementChild?.textContent ?? "";
    const number = /\((\d+(?:\.\d+)*)\)[}\s]*$/.exec(text);
    const [file, name] = test.split("::");
    const summary = h("summary", {}, "checked");
    summary.ariaLabel = `checked: how ${number ? `Equation ${number[1]}` : "this equation"} is proved`;
    const body = h(
      "div",
      { className: "checked-body" },
      h("p", {}, "In code, in ", h("code", {}, code), ":"),
      h("pre", {}, h("code", {}, line)),
      h("p", {}, `${proofs[proof]} ${note}`.trim()),
      h("p", {}, "The test: ", h("code", {}, file, "::", h("wbr", {}), name)),
    );
    (equation.closest("p") ?? equation).after(h("details", { className: "checked" }, summary, body));
  }
})();
