// The right column and the words: what the position on the page does.
import { $, bn, changeDigits, digitsBeside, digitsOf, el, figure, grouped, head as unitHead, level, pct, perCents, share, TOLD, unit } from "./common.js";
import { bench } from "./bench.js";
import { meaning, number, term } from "./provenance.js";
import { coming, ends, gains, gainsComing, known, span, wanted, withoutComing, withoutDeal } from "./ranges.js";

/** Ranges of the position on the page, where they are known. */
export const ranges = () => known(bench.key, bench.state);
/** Are they on their way? What they will fill is held open. */
export const awaited = () => bench.table.computed && coming(bench.key, bench.state);
export const OPEN = "…"; // where a range will stand

/** Digits of an amount: its range's too, where it has one. */
const own = (v) => (v.low === v.high ? unit.digits : digitsBeside([v.value, v.low, v.high]));
/** A range of an amount, its ends with the digits of what it is of. */
const moneySpan = (v, digits = own(v)) => `${bn(v.low, 0, digits)} to ${bn(v.high, 0, digits)}`;
/** How sure a value or a gain is: each range that is known, by what was drawn, the model's first. @param {any} v @param {any} model its ends, where drawn @param {any} all of the gain, where all assumptions were drawn */
function sure(v, model, all) {
  const of_model = model && [model.low, model.high].map((end) => end + v.value - v.economic);
  return [
    of_model ? `against today, in 90 of 100 draws of the model ${span(of_model[0], of_model[1], v.value)}` : "",
    v.low === v.high ? "no worth with a range is in it" : `by the dossier's ranges of worth, which leave the model as it is, ${moneySpan(v)} against today`,
    bench.result.ranged ? `this side would sign it in ${share(v.odds)} of draws of worth` : "",
    all ? `with all assumptions drawn, the horizon and chances of no deal too, ${span(all.low, all.high, v.gain)} against no deal, and signed in ${share(all.accepted)} of draws` : "with trade elasticities, the horizon and chances of no deal drawn too: “How sure this is”, below the chart",
  ].filter(Boolean).join("; ");
}

/** The answer in sentences. @param {any} result @param {string} [sure] how often all would sign, all assumptions drawn */
export const sentences = ({ sentences: told }, sure = "") => [[told.today, "today"], [told.no_deal, "without"], [told.verdict, told.tone], [sure, "soft"], [told.odds, "soft"]].filter(([t]) => t).map(([text, kind]) => el("span", { class: kind }, text, " "));

export function words() {
  const { table, result, deals } = bench;
  const told = result.sentences;
  const open = !told.verdict && !result.objections.length; // nothing can be computed, or who asks whom is open: no word on who would sign
  const all = table.computed && result.signable && !open ? gains(bench.key, bench.state) : null;
  $("verdict").replaceChildren(...sentences(result, all ? `With all assumptions drawn, all would sign in ${share(all.all)} of draws.` : ""));
  $("verdict").dataset.tone = told.tone;
  document.body.toggleAttribute("data-uncomputed", !!result.uncomputed);
  const codes = Object.keys(table.parties);
  $("strip").textContent = `${codes.map((c) => `${table.parties[c].name} ${bn(result.parties[c].value)}`).join(" · ")} ${table.unit.short} against today · ${open ? "open" : result.signable ? (all ? `signed in ${share(all.all)} of draws of all assumptions` : result.ranged ? `signed in ${share(result.odds)} of draws of worth alone` : "can be signed") : "not signable"}`;
  $("money").textContent = `Money: ${table.money}.`;
  $("words").textContent = deals.words;
  $("deadlines").hidden = !result.deadlines.length;
  $("deadlines-list").replaceChildren(...result.deadlines.map((line) => el("li", {}, line)));
  $("approximate").textContent = [...(result.worth_notes ?? []), result.over_time, deals.approximate, deals.summed ? "Packages new on the frontier are being solved whole…" : ""].filter(Boolean).join(" ");
  document.body.dataset.counts = deals.of_listed ? "listed" : "all";
  $("of-listed-words").textContent = deals.of_listed || "";
  $("of-listed").hidden = !deals.of_listed;
  $("certificate").textContent = result.uncomputed ? "" : table.computed ? `Certificate: ${result.certificate.words}. Solved in ${figure(result.milliseconds, 0)} ms.` : `No measure is stated: all figures are sums of the worth that the dossier states.`;
}

