// Bundles the stylesheet with its fonts into the static files of web/ui. The same input gives the same bytes.
import { build } from "esbuild";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../src/gemeentedelers/web/ui/static/ui");

const { outputFiles } = await build({
  absWorkingDir: here,
  entryPoints: ["css/main.css"],
  outdir: target,
  bundle: true,
  minify: true,
  write: false,
  target: ["chrome111", "firefox113", "safari16.4"],
  loader: { ".woff2": "file", ".woff": "empty" },
  // Django adds the hash of the contents to the name when it collects the files.
  assetNames: "fonts/[name]",
  logLevel: "warning",
});

const strangers = outputFiles.filter(({ path }) => path.endsWith(".woff2") && !basename(path).includes("-latin-wght-"));
if (strangers.length > 0) {
  throw new Error(`Only the latin subset belongs in the bundle, not ${strangers.map(({ path }) => basename(path))}`);
}

await rm(target, { recursive: true, force: true });
for (const { path, contents } of outputFiles) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
  const small = path.endsWith(".css") ? `, ${kilobytes(gzipSync(contents).length)} compressed` : "";
  console.log(`${relative(target, path)}: ${kilobytes(contents.length)}${small}`);
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
