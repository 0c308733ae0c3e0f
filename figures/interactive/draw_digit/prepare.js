// A drawing made ready as MNIST's images were: cut out, scaled to fit a box, put where it balances.
// `backprop/data/drawing.py` says the same in Python.

const BOX = 20;
const FRAME = 28;
const MIDDLE = 14; // of the rows 0 … 27, and of the columns: the one that the centre of mass lies in

/**
 * Return the 784 pixels, row by row, of `ink`: numbers from 0, `height` rows of `width`.
 *
 * The part with ink is scaled so that its longer side is 20 pixels, each new pixel the mean of the
 * area it covers. It is moved by whole pixels until its centre of mass lies in row 14 and column 14 of
 * 28 × 28, counted from 0, but never over the edge. Full ink is 1; without ink every pixel is 0.
 * @param {ArrayLike<number>} ink
 * @param {number} width
 * @param {number} height
 */
export function prepare(ink, width, height) {
  const image = new Float64Array(FRAME * FRAME);
  const part = boundingBox(ink, width, height);
  if (!part) return image;
  const longer = Math.max(part.width, part.height);
  const columns = Math.max(1, Math.floor((BOX * part.width) / longer + 0.5));
  const rows = Math.max(1, Math.floor((BOX * part.height) / longer + 0.5));
  const small = shrink(ink, width, part, columns, rows);
  const left = placeOf(
    massAlong(small, columns, rows, (_, column) => column),
    columns,
  );
  const top = placeOf(
    massAlong(small, columns, rows, (row) => row),
    rows,
  );
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      image[(top + row) * FRAME + left + column] = small[row * columns + column];
    }
  }
  return image;
}

/** @typedef {{ left: number, top: number, width: number, height: number, most: number }} Part */

// Where the ink is, and the most of it in one pixel; or null if there is none.
/** @param {ArrayLike<number>} ink @param {number} width @param {number} height @returns {Part | null} */
function boundingBox(ink, width, height) {
  let [left, right, top, bottom, most] = [width, -1, height, -1, 0];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const value = ink[row * width + column];
      if (value > 0) {
        if (column < left) left = column;
        if (column > right) right = column;
        if (row < top) top = row;
        bottom = row;
        if (value > most) most = value;
      }
    }
  }
  return bottom < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1, most };
}

// First along the rows, then down the columns: the mean over a rectangle is a mean of means. The ink becomes
// a share of the strongest before anything is summed, so that not even the faintest is rounded away.
/**
 * @param {ArrayLike<number>} ink
 * @param {number} width
 * @param {Part} part
 * @param {number} columns
 * @param {number} rows
 */
function shrink(ink, width, part, columns, rows) {
  const across = shares(part.width, columns);
  const narrow = new Float64Array(part.height * columns);
  for (let row = 0; row < part.height; row++) {
    const start = (part.top + row) * width + part.left;
    across.forEach(({ from, weights }, column) => {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i] * (ink[start + from + i] / part.most);
      narrow[row * columns + column] = sum;
    });
  }
  const small = new Float64Array(rows * columns);
  shares(part.height, rows).forEach(({ from, weights }, row) => {
    weights.forEach((weight, i) => {
      for (let column = 0; column < columns; column++) {
        small[row * columns + column] += weight * narrow[(from + i) * columns + column];
      }
    });
  });
  return small;
}

// For each of `few` pixels laid over `many`: which of the many it covers, and the share of each in it.
/** @param {number} many @param {number} few */
function shares(many, few) {
  const size = many / few;
  return Array.from({ length: few }, (_, place) => {
    const [start, end] = [place * size, (place + 1) * size];
    const from = Math.floor(start);
    const to = Math.min(Math.ceil(end), many);
    /** @param {number} pixel */
    const covered = (pixel) => Math.max(0, Math.min(pixel + 1, end) - Math.max(pixel, start));
    return { from, weights: Array.from({ length: to - from }, (_, i) => covered(from + i) / size) };
  });
}

// The mean place of the ink, where pixel 0 has its centre at 0.5.
/**
 * @param {Float64Array} image
 * @param {number} columns
 * @param {number} rows
 * @param {(row: number, column: number) => number} place
 */
function massAlong(image, columns, rows, place) {
  let [mass, moment] = [0, 0];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = image[row * columns + column];
      mass += value;
      moment += value * (place(row, column) + 0.5);
    }
  }
  return moment / mass;
}

// Where the first of `length` pixels goes. Exactly on the edge of the middle one counts as inside,
// whatever rounding errors say.
/** @param {number} centre @param {number} length */
function placeOf(centre, length) {
  const start = Math.ceil(MIDDLE - centre - 1e-9);
  return Math.min(Math.max(start, 0), FRAME - length);
}
