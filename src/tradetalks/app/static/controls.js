// The left column: options, rates, worth, red lines, probabilities of no deal, weights.
import { $, el, share } from "./common.js";
import { bench, change, drag } from "./bench.js";
import { optionsOf, ownNow, ownPart } from "./own.js";
import { explain } from "./provenance.js";

/**
 * A range and a number field with its unit, for the same value.
 * @param {{id: string, label: string, low: number, high: number, step: number, unit: string, scale: number, most: [number, number], digits?: number,
 *   still?: boolean, why?: string, next: (value: number) => import("./bench.js").State}} s ``still``: nothing is solved while it is dragged; ``scale``: what is shown over what is kept; ``most``: ends of the field; ``digits``: of what it shows; ``why`` it takes no more
 */
function slider({ id, label, low, high, step, unit, scale, most, digits = 3, still = false, why = "", next }) {
  const said = el("output", { for: id });
  const ends = most.map((end) => Number((end * scale).toFixed(1)));
  const outside = (v) => v < most[0] - 0.0005 || v > most[1] + 0.0005; // ends are told to a tenth
  const input = el("input", { type: "range", id, min: low, max: high, step, oninput: () => (still ? set(id, Number(input.value)) : drag(next(Number(input.value)))), onchange: () => change(next(Number(input.value))) });
  const field = el("input", {
    type: "number", id: `${id}-number`, "aria-label": `${label}, ${unit}`, step: "any", min: ends[0], max: ends[1], title: `${ends[0]} to ${ends[1]} ${unit}${why && `: ${why}`}`,
    onchange: () => {
      const asked = field.valueAsNumber, v = asked / scale;
      if (!Number.isFinite(v)) set(id, Number(input.value), `no number was given: it stays as it was; expected ${ends[0]} to ${ends[1]}`);
      else if (outside(v)) set(id, Number(input.value), `${asked} ${unit} was not taken: expected ${ends[0]} to ${ends[1]}${why && `, for ${why}`}`);
      else change(next(Math.min(most[1], Math.max(most[0], v))));
    },
  });
  Object.assign(input.dataset, { scale, digits });
  return el("div", { class: "slider" }, el("label", { for: id }, label), el("span", { class: "figure" }, field, ` ${unit} `, said), input);
}

/** @param {string} id @param {number} value @param {string} [said] */
function set(id, value, said = "") {
  const input = /** @type {HTMLInputElement} */ (document.getElementById(id));
  const field = /** @type {HTMLInputElement} */ (document.getElementById(`${id}-number`));
  if (value > Number(input.max)) input.max = String(value); // set in the field or the address
  if (value < Number(input.min)) input.min = String(value);
  input.value = String(value);
  const shown = String(Number((value * Number(input.dataset.scale)).toFixed(Number(input.dataset.digits))));
  if (document.activeElement !== field || field.valueAsNumber !== Number(shown)) field.value = shown;
  input.parentElement.querySelector("output").textContent = said;
  input.setAttribute("aria-valuetext", `${shown} ${said}`.trim());
}

export function build() {
  const { table } = bench;
  $("items").replaceChildren(...table.items.map(agendaItem));
  $("chances").replaceChildren(...table.no_deal.map((branch) => slider({
    id: `chance-${branch.name}`, label: `${branch.title} (basis: ${branch.basis})`, low: 0, high: 1, step: 0.01, unit: "%", scale: 100, most: [0, 1], digits: 1,
    next: (v) => ({ ...bench.state, probabilities: chancesWith(branch.name, v) }),
  })));
  $("weights").replaceChildren(...Object.entries(table.parties).map(([code, party]) => slider({
    id: `weight-${code}`, label: `${party.name}: what counts beyond the model`, low: 0, high: 2, step: 0.05, unit: "times the dossier's", scale: 1, most: [0, 5],
    next: (v) => ({ ...bench.state, weights: { ...bench.state.weights, [code]: v } }),
  })));
  $("lines").replaceChildren(...table.red_lines.map((line, j) =>
    el("label", { class: "line" }, el("input", { type: "checkbox", id: `line-${j}`, onchange: (event) => change({ ...bench.state, lifted: event.target.checked ? bench.state.lifted.filter((k) => k !== j) : [...bench.state.lifted, j].sort((a, b) => a - b) }) }),
      el("span", {}, `${line.party} will not sign “${line.item}: ${line.never.join(", ")}”`, el("span", { class: "soft small" }, ` ${line.because}`)))));
  $("red-lines").hidden = !table.red_lines.length;
}

