// Reports kept on this phone until the network carries them. Each belongs to who made it, and has a key of its own:
// sent twice, it is one report. It goes where it says (``to``), else to the patrol. Used by pages and service worker.

const STORE = "reports";

function opened() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("yike-patrol", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function inside(mode, act) {
  const base = await opened();
  try {
    return await new Promise((done, failed) => {
      const change = base.transaction(STORE, mode);
      const asked = act(change.objectStore(STORE));
      change.oncomplete = () => done(asked.result);
      change.onerror = change.onabort = () => failed(change.error);
    });
  } finally {
    base.close();
  }
}

export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export const keep = (report) => inside("readwrite", (store) => store.put(report));
export const forget = (key) => inside("readwrite", (store) => store.delete(key));
export const keptBy = async (user) => (await inside("readonly", (store) => store.getAll())).filter((one) => one.user === user);

function asForm({ fields, files }) {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  for (const [name, file, title] of files) form.append(name, file, title);
  return form;
}

async function sendOne(report, to, token) {
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  const answer = await fetch(to, { method: "POST", body: asForm(report), headers, redirect: "manual" });
  if (answer.status === 201) {
    const told = await answer.json();
    await forget(report.key);
    return { ...told, to: report.to, at: report.at };
  }
  if (answer.status === 422) {
    await keep({ ...report, wrong: (await answer.json()).wrong });
    return null;
  }
  throw new Error(`not taken: ${answer.status}`);
}

// Sends what belongs to whoever is logged in; returns what arrived, with where it went and
// when it was made. What is refused is kept and says why.
// A report that has its own address (``to``) goes there; one that has none goes to ``to``, or waits for its page.
async function sendAll(ready, to) {
  const answer = await fetch(ready, { headers: { Accept: "application/json" }, cache: "no-store", redirect: "manual" });
  if (!answer.ok) throw new Error("nobody is logged in");
  const { user, token } = await answer.json();
  const sent = [];
  for (const report of await keptBy(user)) {
    const address = report.to ?? to;
    const arrived = report.wrong || !address ? null : await sendOne(report, address, token);
    if (arrived) sent.push(arrived);
  }
  return sent;
}

// One at a time, whichever page or worker asks.
export function send(ready, to) {
  const act = () => sendAll(ready, to);
  return navigator.locks ? navigator.locks.request("yike-patrol", act) : act();
}
