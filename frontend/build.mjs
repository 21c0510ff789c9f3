// Bundles the stylesheets with their fonts, and the scripts of pages, into the static files of web/ui, and brings
// the typefaces of documents to the room that sets them. The same input gives the same bytes.
import { build } from "esbuild";
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../src/gemeentedelers/web/ui/static/ui");

const { outputFiles } = await build({
  absWorkingDir: here,
  entryPoints: [
    { in: "css/main.css", out: "main" },
    { in: "js/entry.js", out: "entry" },
    { in: "css/stage.css", out: "stage" },
    { in: "js/live/screens.js", out: "live" },
    { in: "css/clock.css", out: "clock" },
    { in: "css/control.css", out: "control" },
    { in: "js/live/clock.js", out: "clock" },
    { in: "js/juror.js", out: "juror" },
    { in: "js/visit.js", out: "visit" },
    { in: "js/live/console.js", out: "console" },
  ],
  outdir: target,
  bundle: true,
  format: "iife",
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
  const small = /\.(css|js)$/.test(path) ? `, ${kilobytes(gzipSync(contents).length)} compressed` : "";
  console.log(`${relative(target, path)}: ${kilobytes(contents.length)}${small}`);
}

// Typst reads whole typefaces; the screens have compressed subsets of the same ones.
const typefaces = {
  "bricolage-grotesque": ["700Bold/BricolageGrotesque_700Bold.ttf"],
  "source-sans-3": ["400Regular/SourceSans3_400Regular.ttf", "600SemiBold/SourceSans3_600SemiBold.ttf"],
  "noto-emoji": ["400Regular/NotoEmoji_400Regular.ttf"],
};
const faces = join(here, "../src/gemeentedelers/foundation/documents/fonts/from_packages");
await rm(faces, { recursive: true, force: true });
await mkdir(faces, { recursive: true });
for (const [family, files] of Object.entries(typefaces)) {
  for (const file of files) {
    await copyFile(join(here, "node_modules/@expo-google-fonts", family, file), join(faces, basename(file)));
  }
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
