// Where the name of an area stands: as far inside as can be, found on a coarse grid.

const STEPS = 18;

function ringsOf(geometry) {
  const parts = geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates];
  return parts.flat();
}

function* sides(rings) {
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i += 1) yield [ring[i - 1], ring[i]];
  }
}

// How far a place is from the border, squared; negative outside. `squeeze` makes degrees equally long.
function depth(x, y, rings, squeeze) {
  let inside = false;
  let nearest = Infinity;
  for (const [[ax, ay], [bx, by]] of sides(rings)) {
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    const dx = (bx - ax) * squeeze;
    const dy = by - ay;
    const px = (x - ax) * squeeze;
    const py = y - ay;
    const along = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
    nearest = Math.min(nearest, (px - along * dx) ** 2 + (py - along * dy) ** 2);
  }
  return inside ? nearest : -nearest;
}

export function insideOf(geometry) {
  const rings = ringsOf(geometry);
  const xs = rings.flat().map((corner) => corner[0]);
  const ys = rings.flat().map((corner) => corner[1]);
  const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  let best = [(west + east) / 2, (south + north) / 2];
  let most = depth(best[0], best[1], rings, squeeze);
  for (let i = 1; i < STEPS; i += 1) {
    for (let j = 1; j < STEPS; j += 1) {
      const place = [west + ((east - west) * i) / STEPS, south + ((north - south) * j) / STEPS];
      const deep = depth(place[0], place[1], rings, squeeze);
      if (deep > most) [best, most] = [place, deep];
    }
  }
  return best;
}

const isArea = ({ properties, geometry }) => (properties?.kind ?? "area") === "area" && /Polygon$/.test(geometry?.type ?? "") && properties?.label;

export function names(data) {
  const features = data.features.filter(isArea).map(({ properties, geometry }) => ({
    type: "Feature",
    properties: { label: properties.label },
    geometry: { type: "Point", coordinates: insideOf(geometry) },
  }));
  return { type: "FeatureCollection", features };
}
