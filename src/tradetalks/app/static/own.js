// Options of the reader's own: one of an item's with other rates or amounts, under a name.
import { el } from "./common.js";
import { bench, change, drag } from "./bench.js";

/** @typedef {{item: string, id: string, title: string, like: string, numbers: Record<string, number>}} Own */

/** An item's options, the reader's own last, each as the server describes a listed one. @param {any} item */
export function optionsOf(item) {
  const added = bench.state.own.filter((one) => one.item === item.id);
  return [...item.options, ...added.map((one) => ({ ...item.options.find((o) => o.id === one.like), id: one.id, title: one.title, sliders: [], no_slider: "", own: one }))];
}

/** @param {string} id @param {(one: Own) => Own} how */
const altered = (id, item, how) => ({ ...bench.state, own: bench.state.own.map((one) => (one.item === item && one.id === id ? how(one) : one)) });

const shown = (number, value) => String(Math.round((value ?? number.value) * number.scale * 1e6) / 1e6);

/** A field for a number of a measure. @param {any} number @param {string} label @param {Record<string, any>} acts */
const field = (number, label, acts) =>
  el("label", { class: "own-number" }, el("span", { class: "soft small" }, `${number.title}, in place of that of the listed measure (${number.measure})`),
    el("span", { class: "figure" }, el("input", { type: "number", step: "any", "data-key": number.key, "aria-label": `${label}: ${number.title}, ${number.unit}`, ...acts }), ` ${number.unit}`));

/** Rows of an item's own options, and the form that adds one. @param {any} item */
export function ownPart(item) {
  return el("div", { class: "own", "data-ids": "" });
}

/** Bring the own part of an item's box to what the state holds. @param {any} item @param {HTMLElement} box @param {string} chosen */
export function ownNow(item, box, chosen) {
  const part = /** @type {HTMLElement} */ (box.querySelector(".own")), added = bench.state.own.filter((one) => one.item === item.id);
  const ids = JSON.stringify(added.map((one) => [one.id, one.title, one.like]));
  const left = part.dataset.ids !== ids && part.contains(document.activeElement);
  if (part.dataset.ids !== ids) {
    part.dataset.ids = ids;
    part.replaceChildren(...added.map((one) => row(item, one)), form(item));
  }
  for (const one of added) {
    const like = item.options.find((o) => o.id === one.like);
    const fields = /** @type {HTMLElement} */ (part.querySelector(`[data-own="${one.id}"] .own-numbers`));
    fields.hidden = chosen !== one.id;
    for (const number of like.numbers) {
      const input = /** @type {HTMLInputElement} */ (fields.querySelector(`[data-key="${number.key}"]`)), text = shown(number, one.numbers[number.key]);
      if (document.activeElement !== input || input.valueAsNumber !== Number(text)) input.value = text;
    }
  }
  const next = left && (part.querySelector("[data-own] > .own-numbers:not([hidden]) input") || part.querySelector("summary"));
  if (next) /** @type {HTMLElement} */ (next).focus(); // a keyboard keeps its place
}

/** @param {any} item @param {Own} one */
function row(item, one) {
  const like = item.options.find((o) => o.id === one.like);
  const numbers = like.numbers.map((number) => {
    const next = (input) => altered(one.id, item.id, (old) => ({ ...old, numbers: { ...old.numbers, [number.key]: input.valueAsNumber / number.scale } }));
    const act = (how) => ({ target }) => { if (Number.isFinite(target.valueAsNumber)) how(next(target)); };
    return field(number, one.title, { oninput: act(drag), onchange: act(change) });
  });
  return el("div", { "data-own": one.id },
    el("label", {}, el("input", { type: "radio", name: item.id, value: one.id, onchange: () => change({ ...bench.state, package: { ...bench.state.package, [item.id]: one.id } }) }),
      el("span", {}, el("bdi", {}, one.title), el("span", { class: "soft small" }, ` (yours, like “${like.title}”)`))),
    el("div", { class: "own-numbers" }, ...numbers, numbers.length ? null : el("span", { class: "soft small" }, "No rate or amount to set: its worth alone can differ (below)."),
      el("p", { class: "note small", "data-double": `${item.id}.${one.id}`, hidden: true }),
      el("button", { type: "button", class: "tip small", "aria-label": `Remove your option ${one.title}`, onclick: () => remove(item.id, one.id) }, "remove it")));
}

/** Say of each own option whether it is a listed one over again. @param {Record<string, string>} found */
export function doubled(found) {
  for (const node of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-double]"))) {
    const title = found[node.dataset.double];
    node.hidden = !title;
    node.textContent = title ? `The same as “${title}”, which is listed: set another number or worth, or choose that one.` : "";
  }
}

/** Without an option of the reader's own, and without what was set of it. @param {string} item @param {string} id */
function remove(item, id) {
  const { state } = bench, mine = `${item}.${id}.`;
  const kept = (values) => Object.fromEntries(Object.entries(values).filter(([key]) => !key.startsWith(mine)));
  bench.compared = bench.compared.filter((one) => one.package[item] !== id);
  change({ ...state, own: state.own.filter((one) => one.item !== item || one.id !== id), worth: kept(state.worth), rates: kept(state.rates),
    package: Object.fromEntries(Object.entries(state.package).filter(([i, o]) => i !== item || o !== id)) });
}

const MOST = 20;

function form(item) {
  const likes = item.options.filter((o) => !o.schedule);
  const name = el("input", { type: "text", maxlength: 80, required: true, dir: "auto", "aria-label": `Name of your option for ${item.title}`, placeholder: "its name" });
  const pick = el("select", { "aria-label": `Which option of ${item.title} it is like` }, ...likes.map((o) => el("option", { value: o.id }, o.title)));
  const numbers = el("div", { class: "own-numbers" });
  const fill = () => {
    const like = likes.find((o) => o.id === pick.value);
    numbers.replaceChildren(...like.numbers.map((number) => field(number, "your option", {})), like.numbers.length ? "" : el("span", { class: "soft small" }, "This option states no rate or amount; yours can differ in its worth, set below."));
    for (const number of like.numbers) /** @type {HTMLInputElement} */ (numbers.querySelector(`[data-key="${number.key}"]`)).value = shown(number, undefined);
  };
  const rich = likes.find((o) => o.numbers.length);
  if (rich) pick.value = rich.id;
  pick.addEventListener("change", fill);
  const add = (event) => {
    event.preventDefault();
    const like = likes.find((o) => o.id === pick.value), title = name.value.trim();
    if (!title || bench.state.own.length >= MOST) return;
    const taken = new Set(optionsOf(item).map((o) => o.id));
    let k = 1;
    while (taken.has(`own_${k}`)) k += 1;
    const given = like.numbers.map((number) => [number, /** @type {HTMLInputElement} */ (numbers.querySelector(`[data-key="${number.key}"]`)).valueAsNumber / number.scale]);
    const set = Object.fromEntries(given.filter(([number, v]) => Number.isFinite(v) && Math.abs(v - number.value) > 1e-12).map(([number, v]) => [number.key, v]));
    const one = { item: item.id, id: `own_${k}`, title, like: like.id, numbers: set };
    change({ ...bench.state, own: [...bench.state.own, one], package: { ...bench.state.package, [item.id]: one.id } });
  };
  fill();
  return el("details", { class: "own-form" }, el("summary", { "aria-label": `Add an option of your own to ${item.title}` }, "add an option of your own"),
    el("form", { onsubmit: add }, name, el("label", { class: "small" }, "like ", pick), numbers, el("button", { type: "submit" }, "Add and choose it")));
}
