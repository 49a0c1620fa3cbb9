// What the pages of delegates and of the chair share: the seat's token, its live line, the room's clock.
import { $, ask, bn, el } from "/assets/common.js";

export const token = location.pathname.split("/").pop();
export const post = async (what, body) => (await ask(`/api/${token}/${what}`, body)).json();
export const get = async (what) => (await ask(`/api/${token}/${what}`)).json();

export function fault(text) {
  $("fault").textContent = text;
  $("fault").hidden = !text;
  if (text) $("fault").scrollIntoView({ block: "nearest" });
}

export function done(text) {
  $("done").textContent = text;
  $("done").hidden = !text;
}

// Why something did not happen, in words.
export const why = (error) =>
  error.status ? error.message : "The server cannot be reached just now. Nothing was sent; try again in a moment.";

// Do something that may be refused; a refusal is told, nothing is lost.
export async function attempt(act, told = "") {
  try {
    const found = await act();
    fault("");
    done(told);
    return found;
  } catch (error) {
    done("");
    fault(why(error));
    return null;
  }
}

let offset = 0; // the server's clock less this device's, seconds
export const serverNow = () => Date.now() / 1000 + offset;
export const clockTime = (at) => new Date((at - offset) * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });

// The live line: `show(view)` at each change. After a lost line the browser says which view it has; where it gives up
// (a proxy answered for a server that is down), the line is opened anew. Returns how to close it.
export function follow(path, show) {
  let source = null, closed = false;
  const open = () => {
    source = new EventSource(`/api/${token}/${path}`);
    source.addEventListener("view", (event) => {
      const told = JSON.parse(event.data);
      $("lost").hidden = true;
      takeIn(told, show);
      document.body.dataset.version = told.version;
    });
    source.addEventListener("gone", (event) => {
      source.close();
      fault(JSON.parse(event.data).error);
    });
    source.onopen = () => ($("lost").hidden = true);
    source.onerror = async () => {
      if (closed) return;
      $("lost").hidden = false;
      if (source.readyState !== EventSource.CLOSED) return;
      const refused = await get("table").then(() => null, (error) => error);
      if (refused?.status === 403) fault(refused.message);
      else setTimeout(() => closed || open(), 3000);
    };
  };
  open();
  return () => {
    closed = true;
    source.close();
  };
}

export function takeIn(told, show) {
  offset = told.now - Date.now() / 1000;
  show(told.view);
}

const PHASES = { waiting: "not begun", talking: "talks go on", paused: "clock stands", agreed: "agreed", "no deal": "no deal" };

// Why an offer can no longer be answered; empty while it stands.
export function gone(offer, room) {
  if (offer.withdrawn !== null) return "withdrawn";
  if (offer.until === null) return "";
  const past = offer.ends === null ? offer.until < (room.clock.read ?? 0) : offer.ends <= serverNow();
  return past ? "run out" : "";
}

export const over = (room) => room.phase === "agreed" || room.phase === "no deal";

export function showClock(room) {
  const { length, ends, read, rounds } = room.clock;
  $("phase").textContent = PHASES[room.phase];
  const left = room.phase === "waiting" ? length : ends === null ? length - (read ?? 0) : ends - serverNow();
  const whole = Math.max(0, Math.ceil(left));
  const round = Math.min(rounds, 1 + Math.floor((rounds * (length - whole)) / length));
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  $("clock").textContent = over(room) ? "" : `${hours ? `${hours}:` : ""}${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)} left · round ${round} of ${rounds}`;
  $("clock").classList.toggle("late", !over(room) && whole < 120);
}

export const gained = (table, value) => el("span", { class: { "1": "up", "-1": "down", "0": "" }[Math.sign(Math.abs(value) < 0.5 / (table.unit.factor * 10 ** table.unit.digits) ? 0 : value)] }, `${bn(value)} ${table.unit.short}`);

// A package in words: one line an item that changes.
export function packageList(table, chosen) {
  const lines = table.items.filter((item) => item.id in chosen).map((item) => {
    const option = item.options.find((o) => o.id === chosen[item.id]);
    return el("li", {}, `${item.title}: ${option ? option.title : chosen[item.id]}`);
  });
  return el("ul", {}, ...lines);
}

// A list of something with what each was made from beside it: who did not change keeps its node, and so what was typed
// or opened in it.
export function keyed(parent, things, key, make, empty) {
  const old = new Map([...parent.children].filter((node) => node.dataset.key).map((node) => [node.dataset.key, node]));
  const nodes = things.map((thing) => {
    const told = JSON.stringify(thing), kept = old.get(key(thing));
    if (kept?.dataset.told === told) return kept;
    const fresh = make(thing);
    fresh.dataset.key = key(thing);
    fresh.dataset.told = told;
    return fresh;
  });
  const wanted = nodes.length ? nodes : [el("p", { class: "soft" }, empty)];
  if (wanted.length !== parent.children.length || wanted.some((node, k) => node !== parent.children[k])) parent.replaceChildren(...wanted);
}

export const many = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;

// Why a side room is told from another: its name and who is in it.
export const sideTitle = (table, side, me = "") => `${side.name} (with ${named(table, side.members.filter((code) => code !== me))})`;

export const named = (table, codes) => codes.map((code) => table.parties[code] || code).join(", ");

export function signSheet(table, signed) {
  const rows = Object.entries(signed).map(([party, at]) => el("tr", {}, el("td", {}, table.parties[party] || party), el("td", { class: "n" }, clockTime(at))));
  return el("table", { class: "signatures" }, el("caption", {}, "Signed"), el("tbody", {}, ...rows));
}

export function wordLine(table, word, sides) {
  const from = word.by === "chair" ? "Chair" : table.parties[word.by];
  const to = word.to.length === Object.keys(table.parties).length - (word.by === "chair" ? 0 : 1) ? "all" : named(table, word.to);
  const side = sides.find((one) => one.code === word.side);
  const body = word.title ? `${word.title}. ${word.text}` : word.text;
  const chances = Object.entries(word.chances || {}).map(([name, chance]) => `${table.no_deal.find((b) => b.name === name)?.title || name} ${Math.round(100 * chance)}%`);
  return el("div", { class: word.title ? "word news" : "word" }, el("b", {}, `${from} to ${to}${side ? `, side room ${side.name}` : ""}`), el("span", { class: "soft small" }, ` ${clockTime(word.at)}`), `\n${body}`, chances.length ? `\nWithout a deal, from now on: ${chances.join(", ")}.` : "");
}
