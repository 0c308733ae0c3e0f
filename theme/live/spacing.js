// When to rebuild the algorithm again: after a day, then a week, then a month, and sooner if it took help.

/** How many lines of help were asked for, by the day, such as "2026-12-01". @typedef {Record<string, number>} Rebuilt */

const DAYS = [1, 7, 30];
const WHEN = ["tomorrow", "in a week", "in a month"];
const DAY = 86_400_000; // milliseconds
const SHOWN = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});

/** Return the day that a reader's calendar shows. @param {Date} now */
export const dayOf = (now) =>
  new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

/** @param {string} day @param {number} days */
const later = (day, days) => new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);

/** @param {string} day */
const named = (day) => SHOWN.format(Date.parse(day));

/**
 * Return the last day, the day to come again, and which of the distances lies between them. What is done before
 * its day keeps the distance; with help it is a day again.
 * @param {Rebuilt} rebuilt
 */
export function plan(rebuilt) {
  let [last, due, stage] = ["", "", -1];
  for (const day of Object.keys(rebuilt).sort()) {
    if (rebuilt[day]) stage = 0;
    else if (day >= due) stage = Math.min(stage + 1, DAYS.length - 1);
    last = day;
    due = later(day, DAYS[stage]);
  }
  return { last, due, stage };
}

/**
 * Return what to tell a reader today.
 * @param {Rebuilt} rebuilt
 * @param {string} today
 */
export function advice(rebuilt, today) {
  const { last, due, stage } = plan(rebuilt);
  if (!last) return "In this browser you have not rebuilt it yet.";
  const lines = rebuilt[last];
  const help = lines ? `with ${lines} ${lines === 1 ? "line" : "lines"} of help` : "without help";
  if (last === today) return `You rebuilt it today, ${help}. Come again ${WHEN[stage]}, on ${named(due)}.`;
  const before = `You last rebuilt it on ${named(last)}, ${help}.`;
  return today < due ? `${before} Come again on ${named(due)}.` : `${before} It is time to do it again.`;
}
