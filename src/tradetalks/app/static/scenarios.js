// Positions kept under a name on the server's disk.
import { $, ask, el } from "./common.js";
import { bench, blank, change } from "./bench.js";

/** @type {{name: string, state: any, saved: string}[]} */
let kept = [];
const place = () => `/api/tables/${bench.key}/scenarios`;

/** @param {(text: string) => void} fault */
export async function scenarios(fault) {
  const again = () => scenarios(fault);
  const tried = (act) => async () => {
    try {
      await act();
      await again();
    } catch (error) {
      fault(error.message);
    }
  };
  try {
    kept = await (await ask(place())).json();
  } catch (error) {
    return fault(error.message);
  }
  const name = el("input", { type: "text", id: "scenario-name", maxlength: 60, placeholder: "a name for this position", "aria-label": "Name of this position" });
  const save = el("button", { type: "submit" }, "Keep");
  const form = el("form", { onsubmit: (event) => { event.preventDefault(); if (name.value.trim()) tried(() => ask(place(), { name: name.value, state: bench.state }))(); } }, name, save);
  const day = (text) => new Date(text).toLocaleDateString(navigator.language, { day: "numeric", month: "short", year: "numeric" });
  const rows = kept.map((one) =>
    el("li", {},
      el("button", { type: "button", class: "tip", "data-scenario": one.name, onclick: () => change({ ...blank(), ...one.state }) }, one.name),
      el("span", { class: "soft small" }, ` ${day(one.saved)} `),
      el("button", { type: "button", class: "tip small", "aria-label": `Drop ${one.name}`, onclick: tried(() => ask(`${place()}/drop`, { name: one.name })) }, "drop")));
  $("scenarios").replaceChildren(form, rows.length ? el("ul", {}, ...rows) : el("p", { class: "soft small" }, "None kept yet. They stay on this machine's disk."));
}
