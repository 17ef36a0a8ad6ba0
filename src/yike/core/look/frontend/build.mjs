// Bundles the style sheets and the scripts, and MapLibre beside them: it finds its worker next to itself.
// Usage: node build.mjs TARGET

import { build } from "esbuild";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";

const target = process.argv[2];
const { version } = JSON.parse(await readFile("node_modules/maplibre-gl/package.json", "utf8"));
const maplibre = `maplibre-${version}`;

const way = {
  outdir: target,
  bundle: true,
  minify: true,
  legalComments: "none",
  charset: "utf8",
  format: "esm",
  target: ["chrome89", "safari15", "firefox90"],
};

await build({
  ...way,
  entryPoints: ["css/look.css", "css/maplibre.css", "js/look.js", "js/map.js", "js/mapedit.js", "js/mapplan.js", "js/here.js", "js/mapset.js", "js/patrol.js", "js/patrolworker.js", "js/door.js", "js/doorworker.js", "js/walk.js"],
  entryNames: "[name]",
  define: { MAPLIBRE: JSON.stringify(`./${maplibre}/maplibre-gl.mjs`) },
  external: [`./${maplibre}/*`],
});

// From its sources, because what the page and its worker share is half of both and comes over the wire once only.
await build({
  ...way,
  entryPoints: { "maplibre-gl": "node_modules/maplibre-gl/src/index.ts", "maplibre-gl-worker": "node_modules/maplibre-gl/src/source/worker.ts" },
  outdir: join(target, maplibre),
  outExtension: { ".js": ".mjs" },
  splitting: true,
  chunkNames: "maplibre-gl-shared",
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
});
await cp("node_modules/maplibre-gl/LICENSE.txt", join(target, maplibre, "LICENSE.txt"));
await cp("seal.svg", join(target, "seal.svg"));
