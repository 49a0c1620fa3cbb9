// What the position on the page costs US households: all of them, and each tenth by income.
import { $, el, fitting, pct, perCents, signed } from "./common.js";
import { bench } from "./bench.js";
import { number, term } from "./provenance.js";
import { ends } from "./ranges.js";
import { OPEN, awaited, ranges } from "./results.js";

export function households() {
  const found = bench.result.households, reach = ranges()?.households;
  $("at-home").hidden = !found;
  if (!found) return;
  const digits = fitting([found.usd, ...found.tenths.map((one) => one.usd)], 0), dollars = (v) => signed(v, digits);
  const share = perCents(found.tenths.flatMap((one) => [one.of_spending, one.of_income]));
  const span = (place) => (reach ? ends(...reach[place], digits) : awaited() ? OPEN : "");
  const spanned = span(0) ? ` (${span(0)} in 90 of 100 draws of the model)` : "";
  $("households").replaceChildren(
    el("p", {}, "What prices cost a household, wages unchanged: ", number(dollars(found.usd), "households"), ` dollars a year${spanned}. The change of tariff revenue, if handed back in equal parts: ${dollars(found.revenue)} dollars.`),
    el("details", {}, el("summary", {}, "By income, lowest to highest tenth"), el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Cost by tenth of households" }, table(found, dollars, share, reach || awaited() ? span : null))));
}

/** @param {any} found @param {(v: number) => string} dollars @param {number} share digits of per cents @param {((place: number) => string) | null} span */
function table(found, dollars, share, span) {
  const heads = [term("tenth of households", "Tenth of households"), "dollars a year", ...(span ? ["its range"] : []), "of its spending", "of its income"];
  const last = found.tenths.length - 1, name = (d) => (d ? (d === last ? "highest" : `${d + 1}`) : "lowest");
  const cells = (d, one) => [dollars(one.usd), ...(span ? [span(1 + d)] : []), pct(one.of_spending, share), pct(one.of_income, share)];
  const rows = found.tenths.map((one, d) => el("tr", {}, el("th", { scope: "row" }, name(d)), ...cells(d, one).map((text) => el("td", { class: "n" }, text))));
  return el("table", {}, el("caption", {}, `Dollars of ${found.year}; less than nothing is saved`), el("thead", {}, el("tr", {}, ...heads.map((head, j) => el("th", { class: j ? "n" : "", scope: "col" }, head)))), el("tbody", {}, ...rows));
}
