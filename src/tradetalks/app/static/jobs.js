// Long work on the server: followed, told by step with time to expect, given up at once.
import { LOST, ask, el, fault, patient } from "./common.js";

/** @typedef {{title: string, state: string, done: number, total: number, step: string, usual: string, error: string, so_far: any, result: any}} Told */
export const CANCELLED = "Cancelled.";
const pause = (milliseconds) => new Promise((next) => setTimeout(next, milliseconds));

/** Jobs given up here, each of which the server is told once. @type {Set<string>} */
const over = new Set();
/** Give a job up: at once for the page; the server hears of it as soon as it can. @param {string} job */
export function giveUp(job) {
  if (!over.has(job)) patient(`/api/jobs/${job}`, undefined, { method: "DELETE" }).catch(() => {});
  over.add(job);
}

/**
 * Follow a job to its end; its result, or undefined once nobody wants it any longer, which gives it up.
 * @param {string} job @param {(words: string, share: number | null, soFar: any) => void} tell what it does now, how far that is, what is found already
 * @param {() => boolean} wanted
 */
export async function followed(job, tell, wanted = () => true) {
  const words = timed();
  for (;;) {
    /** @type {Told} */
    let told;
    try {
      told = await (await ask(`/api/jobs/${job}`)).json();
    } catch (error) {
      if (error.message !== LOST) throw error.status === 404 ? Object.assign(new Error("The server was started again meanwhile: please ask once more."), { restarted: true }) : error;
      if (wanted()) fault(LOST);
      await pause(1000);
      if (!wanted()) return undefined;
      continue;
    }
    if (!wanted()) {
      giveUp(job);
      return undefined;
    }
    if (told.state === "done") return told.result ?? null;
    if (told.state !== "running") throw new Error(told.state === "cancelled" ? CANCELLED : told.error);
    tell(words(told), told.total ? told.done / told.total : null, told.so_far);
    await pause(200);
  }
}

/** What a job does, since when, and how long it may take still, by the pace of its own step. */
function timed() {
  let step = "", since = 0, first = 0;
  const begin = performance.now();
  /** @param {Told} told */
  return (told) => {
    const name = told.step || told.title;
    if (name !== step || told.done < first) [step, since, first] = [name, performance.now(), told.done];
    const gone = (performance.now() - since) / 1000, solved = told.done - first;
    const more = gone >= 1 && solved > 0 ? (gone / solved) * (told.total - told.done) : null;
    const expect = more !== null ? (more < 60 ? `, about ${Math.max(1, Math.round(more))} s to go` : `, about ${Math.round(more / 60)} min to go`) : "";
    const usual = told.usual && more === null ? ` (${told.usual})` : "";
    const so_far = `, ${Math.round((performance.now() - begin) / 1000)} s so far`;
    return `${name[0].toUpperCase()}${name.slice(1)}${told.total ? `: ${told.done.toLocaleString()} of ${told.total.toLocaleString()}` : "…"}${usual}${so_far}${expect}`;
  };
}

/**
 * A line, a bar and a button to give it up, in a node, while a job is followed there, and under them what it has found.
 * @param {HTMLElement} node @param {string} job @param {() => boolean} wanted @param {() => void} cancel
 * @param {(soFar: any) => HTMLElement[]} drawn what a job has found so far, as nodes
 */
export async function watched(node, job, wanted, cancel, drawn = () => []) {
  const text = el("p", { class: "soft small", role: "status" }, "Working it out…");
  const bar = el("progress", { max: 1, "aria-label": "how far it is" });
  const found = el("div");
  node.replaceChildren(text, bar, el("button", { type: "button", onclick: () => { cancel(); node.replaceChildren(); giveUp(job); } }, "Cancel"), found);
  let known = "";
  return followed(job, (words, share, soFar) => {
    text.textContent = words;
    if (soFar && known !== (known = JSON.stringify(soFar))) found.replaceChildren(...drawn(soFar));
    if (share === null) bar.removeAttribute("value");
    else bar.value = share;
  }, wanted);
}
