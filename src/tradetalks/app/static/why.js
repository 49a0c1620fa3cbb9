// Why this package, how sure, what keeps it: asked of the server when somebody wants to know.
import { $, ask, el } from "./common.js";
import { bench } from "./bench.js";

/** @type {Map<string, any>} */
const known = new Map();
let shownOf = "", asked = 0;

export function build() {
  shownOf = "";
  $("questions").replaceChildren(...Object.entries(bench.table.questions).map(([part, title]) => el("button", { type: "button", "data-question": part, "aria-pressed": "false", onclick: () => answer(part) }, title)));
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
      const job = (await (await ask(`/api/tables/${bench.key}/why/${part}`, bench.state)).json()).job;
      const found = await followed(job, own);
      if (!found) return;
      known.set(name, found);
    }
    if (own === asked) show(known.get(name));
  } catch (error) {
    if (own === asked) $("answer").replaceChildren(el("p", { class: "fault", role: "alert" }, error.message));
  }
}

/** The result of a job, told how far it is meanwhile; null where somebody asked for something else. */
async function followed(job, own) {
  const begin = performance.now();
  const text = el("p", { class: "soft small" }, "Working it out…");
  const bar = el("progress", { max: 1, "aria-label": "how far it is" });
  const stop = el("button", { type: "button", onclick: () => { asked += 1; $("answer").replaceChildren(); } }, "Cancel");
  $("answer").replaceChildren(text, bar, stop);
  for (;;) {
    const told = await (await ask(`/api/jobs/${job}`)).json();
    if (own !== asked) {
      ask(`/api/jobs/${job}`, undefined, "DELETE").catch(() => {});
      return null;
    }
    if (told.state === "done") return told.result;
    if (told.state !== "running") throw new Error(told.error || "Cancelled.");
    if (told.total) {
      bar.value = told.done / told.total;
      text.textContent = `${told.title}: ${told.done} of ${told.total} pieces solved, ${Math.round((performance.now() - begin) / 1000)} s so far`;
    }
    await new Promise((done) => setTimeout(done, 250));
  }
}

/** @param {{title: string, words: string[], tables: {title: string, heads: {text: string, number: boolean}[], rows: string[][]}[]}} found */
function show(found) {
  const side = (j, one) => (one.heads[j].number ? "n" : "");
  $("answer").replaceChildren(
    el("h3", {}, found.title),
    ...found.tables.map((one) =>
      el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": one.title },
        el("table", {}, el("caption", {}, one.title),
          el("thead", {}, el("tr", {}, ...one.heads.map((h, j) => el(h.text ? "th" : "td", h.text ? { scope: "col", class: side(j, one) } : {}, h.text)))),
          el("tbody", {}, ...one.rows.map((row) => el("tr", {}, ...row.map((cell, j) => el(j ? "td" : "th", j ? { class: side(j, one) } : { scope: "row" }, cell.trim())))))))),
    ...found.words.map((line) => el("p", { class: "small" }, line)),
  );
}
