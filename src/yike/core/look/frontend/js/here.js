// What a phone can do at the door: say where it is, keep a place, hand on an address. Every page is complete without it.
// A position goes into the address of the next page and nowhere else; a place is kept on this device and nowhere else.

const KEY = "yike-where";

function kept(value) {
  try {
    if (value === undefined) return localStorage.getItem(KEY) ?? "";
    if (value) localStorage.setItem(KEY, value);
    else localStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing is used without.
  }
  return value ?? "";
}

function going(address, where) {
  const target = new URL(address, location.href);
  target.searchParams.set("where", where);
  return target.href;
}

function locate(button) {
  const said = document.getElementById(button.getAttribute("aria-describedby"));
  const say = (text) => {
    said.textContent = text;
    said.hidden = !text;
    button.removeAttribute("aria-busy");
  };
  const found = ({ coords }) => location.assign(going(button.dataset.locate, `${coords.longitude.toFixed(5)},${coords.latitude.toFixed(5)}`));
  const lost = ({ code }) => say(code === 1 ? button.dataset.denied : button.dataset.lost);
  button.addEventListener("click", () => {
    say(button.dataset.busy);
    button.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(found, lost, { timeout: 15000, maximumAge: 60000 });
  });
  button.hidden = false;
}

function share(button) {
  const { share: url, title, copied } = button.dataset;
  const hand = navigator.share
    ? () => navigator.share({ title, url }).catch(() => {})
    : () => navigator.clipboard.writeText(url).then(() => { button.textContent = copied; });
  if (!navigator.share && !navigator.clipboard) return;
  button.addEventListener("click", hand);
  button.hidden = false;
}

// The words in a field, ready to be pasted into a chat.
function copied(button) {
  const field = document.getElementById(button.dataset.copy);
  if (!field || !navigator.clipboard) return;
  button.addEventListener("click", () => {
    field.select();
    navigator.clipboard.writeText(field.value).then(() => { button.textContent = button.dataset.copied; });
  });
  button.hidden = false;
}

// Words and picture of a calendar, straight into the chat that one picks: one tap, where the phone can.
function pass(button) {
  const field = document.getElementById(button.dataset.pass);
  if (!field || !navigator.share) return;
  button.addEventListener("click", async () => {
    const text = { text: field.value };
    const files = await pictures(button.dataset.picture);
    const both = { ...text, files };
    navigator.share(files.length && navigator.canShare?.(both) ? both : text).catch(() => {});
  });
  button.hidden = false;
}

async function pictures(address) {
  if (!address || !navigator.canShare) return [];
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(3000) });
    return answer.ok ? [new File([await answer.blob()], "yueli.png", { type: "image/png" })] : [];
  } catch {
    return [];
  }
}

// A position that goes along with what somebody writes: it is filled in, and nothing that was typed is lost.
function fill(button) {
  const said = button.form?.querySelector("[data-where-said]");
  const say = (text) => {
    said.textContent = text;
    said.hidden = false;
    button.removeAttribute("aria-busy");
  };
  const found = ({ coords }) => {
    document.getElementById(button.dataset.whereLon).value = coords.longitude.toFixed(6);
    document.getElementById(button.dataset.whereLat).value = coords.latitude.toFixed(6);
    say(button.dataset.done);
  };
  if (!said) return;
  button.addEventListener("click", () => {
    say(button.dataset.busy);
    button.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(found, () => say(button.dataset.lost), { timeout: 15000, maximumAge: 60000 });
  });
  button.hidden = false;
}

if (navigator.geolocation && isSecureContext) {
  document.querySelectorAll("[data-locate]").forEach(locate);
  document.querySelectorAll("[data-where-lon]").forEach(fill);
}
document.querySelectorAll("[data-share]").forEach(share);
document.querySelectorAll("[data-pass]").forEach(pass);

for (const button of document.querySelectorAll("[data-keep]")) {
  button.hidden = kept() === button.dataset.keep;
  button.addEventListener("click", () => {
    kept(button.dataset.keep);
    button.hidden = true;
    document.querySelectorAll("[data-kept-said]").forEach((said) => { said.hidden = false; });
  });
}

for (const link of document.querySelectorAll("[data-kept]")) {
  if (!kept()) continue;
  link.href = going(link.dataset.kept, kept());
  link.textContent = link.dataset.text.replace("{where}", /^[-\d.,]+$/.test(kept()) ? link.dataset.place : kept());
  link.hidden = false;
}

for (const button of document.querySelectorAll("[data-forget]")) {
  button.hidden = !kept();
  button.addEventListener("click", () => {
    kept("");
    document.querySelectorAll("[data-kept], [data-forget]").forEach((one) => { one.hidden = true; });
  });
}

for (const button of document.querySelectorAll("[data-copy]")) copied(button);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// What a half-typed word may become, told below it; of several questions on their way only the last is answered.
function suggest(field) {
  const below = document.getElementById(field.dataset.suggest);
  let [waiting, asked, known] = [0, null, field.value];
  const ask = async () => {
    if (field.value === known) return;
    known = field.value;
    asked?.abort();
    asked = new AbortController();
    const question = new URLSearchParams(new FormData(field.form));
    try {
      const answer = await fetch(`${field.dataset.from}?${question}`, { signal: asked.signal });
      if (answer.ok) below.innerHTML = await answer.text();
    } catch {
      // No answer, or a newer question: what stands there stays, and the button finds everything.
    }
  };
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 200);
  });
}

document.querySelectorAll("[data-suggest]").forEach(suggest);
