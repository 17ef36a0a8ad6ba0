// What would be: drag a point, press the map for a new one, or fill in the form; the homes take their new colours while the
// server answers. The form beside the map holds the step that is tried, and sends it; it does without the map. Points are
// buttons: arrow keys move them, Delete closes them, Escape puts them back.

import { bounds, fetched, near, open, style, webgl } from "./mapbase.js";

const MISSED = 0, COVERED = 1, GAINED = 2, LOST = 3;
const STEP = 8; // pixels an arrow key moves a point; five times as far with Shift
const WAIT = 150; // milliseconds after the last key before it is tried

const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function homesLayer() {
  const now = ["coalesce", ["feature-state", "now"], ["get", "now"]];
  const by = (missed, covered, gained, lost) => ["match", now, COVERED, covered, GAINED, gained, LOST, lost, missed];
  const wide = (size) => by(size, size, size * 1.9, size * 1.9);
  return {
    id: "home", type: "circle", source: "homes",
    paint: {
      "circle-radius": ["interpolate", ["exponential", 1.6], ["zoom"], 12, wide(1.3), 16, wide(4.5), 19, wide(9)],
      "circle-color": by(ink("card"), ink("blue"), ink("ok"), ink("card")),
      "circle-stroke-color": by(ink("edge"), ink("blue"), ink("card"), ink("red")),
      "circle-stroke-width": by(0.8, 0, 1, 2),
    },
  };
}

class Trial {
  constructor(sheet, map, maplibre, data, homes) {
    Object.assign(this, { sheet, map, maplibre, data, homes });
    this.said = JSON.parse(sheet.dataset.said);
    this.form = document.getElementById(sheet.dataset.form);
    const figure = sheet.closest(".map");
    this.status = figure.querySelector(".map-said");
    this.tools = figure.querySelector(".map-tools");
    this.now = homes.now;
    this.shown = homes.now;
    this.asked = null;
    this.waiting = 0;
    this.loose = -Infinity; // when a point was let go, whose press is no press
    this.spot = null;
    this.markers = new Map();
    this.paint();
    for (const one of data.features) if (one.properties.movable) this.handle(one);
    map.on("click", ({ lngLat }) => this.press(lngLat));
    this.form.addEventListener("input", () => this.later());
    this.tools.querySelector("[data-act=back]").addEventListener("click", () => this.back());
  }

  paint() {
    const { lon, lat } = this.homes;
    const features = lon.map((x, id) => ({ type: "Feature", id, properties: { now: Number(this.now[id]) }, geometry: { type: "Point", coordinates: [x, lat[id]] } }));
    this.map.addSource("homes", { type: "geojson", data: { type: "FeatureCollection", features } });
    this.map.addLayer(homesLayer(), "area-name");
  }

  // Only the homes that fare otherwise than shown take another colour.
  colour(now) {
    for (let id = 0; id < now.length; id += 1) {
      if (now[id] !== this.shown[id]) this.map.setFeatureState({ source: "homes", id }, { now: Number(now[id]) });
    }
    this.shown = now;
  }

  field(name) {
    return this.form.elements.namedItem(name);
  }

