// A report pasted, the draft beside its sentences, corrected as YAML, opened on the workbench.
import { $, el, fault, figure, patient, remembered, session, theme } from "./common.js";

/** Where a mark stands on the page. @param {{start: number, end: number}} span */
const anchor = (span) => `said-${span.start}-${span.end}`;

// The report with the sentences that fields come from marked; a field's place leads to its mark.
function marked(text, fields) {
  const spans = new Map();
  for (const field of fields) {
    const key = `${field.span.start}-${field.span.end}`;
    if (!spans.has(key)) spans.set(key, { start: field.span.start, end: field.span.end, labels: new Set() });
    spans.get(key).labels.add(field.label);
  }
  const ordered = [...spans.values()].sort((a, b) => a.start - b.start);
  const characters = [...text], parts = []; // spans count characters, not UTF-16 units
  let end = 0;
  for (const span of ordered) {
    if (span.start < end) continue;
    parts.push(characters.slice(end, span.start).join(""), el("mark", { id: anchor(span), tabindex: "-1" }, characters.slice(span.start, span.end).join(""), el("small", {}, ` [${[...span.labels].join(", ")}]`)));
    end = span.end;
  }
  parts.push(characters.slice(end).join(""));
  $("marked").replaceChildren(...parts);
}

/** What is asked, opposed, promised or refused, by names. @type {Record<string, (asker: string, target: string) => string>} */
const ASKED = {
  asked: (asker, target) => `${asker} asks ${target}`,
  opposed: (asker, target) => `${asker} opposes what ${target} wants`,
  promised: (asker, target) => `${target} promises ${asker}`,
  refused: (asker, target) => `${target} refuses ${asker}`,
};
/** What a rate of a report is. @type {Record<string, string>} */
const STATUS = { stands: "charged now", to: "what it is to be brought to", lifted: "to be lifted", points: "points on or off", threat: "threatened" };

/** A day in words, where it is a whole one. @param {string} value */
const day = (value) => (/^\d{4}-\d\d-\d\d$/.test(value) ? new Date(`${value}T12:00`).toLocaleDateString(navigator.language, { day: "numeric", month: "long", year: "numeric" }) : value);

function show(found, text) {
  const draft = found.draft, fields = [], name = (code) => found.names[code] || code;
  const rows = [], places = new Map(found.places.map((one) => [anchor(one), one.where]));
  const place = (span) => el("a", { href: `#${anchor(span)}`, title: [...text].slice(span.start, span.end).join("") }, places.get(anchor(span)) || "in the report");
  const tenths = (one) => (one.confidence < found.line ? Math.min(Math.round(10 * one.confidence), Math.round(10 * found.line) - 1) : Math.round(10 * one.confidence));
  const right = (one) => (one.confidence >= 0.95 ? "nearly all" : `${Math.max(tenths(one), 1)} in 10`);
  const row = (label, value, one, sure = figure(one.confidence, 2)) => {
    fields.push({ label, span: one.span });
    rows.push(el("tr", {}, el("th", { scope: "row" }, label), el("td", {}, value), el("td", {}, place(one.span)), el("td", { class: "sure" }, sure)));
  };
  for (const one of draft.parties) row("party", name(one.value), one);
  for (const one of draft.place.slice(0, 1)) row("place", one.value, one);
  for (const one of draft.date.slice(0, 1)) row("date", day(one.value), one);
  for (const [label, others] of [["another place", draft.place.slice(1)], ["another date", draft.date.slice(1)]]) for (const one of others) fields.push({ label, span: one.span });
  for (const one of draft.occasion) row("occasion", one.value, one);
  for (const one of draft.itinerary) row("tour", one.value, one);
  for (const [topic, spans] of Object.entries(draft.items)) row("item", found.titles[topic], spans[0], right(spans[0]));
  for (const one of draft.asks) row(one.confidence < found.line ? "perhaps" : "ask", `${ASKED[one.how](name(one.asker), name(one.target))}: ${found.titles[one.item] || one.item}`, one, one.by === "user" ? "your answer" : right(one));
  for (const one of draft.measures) row("rate", [one.value, one.importer && `by ${name(one.importer)}`, STATUS[one.status]].filter(Boolean).join(", "), one);
  for (const one of draft.quantities) row("amount", [one.value, one.giver && `by ${name(one.giver)}`].filter(Boolean).join(", "), one);
  for (const one of draft.statements) row("statement", `${one.speaker} (${one.stance})`, one);
  const head = el("thead", {}, el("tr", {}, ...["field", "value", "where", "sure"].map((t) => el("th", { scope: "col" }, t))));
  $("fields").replaceChildren(el("table", {}, head, el("tbody", {}, ...rows)), el("p", {}, found.means));
  for (const [topic, spans] of Object.entries(draft.items)) for (const one of spans.slice(1)) fields.push({ label: `on ${found.titles[topic]}`, span: one.span });
  for (const span of draft.denied) fields.push({ label: "said not to be so", span });
  for (const span of draft.open) fields.push({ label: "not understood", span });
  const notes = [...draft.contradictions.map((t) => [`cannot both hold: ${t}`]), ...draft.denied.map((s) => [`said not to be so (`, place(s), `): ${s.text}`]), ...draft.open.map((s) => [`not understood (`, place(s), `): ${s.text}`]), ...found.assumed.map((t) => [t])];
  $("assumed").replaceChildren(...notes.map((parts) => el("li", {}, ...parts)));
  $("yaml").value = found.yaml;
  marked(text, fields);
  $("result").hidden = false;
}

