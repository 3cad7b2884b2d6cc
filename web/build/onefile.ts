// Makes the build one HTML file: every script and style is written into the page, and a content
// security policy forbids the page any request, so that "no network" is held by the browser too.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

// What the C program replaces by the report's data; it must occur exactly once.
export const PLACEHOLDER = '<script id="assay-data" type="application/json">null</script>';

// The page with DATA (JSON text) in place of the placeholder, as the C program writes it.
export function fillPage(html: string, data: string): string {
	const [before, after, ...more] = html.split(PLACEHOLDER);
	if (before === undefined || after === undefined || more.length > 0)
		throw new Error("the page must hold the data placeholder exactly once");
	const inert = data.replace(/</g, "\\u003c");
	return before + PLACEHOLDER.replace("null", () => inert) + after;
}

function policy(script: string): string {
	const hash = createHash("sha256").update(script, "utf8").digest("base64");
	return [
		"default-src 'none'",
		`script-src 'sha256-${hash}'`,
		"style-src 'unsafe-inline'",
		"img-src data:",
		"base-uri 'none'",
		"form-action 'none'",
	].join("; ");
}

// Build: inlines the one script and the one style sheet that Rollup made.
export function oneFile(): Plugin {
	return {
		name: "assay-one-file",
		apply: "build",
		enforce: "post",
		generateBundle(_options, bundle) {
			let script = "";
			let style = "";
			for (const [name, part] of Object.entries(bundle)) {
				if (part.type === "chunk") script += part.code;
				else if (name.endsWith(".css")) style += String(part.source);
				else continue;
				delete bundle[name];
			}
			// No text of a script may end its element or open a comment in it.
			script = `\n${script.trim().replace(/<\/(script)/gi, "<\\/$1").replace(/<!--/g, "\\x3c!--")}\n`;
			for (const part of Object.values(bundle)) {
				if (part.type !== "asset" || !part.fileName.endsWith(".html")) continue;
				const html = String(part.source)
					.replace(/\s*<script type="module"[^>]*src=[^>]*><\/script>/, "")
					.replace(/\s*<link rel="(stylesheet|modulepreload)"[^>]*>/g, "")
					.replace(
						"<!-- assay:policy -->",
						() => `<meta http-equiv="Content-Security-Policy" content="${policy(script)}">`,
					)
					.replace("<!-- assay:style -->", () => `<style>${style.trim()}</style>`)
					.replace("<!-- assay:script -->", () => `<script type="module">${script}</script>`);
				fillPage(html, "null");
				part.source = html;
			}
		},
	};
}

// Development server: serves the page with the tests' data in it.
export function devData(file: URL): Plugin {
	return {
		name: "assay-dev-data",
		apply: "serve",
		transformIndexHtml: (html) => fillPage(html, readFileSync(file, "utf8")),
	};
}
