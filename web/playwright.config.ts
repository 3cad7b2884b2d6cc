import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

// Debian's Chromium, or the one named by ASSAY_CHROMIUM; no browser is downloaded.
const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export default defineConfig({
	testDir: "tests",
	testMatch: "*.spec.ts",
	outputDir: "test-results",
	workers: 1,
	timeout: 30_000,
	forbidOnly: true,
	reporter: "list",
	use: {
		viewport: { width: 1280, height: 900 },
		locale: "en-GB",
		launchOptions: {
			executablePath: process.env.ASSAY_CHROMIUM ?? browsers.find((path) => existsSync(path)),
			// Chromium's own sandbox does not start for root, as in most build containers.
			args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
		},
	},
});
