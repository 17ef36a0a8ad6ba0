// At the door of an activity: whoever comes is kept on this phone first and sent as soon as the network carries it.
// Without this script every button sends a form.

import { forget, keep, keptBy, send } from "./kept.js";
import { canScan, markOf, watch } from "./scan.js";

const finder = document.querySelector("[data-door]");
const { user, ready, worker, scope, list: listed, kept: to } = finder.dataset;
const words = JSON.parse(finder.dataset.words);
const note = document.querySelector("[data-kept-note]");
const said = document.querySelector("[data-kept-said]");
const wrong = document.querySelector("[data-kept-list]");
const list = document.querySelector("[data-door-list]");
const csrf = document.querySelector("[data-door-walk] [name=csrfmiddlewaretoken]").value;
const SHOWN = 60;
const SAME = 700; // milliseconds: whoever presses again so soon and writes nothing else means the same one
let people = [];
let asked = 0; // how often the list was asked for: of several answers only that to the last question counts

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
}

const own = async () => (await keptBy(user)).filter((row) => row.to === to);
const field = (row, name) => row.fields.find(([key]) => key === name)?.[1];

function say(text, tone) {
  note.hidden = !text && !wrong.children.length;
  note.className = `note tone-${tone}`;
  said.textContent = text;
}

async function tell(sent = 0) {
  const rows = await own();
  wrong.replaceChildren(...rows.filter((row) => row.wrong).map(refused));
  if (rows.length) say(words.kept.replace("{n}", rows.length), "warn");
  else if (sent) say(words.sent, "ok");
  else if (note.classList.contains("tone-warn")) say("", "info"); // what was said of what arrived stays
}

function refused(row) {
  const line = document.createElement("li");
  const drop = document.createElement("button");
  line.textContent = `${field(row, "number") ?? field(row, "name") ?? ""} ${row.wrong.join(" ")}`;
  drop.type = "button";
  drop.className = "button button-small";
  drop.textContent = words.drop;
  drop.addEventListener("click", () => forget(row.key).then(load));
  line.append(" ", drop);
  return line;
}

function card(person) {
  const item = document.createElement("li");
  const told = document.createElement("div");
  const head = document.createElement("h2");
  const line = document.createElement("p");
  item.className = "card card-row";
  head.textContent = `${String(person.number).padStart(3, "0")} ${person.name}`;
  line.className = "soft small";
  line.textContent = words.party.replace("{n}", person.came || person.party);
  told.append(head);
  if ((person.came || person.party) > 1) told.append(line);
  item.append(told);
  if (person.came) {
    const badge = document.createElement("span");
    badge.className = "badge tone-ok";
    badge.textContent = words.there;
    head.append(" ", badge);
  } else {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-main";
    button.textContent = words.in;
    button.addEventListener("click", () => letIn(person.number, finder.elements.q.value.trim() ? "name" : "number"));
    item.append(button);
  }
  return item;
}

function fits(person, asked) {
  if (!asked) return true;
  if (/^\d+$/.test(asked)) return person.number === Number(asked);
  return person.keys.includes(asked.toLowerCase()) || person.name.includes(asked);
}

function show() {
  const asked = finder.elements.q.value.trim();
  const found = people.filter((person) => fits(person, asked)).sort((a, b) => !!a.came - !!b.came || a.number - b.number);
  if (!found.length && asked) {
    const none = document.createElement("li");
    none.className = "soft";
    none.textContent = words.none;
    list.replaceChildren(none);
  } else if (people.length) list.replaceChildren(...found.slice(0, SHOWN).map(card));
}

// What the server knows, and on top of it what this phone still keeps.
async function load() {
  asked += 1;
  const mine = asked;
  try {
    const answer = await fetch(listed, { headers: { Accept: "application/json" }, redirect: "manual" });
    const told = answer.ok ? (await answer.json()).rows : people;
    if (mine === asked) people = told;
  } catch {
    // No network and nothing taken along: the page shows what it was sent with.
  }
  for (const row of await own()) {
    const person = people.find((one) => field(row, "what") === "in" && one.number === Number(field(row, "number")));
    if (person && !row.wrong) person.came ||= person.party;
  }
  show();
  await tell();
}

