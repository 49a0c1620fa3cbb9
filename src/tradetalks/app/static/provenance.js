// Where a number comes from, and what a word means: a dialog both for eyes and for a screen reader.
import { $, el } from "./common.js";
import { bench } from "./bench.js";

/** @type {Record<string, string>} */
let terms = {};
/** @param {Record<string, string>} found */
export const learn = (found) => { terms = found; };

/** @param {string} title @param {Record<string, string>} rows */
export function explain(title, rows) {
  $("why-title").textContent = title;
  $("why-list").replaceChildren(...Object.entries(rows).filter(([, v]) => v).flatMap(([k, v]) => [el("dt", {}, k), el("dd", {}, String(v))]));
  $("why").showModal();
}

/** A number that tells, on a click, how sure it is and then where it comes from. @param {string} text @param {string} kind @param {string} [sure] */
export function number(text, kind, sure = "") {
  return el("button", { type: "button", class: "number", "aria-haspopup": "dialog", onclick: () => explain("Where this number comes from", { number: text, "how sure": sure, ...bench.table.provenance[kind], "this package": bench.result.certificate.words }) }, text);
}

/** A word of the glossary, its meaning on hover and on a click. @param {string} text @param {string} name */
export function term(text, name) {
  const meaning = terms[name];
  return meaning ? el("button", { type: "button", class: "term", title: meaning, onclick: () => explain(name, { meaning }) }, text) : text;
}

/** What a term means, where the glossary has it. @param {string} name */
export const meaning = (name) => terms[name];

export const glossary = () => explain("Glossary", terms);
