// Correct a border by hand: drag its points, add and take away points, save. The server answers whether it may stand and,
// where it may not, why and where. Points are buttons: arrow keys move them, Delete takes them away.

import { bounds, corners, fetched, near, open, style, webgl } from "./mapbase.js";

const MOST_HANDLES = 250;
const SNAP = 10; // pixels from another area's corner at which a point jumps onto it
const LEAST_EDGE = 48; // pixels of a side before it gets a place for a new point
const APART = 18; // pixels between two points shown, unless the border turns there
const TURN = 0.35; // radians, about 20 degrees
const CHINA = [73.5, 18, 135, 53.5];

const round = (value) => Math.round(value * 1e7) / 1e7;
const same = (one, other) => one[0] === other[0] && one[1] === other[1];
const copy = (value) => JSON.parse(JSON.stringify(value));

function* rings(geometry) {
  if (geometry?.type === "Polygon") yield* geometry.coordinates;
  if (geometry?.type === "MultiPolygon") for (const part of geometry.coordinates) yield* part;
}

// The borders being corrected: the area's own and those of neighbours whose corners move along.
class Borders {
  constructor(features, own) {
    this.features = features;
    this.own = features.find((one) => one.properties.id === own) ?? null;
    this.others = features.filter((one) => one !== this.own);
    this.touched = new Set();
    this.past = [];
  }

  remember() {
    this.past.push(copy([[...this.touched], this.features.map((one) => one.geometry)]));
    if (this.past.length > 100) this.past.shift();
  }

  undo() {
    const before = this.past.pop();
    if (!before) return;
    this.touched = new Set(before[0]);
    this.features.forEach((one, n) => { one.geometry = before[1][n]; });
  }

  *points() {
    for (const ring of rings(this.own?.geometry)) for (let n = 0; n < ring.length - 1; n++) yield { ring, n, at: ring[n] };
  }

  // Moves one point of the own border; with `together`, corners of neighbours at the same place move along.
  move(point, to, together) {
    const from = [...point.at];
    set(point.ring, point.n, to);
    point.at = to;
    this.touched.add(this.own.properties.id);
    if (!together) return;
    for (const other of this.others.filter((one) => one.properties.movable)) {
      for (const ring of rings(other.geometry)) {
        for (let n = 0; n < ring.length - 1; n++) {
          if (!same(ring[n], from)) continue;
          set(ring, n, to);
          this.touched.add(other.properties.id);
        }
      }
    }
  }

  insert(point, at) {
    point.ring.splice(point.n + 1, 0, at);
    this.touched.add(this.own.properties.id);
  }

  remove(point) {
    if (point.ring.length <= 4) return;
    point.ring.splice(point.n, 1);
    if (point.n === 0) point.ring[point.ring.length - 1] = [...point.ring[0]];
    this.touched.add(this.own.properties.id);
  }

  start(id, label, box) {
    const [west, south, east, north] = box.map(round);
    const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
    this.own = { type: "Feature", properties: { kind: "area", label, id, current: true }, geometry: { type: "Polygon", coordinates: [ring] } };
    this.features.push(this.own);
    this.touched.add(id);
  }

  // The server holds these now, whatever they look like here: they are to be sent again, also after they are undone.
  held(ids) {
    for (const id of ids) this.touched.add(id);
    this.past = this.past.map(([touched, shapes]) => [[...new Set([...touched, ...ids])], shapes]);
  }

  sent() {
    return Object.fromEntries(this.features.filter((one) => this.touched.has(one.properties.id)).map((one) => [one.properties.id, one.geometry]));
  }
}

function set(ring, n, to) {
  ring[n] = [...to];
  if (n === 0) ring[ring.length - 1] = [...to];
}

