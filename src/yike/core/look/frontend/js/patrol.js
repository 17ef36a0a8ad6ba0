// On patrol: a report is kept on the phone first and sent as soon as the network carries it. Without this script the
// form is sent as any other.

import { forget, keep, keptBy, newKey, send } from "./kept.js";

const form = document.querySelector("[data-patrol]");
const { user, ready, worker, scope, then } = form.dataset;
const target = form.getAttribute("action") || location.pathname;
const words = JSON.parse(form.dataset.words);
const note = document.querySelector("[data-kept-note]");
const said = document.querySelector("[data-kept-said]");
const list = document.querySelector("[data-kept-list]");
const place = document.querySelector("[data-place]");
const LONG = 2048;

function fresh() {
  form.reset();
  form.elements.key.value = newKey();
  shown();
}

function say(text, tone) {
  note.hidden = !text && !list.children.length;
  note.className = `note tone-${tone}`;
  said.textContent = text;
}

// Of what arrived the newest report: what came from walking points or from the door has no number of a case.
function newest(sent) {
  const cases = sent.filter((one) => one.number && (one.to ?? scope).startsWith(scope));
  return cases.sort((one, other) => one.at - other.at).at(-1);
}

// What is kept here, and of each that was refused why; only the person's own.
async function tell(sent = []) {
  const rows = await keptBy(user);
  list.replaceChildren(...rows.filter((row) => row.wrong).map(refused));
  const last = newest(sent);
  if (rows.length) say(words.kept.replace("{n}", rows.length), "warn");
  else if (last) say(words.sent.replace("{number}", last.number), "ok");
  else if (note.classList.contains("tone-warn")) say("", "info"); // the number of what arrived, and what is missing, stay
}

function refused(row) {
  const line = document.createElement("li");
  const drop = document.createElement("button");
  line.textContent = row.wrong.join(" ");
  drop.type = "button";
  drop.className = "button button-small";
  drop.textContent = words.drop;
  drop.addEventListener("click", () => forget(row.key).then(() => tell()));
  line.append(" ", drop);
  return line;
}

async function flush() {
  let sent = [];
  try {
    if ((await keptBy(user)).some((row) => !row.wrong)) sent = await send(ready, target);
  } catch {
    // No network, or nobody logged in: it stays here.
  }
  await tell(sent);
}

// Smaller than the camera made it: fewer bytes to keep and to carry, and without place or camera inside.
async function smaller(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONG / Math.max(picture.width, picture.height));
    const sheet = document.createElement("canvas");
    sheet.width = Math.round(picture.width * scale);
    sheet.height = Math.round(picture.height * scale);
    sheet.getContext("2d").drawImage(picture, 0, 0, sheet.width, sheet.height);
    const blob = await new Promise((done) => { sheet.toBlob(done, "image/jpeg", 0.85); });
    return blob && blob.size < file.size ? blob : file;
  } catch {
    return file;
  }
}

async function report() {
  const fields = [];
  const files = [];
  for (const [name, value] of new FormData(form)) {
    if (!(value instanceof File)) {
      if (name !== "csrfmiddlewaretoken") fields.push([name, name === "seen_at" ? new Date().toISOString() : value]);
    } else if (value.size) files.push([name, await smaller(value), value.name || "photo.jpg"]);
  }
  return { key: form.elements.key.value, user, fields, files, at: Date.now(), to: target };
}

function lacking() {
  if (!form.querySelector("[name=kind]:checked")) return words.kind;
  if (!form.elements.before.files.length) return words.photo;
  if (form.elements.on_spot.checked && !form.elements.after.files.length) return words.after;
  return "";
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  event.stopPropagation();
  const missing = lacking();
  if (missing) {
    say(missing, "stop");
    note.scrollIntoView({ block: "nearest" });
    return;
  }
  if (form.hasAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  form.inert = true; // what is pressed while the photos are made smaller would be put away with this report
  try {
    await keep(await report());
  } catch {
    form.submit(); // a browser that keeps nothing: sent as any other form
    return;
  }
  if (then) {
    await flush();
    location.assign(then);
    return;
  }
  fresh();
  free();
  event.submitter?.focus({ preventScroll: true });
  await tell();
  note.scrollIntoView({ block: "nearest" });
  (await navigator.serviceWorker?.getRegistration(scope))?.sync?.register("patrol").catch(() => {});
  await flush();
});

function free() {
  form.removeAttribute("aria-busy");
  form.inert = false;
}

function shown() {
  const button = form.querySelector("[data-shot]");
  const count = form.elements.before.files.length;
  button.textContent = count ? words.shots.replace("{n}", count) : words.shot;
  button.closest("label").classList.toggle("done", count > 0);
}

function here({ coords }) {
  form.elements.lon.value = coords.longitude.toFixed(6);
  form.elements.lat.value = coords.latitude.toFixed(6);
  if (place) place.textContent = words.found.replace("{n}", Math.round(coords.accuracy));
}

async function prepare() {
  const registration = await navigator.serviceWorker.register(worker, { scope });
  const active = (await navigator.serviceWorker.ready).active ?? registration.active;
  const loaded = performance.getEntriesByType("resource").map((one) => one.name).filter((name) => name.startsWith(`${location.origin}/static/`));
  active?.postMessage({ user, page: location.pathname, files: [...new Set(loaded)] });
}

form.elements.key.value = newKey();
form.elements.before.addEventListener("change", shown);
shown();
if (navigator.geolocation && isSecureContext) navigator.geolocation.watchPosition(here, () => {}, { enableHighAccuracy: true, maximumAge: 10000 });
if (navigator.serviceWorker) prepare().catch(() => {});
navigator.serviceWorker?.addEventListener("message", ({ data }) => tell(data.sent)); // the worker was quicker
addEventListener("online", flush);
addEventListener("pageshow", ({ persisted }) => { // come back to after its report was put away
  if (!persisted || !form.inert) return;
  free();
  fresh();
});
setInterval(flush, 20000);
flush();
