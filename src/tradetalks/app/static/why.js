// Why this package, how sure, what keeps it: asked of the server when somebody wants to know.
import { $, drawServed, el, patient } from "./common.js";
import { bench } from "./bench.js";
import { watched } from "./jobs.js";
import { after } from "./ranges.js";

/** @type {Map<string, any>} */
const known = new Map();
let shownOf = "", asked = 0;

export function build() {
  shownOf = "";
  $("questions").replaceChildren(...Object.entries(bench.table.questions).map(([part, title]) => el("button", { type: "button", "data-question": part, "aria-pressed": "false", onclick: () => after(answer(part)) }, title)));
  $("answer").replaceChildren();
}

// An answer belongs to the position it was asked of.
export function settle() {
  if (shownOf && shownOf !== JSON.stringify(bench.state)) {
    asked += 1;
    shownOf = "";
    $("answer").replaceChildren();
    for (const button of $("questions").children) button.setAttribute("aria-pressed", "false");
  }
}

/** @param {string} part */
async function answer(part) {
  const own = ++asked, of = JSON.stringify(bench.state), name = `${bench.key} ${part} ${of}`;
  shownOf = of;
  for (const button of $("questions").children) button.setAttribute("aria-pressed", String(button.dataset.question === part));
  try {
    if (!known.has(name)) {
      const job = (await (await patient(`/api/tables/${bench.key}/why/${part}`, bench.state, { wanted: () => own === asked })).json()).job;
      const found = await watched($("answer"), job, () => own === asked, () => { asked += 1; }, told);
      if (!found) return;
      known.set(name, found);
    }
    if (own === asked) show(known.get(name));
  } catch (error) {
    if (own === asked) $("answer").replaceChildren(el("p", { class: "fault", role: "alert" }, error.message));
  }
}

/** @typedef {{title: string, words: string[], charts: any[], tables: {title: string, heads: {text: string, number: boolean}[], rows: string[][]}[]}} Answer */

/** @param {Answer} found */
function show(found) {
  const charts = found.charts.map(() => el("div", { class: "chart" }));
  $("answer").replaceChildren(...told(found, charts));
  found.charts.forEach((spec, j) => drawServed(charts[j], spec));
}

/** @param {Answer} found @param {HTMLElement[]} charts places for its charts @returns {HTMLElement[]} */
function told(found, charts = []) {
  const side = (j, one) => (one.heads[j].number ? "n" : "");
  return [
    el("h3", {}, found.title),
    ...charts,
    ...found.tables.map((one) =>
      el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": one.title },
        el("table", {}, el("caption", {}, one.title),
          el("thead", {}, el("tr", {}, ...one.heads.map((h, j) => el(h.text ? "th" : "td", h.text ? { scope: "col", class: side(j, one) } : {}, h.text)))),
          el("tbody", {}, ...one.rows.map((row) => el("tr", {}, ...row.map((cell, j) => el(j ? "td" : "th", j ? { class: side(j, one) } : { scope: "row" }, cell.trim())))))))),
    ...found.words.map((line) => el("p", { class: "small" }, line)),
  ];
}
