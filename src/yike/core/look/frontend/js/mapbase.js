// What every map of the house shares: its layers in the colours of the page, and how it is opened.

import { names } from "./mapnames.js";

const TONES = ["ok", "warn", "stop", "info"];

function colours() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

export function webgl() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2") || canvas.getContext("webgl"));
}

function byTone(ink, suffix, otherwise) {
  const pairs = TONES.flatMap((tone) => [tone, ink((tone === "stop" ? "red" : tone === "info" ? "blue" : tone) + suffix)]);
  return ["match", ["coalesce", ["get", "tone"], ""], ...pairs, otherwise];
}

const kind = ["coalesce", ["get", "kind"], "area"];
const only = (name, type) => ["all", ["==", kind, name], ["match", ["geometry-type"], [type, `Multi${type}`], true, false]];
const flag = (name) => ["boolean", ["feature-state", name], false];

// The typefaces of the page, ours among them.
const families = () => getComputedStyle(document.documentElement).getPropertyValue("--sans").split(",").map((name) => name.trim().replaceAll('"', ""));

function layers(ink) {
  const name = { "text-font": families(), "text-max-width": 7, "text-padding": 4 };
  const halo = { "text-color": ink("ink"), "text-halo-color": ink("card"), "text-halo-width": 1.6 };
  return [
    { id: "ground", type: "background", paint: { "background-color": ink("card") } },
    { id: "area", type: "fill", source: "own", filter: only("area", "Polygon"), paint: { "fill-color": ["case", flag("over"), ink("blue-wash"), byTone(ink, "-wash", ink("paper"))] } },
    { id: "water", type: "fill", source: "own", filter: only("water", "Polygon"), paint: { "fill-color": ink("water"), "fill-outline-color": ink("water-edge") } },
    { id: "canal", type: "line", source: "own", filter: only("water", "LineString"), layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": ink("water"), "line-width": 5 } },
    { id: "streets", type: "line", source: "streets", layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": ink("edge"), "line-opacity": 0.5, "line-width": ["interpolate", ["exponential", 1.6], ["zoom"], 13, 1, 16, 3, 19, 12] } },
    { id: "street", type: "line", source: "own", filter: only("street", "LineString"), layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": ink("rule"), "line-width": 1.4 } },
    { id: "way", type: "line", source: "own", filter: only("way", "LineString"), layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": ink("red"), "line-width": 5 } },
    { id: "edge", type: "line", source: "own", filter: only("area", "Polygon"), layout: { "line-join": "round" }, paint: { "line-color": byTone(ink, "", ink("ink")), "line-width": ["case", flag("over"), 2.4, 1.1] } },
    { id: "border", type: "line", source: "own", filter: only("border", "Polygon"), layout: { "line-join": "round" }, paint: { "line-color": ink("ink"), "line-width": 2.6 } },
    { id: "current", type: "line", source: "own", filter: ["all", only("area", "Polygon"), ["==", ["get", "current"], true]], layout: { "line-join": "round" }, paint: { "line-color": ink("red"), "line-width": 3 } },
    { id: "point", type: "circle", source: "own", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": ["case", flag("over"), 9, 7], "circle-color": byTone(ink, "", ink("blue")), "circle-stroke-color": ink("card"), "circle-stroke-width": 2 } },
    { id: "area-name", type: "symbol", source: "names", layout: { ...name, "text-field": ["coalesce", ["get", "label"], ""], "text-size": 14 }, paint: halo },
    { id: "water-name", type: "symbol", source: "own", filter: ["==", kind, "water"], layout: { ...name, "text-field": ["coalesce", ["get", "label"], ""], "text-size": 12, "symbol-placement": "line", "text-letter-spacing": 0.2 }, paint: { ...halo, "text-color": ink("blue") } },
    { id: "street-name", type: "symbol", source: "streets", minzoom: 14.5, filter: ["has", "label"], layout: { ...name, "text-field": ["get", "label"], "text-size": 12, "symbol-placement": "line", "symbol-spacing": 360 }, paint: { ...halo, "text-color": ink("soft") } },
    { id: "point-name", type: "symbol", source: "own", filter: ["==", ["geometry-type"], "Point"], layout: { ...name, "text-field": ["coalesce", ["get", "label"], ""], "text-size": 13, "text-anchor": "top", "text-offset": [0, 0.7] }, paint: halo },
  ];
}

export function* corners(shape) {
  if (typeof shape[0] === "number") yield shape;
  else for (const part of shape) yield* corners(part);
}

export function bounds(features) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { geometry } of features) {
    for (const [x, y] of corners(geometry?.coordinates ?? [])) {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
  }
  return Number.isFinite(box[0]) ? box : null;
}

const NONE = { type: "FeatureCollection", features: [] };
const beneath = new WeakMap(); // the streets that lie beneath what a map shows

export function style(data) {
  const streets = { type: "geojson", data: beneath.get(data) ?? NONE };
  const sources = { streets, own: { type: "geojson", data, generateId: true }, names: { type: "geojson", data: names(data) } };
  return { version: 8, sources, layers: layers(colours()) };
}

// Sets words once, unseen, and waits for the slices of type that the browser fetches for them. `document.fonts.load` would
// fetch every slice whose range names a character, also those that another slice overrules.
async function typeset(sheet, words) {
  const unseen = document.createElement("span");
  unseen.className = "map-words";
  unseen.setAttribute("aria-hidden", "true");
  unseen.textContent = words;
  sheet.append(unseen);
  unseen.getBoundingClientRect();
  await document.fonts.ready;
  unseen.remove();
}

// Opens a map in the sheet over GeoJSON that was fetched; answers the map and MapLibre itself.
export async function open(sheet, data, box, more = {}) {
  const streets = sheet.dataset.streets ? await fetched(sheet.dataset.streets).catch(() => NONE) : NONE;
  beneath.set(data, streets);
  const words = [...data.features, ...streets.features].map((one) => one.properties?.label ?? "").join("");
  const [maplibre] = await Promise.all([import(MAPLIBRE), typeset(sheet, `${words}0`)]);
  const live = sheet.querySelector(".map-live");
  const map = new maplibre.Map({
    container: live,
    style: style(data),
    bounds: box,
    fitBoundsOptions: { padding: sheet.closest(".map-small") ? 48 : 24 },
    localIdeographFontFamily: families().join(","),
    attributionControl: false,
    cooperativeGestures: true,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
    locale: JSON.parse(sheet.dataset.words),
    ...more,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibre.ScaleControl({ unit: "metric" }), "bottom-left");
  map.once("idle", () => {
    live.classList.add("ready");
    sheet.dataset.state = "ready";
  });
  return { map, maplibre };
}

export async function fetched(address) {
  return (await fetch(address, { credentials: "same-origin" })).json();
}

// Calls `draw` once the sheet comes near the window; where it fails, the server's drawing stays.
export function near(sheet, draw) {
  const watcher = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    watcher.disconnect();
    draw(sheet).catch(() => {
      sheet.dataset.state = "drawing";
      sheet.querySelector(".map-live").replaceChildren();
    });
  }, { rootMargin: "200px" });
  watcher.observe(sheet);
}
