import { defineConfig } from "vitest/config";

// One ES module and one style sheet, named without a hash: the wheel ships them, git holds them.
export default defineConfig({
  build: {
    outDir: "built",
    emptyOutDir: true,
    target: "es2022",
    cssCodeSplit: false,
    lib: { entry: "src/index.ts", formats: ["es"], fileName: () => "roster.js", cssFileName: "roster" },
  },
  test: { environment: "node", include: ["test/**/*.test.ts"] },
});