export function parties() {
  const { table, result } = bench;
  const spans = ranges()?.regions;
  const drawn = (code) => spans?.[table.parties[code].region];
  const drawing = awaited(), expecting = table.computed && withoutComing(bench.key, bench.state);
  const of_draws = (ends_, what) => ` (${ends_} in 90 of 100 draws of ${what})`;
  const reach = (code, of) => (drawn(code) ? of_draws(span(drawn(code).low, drawn(code).high, of), "the model") : drawing ? of_draws(`${OPEN} to ${OPEN}`, "the model") : "");
  const spared = drawing ? "; the model’s is being worked out" : `; the model’s own is not drawn${wanted() ? "" : ": tick “with ranges”"}`;
  const without = (code) => withoutDeal(bench.key, bench.state)?.[code];
  const told = (code) => sure(result.parties[code], drawn(code), sureOf?.[code]);
  const sureOf = table.computed && gains(bench.key, bench.state)?.parties, surely = table.computed && gainsComing(bench.key, bench.state);
  const gained = (code, of) => (sureOf ? of_draws(span(sureOf[code].low, sureOf[code].high, of), "all assumptions") : surely ? of_draws(`${OPEN} to ${OPEN}`, "all assumptions") : "");
  const signed = (code) => (sureOf ? `, in ${share(sureOf[code].accepted)} of draws of all assumptions` : surely ? `, in ${OPEN} of draws of all assumptions` : "");
  const of = (code) => (table.computed ? result.regions.find((r) => r.code === table.parties[code].region) : undefined);
  $("parties").replaceChildren(...Object.keys(table.parties).map((code) => {
    const v = result.parties[code], row = of(code), digits = row ? perCents(["percent", "efficiency", "terms_of_trade", "deficit", "real_gdp"].map((key) => row[key])) : 2;
    return el("div", { class: "party", "data-party": code }, el("h3", {}, table.parties[code].name),
      el("div", { class: `big ${v.tone}` }, number(bn(v.value, 0, own(v)), "value", told(code)), ` ${table.unit.short}`),
      el("div", { class: "small" }, "against today; ", v.low === v.high ? "no worth with a range is in it" : `range ${moneySpan(v)}${table.computed ? " by worth alone" : ""}`, row ? (drawn(code) ? "; the model’s range stands with its part, below" : spared) : ""),
      band(v),
      el("div", { class: "small" }, "without a deal ", number(bn(v.no_deal, 0, without(code) ? digitsBeside([v.no_deal, ...without(code)]) : unit.digits), "no_deal"), without(code) ? of_draws(span(...without(code), v.no_deal), "all assumptions") : expecting ? of_draws(`${OPEN} to ${OPEN}`, "all assumptions") : "", ", so this is ", number(bn(v.gain, 0, sureOf ? digitsBeside([v.gain, sureOf[code].low, sureOf[code].high]) : unit.digits), "gain", told(code)), gained(code, v.gain), " against ", term("no deal", "No deal")),
      row && el("div", { class: "small" }, term("real income", "Real income, welfare"), ` ${pct(row.percent, digits)} = `, term("efficiency", "Efficiency"), ` ${pct(row.efficiency, digits)} + `, term("terms of trade", "Terms of trade"), ` ${pct(row.terms_of_trade, digits)} + `, term("deficit", "Deficit's part"), ` ${pct(row.deficit, digits)}; `, term("real GDP", "Real GDP"), " ", number(pct(row.real_gdp, digits), "real_gdp")),
      el("div", { class: "small" }, ...(table.computed ? ["model ", number(bn(v.economic, 0, drawn(code) ? digitsBeside([drawn(code).low, drawn(code).high, v.economic]) : unit.digits), "economic"), row && reach(code, v.economic), " + ", term("beyond the model", "Worth"), " ", number(bn(v.political), "political")] : [term("worth", "Worth"), " by the dossier ", number(bn(v.political), "political")]), result.objections.length || !(result.ranged || signed(code)) ? "" : el("span", {}, "; would sign in ", ...(result.ranged ? [number(share(v.odds), "odds"), " of ", term("draws of worth", "Draws of worth"), signed(code)] : [signed(code).slice(", in ".length)]))));
  }));
}

