// How sure figures of every country and sector are: worked out beside the answers once a position stands still.
import { $, el, patient, signed } from "./common.js";
import { CANCELLED, followed, giveUp } from "./jobs.js";

/**
 * @typedef {{low: number, high: number, percent_low: number, percent_high: number}} Span
 * @typedef {{regions: Record<string, Span>, sectors: Record<string, Record<string, [number, number]>>, households: [number, number][] | null, words: string}} Told
 */

let asked = 0;
/** The position whose ranges are worked out now, the job that does, and who is told of them. */
let going = "", job = "", then = () => {};
const STILL = 1700; // milliseconds a position must stand before its ranges are asked for
const MOST = 12; // positions whose ranges are remembered here
/** What ranges depend on: the dossier, the package, its rates, options of the reader's own. @param {string} key @param {any} state */
const of = (key, state) => JSON.stringify([key, state.package, state.rates, state.own]);
/** What no deal's range depends on: the dossier, its chances, weights, what worth is stated, options of the reader's own. @param {string} key @param {any} state */
const chances = (key, state) => JSON.stringify([key, state.probabilities, state.weights, state.worth, state.own]);
/** The last ranges that were told, by position. @type {Map<string, Told>} */
const reached = new Map();
/** The last ranges of no deal that were told, by party. @type {Map<string, Record<string, [number, number]>>} */
const without = new Map();
/** The last ranges of gains over no deal, and how often each side would sign. @type {Map<string, {parties: Record<string, {low: number, high: number, accepted: number}>, all: number}>} */
const gained = new Map();
/** Positions whose ranges cannot be had, or were given up here. @type {Set<string>} */
const none = new Set();

/** @template T @param {Map<string, T>} kept @param {string} at @param {T} told */
function keep(kept, at, told) {
  kept.set(at, told);
  for (const old of [...kept.keys()].slice(0, -MOST)) kept.delete(old);
}

/** Ranges stand beside figures unless the reader switched them off. */
export const wanted = () => localStorage.getItem("ranges") !== "no";

/** The ranges of a position, where they are known and wanted. @param {string} key @param {any} state @returns {Told | null} */
export const known = (key, state) => (wanted() && reached.get(of(key, state))) || null;

/** Are the ranges of a position wanted, and on their way? @param {string} key @param {any} state */
export const coming = (key, state) => wanted() && !reached.has(of(key, state)) && !none.has(of(key, state));

/** Ranges of what is expected without a deal, by party, where they are known and wanted. @param {string} key @param {any} state */
export const withoutDeal = (key, state) => (wanted() && without.get(chances(key, state))) || null;

/** Are the ranges of no deal wanted, and on their way? @param {string} key @param {any} state */
export const withoutComing = (key, state) => wanted() && !without.has(chances(key, state)) && !none.has(chances(key, state));

/** What ranges of gains depend on: all of it. @param {string} key @param {any} state */
const whole = (key, state) => of(key, state) + chances(key, state);
/** Ranges of gains with all assumptions drawn, and how often each side would sign, where they are known and wanted. @param {string} key @param {any} state */
export const gains = (key, state) => (wanted() && gained.get(whole(key, state))) || null;
/** Are the ranges of gains wanted, and on their way? Of rates set by hand none are drawn. @param {string} key @param {any} state */
export const gainsComing = (key, state) => wanted() && !Object.keys(state.rates).length && !gained.has(whole(key, state)) && !none.has(whole(key, state));

export { span } from "./common.js";
/** Two ends with so many digits; one figure where both print alike. @param {number} low @param {number} high @param {number} digits */
export const ends = (low, high, digits) => (signed(low, digits) === signed(high, digits) ? signed(low, digits) : `${signed(low, digits)} to ${signed(high, digits)}`);

/** A position is left: what is worked out of it is given up at once, unless all of it is of the next one too. @param {string} key @param {any} state */
export function left(key, state) {
  if (going && going !== whole(key, state)) stop();
}

function stop() {
  asked += 1;
  if (job) giveUp(job);
  going = job = "";
  $("ranges-work").replaceChildren();
}

/**
 * Work out the ranges of a position once it stands still, unless they are known; `done` when some are.
 * @param {string} key @param {any} state @param {() => void} done
 */
export async function follow(key, state, done) {
  const position = of(key, state), chosen = chances(key, state), here = whole(key, state);
  then = done;
  if (going === here) return; // painted again meanwhile: the work goes on, whoever painted last is told
  stop(); // what was asked of another position is wanted no longer
  if (!coming(key, state) && !withoutComing(key, state) && !gainsComing(key, state)) return;
  const own = asked;
  going = here;
  $("ranges-work").replaceChildren(WORKING);
  await new Promise((next) => setTimeout(next, STILL));
  if (own !== asked) return;
  if (coming(key, state)) await worked("ranges", position, reached);
  if (own === asked && withoutComing(key, state)) await worked("no-deal-ranges", chosen, without);
  if (own === asked && gainsComing(key, state)) await worked("gain-ranges", here, gained);
  if (own !== asked) return;
  going = job = "";
  if (![position, chosen, here].some((one) => none.has(one))) $("ranges-work").replaceChildren();

  /** One piece of work, remembered under what it is of. @param {string} what @param {string} at @param {Map<string, any>} kept */
  async function worked(what, at, kept) {
    try {
      job = (await (await patient(`/api/tables/${key}/${what}`, state, { wanted: () => own === asked })).json()).job;
      const told = await followed(job, tell(() => { none.add(at); stop(); then(); }), () => own === asked);
      if (own !== asked || told === undefined) return;
      keep(kept, at, told);
    } catch (error) {
      if (own !== asked) return;
      none.add(at);
      $("ranges-work").replaceChildren(error.message === CANCELLED ? "" : `No ranges here: ${error.message}`);
    }
    job = "";
    then();
  }
}

const WORKING = "Ranges are being worked out…";
/** A line, a bar and a button that gives it up, in their place. @param {() => void} cancel @returns {(words: string, share: number | null) => void} */
function tell(cancel) {
  const text = el("span", { class: "soft" }, WORKING), bar = el("progress", { max: 1, "aria-label": "how far the ranges are" });
  $("ranges-work").replaceChildren(text, bar, el("button", { type: "button", onclick: cancel }, "Cancel"));
  return (words, share) => {
    text.textContent = `Ranges are being worked out: ${words[0].toLowerCase()}${words.slice(1)}`;
    if (share === null) bar.removeAttribute("value");
    else bar.value = share;
  };
}

/** The switch of the page, remembered. @param {() => void} changed */
export function choose(changed) {
  $("ranges").checked = wanted();
  $("ranges").addEventListener("change", () => {
    if ($("ranges").checked) localStorage.removeItem("ranges");
    else localStorage.setItem("ranges", "no");
    none.clear();
    stop();
    changed();
  });
}
