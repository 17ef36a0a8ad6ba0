// The service worker of the patrol page: opens it in a dead spot, and sends what was kept once there is network.
// It keeps the last page of whoever is logged in, and lets it go as soon as nobody is.

import { send } from "./kept.js";

const CACHE = "yike-patrol";
const PAGE = "/desk/grid/patrol/";
const READY = `${PAGE}ready.json`;
const PATIENCE = 4000; // milliseconds: a network that answers no sooner counts as none

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function page(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(PAGE);
  const fresh = fetch(request).then(async (answer) => {
    if (answer.ok && !answer.redirected) await cache.put(PAGE, answer.clone());
    else if (answer.type === "opaqueredirect" || answer.status === 403) await cache.delete(PAGE);
    return answer;
  });
  if (!kept) return fresh;
  const late = new Promise((done) => { setTimeout(done, PATIENCE, kept); });
  return Promise.race([fresh.catch(() => kept), late]);
}

async function asset(request) {
  const kept = await caches.match(request, { cacheName: CACHE });
  if (kept) return kept;
  return fetch(request);
}

// Keeps the page and what it is made of, and nothing of an older version.
async function prepare({ page: path, files }) {
  if (path !== PAGE) return;
  const cache = await caches.open(CACHE);
  const answer = await fetch(PAGE, { redirect: "manual", headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  await cache.put(PAGE, answer);
  const wanted = new Set(files);
  for (const request of await cache.keys()) {
    if (new URL(request.url).pathname !== PAGE && !wanted.has(request.url)) await cache.delete(request);
  }
  for (const file of wanted) if (!(await cache.match(file))) await cache.add(file).catch(() => {});
}

self.addEventListener("message", (event) => event.waitUntil(prepare(event.data)));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && pathname === PAGE) event.respondWith(page(request));
  else if (pathname.startsWith("/static/look/")) event.respondWith(asset(request));
});

self.addEventListener("sync", (event) => {
  if (event.tag === "patrol") event.waitUntil(send(READY, PAGE));
});
