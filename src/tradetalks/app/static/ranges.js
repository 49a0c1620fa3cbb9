// How sure figures of every country and sector are: worked out in the background where the reader wants it.
import { $, patient, signed } from "./common.js";
import { CANCELLED, watched } from "./jobs.js";

/**
 * @typedef {{low: number, high: number, percent_low: number, percent_high: number}} Span
 * @typedef {{regions: Record<string, Span> | null, sectors: Record<string, Record<string, [number, number]>>, words: string}} Told
 */

let asked = 0;
/** The position whose ranges are worked out now, and who is told of them. */
let going = "", then = () => {};
const STILL = 600; // milliseconds a position must stand before its ranges are asked for
/** What ranges depend on: the dossier, the package, its rates, options of the reader's own. @param {string} key @param {any} state */
const of = (key, state) => JSON.stringify([key, state.package, state.rates, state.own]);
/** The last ranges that were told. @type {{of: string, told: Told | null}} */
let last = { of: "", told: null };
/** What no deal's range depends on: the dossier, its chances, what worth is stated, options of the reader's own. @param {string} key @param {any} state */
const chances = (key, state) => JSON.stringify([key, state.probabilities, state.worth, state.own]);
/** The last ranges of no deal that were told, by party. @type {{of: string, ends: Record<string, [number, number]> | null}} */
let lastWithout = { of: "", ends: null };

export const wanted = () => sessionStorage.getItem("ranges") === "yes";

/** The ranges of a position, where they are known and wanted. @param {string} key @param {any} state @returns {Told | null} */
export const known = (key, state) => (wanted() && last.of === of(key, state) ? last.told : null);

/** Ranges of what is expected without a deal, by party, where they are known and wanted. @param {string} key @param {any} state */
export const withoutDeal = (key, state) => (wanted() && lastWithout.of === chances(key, state) ? lastWithout.ends : null);

export { span } from "./common.js";
/** Two ends with so many digits; one figure where both print alike. @param {number} low @param {number} high @param {number} digits */
export const ends = (low, high, digits) => (signed(low, digits) === signed(high, digits) ? signed(low, digits) : `${signed(low, digits)} to ${signed(high, digits)}`);

/**
 * Work out the ranges of a position that has come to rest, unless they are known; `done` once they are.
 * @param {string} key @param {any} state @param {() => void} done
 */
export async function follow(key, state, done) {
  const position = of(key, state), without = chances(key, state), here = position + without;
  then = done;
  if (going === here) return; // painted again meanwhile: the work goes on, whoever painted last is told
  const own = ++asked; // what was asked of another position is wanted no longer
  going = "";
  $("ranges-work").replaceChildren();
  if (!wanted() || (last.of === position && lastWithout.of === without)) return;
  going = here;
  await new Promise((next) => setTimeout(next, STILL));
  if (own !== asked) return;
  try {
    const ask = async (what) => {
      const { job } = await (await patient(`/api/tables/${key}/${what}`, state, { wanted: () => own === asked })).json();
      return watched($("ranges-work"), job, () => own === asked, off);
    };
    if (last.of !== position) {
      const told = await ask("ranges");
      if (!told || own !== asked) return;
      last = { of: position, told };
      then();
    }
    if (lastWithout.of !== without) {
      const ends = await ask("no-deal-ranges");
      if (!ends || own !== asked) return;
      lastWithout = { of: without, ends };
    }
    going = "";
    $("ranges-work").replaceChildren();
    then();
  } catch (error) {
    if (own !== asked) return;
    going = "";
    $("ranges-work").textContent = error.message === CANCELLED ? "" : `No ranges here: ${error.message}`;
  }
}

function off() {
  asked += 1;
  going = "";
  sessionStorage.removeItem("ranges");
  $("ranges").checked = false;
}

/** The switch of the page. @param {() => void} changed */
export function choose(changed) {
  $("ranges").checked = wanted();
  $("ranges").addEventListener("change", () => {
    if ($("ranges").checked) sessionStorage.setItem("ranges", "yes");
    else off();
    $("ranges-work").replaceChildren();
    changed();
  });
}