// The value's range, with marks at its middle and at no deal, on a scale that all sides share.
function band(v) {
  const all = Object.values(bench.result.parties).flatMap((one) => [one.low, one.high, one.no_deal, one.value]);
  const low = Math.min(0, ...all), high = Math.max(1 / unit.factor, ...all);
  const at = (x) => `${((100 * (x - low)) / (high - low)).toFixed(2)}%`;
  const width = `${((100 * (v.high - v.low)) / (high - low)).toFixed(2)}%`;
  return el("div", { class: "band", "aria-hidden": "true" }, el("i", { style: `left:${at(v.low)};width:${width}` }), el("b", { style: `left:${at(v.value)}` }), el("s", { style: `left:${at(v.no_deal)}`, title: "no deal" }), el("u", { style: `left:${at(0)}`, title: "today" }));
}

/** @param {(package_: Record<string, string>) => void} take */
export function named(take) {
  const { table, result, deals } = bench;
  const same = (point) => table.items.every((i) => point.package[i.id] === result.package[i.id]);
  const drawn = [...$("named").children].map((button) => button.dataset.named).join();
  if (drawn !== Object.keys(deals.points.named).join()) { // else a keyboard would lose its place
    const button = ([name, point]) => el("button", { type: "button", "data-named": name, title: meaning(point.title), onclick: () => take(bench.deals.points.named[name].package) }, point.title);
    $("named").replaceChildren(...Object.entries(deals.points.named).map(button));
  }
  for (const button of $("named").children) button.setAttribute("aria-pressed", String(same(deals.points.named[button.dataset.named])));
  $("none").textContent = (deals.points.none || []).join(" ");
}

// Every sector of the parties: volume and employment.
export function sectors() {
  const { table, result } = bench;
  const told = ranges(), spans = (code, r) => told?.sectors[table.parties[code].region][r.code];
  const fine = (code, r) => changeDigits([r.volume, ...spans(code, r)]); // of a sector with a range: as many as the range
  const room = told || awaited();
  const ranged = (code, r) => (room ? [el("td", { class: "n" }, told ? (spans(code, r) ? `${ends(...spans(code, r), fine(code, r))}%` : "–") : OPEN)] : []);
  const jobsCell = (code, r, digits) => {
    const two = told?.jobs[table.parties[code].region][r.code], of = two ? changeDigits([r.employment, ...two]) : digits;
    return el("td", { class: "n" }, pct(r.employment, of), room ? el("div", { class: "soft small" }, two ? `${ends(...two, of)}%` : told ? "–" : OPEN) : "");
  };
  const head = () => el("thead", {}, el("tr", {}, ...["sector", "output today, bn USD", "volume", ...(room ? ["its range"] : []), `jobs${room ? "; below: range" : ""}`].map((t, j) => el("th", { class: j ? "n" : "", scope: "col" }, t))));
  $("all-sectors").replaceChildren(...Object.entries(result.sectors).map(([code, rows]) => el("table", {}, el("caption", {}, table.parties[code].name), head(), el("tbody", {}, ...rows.map((r, _, all, digits = perCents(all.flatMap((one) => [one.volume, one.employment]))) => el("tr", {}, el("th", { scope: "row" }, r.name), el("td", { class: "n" }, grouped(r.before)), el("td", { class: "n" }, pct(r.volume, spans(code, r) ? fine(code, r) : digits)), ...ranged(code, r), jobsCell(code, r, digits)))))), el("p", { class: "soft small" }, result.jobs_note));
}

// Every region, the parties first: real income and what it is made of, real GDP, prices, who pays changed duties.
const COLUMNS = [["real income", "percent"], ["= efficiency", "efficiency"], ["+ terms of trade", "terms_of_trade"], ["+ deficit", "deficit"], ["real GDP", "real_gdp"], ["prices of final use", "consumer_prices"], ["import prices with duty", "import_prices"]];/** Digits of per cents by region, alike in table and map: parts add up as printed. @param {any[]} regions */
export const percentDigits = (regions) => perCents(regions.flatMap((r) => COLUMNS.map(([, key]) => r[key])));

