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

async function draw(sheet) {
  const data = await fetched(sheet.dataset.geojson);
  const box = bounds(data.features);
  if (!box) return;
  const { map } = await open(sheet, data, box);
  follow(map, location);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => map.setStyle(style(data)));
}

if (webgl()) for (const sheet of document.querySelectorAll("[data-geojson]")) near(sheet, draw);
