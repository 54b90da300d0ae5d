// Writes into the bundle which sources it was built from, so that a test can tell without Node whether it is
// the bundle of the sources beside it. tests/ui/roster_component/test_bundle.py computes the same.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const folder = new URL("./", import.meta.url);
const sources = readdirSync(new URL("src", folder), { recursive: true })
  .map((name) => `src/${String(name).replaceAll("\\", "/")}`)
  .filter((name) => /\.(ts|css)$/.test(name));
const names = [...sources, "package-lock.json", "vite.config.ts"].sort((a, b) => (a < b ? -1 : 1));
const hash = createHash("sha256");
for (const name of names) {
  hash.update(name + "\n");
  hash.update(readFileSync(new URL(name, folder)));
}
const bundle = new URL("built/roster.js", folder);
writeFileSync(bundle, `/* sources: ${hash.digest("hex")} */\n${readFileSync(bundle, "utf8")}`);
