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
/** The piece that is worked at, and what it is of: it goes on where the next position wants the same. */
let piece = { what: "", at: "" };
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

/** What is worked out of a position, in order: what the whole page shows first, then no deal, which a package leaves as it is. @param {string} key @param {any} state */
const pieces = (key, state) => [
  { what: "ranges", words: "of the model", at: of(key, state), kept: reached, wanted: coming },
  { what: "no-deal-ranges", words: "of no deal", at: chances(key, state), kept: without, wanted: withoutComing },
  { what: "gain-ranges", words: "of gains over no deal", at: whole(key, state), kept: gained, wanted: gainsComing },
];

/** A position is left: what is worked out of it is given up at once, unless it is of the next one too. @param {string} key @param {any} state */
export function left(key, state) {
  if (going && going !== whole(key, state) && !shared(key, state)) stop();
}
/** Is what is worked at just now of this position too? @param {string} key @param {any} state */
const shared = (key, state) => wanted() && pieces(key, state).some((one) => one.what === piece.what && one.at === piece.at);

function stop() {
  asked += 1;
  if (job) giveUp(job);
  going = job = "";
  piece = { what: "", at: "" };
  next = null;
  $("ranges-work").replaceChildren();
}

/** What the reader waits for meanwhile: no other range is begun before it has come. @type {Promise<any>} */
let first = Promise.resolve();
/** @param {Promise<any>} answer */
export const after = (answer) => { first = answer.catch(() => null); };

/**
 * Work out the ranges of a position once it stands still, unless they are known; `done` when some are.
 * @param {string} key @param {any} state @param {() => void} done
 */
export async function follow(key, state, done) {
  const here = whole(key, state), all = pieces(key, state);
  then = done;
  if (going === here) return; // painted again meanwhile: the work goes on, whoever painted last is told
  if (shared(key, state)) { // the position after it takes it over, then has its own worked out
    going = here;
    next = () => follow(key, state, done);
    return;
  }
  stop(); // what was asked of another position is wanted no longer
  if (!all.some((one) => one.wanted(key, state))) return;
  const own = asked;
  going = here;
  $("ranges-work").replaceChildren(WORKING);
  await new Promise((still) => setTimeout(still, STILL));
  for (const one of all) {
    await first;
    if (own !== asked) return;
    if (one.wanted(key, state)) await worked(one);
    if (own !== asked) return;
    if (going !== here) break; // it was taken over
  }
  const on = next;
  [going, job, piece, next] = ["", "", { what: "", at: "" }, null];
  if (!all.some((one) => none.has(one.at))) $("ranges-work").replaceChildren();
  on?.();

  /** One piece of work, remembered under what it is of. @param {{what: string, words: string, at: string, kept: Map<string, any>}} one */
  async function worked({ what, words, at, kept }) {
    piece = { what, at };
    const more = all.slice(all.findIndex((one) => one.what === what) + 1).filter((one) => one.wanted(key, state)).map((one) => one.words);
    try {
      job = (await (await patient(`/api/tables/${key}/${what}`, state, { wanted: () => own === asked })).json()).job;
      const told = await followed(job, tell(words, more, () => { none.add(at); stop(); then(); }), () => own === asked);
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

/** What begins once the piece that was taken over is done. @type {(() => void) | null} */
let next = null;
const WORKING = "Ranges are being worked out…";
/** A line, a bar and a button that gives it up, in their place. @param {string} which ranges @param {string[]} more what is worked out after it @param {() => void} cancel @returns {(words: string, share: number | null) => void} */
function tell(which, more, cancel) {
  const text = el("span", { class: "soft" }, WORKING), bar = el("progress", { max: 1, "aria-label": "how far the ranges are" });
  $("ranges-work").replaceChildren(text, bar, el("button", { type: "button", onclick: cancel }, "Cancel"));
  return (words, share) => {
    text.textContent = `Ranges ${which}: ${words.replace(/^[^:]*: (?=\d)/, "").replace(/^./, (letter) => letter.toLowerCase())}${more.length ? `; then those ${more.join(", then ")}` : ""}`;
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