class Editor {
  constructor(sheet, map, maplibre, data) {
    this.sheet = sheet;
    this.map = map;
    this.maplibre = maplibre;
    this.data = data;
    this.own = Number(sheet.dataset.own);
    this.said = JSON.parse(sheet.dataset.said);
    this.borders = new Borders(data.features, this.own);
    this.markers = [];
    this.tools = sheet.closest(".map").querySelector(".map-tools");
    this.status = sheet.closest(".map").querySelector(".map-said");
    this.spot = null;
    this.tools.hidden = false;
    this.tools.addEventListener("click", (event) => this.act(event.target.closest("[data-act]")?.dataset.act));
    map.on("moveend", () => this.handles());
    addEventListener("beforeunload", (event) => { if (this.borders.touched.size) event.preventDefault(); });
    this.shown();
  }

  get together() {
    return this.tools.querySelector("[name=together]").checked;
  }

  act(name) {
    if (name === "save") this.save();
    if (name === "undo") this.borders.undo();
    if (name === "start") this.start();
    if (name === "undo" || name === "start") this.shown();
  }

  start() {
    const view = this.map.getBounds();
    const [x, y] = [(view.getEast() - view.getWest()) / 4, (view.getNorth() - view.getSouth()) / 4];
    const middle = this.map.getCenter();
    this.borders.remember();
    this.borders.start(this.own, this.sheet.dataset.label, [middle.lng - x, middle.lat - y, middle.lng + x, middle.lat + y]);
  }

  shown() {
    this.map.getSource("own")?.setData(this.data);
    this.tools.querySelector("[data-act=start]").hidden = this.borders.own !== null;
    this.tools.querySelector("[data-act=undo]").disabled = this.borders.past.length === 0;
    this.tools.querySelector("[data-act=save]").disabled = this.borders.touched.size === 0;
    this.handles();
  }

  handles() {
    const focused = this.markers.findIndex((one) => one.getElement() === document.activeElement);
    for (const marker of this.markers) marker.remove();
    const view = this.map.getBounds();
    const points = [...this.borders.points()];
    const inside = this.apart(points).filter((one) => view.contains(one.at));
    this.markers = inside.length > MOST_HANDLES ? [] : inside.map((one) => this.handle(one, points.indexOf(one) + 1));
    if (inside.length > MOST_HANDLES) this.tell(this.said.zoom);
    else for (const one of inside) this.middle(one);
    if (focused >= 0) this.markers[Math.min(focused, this.markers.length - 1)]?.getElement().focus();
  }

  // Leaves out points on nearly straight stretches that would lie over each other; zooming in brings them out.
  apart(points) {
    let last = null;
    return points.filter((one) => {
      const here = this.map.project(one.at);
      const kept = !last || Math.hypot(here.x - last.x, here.y - last.y) >= APART || this.turns(one);
      if (kept) last = here;
      return kept;
    });
  }

  turns({ ring, n }) {
    const [before, here, after] = [ring[n === 0 ? ring.length - 2 : n - 1], ring[n], ring[n + 1]].map((at) => this.map.project(at));
    const turn = Math.atan2(after.y - here.y, after.x - here.x) - Math.atan2(here.y - before.y, here.x - before.x);
    return Math.abs(Math.atan2(Math.sin(turn), Math.cos(turn))) > TURN;
  }

