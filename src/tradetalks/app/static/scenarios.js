// Positions kept under a name on the server's disk.
import { $, el, patient } from "./common.js";
import { bench, slug } from "./bench.js";

/** @typedef {{name: string, state: any, horizon: string, saved: string}} Kept ``horizon``: '' at the dossier's own */
/** @type {Kept[]} */
let kept = [];
const place = () => `/api/tables/${bench.key}/scenarios`;

/** @param {(text: string) => void} fault @param {(one: Kept) => void} take */
export async function scenarios(fault, take) {
  const again = () => scenarios(fault, take);
  const tried = (act) => async () => {
    try {
      await act();
      await again();
    } catch (error) {
      fault(error.message);
    }
  };
  try {
    kept = await (await patient(place())).json();
  } catch (error) {
    return fault(error.message);
  }
  const name = el("input", { type: "text", id: "scenario-name", maxlength: 60, dir: "auto", placeholder: "a name for this position", "aria-label": "Name of this position" });
  const save = el("button", { type: "submit" }, "Keep");
  const form = el("form", { onsubmit: (event) => { event.preventDefault(); if (name.value.trim()) tried(() => patient(place(), { name: name.value, state: bench.state }))(); } }, name, save);
  const day = (text) => new Date(text).toLocaleDateString(navigator.language, { day: "numeric", month: "short", year: "numeric" });
  const when = (one) => bench.table.horizons.find((h) => slug(h.name) === one.horizon)?.words;
  const rows = kept.map((one) =>
    el("li", {},
      el("button", { type: "button", class: "tip", "data-scenario": one.name, onclick: () => take(one) }, el("bdi", {}, one.name)),
      el("span", { class: "soft small" }, ` ${[when(one), day(one.saved)].filter(Boolean).join(", ")} `),
      el("button", { type: "button", class: "tip small", "aria-label": `Drop ${one.name}`, onclick: tried(() => patient(`${place()}/drop`, { name: one.name })) }, "drop")));
  const inside = $("scenarios").contains(document.activeElement); // a keyboard keeps its place
  $("scenarios").replaceChildren(form, rows.length ? el("ul", {}, ...rows) : el("p", { class: "soft small" }, "None kept yet. They stay on this machine's disk."));
  if (inside) name.focus();
}
