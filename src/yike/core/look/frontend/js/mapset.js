// A place is set by pressing the map: the numbers in the fields beside it are what is sent. The fields do without it.

import { bounds, fetched, near, open, webgl } from "./mapbase.js";

function typed({ lon, lat }) {
  const place = [Number.parseFloat(lon.value), Number.parseFloat(lat.value)];
  return place.every(Number.isFinite) && Math.abs(place[0]) <= 180 && Math.abs(place[1]) <= 85 ? place : null;
}

async function draw(sheet) {
  const fields = Object.fromEntries(["lon", "lat", "datum"].map((name) => [name, document.getElementById(sheet.dataset[name])]));
  const data = await fetched(sheet.dataset.set);
  const box = bounds(data.features);
  if (!box) return;
  const { map, maplibre } = await open(sheet, data, box);
  const marker = new maplibre.Marker({ color: getComputedStyle(sheet).getPropertyValue("--red").trim(), draggable: true });
  const show = () => {
    const place = typed(fields);
    if (!place || fields.datum.value !== "wgs84") return marker.remove();
    marker.setLngLat(place).addTo(map);
  };
  const set = ({ lng, lat }) => {
    fields.lon.value = lng.toFixed(6);
    fields.lat.value = lat.toFixed(6);
    fields.datum.value = "wgs84";
    show();
  };
  map.on("click", ({ lngLat }) => set(lngLat));
  marker.on("dragend", () => set(marker.getLngLat()));
  for (const field of Object.values(fields)) field.addEventListener("input", show);
  show();
  map.getCanvas().style.cursor = "crosshair";
}

if (webgl()) for (const sheet of document.querySelectorAll("[data-set]")) { sheet.closest("figure").hidden = false; near(sheet, draw); }
