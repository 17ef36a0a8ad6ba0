// Walking points: a tap is kept on the phone first and sent as soon as the network carries it, and the points of a team
// are kept for the stairwells without any. Without this script every form is sent as any other.

import { forget, keep, keptBy, newKey, send } from "./kept.js";

const page = document.querySelector("[data-walk]");
const { user, ready, worker, scope, home } = page.dataset;
const words = JSON.parse(page.dataset.words);
const note = document.querySelector("[data-kept-note]");
const said = document.querySelector("[data-kept-said]");
const list = document.querySelector("[data-kept-list]");
const MOST = 60; // points kept for a dead spot: a team walks fewer in a day

const own = async () => (await keptBy(user)).filter((row) => numberOf(row.to ?? ""));
const numberOf = (address) => /\/points\/(\d+)\//.exec(address)?.[1];

function refused(row) {
  const line = document.createElement("li");
  const drop = document.createElement("button");
  line.textContent = row.wrong.join(" ");
  drop.type = "button";
  drop.className = "button button-small";
  drop.textContent = words.drop;
  drop.addEventListener("click", () => forget(row.key).then(tell));
  line.append(" ", drop);
  return line;
}

// What waits on the phone: counted, and its points marked in the list and passed over by "next".
async function tell() {
  const rows = await own();
  if (note) {
    list.replaceChildren(...rows.filter((row) => row.wrong).map(refused));
    said.textContent = rows.length ? words.kept.replace("{n}", rows.length) : "";
    note.hidden = !rows.length;
  }
  const done = new Set(rows.map((row) => numberOf(row.to ?? "")));
  const left = [];
  for (const link of document.querySelectorAll("a.next")) {
    const waits = done.has(numberOf(link.pathname));
    link.classList.toggle("kept", waits);
    if (!waits) left.push(link);
  }
  const next = document.querySelector("[data-next]");
  if (next && done.size && left.length) {
    next.href = left[0].href;
    next.textContent = words.next.replace("{name}", left[0].querySelector("strong").textContent);
  }
}

async function flush() {
  let sent = [];
  try {
    if ((await keptBy(user)).some((row) => !row.wrong)) sent = await send(ready, home);
  } catch {
    // No network, or nobody logged in: it stays here.
  }
  await tell();
  return sent.length;
}

async function walked(event) {
  const form = event.currentTarget;
  event.preventDefault();
  event.stopPropagation();
  if (form.hasAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  if (event.submitter?.name) fields.push([event.submitter.name, event.submitter.value]);
  fields.push(["seen_at", new Date().toISOString()]);
  try {
    await keep({ key: newKey(), user, fields, files: [], at: Date.now(), to: form.getAttribute("action") });
  } catch {
    form.submit(); // a browser that keeps nothing: sent as any other form
    return;
  }
  await flush();
  location.assign(page.dataset.then || location.href);
}

async function prepare() {
  const registration = await navigator.serviceWorker.register(worker, { scope });
  const active = (await navigator.serviceWorker.ready).active ?? registration.active;
  const loaded = performance.getEntriesByType("resource").map((one) => one.name).filter((name) => name.startsWith(`${location.origin}/static/`));
  const points = [...document.querySelectorAll("a.next")].slice(0, MOST).map((link) => link.pathname);
  const more = points.flatMap((path) => [path, `${path}find/`]);
  active?.postMessage({ user, page: location.pathname, files: [...new Set(loaded)], more });
}

for (const form of document.querySelectorAll("form[data-walked]")) form.addEventListener("submit", walked);
if (navigator.serviceWorker) prepare().catch(() => {});

let news = 0; // arrived, and not shown yet

// The page comes anew once something arrived, unless somebody is leaving it or writing on it: then after that.
function renew(sent) {
  news += sent;
  const typed = [...document.querySelectorAll("input[type=text]")].some((one) => one.value !== one.defaultValue);
  if (news && !typed && !document.querySelector("form[aria-busy]")) location.reload();
}

navigator.serviceWorker?.addEventListener("message", ({ data }) => tell().then(() => renew(data.sent.length))); // the worker was quicker
addEventListener("focusout", () => setTimeout(renew, 500, 0)); // what was pressed instead comes first
addEventListener("online", () => flush().then(renew));
flush().then(renew);
