// Where the parts of the drawing have their places. Every card and label is put with its middle at a point.

/** @import { Parts } from "./parts.js" */

const PITCH = 24; // between neighbouring weights: room for a finger's or pointer's aim
const ACROSS = { input: 66, card: 88, label: 52, narrow: 44, arrow: 14, least: 34, between: 14, caption: 22 };
const DOWN = { label: 48, small: 43, arrow: 12, side: 18, least: 36 };
const SPREAD = 9; // between the ends of neighbouring lines at a neuron
const LOOSEST = 2.4; // as if a row had at least so many neurons

/**
 * Give the parts their places within a width; return the height that they take.
 * @param {Parts} parts
 * @param {HTMLElement} node
 * @param {number} width
 */
export function layOut(parts, node, width) {
  const isAcross = width >= widthAcross(parts.sizes);
  const isSmall = !isAcross && (width - DOWN.side) / Math.max(...parts.sizes) < 84;
  // The style sheet makes cards and labels smaller before they are measured.
  node.classList.toggle("bd-down", !isAcross);
  node.classList.toggle("bd-small", isSmall);
  return isAcross ? layAcross(parts, width) : layDown(parts, width, isSmall ? DOWN.small : DOWN.label);
}

/** @param {HTMLElement} element @param {number} x @param {number} y */
function put(element, x, y) {
  element.style.left = `${x}px`;
  element.style.top = `${y}px`;
}

/** @param {number[]} sizes */
function widthAcross(sizes) {
  const { input, card, label, arrow, least } = ACROSS;
  return input + (sizes.length - 1) * (card + label + arrow + least);
}

/** @param {Parts} parts @param {number} width */
function layAcross(parts, width) {
  const { input, card, label, narrow, arrow, between, caption } = ACROSS;
  const layers = parts.sizes.length - 1;
  const room = (width - input - layers * card) / layers; // between two columns
  const heights = parts.cards.map((column, at) => {
    const weights = at ? PITCH * parts.sizes[at - 1] : 0;
    return column.length * (Math.max(...column.map((one) => one.offsetHeight), weights) + between);
  });
  const height = Math.max(...heights);
  /** @param {number} column @param {number} j */
  const at = (column, j) => ({
    x: column ? input + column * room + (column - 0.5) * card : input / 2,
    y: caption + height * ((j + 0.5) / parts.sizes[column]) - between / 2,
  });
  parts.cards.forEach((column, c) => {
    put(parts.captions[c], at(c, 0).x, caption / 2 - 2);
    column.forEach((one, j) => put(one, at(c, j).x, at(c, j).y));
  });
  for (const edge of parts.edges) {
    const [from, to] = [at(edge.l, edge.k), at(edge.l + 1, edge.j)];
    const start = from.x + (edge.l ? card : input) / 2;
    const end = to.x - card / 2;
    const y = to.y + PITCH * (edge.k - (parts.sizes[edge.l] - 1) / 2);
    const middle = end - arrow - label / 2;
    put(edge.label, middle, y);
    edge.points = [
      [start, from.y],
      [middle - narrow / 2, y],
      [end, y],
    ];
  }
  return height + caption;
}

/** @param {Parts} parts @param {number} width @param {number} label */
function layDown(parts, width, label) {
  const { arrow, side, least } = DOWN;
  const { sizes } = parts;
  /** @param {number} column */
  const apart = (column) => (width - side) / Math.max(sizes[column], LOOSEST);
  /** @param {number} column @param {number} j */
  const x = (column, j) => side + (width - side) / 2 + apart(column) * (j - (sizes[column] - 1) / 2);
  // In one row are the weights of one neuron, on lines that spread: the first row must be far enough down.
  /** @param {number} column */
  const gapBefore = (column) => {
    const rows = arrow + PITCH * (sizes[column - 1] - 0.5);
    const share = sizes[column] > 1 ? Math.min(label / apart(column), 0.8) : 0;
    return Math.max(rows / (1 - share), rows + least);
  };
  let y = 0;
  const spans = parts.cards.map((column, c) => {
    const top = y + (c && gapBefore(c));
    y = top + Math.max(...column.map((one) => one.offsetHeight));
    const middle = (top + y) / 2;
    put(parts.captions[c], side / 2, middle);
    column.forEach((one, j) => put(one, x(c, j), middle));
    return [top, y];
  });
  for (const edge of parts.edges) {
    const last = sizes[edge.l] - 1;
    const [top, bottom] = [spans[edge.l][1], spans[edge.l + 1][0]];
    const start = x(edge.l, edge.k);
    const end = x(edge.l + 1, edge.j) + SPREAD * (edge.k - last / 2);
    const row = bottom - arrow - PITCH * (last - edge.k + 0.5);
    put(edge.label, start + ((end - start) * (row - top)) / (bottom - top), row);
    edge.points = [
      [start, top],
      [end, bottom],
    ];
  }
  return y;
}
