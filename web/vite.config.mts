import { defineConfig } from "vite";
import { devData, oneFile } from "./build/onefile";

export default defineConfig({
	plugins: [oneFile(), devData(new URL("tests/fixture/page.json", import.meta.url))],
	esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
	server: { open: "/report.html" },
	build: {
		target: "es2020",
		modulePreload: false,
		cssCodeSplit: false,
		assetsInlineLimit: Number.MAX_SAFE_INTEGER,
		reportCompressedSize: false,
		chunkSizeWarningLimit: 1000,
		rollupOptions: { input: "report.html", output: { inlineDynamicImports: true } },
	},
});