// ---------------------------------------------------------------- chances of no deal
/** Probability of each no-deal branch in a position; they add up to one. @param {import("./bench.js").State} state @returns {Record<string, number>} */
function chances(state) {
  const given = bench.table.no_deal.map((b) => [b.name, state.probabilities[b.name] ?? b.probability]);
  const sum = given.reduce((total, [, v]) => total + v, 0);
  return Object.fromEntries(given.map(([name, v]) => [name, sum > 0 ? v / sum : 0]));
}

/** The same with one of them moved: the others share the rest as before it began to move. @param {string} name @param {number} value */
function chancesWith(name, value) {
  const before = chances(bench.before || bench.state), rest = bench.table.no_deal.filter((b) => b.name !== name);
  const parts = [(b) => before[b.name], (b) => b.probability, () => 1].map((part) => rest.map(part));
  const part = parts.find((one) => one.some((v) => v > 0)) || [], sum = part.reduce((total, v) => total + v, 0);
  const rounded = (v) => Math.round(v * 1e6) / 1e6;
  return Object.fromEntries([[name, rest.length ? value : 1], ...rest.map((b, j) => [b.name, rounded(((1 - value) * part[j]) / sum)])]);
}

// ---------------------------------------------------------------- items
function agendaItem(item) {
  const { table } = bench;
  const rows = item.options.map((option) => el("label", {}, el("input", { type: "radio", name: item.id, value: option.id, onchange: () => change({ ...bench.state, package: { ...bench.state.package, [item.id]: option.id } }) }), el("span", {}, option.title, basis(option))));
  const who = (p) => table.parties[p.party]?.name || p.party;
  const asks = item.positions.map((p) => `${who(p)} ${[p.asks && `asks ${p.asks}`, p.offers && `offers ${p.offers}`].filter(Boolean).join("; ")}`);
  const why = [item.stakes, item.modelling, ...asks].some(Boolean) ? el("button", { type: "button", class: "tip small", "aria-label": `About ${item.title}`, onclick: () => explain(item.title, { stakes: item.stakes, "how it is modelled": item.modelling, "who asks what": asks.join(". ") }) }, "about") : "";
  const worth = el("details", { class: "worth", ontoggle: () => { if (worth.open) fill(worth, item); } }, el("summary", { "aria-label": `Worth of ${item.title} beyond the model` }, "worth beyond the model"));
  return el("fieldset", { id: `item-${item.id}`, "data-words": `${item.title} ${item.options.map((o) => o.title).join(" ")}`.toLowerCase() }, el("legend", {}, item.title), ...rows, el("div", { class: "sliders" }), ownPart(item), why, worth);
}

function basis(option) {
  const bases = [...new Set(Object.values(option.worth).map((w) => w.basis))];
  return bases.length ? el("span", { class: "soft small" }, ` (${bases.join(", ")})`) : null;
}

// ---------------------------------------------------------------- worth by option and party
const ENDS = ["low", "mid", "high"];

function fill(node, item) {
  const { table } = bench;
  const head = el("tr", {}, ...["option, party", "lowest", "middle", "highest"].map((t) => el("th", { scope: "col" }, t)));
  const rows = optionsOf(item).flatMap((option) => Object.entries(table.parties).map(([code, party]) => {
    const key = `${item.id}.${option.id}.${code}`;
    const fields = ENDS.map((end) => el("input", { type: "number", step: "any", "data-worth": `${key}.${end}`, "aria-label": `${option.title}, ${party.name}: ${end}` }));
    const send = () => {
      const values = fields.map((f) => f.valueAsNumber);
      const fine = values.every(Number.isFinite) && values[0] <= values[1] && values[1] <= values[2];
      fields.forEach((f) => f.setCustomValidity(fine ? "" : "expected lowest, middle and highest in this order"));
      if (fine) change({ ...bench.state, worth: { ...bench.state.worth, [key]: /** @type {[number, number, number]} */ (values) } });
      else fields.find((f) => f === document.activeElement)?.reportValidity();
    };
    fields.forEach((f) => f.addEventListener("change", send));
    return el("tr", {}, el("th", { scope: "row" }, `${option.title}, ${party.name}`), ...fields.map((f) => el("td", {}, f)));
  }));
  const back = el("button", { type: "button", class: "tip small", onclick: () => change({ ...bench.state, worth: Object.fromEntries(Object.entries(bench.state.worth).filter(([k]) => !k.startsWith(`${item.id}.`))) }) }, "back to the dossier's");
  node.replaceChildren(node.firstElementChild, el("table", {}, el("caption", {}, table.stated_unit.axis), el("thead", {}, head), el("tbody", {}, ...rows)), back);
  node.dataset.of = ownIds(item);
  worthNow(node, item);
}

