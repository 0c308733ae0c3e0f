// Lists of numbers and of other things.

/**
 * Return the whole numbers from 0 below `count`.
 * @param {number} count
 */
export const range = (count) => Array.from({ length: count }, (_, place) => place);

/**
 * Return the last of a list that is not empty.
 * @template Item
 * @param {Item[]} list
 */
export const lastOf = (list) => list[list.length - 1];

/**
 * Return the largest size among numbers with signs.
 * @param {Iterable<number>} values
 */
export function largest(values) {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