export function regions() {
  const { table, result } = bench;
  const own = Object.values(table.parties).map((p) => p.region);
  const place = (r) => (own.includes(r.code) ? own.indexOf(r.code) : own.length);
  const paid = (r) => (r.paid_by_importers === null ? "–" : `${figure(r.paid_by_importers, 0)}%`);
  const spans = ranges()?.regions, room = spans || awaited();
  $("ranges-words").textContent = ranges()?.words || "";
  const ranged = (r) => (room ? [el("td", { class: "n" }, spans ? span(spans[r.code].low, spans[r.code].high, r.billions) : OPEN)] : []);
  const head = el("thead", {}, el("tr", {}, ...["region", unitHead(), ...(room ? ["its range"] : []), ...COLUMNS.map(([t]) => t), "duties paid by importers"].map((t, j) => el("th", { class: j ? "n" : "", scope: "col" }, t))));
  const money = digitsOf(result.regions.map((r) => r.billions)), digits = percentDigits(result.regions);
  const percentCell = (r, key) => { // its range below it, where one is drawn
    const two = spans?.[r.code][key], fine = two ? changeDigits([r[key], ...two]) : digits;
    return el("td", { class: "n" }, pct(r[key], fine), room && key !== "import_prices" ? el("div", { class: "soft small" }, two ? `${ends(...two, fine)}%` : OPEN) : "");
  };
  const rows = [...result.regions].sort((a, b) => place(a) - place(b));
  const body = rows.map((r) => el("tr", {}, el("th", { scope: "row" }, r.name), el("td", { class: "n" }, number(bn(r.billions, TOLD, spans ? digitsBeside([spans[r.code].low, spans[r.code].high, r.billions]) : money), "regions")), ...ranged(r), ...COLUMNS.map(([, key]) => percentCell(r, key)), el("td", { class: "n" }, paid(r))));
  $("all-regions").replaceChildren(el("table", {}, el("caption", {}, `Per cent against today, by the model${room ? "; below each its range; prices of imports and who pays duties are not drawn" : ""}`), head, el("tbody", {}, ...body)), el("p", { class: "soft small" }, result.income_note));
}

export function flows() {
  const { table, result } = bench;
  const name = (code) => table.parties[code].name;
  const told = ranges()?.regions, room = awaited(), reach = (code, of) => told?.[table.parties[code].region]?.[of];
  /** @type {[any, string, number, number, number[] | undefined][]} */
  const rows = result.flows.map((f) => [`goods, ${name(f.from)} to ${name(f.to)}`, "flows", f.before, f.after, ranges()?.sales[table.parties[f.from].region][table.parties[f.to].region]]);
  const codes = Object.keys(result.revenue);
  for (const code of codes) rows.push([`tariff revenue, ${name(code)}`, "revenue", result.revenue[code].before, result.revenue[code].after, reach(code, "revenue")]);
  for (const [code, paid] of Object.entries(result.purchases)) rows.push([el("span", { title: meaning("Cost of promised purchases") }, `cost of promised purchases, ${name(code)}`), "purchases", paid.before, paid.after, reach(code, "purchases")]);
  const line = (label, before, after, moved, reached) => el("tr", {}, el("th", { scope: "row" }, label), ...[[before], [after], [moved, reached ? el("div", { class: "soft small" }, reached) : ""]].map((parts) => el("td", { class: "n" }, ...parts)));
  const head = el("thead", {}, el("tr", {}, el("td", {}), ...["today", "now", "change"].map((t) => el("th", { class: "n", scope: "col" }, t))));
  const caption = el("caption", {}, `Today and now: bn USD a year, at today's prices; goods: value before duty. Change: ${unitHead()}${told || room ? ", below it its range" : ""}`);
  const body = rows.map(([label, kind, before, after, ends]) => line(label, level(before), number(level(after), kind), bn(after - before, TOLD, ends ? digitsBeside([after - before, ...ends]) : unit.digits), ends ? span(ends[0], ends[1], after - before) : room ? OPEN : ""));
  for (const code of codes) {
    const here = result.prices[code], ends_ = reach(code, "prices"), digits = ends_ ? changeDigits([here, ...ends_]) : perCents([here]);
    body.push(line(`prices of final use at unchanged wages, ${name(code)}`, "", number(pct(here, digits), "prices"), "", ends_ ? `${ends(ends_[0], ends_[1], digits)}%` : room ? OPEN : ""));
  }
  $("flows").replaceChildren(el("table", {}, caption, head, el("tbody", {}, ...body)), ...result.idle.map((line) => el("p", { class: "idle small" }, line)));
}