const ownIds = (item) => bench.state.own.filter((one) => one.item === item.id).map((one) => one.id).join(" ");

function worthNow(node, item) {
  for (const field of node.querySelectorAll("[data-worth]")) {
    const [, option, party, end] = field.dataset.worth.split(".");
    const given = bench.state.worth[`${item.id}.${option}.${party}`];
    const listed = optionsOf(item).find((o) => o.id === option).worth[party];
    field.value = String(given ? given[ENDS.indexOf(end)] : listed ? listed[end] : 0);
  }
}

// ---------------------------------------------------------------- as they stand
export function controls() {
  const { table, state } = bench;
  const package_ = { ...Object.fromEntries(table.items.map((i) => [i.id, i.status_quo])), ...state.package };
  for (const item of table.items) {
    const box = $(`item-${item.id}`), chosen = package_[item.id];
    box.classList.toggle("changed", chosen !== item.status_quo);
    ownNow(item, box, chosen);
    for (const input of box.querySelectorAll("input[type=radio]")) input.checked = input.value === chosen;
    const { sliders = [], no_slider: none = "" } = optionsOf(item).find((o) => o.id === chosen) || {};
    const rates = box.querySelector(".sliders");
    if (rates.dataset.option !== chosen) {
      rates.dataset.option = chosen;
      rates.replaceChildren(...sliders.map((s) => slider({
        id: `rate-${s.key}`, label: s.label, low: s.low, high: s.high, step: 0.005, unit: s.unit, scale: 100, most: s.most,
        still: Boolean(s.to), why: s.why, next: (v) => s.to && v === s.points ? bench.state : ({ ...bench.state, package: s.to ? { ...bench.state.package, [item.id]: s.to } : bench.state.package, rates: { ...bench.state.rates, [s.key]: v } }),
      })), ...(none ? [el("p", { class: "soft small" }, none)] : []));
    }
    for (const s of sliders) {
      const at = s.to ? s.points : state.rates[s.key] ?? s.points;
      set(`rate-${s.key}`, at, at === s.points ? "" : `set by you; the dossier has ${Math.round(s.points * 1000) / 10}${subsidy(s, at)}`);
    }
    const worth = box.querySelector(".worth");
    worth.classList.toggle("set", Object.keys(state.worth).some((k) => k.startsWith(`${item.id}.`)));
    if (worth.open && worth.dataset.of !== ownIds(item)) fill(worth, item);
    else if (worth.open) worthNow(worth, item);
  }
  const now = chances(state);
  for (const b of table.no_deal) set(`chance-${b.name}`, now[b.name], Math.abs(now[b.name] - b.probability) < 0.0005 ? "" : `set by you; the dossier has ${share(b.probability)}`);
  for (const code of Object.keys(table.parties)) set(`weight-${code}`, state.weights[code] ?? 1);
  table.red_lines.forEach((_, j) => { $(`line-${j}`).checked = !state.lifted.includes(j); });
  $("undo").disabled = !bench.past.length;
  $("redo").disabled = !bench.future.length;
  filtered();
}

/** What points below zero do, of duties. @param {any} s @param {number} at */
const subsidy = (s, at) => (s.duty && at < 0 ? `. Points below zero: imports on which less than ${Math.round(-at * 1000) / 10}% is charged today are subsidised` : "");

// Items whose words hold what was typed; of them those that were changed, where only these are wanted.
export function filtered() {
  const typed = $("filter").value.trim().toLowerCase(), only = $("only-changed").checked;
  for (const item of bench.table.items) {
    const box = $(`item-${item.id}`);
    box.hidden = Boolean((typed && !box.dataset.words.includes(typed)) || (only && !box.classList.contains("changed")));
  }
}
