// The service worker of the door: opens the page and its list without network, and sends what was kept once there is
// some. It keeps them for whoever is logged in, and lets them go as soon as nobody is.

import { send } from "./kept.js";

const CACHE = "yike-door";
const SCOPE = "/desk/almanac/door/";
const OURS = /^\/desk\/almanac\/door\/\d+\/(list\.json)?$/;
const READY = `${SCOPE}ready.json`;
const PATIENCE = 4000; // milliseconds: a network that answers no sooner counts as none

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function fresh(request, path) {
  const cache = await caches.open(CACHE);
  const answer = await fetch(request);
  if (answer.ok && !answer.redirected) await cache.put(path, answer.clone());
  else if (answer.type === "opaqueredirect" || [403, 404].includes(answer.status)) await caches.delete(CACHE);
  return answer;
}

async function page(request, path) {
  const kept = await (await caches.open(CACHE)).match(path);
  const asked = fresh(request, path);
  if (!kept) return asked;
  const late = new Promise((done) => { setTimeout(done, PATIENCE, kept); });
  return Promise.race([asked.catch(() => kept), late]);
}

async function asset(request) {
  return (await caches.match(request, { cacheName: CACHE })) ?? fetch(request);
}

async function prepare({ pages, files }) {
  const cache = await caches.open(CACHE);
  for (const path of pages.filter((one) => OURS.test(one))) {
    const answer = await fetch(path, { redirect: "manual" });
    if (answer.ok) await cache.put(path, answer);
  }
  const wanted = new Set(files);
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (!OURS.test(pathname) && !wanted.has(request.url)) await cache.delete(request);
  }
  for (const file of wanted) if (!(await cache.match(file))) await cache.add(file).catch(() => {});
}

self.addEventListener("message", (event) => event.waitUntil(prepare(event.data)));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || search) return;
  if (OURS.test(pathname)) event.respondWith(page(request, pathname));
  else if (pathname.startsWith("/static/look/")) event.respondWith(asset(request));
});

self.addEventListener("sync", (event) => {
  if (event.tag === "door") event.waitUntil(send(READY, null));
});
