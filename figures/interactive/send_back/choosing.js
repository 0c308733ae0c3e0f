// Choosing among the numbers of the drawing: by pointer the nearest, by keys the next one in a direction.

/** @import { Point, Shown } from "./parts.js" */

const NEAR = 30; // how far from a label a tap may miss it

/** @type {Record<string, Point>} */
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @typedef {Map<string, Shown>} Numbers  by their keys */

/**
 * Return the buttons of the numbers that can be chosen, with their keys.
 * @param {Numbers} numbers
 * @returns {[string, HTMLButtonElement][]}
 */
const openOf = (numbers) =>
  [...numbers].flatMap(([key, { button }]) =>
    button?.getAttribute("aria-disabled") === "false" ? [[key, button]] : []
  );

/**
 * Return the key of the number that a press means, or null.
 * @param {Numbers} numbers
 * @param {MouseEvent} event
 */
export function pressed(numbers, event) {
  /** @type {string | null} */
  let nearest = null;
  let least = NEAR;
  for (const [key, button] of openOf(numbers)) {
    const distance = distanceTo(button, event);
    if (distance < least) [nearest, least] = [key, distance];
  }
  return nearest;
}

/**
 * Move the focus from number to number with the arrow keys.
 * @param {Numbers} numbers
 * @param {KeyboardEvent} event
 */
export function moveFocus(numbers, event) {
  const buttons = openOf(numbers).map(([, button]) => button);
  const from = buttons.find((button) => button === event.target);
  const direction = DIRECTIONS[event.key];
  if (!direction || !from || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  const button = nextIn(direction, from, buttons);
  if (!button) return;
  setTabStop(numbers, button);
  button.focus();
}

/**
 * Let the Tab key stop once: where the focus is, else at what is chosen, else at the first.
 * @param {Numbers} numbers
 * @param {string | null} chosen
 * @param {Node} node
 */
export function settleTabStop(numbers, chosen, node) {
  const buttons = openOf(numbers);
  const root = /** @type {Document | ShadowRoot} */ (node.getRootNode());
  const focused = buttons.find(([, button]) => button === root.activeElement);
  const stop = focused ?? buttons.find(([key]) => key === chosen) ?? buttons[0];
  setTabStop(numbers, stop?.[1]);
}

/** @param {Numbers} numbers @param {HTMLButtonElement | undefined} stop */
function setTabStop(numbers, stop) {
  for (const { button } of numbers.values()) {
    button?.setAttribute("tabindex", button === stop ? "0" : "-1");
  }
}

/** @param {Element} button @param {MouseEvent} event */
function distanceTo(button, { target, clientX, clientY }) {
  if (button.contains(/** @type {Node} */ (target))) return -1;
  const { left, right, top, bottom } = button.getBoundingClientRect();
  return Math.hypot(
    Math.max(left - clientX, 0, clientX - right),
    Math.max(top - clientY, 0, clientY - bottom),
  );
}

/** @param {Point} direction @param {HTMLButtonElement} from @param {HTMLButtonElement[]} buttons */
function nextIn([right, down], from, buttons) {
  /** @param {Element} button */
  const middle = (button) => {
    const { left, top, width, height } = button.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
  };
  const [x, y] = middle(from);
  const rated = buttons
    .map((button) => {
      const [dx, dy] = [middle(button)[0] - x, middle(button)[1] - y];
      const along = dx * right + dy * down;
      return { button, along, score: along + 2 * Math.abs(dx * down + dy * right) };
    })
    .filter(({ along }) => along > 4);
  return rated.length ? rated.reduce((best, one) => (one.score < best.score ? one : best)).button : null;
}
