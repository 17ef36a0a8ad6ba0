// The map: MapLibre over the office's own GeoJSON. Nothing is fetched from anywhere else. Where there is no WebGL, the
// server's drawing stays.

import { bounds, fetched, near, open, style, webgl } from "./mapbase.js";

function follow(map, page) {
  let over = null;
  const mark = (id) => {
    if (over !== null) map.setFeatureState({ source: "own", id: over }, { over: false });
    over = id;
    if (over !== null) map.setFeatureState({ source: "own", id: over }, { over: true });
    map.getCanvas().style.cursor = over === null ? "" : "pointer";
  };
  const under = (event) => map.queryRenderedFeatures(event.point, { layers: ["point", "area"] }).find((one) => one.properties.href);
  map.on("mousemove", (event) => mark(under(event)?.id ?? null));
  map.on("mouseout", () => mark(null));
  map.on("click", (event) => {
    const href = under(event)?.properties.href;
    const target = href && new URL(href, location.href);
    if (target && target.origin === location.origin) page.assign(target.href);
  });
}

// Where the map asks for a place, pressing it leads on with that place in the address.
function pick(map, address) {
  map.getCanvas().style.cursor = "crosshair";
  map.on("click", ({ lngLat }) => {
    const target = new URL(address, location.href);
    target.searchParams.set("where", `${lngLat.lng.toFixed(5)},${lngLat.lat.toFixed(5)}`);
    if (target.origin === location.origin) location.assign(target.href);
  });
}

// What changes by the minute is asked for again, as long as somebody looks.
function renew(map, sheet) {
  setInterval(async () => {
    if (document.hidden) return;
    const data = await fetched(sheet.dataset.geojson).catch(() => null);
    if (data) map.getSource("own")?.setData(data);
  }, Number(sheet.dataset.fresh) * 1000);
}

async function draw(sheet) {
  const data = await fetched(sheet.dataset.geojson);
  const box = bounds(data.features);
  if (!box) return;
  const { map } = await open(sheet, data, box);
  if (sheet.dataset.pick) pick(map, sheet.dataset.pick);
  else follow(map, location);
  if (sheet.dataset.fresh) renew(map, sheet);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => map.setStyle(style(data)));
}

if (webgl()) for (const sheet of document.querySelectorAll("[data-geojson]")) near(sheet, draw);
