// The service worker of the patrol and of walking points: opens their pages in a dead spot, and sends what was kept
// once there is network. It keeps the last pages of whoever is logged in, and lets them go as soon as nobody is, or
// somebody else.

import { send } from "./kept.js";

const CACHE = "yike-patrol";
const PAGE = "/desk/grid/patrol/";
const WALKS = /^\/desk\/grid\/campaigns\/(teams|points)\/\d+\/(find\/)?$/;
const WHOSE = "/desk/grid/whose";
const READY = `${PAGE}ready.json`;
const PATIENCE = 4000; // milliseconds: a network that answers no sooner counts as none

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const ours = (path) => path === PAGE || WALKS.test(path);

// Lets all pages go; what they are made of stays.
async function forgetPages(cache) {
  for (const request of await cache.keys()) {
    if (!new URL(request.url).pathname.startsWith("/static/")) await cache.delete(request);
  }
}

async function page(request, path) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(path);
  const fresh = fetch(request).then(async (answer) => {
    if (answer.ok && !answer.redirected) await cache.put(path, answer.clone());
    else if (answer.type === "opaqueredirect") await forgetPages(cache);
    else if (answer.status === 403 || answer.status === 404) await cache.delete(path);
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

async function keepPage(cache, path) {
  const answer = await fetch(path, { redirect: "manual", headers: { Accept: "text/html" } });
  if (answer.ok) await cache.put(path, answer);
  return answer.ok;
}

// Keeps the pages and what they are made of: nothing of an older version, and nothing of another person.
async function prepare({ user, page: path, files, more = [] }) {
  if (!ours(path)) return;
  const cache = await caches.open(CACHE);
  const whose = await (await cache.match(WHOSE))?.text();
  if (whose !== user) await forgetPages(cache);
  await cache.put(WHOSE, new Response(user));
  if (!(await keepPage(cache, path))) return;
  const version = files[0]?.split("/").slice(0, 6).join("/");
  for (const request of await cache.keys()) {
    if (new URL(request.url).pathname.startsWith("/static/") && !request.url.startsWith(version)) await cache.delete(request);
  }
  for (const file of new Set(files)) if (!(await cache.match(file))) await cache.add(file).catch(() => {});
  for (const one of more) if (ours(one) && !(await cache.match(one))) await keepPage(cache, one).catch(() => {});
}

self.addEventListener("message", (event) => event.waitUntil(prepare(event.data)));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && ours(pathname)) event.respondWith(page(request, pathname));
  else if (pathname.startsWith("/static/look/")) event.respondWith(asset(request));
});

// What it sent, pages tell: they find nothing left to send.
async function sendAndTell() {
  const sent = await send(READY, PAGE);
  if (sent.length) for (const page of await self.clients.matchAll()) page.postMessage({ sent });
}

self.addEventListener("sync", (event) => {
  if (event.tag === "patrol") event.waitUntil(sendAndTell());
});
