// A table that a click on a head sorts, a word filters, and that can be taken away as csv; cards on a phone.
import { el } from "./common.js";

const DAY = /^\d{4}-\d\d-\d\d$/;
const MOST = matchMedia("(max-width: 46rem)").matches ? 15 : 60; // rows shown at once

/**
 * @typedef {{title: string, note?: string, columns: string[], rows: any[][], shown: (value: number, column: string) => string, name: string}} Told
 * Texts, numbers, a text in pieces with addresses, or null where there is no figure; `shown` writes a number.
 */

const pieces = (v) => (Array.isArray(v) ? v.map(([text]) => text).join("") : v);
const text = (v) => String(pieces(v) ?? "");

/** @param {Told} one @returns {HTMLElement} */
export function table(one) {
  const isNumber = one.columns.map((_, j) => one.rows.some((row) => typeof row[j] === "number"));
  let by = -1, falling = true, wanted = "", all = false;
  const body = el("tbody", {}), count = el("p", { class: "soft small", role: "status" });
  const more = el("button", { type: "button", onclick: () => { all = true; fill(); } }, "Show all");
  const kept = () => one.rows.filter((row) => !wanted || row.some((v) => typeof v !== "number" && text(v).toLowerCase().includes(wanted)));
  const cell = (v, j) => (typeof v === "number" ? one.shown(v, one.columns[j]) : v === null ? "–" : Array.isArray(v) ? el("span", {}, ...v.map(([t, to]) => (to ? el("a", { href: to, rel: "noreferrer", target: "_blank" }, t) : t))) : v);
  const fill = () => {
    const found = kept(), shown = all ? found : found.slice(0, MOST);
    body.replaceChildren(...shown.map((row) => el("tr", {}, ...row.map((v, j) => el(j ? "td" : "th", { class: isNumber[j] ? "n" : DAY.test(text(v)) ? "date" : "", "data-head": one.columns[j], ...(j ? {} : { scope: "row" }) }, cell(v, j))))));
    const rows = (n) => `${n.toLocaleString(navigator.language)} ${n === 1 ? "row" : "rows"}`;
    count.textContent = found.length > shown.length ? `${rows(shown.length)} of ${found.length.toLocaleString(navigator.language)}` : rows(found.length);
    more.hidden = found.length <= shown.length;
  };
  const heads = one.columns.map((name, j) => el("th", { scope: "col", class: isNumber[j] ? "n" : "", "aria-sort": "none" }, el("button", { type: "button", class: "tip", onclick: () => sort(j) }, name)));
  const sort = (j) => {
    falling = by === j ? !falling : isNumber[j];
    by = j;
    const sign = falling ? -1 : 1;
    one.rows.sort((a, b) => Number(a[j] === null) - Number(b[j] === null) || sign * (isNumber[j] ? Number(a[j]) - Number(b[j]) : text(a[j]).localeCompare(text(b[j]))));
    heads.forEach((head, k) => head.setAttribute("aria-sort", k === j ? (falling ? "descending" : "ascending") : "none"));
    fill();
  };
  const search = el("input", { type: "search", "aria-label": `Filter: ${one.title}`, placeholder: "Filter …", oninput: (event) => { wanted = event.target.value.trim().toLowerCase(); fill(); } });
  const pick = el("select", { "aria-label": `Sort: ${one.title}`, class: "narrow", onchange: (event) => sort(Number(event.target.value)) }, ...one.columns.map((name, j) => el("option", { value: j }, `Sort by ${name}`)));
  const tools = el("p", { class: "find" }, search, " ", pick, " ", el("button", { type: "button", onclick: () => save(one, kept()) }, "Download csv"));
  fill();
  return el("section", {}, el("h2", {}, one.title), one.note ? el("p", { class: "soft small" }, one.note) : "", tools, el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": one.title }, el("table", { class: "sortable cards" }, el("thead", {}, el("tr", {}, ...heads)), body)), count, more);
}

/** What is shown, with its heads, as a file. @param {Told} one @param {any[][]} rows */
function save(one, rows) {
  const quoted = (v) => (typeof v === "number" ? String(v) : `"${text(v).replaceAll('"', '""').replace(/^([=+@-])/, "'$1")}"`);
  const lines = [one.columns.map(quoted), ...rows.map((row) => row.map(quoted))].map((line) => line.join(","));
  const url = URL.createObjectURL(new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv" }));
  el("a", { href: url, download: `${one.name}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