  set(values) {
    for (const [name, value] of Object.entries(values)) this.field(name).value = value;
    this.form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  handle(one) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "map-handle map-handle-point";
    const marker = new this.maplibre.Marker({ element: button, draggable: true }).setLngLat(one.geometry.coordinates).addTo(this.map);
    button.setAttribute("aria-label", this.said.point.replace("{name}", one.properties.label));
    const id = String(one.properties.id);
    this.markers.set(id, { marker, home: one.geometry.coordinates });
    marker.on("drag", () => this.moved(id));
    marker.on("dragend", () => { this.moved(id); this.loose = performance.now(); button.focus(); });
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      if (performance.now() - this.loose > 300) this.choose(id);
    });
    button.addEventListener("keydown", (event) => this.key(event, id));
  }

  moved(id) {
    this.others(id);
    const { lng, lat } = this.markers.get(id).marker.getLngLat();
    this.set({ step: "move", point: id, lon: lng.toFixed(6), lat: lat.toFixed(6) });
    this.attempt();
  }

  choose(id) {
    this.others(id);
    this.set(this.field("step").value === "add" ? { step: "close", point: id } : { point: id });
    this.attempt();
  }

  key(event, id) {
    const far = event.shiftKey ? 5 * STEP : STEP;
    const way = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, -far], ArrowDown: [0, far] }[event.key];
    if (event.key === "Escape") this.back();
    if (event.key === "Delete" || event.key === "Backspace") {
      this.others(null);
      this.set({ step: "close", point: id });
      this.attempt();
    }
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const { marker } = this.markers.get(id);
    const at = this.map.project(marker.getLngLat());
    marker.setLngLat(this.map.unproject([at.x + way[0], at.y + way[1]]));
    this.others(id);
    const { lng, lat } = marker.getLngLat();
    this.set({ step: "move", point: id, lon: lng.toFixed(6), lat: lat.toFixed(6) });
    this.later();
  }

  // Pressing the map sets the place of the step: of the point to be moved, else of a new one.
  press({ lng, lat }) {
    const place = { lon: lng.toFixed(6), lat: lat.toFixed(6) };
    const moves = this.field("step").value === "move" && this.field("point").value;
    this.others(moves || null);
    if (moves) this.markers.get(moves)?.marker.setLngLat([lng, lat]);
    else this.mark([lng, lat]);
    this.set(moves ? place : { step: "add", point: "", ...place });
    this.attempt();
  }

  mark(at) {
    const element = document.createElement("div");
    element.className = "map-spot";
    this.spot = new this.maplibre.Marker({ element }).setLngLat(at).addTo(this.map);
  }

  // Only one step is tried at a time: points dragged before go back.
  others(id) {
    this.spot?.remove();
    this.spot = null;
    for (const [other, { marker, home }] of this.markers) if (other !== id) marker.setLngLat(home);
  }

  back() {
    this.others(null);
    this.asked?.abort();
    this.again = false;
    clearTimeout(this.waiting);
    this.set({ lon: "", lat: "", point: "" });
    this.colour(this.now);
    this.tell("", "");
    this.tools.hidden = true;
  }

  later() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.attempt(), WAIT);
  }

  // While one answer is on its way, only the latest wish waits for its turn.
  async attempt() {
    if (this.asked) { this.again = true; return; }
    this.asked = new AbortController();
    const target = new URL(this.sheet.dataset.try, location.href);
    for (const [name, value] of new FormData(this.form)) if (name !== "csrfmiddlewaretoken") target.searchParams.set(`try-${name}`, value);
    try {
      const answer = await fetch(target, { credentials: "same-origin", signal: this.asked.signal });
      const told = await answer.json();
      if (told.now && told.now.length !== this.now.length) location.reload();
      this.colour(told.now ?? this.now);
      this.tell(told.said, told.tone);
      this.tools.hidden = false;
      this.tools.querySelector("[data-act=keep]").disabled = !told.now;
    } catch (error) {
      if (error.name !== "AbortError") this.tell(this.said.lost, "stop");
    }
    this.asked = null;
    if (this.again) { this.again = false; this.attempt(); }
  }

  tell(text, tone) {
    this.status.className = tone ? `map-said note tone-${tone}` : "map-said note";
    this.status.textContent = text;
  }
}

async function draw(sheet) {
  const [data, homes] = await Promise.all([fetched(sheet.dataset.plan), fetched(sheet.dataset.homes)]);
  const box = bounds(data.features);
  if (!box) return;
  // No point comes to lie under the buttons of the map.
  const { map, maplibre } = await open(sheet, data, box, { fitBoundsOptions: { padding: { top: 24, right: 72, bottom: 44, left: 28 } } });
  await map.once("load");
  const trial = new Trial(sheet, map, maplibre, data, homes);
  map.getCanvas().style.cursor = "crosshair";
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    map.setStyle(style(data));
    map.once("styledata", () => trial.paint());
  });
}

if (webgl()) for (const sheet of document.querySelectorAll("[data-plan]")) near(sheet, draw);
