// The parts that the build makes, for the two ways in which the program gives the page out:
//   served    index.html, app.js, app.css, under the server's own content security policy
//   one file  page.html, which has holes for app.css, the data and app.js (src/report/inline.c);
//             its policy allows that script alone and no request, so that "no network" is held
//             by the browser too

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

// The holes of page.html, in their order there; each occurs exactly once.
export const STYLE_HOLE = "<style>/* app.css */</style>";
export const DATA_HOLE = '<script id="assay-data" type="application/json">null</script>';
export const SCRIPT_HOLE = '<script type="module">/* app.js */</script>';

export interface Parts {
	page: string;
	style: string;
	script: string;
}

function cut(text: string, hole: string): [string, string] {
	const [before, after, ...more] = text.split(hole);
	if (before === undefined || after === undefined || more.length > 0)
		throw new Error(`the page must hold this exactly once: ${hole}`);
	return [before, after];
}

export function withData(html: string, data: string): string {
	const [before, after] = cut(html, DATA_HOLE);
	return before + DATA_HOLE.replace("null", () => data.replace(/</g, "\\u003c")) + after;
}

// One file with DATA (JSON text) in it, as the program writes it.
export function fillPage(parts: Parts, data: string): string {
	const [head, rest] = cut(parts.page, STYLE_HOLE);
	const [body, tail] = cut(rest, SCRIPT_HOLE);
	const filled = withData(body, data);
	return `${head}<style>${parts.style}</style>${filled}<script type="module">${parts.script}</script>${tail}`;
}

function policy(script: string): string {
	const hash = createHash("sha256").update(script, "utf8").digest("base64");
	const rules = [
		"default-src 'none'",
		`script-src 'sha256-${hash}'`,
		"style-src 'unsafe-inline'",
		"img-src data:",
		"base-uri 'none'",
		"form-action 'none'",
	].join("; ");
	return `<meta http-equiv="Content-Security-Policy" content="${rules}">`;
}

const POLICY = "<!-- assay:policy -->";
const SCRIPT_LINK = /<script type="module"[^>]*src=[^>]*><\/script>/;
const STYLE_LINK = /<link rel="stylesheet"[^>]*>/;

// Build: app.js and app.css come from Rollup, index.html and page.html are made of their source.
export function parts(): Plugin {
	return {
		name: "assay-parts",
		apply: "build",
		enforce: "post",
		generateBundle(_options, bundle) {
			const script = bundle["app.js"];
			const style = bundle["app.css"];
			const html = bundle["index.html"];
			if (script?.type !== "chunk" || style?.type !== "asset" || html?.type !== "asset")
				throw new Error(`expected app.js, app.css, index.html; made ${Object.keys(bundle)}`);
			// No text of a script may end its element or open a comment in it.
			script.code = script.code.replace(/<\/(script)/gi, "<\\/$1").replace(/<!--/g, "\\x3c!--");
			const source = String(html.source).replace(STYLE_LINK, "").replace(SCRIPT_LINK, "");
			html.source = tidy(
				source
					.replace(POLICY, '<link rel="stylesheet" href="/app.css">')
					.replace("</head>", '<script type="module" src="/app.js"></script>\n</head>'),
			);
			const page = tidy(
				source
					.replace(POLICY, () => policy(script.code))
					.replace("</head>", `${STYLE_HOLE}\n</head>`)
					.replace("</body>", `${SCRIPT_HOLE}\n</body>`),
			);
			fillPage({ page, style: "", script: "" }, "null");
			this.emitFile({ type: "asset", fileName: "page.html", source: page });
		},
	};
}

function tidy(html: string): string {
	return html.replace(/\n\s*\n+/g, "\n");
}

// Development server: `/?data=NAME` is the page with the tests' data tests/fixture/NAME.json in it.
export function devData(folder: URL): Plugin {
	return {
		name: "assay-dev-data",
		apply: "serve",
		transformIndexHtml(html, { originalUrl }) {
			const name = /[?&]data=([\w-]+)/.exec(originalUrl ?? "")?.[1];
			return name ? withData(html, readFileSync(new URL(`${name}.json`, folder), "utf8")) : html;
		},
	};
}
