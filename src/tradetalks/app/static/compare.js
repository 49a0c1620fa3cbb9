// Packages beside each other: any number of them, each by its name, against the one on the page.
import { $, TOLD, ask, bn, digitsOf, el, ranged, share, unit } from "./common.js";
import { bench, change, toAddress } from "./bench.js";

const MOST = 6;

/** Put the package on the page beside what is compared. @param {string} name @param {() => void} done */
export async function add(name, done) {
  const { state, result } = bench;
  if (!result || bench.compared.length >= MOST) return;
  const taken = new Set(bench.compared.map((one) => one.name));
  const known = Object.values(bench.deals.points.named).find((p) => bench.table.items.every((i) => p.package[i.id] === result.package[i.id]));
  let own = name || (known && !Object.keys(state.rates).length ? known.title : `package ${bench.compared.length + 1}`);
  for (let k = 2; taken.has(own); k += 1) own = `${own.replace(/ \(\d+\)$/, "")} (${k})`;
  bench.compared = [...bench.compared, { name: own, package: { ...result.package }, rates: { ...state.rates }, result: structuredClone(result) }];
  toAddress("replace");
  done();
}

/** Value what is compared under what is set on the page. @param {import("./bench.js").State} asked */
export async function refresh(asked) {
  await Promise.all(bench.compared.map(async (one) => {
    one.result = await (await ask(`/api/tables/${bench.key}/evaluate`, { ...asked, package: one.package, rates: one.rates })).json();
  }));
}

/** @param {() => void} done */
export function comparison(done) {
  const { table, result, compared } = bench;
  $("compare").hidden = !compared.length;
  if (!compared.length) return;
  const all = [...compared.map((one) => one.result), result];
  const rows = table.items.filter((i) => all.some((one) => one.titles[i.id] !== result.titles[i.id])).map((i) => [i.title, ...all.map((one) => one.titles[i.id])]);
  for (const [code, party] of Object.entries(table.parties)) {
    rows.push([`${party.name} against today${table.computed ? " (in brackets: worth's range alone)" : ""}`, ...all.map((one) => ranged(one.parties[code].value, one.parties[code].low, one.parties[code].high))]);
    if (all.some((one) => one.ranged || one.objections.length)) rows.push([`${party.name} would sign, of draws of worth`, ...all.map((one) => (one.objections.length ? "barred" : one.ranged ? share(one.parties[code].odds) : "–"))]);
    rows.push([`gain of ${party.name} over no deal`, ...all.map((one) => bn(one.parties[code].gain))]);
  }
  const find = (one, code) => one.regions.find((r) => r.code === code).billions;
  const spread = (r) => Math.max(...all.map((one) => find(one, r.code))) - Math.min(...all.map((one) => find(one, r.code)));
  const others = result.regions.filter((r) => spread(r) >= 1 / (unit.factor * 10 ** unit.digits)).sort((a, b) => spread(b) - spread(a)).slice(0, 8);
  for (const r of others) rows.push([`model: ${r.name}`, ...all.map((one) => bn(find(one, r.code), TOLD, digitsOf(all.map((each) => find(each, r.code)))))]);
  const drop = (name) => () => { bench.compared = compared.filter((one) => one.name !== name); toAddress("replace"); done(); (bench.compared.length ? $("compare-table") : $("pin")).focus(); };
  const go = (one) => () => change({ ...bench.state, package: { ...one.package }, rates: { ...one.rates } });
  const heads = compared.map((one) => el("th", { scope: "col" }, el("button", { type: "button", class: "tip", title: "Put it on the page", onclick: go(one) }, el("bdi", {}, one.name)), el("button", { type: "button", class: "tip", "aria-label": `Compare no longer with ${one.name}`, onclick: drop(one.name) }, "×")));
  const head = el("thead", {}, el("tr", {}, el("th", { scope: "col" }, `what differs (${table.unit.axis})`), ...heads, el("th", { scope: "col" }, "this package")));
  $("compare-table").replaceChildren(el("table", {}, head, el("tbody", {}, ...rows.map((r) => el("tr", {}, el("th", { scope: "row" }, r[0]), ...r.slice(1).map((t) => el("td", {}, t)))))));
}
