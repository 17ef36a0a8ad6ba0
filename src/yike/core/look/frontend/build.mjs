// Bundles the style sheets and the scripts, and lays MapLibre beside them unbundled: it finds its worker next to itself.
// Usage: node build.mjs TARGET

import { build } from "esbuild";
import { cp, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const target = process.argv[2];
const { version } = JSON.parse(await readFile("node_modules/maplibre-gl/package.json", "utf8"));
const maplibre = `maplibre-${version}`;

await build({
  entryPoints: ["css/look.css", "css/maplibre.css", "js/look.js", "js/map.js", "js/mapedit.js", "js/here.js", "js/mapset.js"],
  entryNames: "[name]",
  outdir: target,
  bundle: true,
  minify: true,
  legalComments: "none",
  charset: "utf8",
  format: "esm",
  target: ["chrome89", "safari15", "firefox90"],
  define: { MAPLIBRE: JSON.stringify(`./${maplibre}/maplibre-gl.mjs`) },
  external: [`./${maplibre}/*`],
});
await mkdir(join(target, maplibre), { recursive: true });
for (const file of ["dist/maplibre-gl.mjs", "dist/maplibre-gl-shared.mjs", "dist/maplibre-gl-worker.mjs", "LICENSE.txt"]) {
  await cp(join("node_modules/maplibre-gl", file), join(target, maplibre, file.split("/").pop()));
}
await cp("seal.svg", join(target, "seal.svg"));