  button(className, label) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = className;
    button.setAttribute("aria-label", label);
    return button;
  }

  handle(point, number) {
    const button = this.button("map-handle", this.said.point.replace("{n}", number));
    const marker = new this.maplibre.Marker({ element: button, draggable: true }).setLngLat(point.at).addTo(this.map);
    button.setAttribute("aria-label", this.said.point.replace("{n}", number));
    marker.on("dragstart", () => this.borders.remember());
    marker.on("drag", () => {
      const to = this.snapped(marker.getLngLat().toArray());
      this.borders.move(point, to, this.together);
      this.map.getSource("own").setData(this.data);
    });
    marker.on("dragend", () => this.shown());
    button.addEventListener("keydown", (event) => this.key(event, point));
    return marker;
  }

  middle(point) {
    const next = point.ring[point.n + 1];
    const [a, b] = [this.map.project(point.at), this.map.project(next)];
    if (Math.hypot(a.x - b.x, a.y - b.y) < LEAST_EDGE) return;
    const at = [round((point.at[0] + next[0]) / 2), round((point.at[1] + next[1]) / 2)];
    const button = this.button("map-handle map-handle-new", this.said.add);
    button.addEventListener("click", () => {
      this.borders.remember();
      this.borders.insert(point, at);
      this.shown();
    });
    const marker = new this.maplibre.Marker({ element: button }).setLngLat(at).addTo(this.map);
    button.setAttribute("aria-label", this.said.add);
    this.markers.push(marker);
  }

  key(event, point) {
    const step = event.shiftKey ? 10 : 1;
    const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (!way && event.key !== "Delete" && event.key !== "Backspace") return;
    event.preventDefault();
    event.stopPropagation();
    this.borders.remember();
    if (way) {
      const now = this.map.project(point.at);
      const to = this.map.unproject([now.x + way[0], now.y + way[1]]).toArray().map(round);
      this.borders.move(point, to, this.together);
    } else this.borders.remove(point);
    this.shown();
  }

  // Returns the nearest corner of another area where one is close, else the place itself.
  snapped(place) {
    const here = this.map.project(place);
    let best = place.map(round);
    let least = SNAP;
    for (const other of this.borders.others) {
      if (this.together && this.borders.touched.has(other.properties.id)) continue;
      for (const corner of corners(other.geometry.coordinates)) {
        const there = this.map.project(corner);
        const far = Math.hypot(there.x - here.x, there.y - here.y);
        if (far < least) [best, least] = [[...corner], far];
      }
    }
    return best;
  }

  tell(text, tone = "") {
    this.status.className = tone ? `map-said note tone-${tone}` : "map-said note";
    this.status.textContent = text;
  }

  look(at) {
    this.spot?.remove();
    this.spot = null;
    if (!at) return;
    const mark = document.createElement("div");
    mark.className = "map-spot";
    this.spot = new this.maplibre.Marker({ element: mark }).setLngLat(at).addTo(this.map);
    this.map.jumpTo({ center: at });
  }

  async save() {
    const form = new FormData();
    const borders = this.borders.sent();
    const ids = Object.keys(borders).map(Number);
    const sent = JSON.stringify(borders);
    form.set("borders", sent);
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    try {
      const answer = await fetch(this.sheet.dataset.save, { method: "POST", body: form, headers: { "X-CSRFToken": token }, credentials: "same-origin" });
      const told = await answer.json();
      this.tell(told.said, answer.ok ? "ok" : "stop");
      this.look(told.at);
      if (answer.ok) this.kept(sent, ids);
    } catch {
      this.tell(this.said.lost, "stop");
    }
  }

  kept(sent, ids) {
    if (sent !== JSON.stringify(this.borders.sent())) { // moved on meanwhile
      this.borders.held(ids);
      this.shown();
      return;
    }
    this.borders.touched.clear();
    this.borders.past = [];
    const text = document.querySelector("textarea[name=text]");
    if (text && this.borders.own) text.value = JSON.stringify(this.borders.own.geometry);
    this.shown();
  }
}

function place(text) {
  const at = (text ?? "").split(",").map(Number);
  return at.length === 2 && at.every((value) => Number.isFinite(value)) && text ? at : null;
}

async function draw(sheet) {
  const data = await fetched(sheet.dataset.edit);
  const own = data.features.filter((one) => one.properties.id === Number(sheet.dataset.own));
  const box = bounds(own) ?? bounds(data.features) ?? CHINA;
  const { map, maplibre } = await open(sheet, data, box, { keyboard: false, fitBoundsOptions: { padding: 72 } });
  const editor = new Editor(sheet, map, maplibre, data);
  const at = place(sheet.dataset.at);
  if (at) {
    map.jumpTo({ center: at, zoom: Math.max(map.getZoom(), 17) });
    editor.look(at);
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => map.setStyle(style(data)));
}

if (webgl()) for (const sheet of document.querySelectorAll("[data-edit]")) near(sheet, draw);