// One question for each party whose rate of today the report does not say: the dated record's, the benchmark's, or a rate
// typed. And one for each item of which it does not say who asks: a button for each party, for both and for nobody. What
// was answered stays, with a way to change it.
function questions(found) {
  const choose = (label, answers, key, value) => {
    const button = el("button", { type: "button" }, label);
    button.addEventListener("click", () => answer(answers, key, value));
    return button;
  };
  const charged = found.rates.map((one) => {
    const buttons = Object.entries(one.choices).map(([value, means]) => choose(means.charAt(0).toUpperCase() + means.slice(1), today, one.party, value));
    const rate = el("input", { type: "number", min: "0", max: "500", step: "0.1", "aria-label": "A rate of your own, per cent" });
    const own = el("form", { class: "group" }, el("label", {}, "a rate of your own ", rate, " % "), el("button", { type: "submit" }, "Take it"));
    own.addEventListener("submit", (event) => { event.preventDefault(); if (rate.value) answer(today, one.party, rate.value); });
    return el("div", { role: "group", "data-of": one.party, "aria-label": `what ${one.party} charges today` }, el("p", {}, one.asks), el("p", { class: "group" }, ...buttons), own);
  });
  const open = found.open.map((one) => {
    const parties = Object.entries(one.parties), all = parties.length === 2 ? "Both ask" : "Each of them asks";
    const buttons = [...parties.map(([code, name]) => [code, `${name} asks`]), ["both", all], ["nobody", "Nobody: not on the table"]];
    const perhaps = one.perhaps.length ? [el("ul", {}, ...one.perhaps.map((line) => el("li", {}, line)))] : [];
    const asks = el("p", {}, el("strong", {}, one.title), `: who asks is ${one.perhaps.length ? "not sure" : "not said"}.`);
    return el("div", { role: "group", "data-of": one.item, "aria-label": one.title }, asks, ...perhaps, el("p", { class: "group" }, ...buttons.map(([value, label]) => choose(label, directions, one.item, value))));
  });
  const settled = (answers, key, title, says) => {
    const change = choose("Change", answers, key, undefined);
    change.setAttribute("aria-label", `Change the answer on ${title}`);
    return el("p", { class: "answered", "data-of": key }, el("strong", {}, title), `: ${says}, by your answer. `, change);
  };
  const given = [
    ...Object.entries(found.today).map(([party, says]) => settled(today, party, `What ${found.names[party] || party} charges today`, says)),
    ...Object.entries(found.answered).map(([item, says]) => settled(directions, item, found.titles[item], says)),
  ];
  $("open").replaceChildren(...charged, ...open, ...given);
}

// One answer more, or taken back; one that the draft cannot be made with is not kept.
async function answer(answers, key, value) {
  const before = answers[key];
  const put = (one) => { if (one === undefined) delete answers[key]; else answers[key] = one; };
  put(value);
  if (!(await draft(true))) return put(before);
  $("open").querySelector(`[data-of="${CSS.escape(key)}"] button`)?.focus();
}

/** Answers: item -> who asks; party -> what it charges. @type {Record<string, string>} */
let directions = {}, today = {};

$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  directions = {};
  today = {};
  if ($("text").value.trim()) return draft();
  $("result").hidden = true;
  fault("There is no text: paste a report above, then press Draft.");
  $("text").focus();
});

// Draft the report by the answers; true where it worked. What was drafted before an answer stays where it did not.
async function draft(answering = false) {
  const text = $("text").value.replaceAll("\r\n", "\n");
  const body = { text, directions, today };
  if ($("as-of").value) body.as_of = $("as-of").value;
  try {
    const found = await (await patient("/api/read", body)).json();
    fault("");
    show(found, found.text);
    questions(found);
    return true;
  } catch (error) {
    $("result").hidden = !answering;
    fault(error.message);
    return false;
  }
}

$("go").addEventListener("click", async () => {
  try {
    const text = $("yaml").value;
    const found = await (await patient("/api/upload", { text, session: session() })).json();
    sessionStorage.setItem(`upload-${found.key}`, text);
    location.href = `/?d=${encodeURIComponent(found.key)}`;
  } catch (error) {
    fault(error.message);
    $("fault").scrollIntoView();
  }
});

theme(() => {});
remembered();
document.body.dataset.ready = "yes";
