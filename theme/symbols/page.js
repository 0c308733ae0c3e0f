// Where this page stands, on the pages of both printers.

export const root = document.documentElement;

/** @type {HTMLMetaElement | null} */
const offset = document.querySelector('meta[name="quarto:offset"]');
export const isOfPress = root.dataset.root !== undefined;
export const toRoot = root.dataset.root ?? offset?.content ?? "./";
