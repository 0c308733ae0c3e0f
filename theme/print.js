// On paper nothing unfolds. While a page is printed its answers stand at its end: what is said of each option of a
// question, and the hints and solutions of the exercises.

(() => {
  const main = document.querySelector("main");
  if (!main) return;

  /** @type {(() => void)[]} */
  let undo = [];

  /**
   * Move a node, and know where it was.
   * @param {Element} node
   * @param {Element} to
   */
  function move(node, to) {
    const place = document.createComment("");
    node.replaceWith(place);
    to.append(node);
    undo.push(() => place.replaceWith(node));
  }

  /**
   * Begin the answer to what has this name.
   * @param {Element} answers
   * @param {string} name
   */
  function begin(answers, name) {
    const title = document.createElement("p");
    title.className = "bd-answer-title";
    title.textContent = name;
    answers.append(title);
  }

  /**
   * Put all answers behind one heading.
   * @param {Element} answers
   */
  function collect(answers) {
    let questions = 0;
    const places = /** @type {HTMLElement[]} */ ([
      ...main?.querySelectorAll(".question, .exercise, details.code-fold") ?? [],
    ]);
    for (const place of places) {
      if (place.matches(".question")) {
        const number = String(++questions);
        place.dataset.number = number;
        begin(answers, `Question ${number}`);
        const list = document.createElement("ol");
        for (const body of place.querySelectorAll(":scope > details > :not(summary)")) {
          const item = document.createElement("li");
          list.append(item);
          move(body, item);
        }
        answers.append(list);
      } else if (place.matches(".exercise")) {
        const folds = [...place.querySelectorAll("details")].filter((fold) =>
          !fold.parentElement?.closest("details")
        );
        const title = place.querySelector(".bd-exercise-title, .theorem-title")?.textContent.trim() ?? "";
        if (folds.length) begin(answers, title);
        for (const fold of folds) move(fold, answers);
      } else if (/solution/i.test(place.querySelector("summary")?.textContent ?? "")) move(place, answers);
    }
  }

  addEventListener("beforeprint", () => {
    const answers = document.createElement("section");
    const heading = document.createElement("h2");
    answers.className = "bd-answers";
    heading.textContent = "Answers";
    answers.append(heading);
    collect(answers);
    if (answers.childElementCount > 1) {
      (main.querySelector(".bd-places, .bd-page-nav") ?? main).before(answers);
    }
    undo.push(() => answers.remove());
  });
  addEventListener("afterprint", () => {
    for (const step of undo) step();
    undo = [];
  });
})();
