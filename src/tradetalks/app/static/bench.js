// The position on the page: what it is, how it stands in the address, what came before and after it.
import { remembered } from "./common.js";

/**
 * @typedef {{package: Record<string, string>, rates: Record<string, number>, weights: Record<string, number>,
 *   probabilities: Record<string, number>, worth: Record<string, [number, number, number]>, lifted: number[],
 *   own: import("./own.js").Own[]}} State
 * @typedef {{name: string, package: Record<string, string>, rates: Record<string, number>, result: any}} Compared
 */

/** @returns {State} */
export const blank = () => ({ package: {}, rates: {}, weights: {}, probabilities: {}, worth: {}, lifted: [], own: [] });

/** What every part of the page reads; ``table`` is the open dossier as the server describes it. */
export const bench = {
  key: "",
  /** @type {any} */ table: null,
  state: blank(),
  /** @type {any} */ result: null,
  /** @type {any} */ deals: null,
  /** @type {Compared[]} */ compared: [],
  /** @type {State[]} */ past: [],
  /** @type {State[]} */ future: [],
  /** @type {State | null} */ before: null,
};

/** @type {(() => void)[]} */
const listeners = [];
/** @param {() => void} act */
export const onChange = (act) => listeners.push(act);

const MOST_STEPS = 60;

/** A horizon's name as a key has it. @param {string} horizon */
export const slug = (horizon) => horizon.replaceAll(" ", "-");

// ---------------------------------------------------------------- changes
/**
 * Put another position on the page: one step of undo, one entry of the browser's history.
 * @param {State} next
 */
export function change(next) {
  const stood = structuredClone(bench.before || bench.state);
  if (JSON.stringify(stood) !== JSON.stringify(next)) { // else there is no step to take back
    bench.past = [...bench.past, stood].slice(-MOST_STEPS);
    bench.future = [];
  }
  put(next);
}

/**
 * While a slider moves: shown and solved, no step of its own yet.
 * @param {State} next
 */
export function drag(next) {
  bench.before = bench.before || structuredClone(bench.state);
  bench.state = next;
  listeners.forEach((act) => act());
}

/** @param {"past" | "future"} from */
export function travel(from) {
  const to = from === "past" ? "future" : "past";
  const next = bench[from].at(-1);
  if (!next) return;
  bench[from] = bench[from].slice(0, -1);
  bench[to] = [...bench[to], structuredClone(bench.state)];
  put(next);
}

/** @param {State} next */
function put(next) {
  bench.before = null;
  bench.state = next;
  keepSteps();
  toAddress("push");
  listeners.forEach((act) => act());
}

/**
 * Back and Forward: another position, which undo takes back too.
 * @param {State} next @param {Compared[]} compared
 */
export function arrive(next, compared) {
  bench.past = [...bench.past, structuredClone(bench.state)].slice(-MOST_STEPS);
  bench.future = [];
  bench.before = null;
  bench.state = next;
  bench.compared = compared.map((one) => ({ ...one, result: bench.compared.find((old) => old.name === one.name)?.result || null }));
  keepSteps();
  toAddress("replace");
  listeners.forEach((act) => act());
}

// Steps survive a reload of this tab.
function keepSteps() {
  sessionStorage.setItem(`steps-${bench.key}`, JSON.stringify([bench.past, bench.future]));
}

export function recallSteps() {
  const kept = sessionStorage.getItem(`steps-${bench.key}`);
  [bench.past, bench.future] = kept ? JSON.parse(kept) : [[], []];
}

// ---------------------------------------------------------------- the address
/** @param {State} state */
export function query(state) {
  const found = new URLSearchParams({ d: bench.key });
  /** @param {string} name @param {Record<string, any>} values */
  const pairs = (name, values) => {
    const text = Object.entries(values).map(([k, v]) => `${k}:${Array.isArray(v) ? v.join("/") : v}`).join(",");
    if (text) found.set(name, text);
  };
  pairs("p", moved(state.package));
  pairs("r", state.rates);
  pairs("w", state.weights);
  pairs("q", state.probabilities);
  pairs("v", state.worth);
  if (state.lifted.length) found.set("l", state.lifted.join(","));
  for (const one of state.own) found.append("o", JSON.stringify([one.item, one.id, one.title, one.like, one.numbers]));
  for (const one of bench.compared) found.append("c", JSON.stringify([one.name, moved(one.package), one.rates]));
  return found;
}

/** The options of a package that are not those of today. @param {Record<string, string>} package_ */
function moved(package_) {
  const today = Object.fromEntries(bench.table.items.map((/** @type {any} */ i) => [i.id, i.status_quo]));
  return Object.fromEntries(Object.entries(package_).filter(([item, option]) => today[item] !== option));
}

/** @param {"push" | "replace"} how */
export function toAddress(how) {
  const text = `?${query(bench.state)}`;
  sessionStorage.setItem("position", text);
  remembered(text);
  if (text === location.search) return;
  if (how === "push") history.pushState(null, "", text);
  else history.replaceState(null, "", text);
}

/** JSON of an address as it is meant; nothing where it is none. @param {string} text @param {(found: any) => any} how */
function read(text, how) {
  try {
    return [how(JSON.parse(text))];
  } catch {
    return [];
  }
}

/** @param {string} search @returns {{dossier: string | null, state: State, compared: Compared[]}} */
export function fromAddress(search) {
  const asked = new URLSearchParams(search);
  /** @param {string} name @returns {[string, string][]} */
  const pairs = (name) =>
    (asked.get(name) || "").split(",").filter((t) => t.includes(":")).map((t) => {
      const cut = t.lastIndexOf(":");
      return [t.slice(0, cut), t.slice(cut + 1)];
    });
  /** @param {string} name @returns {Record<string, number>} */
  const numbers = (name) => Object.fromEntries(pairs(name).map(([k, v]) => /** @type {[string, number]} */ ([k, Number(v)])).filter(([, v]) => Number.isFinite(v)));
  const worth = pairs("v").map(([k, v]) => /** @type {[string, [number, number, number]]} */ ([k, v.split("/").map(Number)]));
  const state = {
    package: Object.fromEntries(pairs("p")),
    rates: numbers("r"),
    weights: numbers("w"),
    probabilities: numbers("q"),
    worth: Object.fromEntries(worth.filter(([, v]) => v.length === 3 && v.every(Number.isFinite))),
    lifted: (asked.get("l") || "").split(",").filter((t) => /^\d+$/.test(t)).map(Number),
    own: asked.getAll("o").flatMap((text) => read(text, ([item, id, title, like, numbers]) => ({ item, id, title, like, numbers }))),
  };
  const compared = asked.getAll("c").flatMap((text) => read(text, ([name, package_, rates]) => ({ name: String(name), package: package_, rates, result: null })));
  return { dossier: asked.get("d"), state, compared };
}
