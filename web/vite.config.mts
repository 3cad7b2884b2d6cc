import { defineConfig } from "vite";
import { devData, parts } from "./build/parts";

// `npm run mock` answers as `assay annotate` does, without a run.
const API = process.env.ASSAY_API ?? "http://127.0.0.1:8765";

export default defineConfig({
	plugins: [parts(), devData(new URL("tests/fixture/", import.meta.url))],
	esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
	server: { proxy: { "/api": API, "/join": API } },
	build: {
		target: "es2020",
		modulePreload: false,
		cssCodeSplit: false,
		assetsInlineLimit: Number.MAX_SAFE_INTEGER,
		reportCompressedSize: false,
		chunkSizeWarningLimit: 1000,
		rollupOptions: {
			input: "index.html",
			output: {
				inlineDynamicImports: true,
				entryFileNames: "app.js",
				assetFileNames: "app[extname]",
			},
		},
	},
});