// The figures are the server's: drawn anew from the page once something arrived there.
async function recount() {
  const answer = await fetch(location.pathname, { redirect: "manual" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const figures = page.querySelector(".figures");
  if (answer.ok && figures) document.querySelector(".figures").replaceWith(figures);
}

async function flush() {
  let sent = 0;
  try {
    if ((await own()).some((row) => !row.wrong)) sent = (await send(ready, null)).length;
  } catch {
    // No network, or nobody logged in: it stays here.
  }
  if (sent) await load();
  await tell(sent);
  if (sent) await recount().catch(() => {});
}

function come(number) {
  const person = people.find((one) => one.number === number);
  if (person) person.came ||= person.party;
  show();
}

// Fails where the phone keeps nothing. The hand is quicker than the phone: it presses once more, or types the next name,
// while this one is being kept.
async function enter(fields) {
  const key = newKey();
  const number = fields.find(([name]) => name === "number")?.[1];
  const person = people.find((one) => one.number === number);
  const came = person?.came;
  finder.elements.q.value = "";
  come(number);
  try {
    await keep({ key, user, to, files: [], at: Date.now(), fields: [...fields, ["key", key], ["at", new Date().toISOString()]] });
  } catch (error) {
    if (person) person.came = came;
    show();
    throw error;
  }
  come(number); // the list may have come anew meanwhile
  await tell().catch(() => {}); // at once: on a slow network whoever sees nothing happen presses again
  flush().catch(() => {});
}

// Somebody on the list. Returns whether the phone has kept it; where it has not, that is said.
async function letIn(number, seen) {
  try {
    await enter([["what", "in"], ["number", number], ["seen", seen]]);
    return true;
  } catch {
    say(words.lost, "stop");
    note.scrollIntoView({ block: "nearest" });
    return false;
  }
}

const written = (form) => [...new FormData(form)].filter(([name, value]) => value && !["csrfmiddlewaretoken", "key", "at"].includes(name));

function takeOver(form, what) {
  let pressed = -Infinity;
  let before = []; // what was sent last, and the form as it is after that
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const fields = written(form);
    const again = event.timeStamp - pressed < SAME && before.includes(JSON.stringify(fields));
    if (again || !form.reportValidity()) return;
    pressed = event.timeStamp;
    form.reset();
    before = [fields, written(form)].map((one) => JSON.stringify(one));
    try {
      await enter([["what", what], ...fields]);
    } catch {
      for (const [name, value] of fields) form.elements[name].value = value;
      form.submit(); // a browser that keeps nothing: sent as any other form
    }
  });
}

// Without network no slice of the typeface comes any more: what may have to be written then is loaded before.
async function letters() {
  const { fontFamily } = getComputedStyle(list);
  const text = [...Object.values(words), ...people.map((one) => one.name), "0123456789"].join("");
  await Promise.all([400, 700].map((weight) => document.fonts.load(`${weight} 1em ${fontFamily}`, text)));
}

async function prepare() {
  const registration = await navigator.serviceWorker.register(worker, { scope });
  const active = (await navigator.serviceWorker.ready).active ?? registration.active;
  putAside(active); // the page first: the network may go before the letters have come
  await letters().catch(() => {});
  putAside(active);
}

function putAside(active) {
  const loaded = performance.getEntriesByType("resource").map((one) => one.name).filter((name) => name.startsWith(`${location.origin}/static/`));
  active?.postMessage({ pages: [location.pathname, listed], files: [...new Set(loaded)] });
}

// The code on somebody's personal page, read by the camera: found on the list this phone has, with or without network.
async function scanned(text) {
  const box = document.querySelector("[data-scan-said]");
  const mark = await markOf(text);
  const person = mark && people.find((one) => one.link === mark);
  if (!person) {
    box.textContent = words.strange;
    return;
  }
  const number = String(person.number).padStart(3, "0");
  box.textContent = (person.came ? words.already : words.entered).replace("{number}", number).replace("{name}", person.name);
  if (!person.came && !(await letIn(person.number, "link"))) box.textContent = words.lost;
}

async function offerScan() {
  const box = document.querySelector("[data-scan]");
  if (!box || !(await canScan())) return;
  const [start, end] = box.querySelectorAll("button");
  const video = box.querySelector("video");
  let stop = null;
  let wanted = 0; // a camera that opens after it was no longer wanted is closed again
  const turn = (on) => {
    wanted += 1;
    start.hidden = on;
    end.hidden = !on;
    video.hidden = !on;
  };
  box.hidden = false;
  start.addEventListener("click", async () => {
    turn(true);
    const mine = wanted;
    try {
      const off = await watch(video, scanned);
      if (mine === wanted) stop = off;
      else off();
    } catch {
      if (mine !== wanted) return;
      turn(false);
      box.querySelector("[data-scan-said]").textContent = words.dark;
    }
  });
  end.addEventListener("click", () => {
    stop?.();
    turn(false);
  });
}

if (csrf && window.indexedDB) {
  finder.addEventListener("submit", (event) => event.preventDefault());
  finder.elements.q.addEventListener("input", show);
  takeOver(document.querySelector("[data-door-walk]"), "walk");
  takeOver(document.querySelector("[data-door-count]"), "count");
  addEventListener("online", flush);
  setInterval(flush, 15000);
  load().catch(() => {}).then(() => Promise.all([flush(), navigator.serviceWorker && prepare().catch(() => {})]));
  offerScan().catch(() => {});
}
