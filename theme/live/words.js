// What an error means, in a sentence for those who meet it for the first time.

/** @typedef {import("./python.js").Problem} Problem */

/** Of each kind of error: what its message says, and what that means. @type {Record<string, [RegExp, string][]>} */
const MEANINGS = {
  NameError: [
    [
      /'(\w+)'/,
      "Nothing is called $1 here. Is it spelled as where it is made, and is it made before this line?",
    ],
  ],
  UnboundLocalError: [
    [/'(\w+)'/, "The function uses $1 before it has given it a value."],
  ],
  SyntaxError: [
    [/never closed|unmatched|does not match/, "A bracket is opened and not closed, or the other way round."],
    [/unterminated/, "A quotation mark is missing: the text has a beginning and no end."],
    [/expected ':'/, "A colon is missing at the end of the line."],
    [/'='|==/, "One = gives a name to a value; two, ==, compare."],
    [/commands that begin/, ""],
    [
      /./,
      "Python cannot read this line. Look for a bracket, a comma or a colon that is missing, here or just above.",
    ],
  ],
  IndentationError: [
    [/./, "The lines of a block begin in the same column: after a colon, four spaces further in."],
  ],
  IndexError: [
    [
      /too many indices/,
      "You give more indices than the array has directions: its shape says how many there are.",
    ],
    [
      /./,
      "There is no entry with this index. Counting begins at 0, so of n entries the last has the index n − 1.",
    ],
  ],
  ValueError: [
    [
      /broadcast|matmul|shapes? |dimension/,
      "The shapes do not fit each other. Print x.shape of both, and see which should be turned or summed.",
    ],
    [/truth value/, "An array is not one yes or no. Ask with .all() or .any()."],
    [/unpack/, "There are not as many values on the right as names on the left."],
  ],
  TypeError: [
    [
      /not callable/,
      "Brackets behind something that is no function. Was a name of a function given to a value?",
    ],
    [
      /missing \d+ required|takes .* positional/,
      "The function is called with too few or too many arguments.",
    ],
    [/'NoneType'/, "Something is None: often a function that does not end in a return."],
    [/not subscriptable/, "Square brackets behind something that has no entries."],
    [/unsupported operand|can only concatenate/, "This cannot be computed with these two kinds of values."],
  ],
  AttributeError: [
    [/'NoneType'/, "Something is None: often a function that does not end in a return."],
    [
      /attribute '(\w+)'/,
      "There is no .$1 here. Is it spelled right, and is the thing before the dot what you think?",
    ],
  ],
  KeyError: [[/./, "The dictionary has no entry with this name."]],
  ZeroDivisionError: [[/./, "You divide by 0."]],
  RecursionError: [[/./, "A function calls itself again and again: what should end that?"]],
  MemoryError: [[/./, "There is no room for this many numbers on a page."]],
};
MEANINGS.TabError = MEANINGS.IndentationError;

/**
 * Return a sentence, or nothing where there is none that helps.
 * @param {Problem} problem
 */
export function meaning({ name, message }) {
  for (const [pattern, words] of MEANINGS[name] ?? []) {
    const found = pattern.exec(message || " ");
    if (found) return words.replace("$1", found[1] ?? "");
  }
  return "";
}
