// Opens the built page over some data, as a reader would: from a file.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page as Tab, TestInfo } from "@playwright/test";
import { type Parts, fillPage } from "../build/parts";
import type { OneReport, Written } from "../src/pages/report/data";

const read = (path: string) => readFileSync(join(__dirname, path), "utf8");

export const built = (name: string) => read(`../dist/${name}`);

export const parts = (): Parts => ({
	page: built("page.html"),
	style: built("app.css"),
	script: built("app.js"),
});

export const readJson = (path: string): unknown => JSON.parse(read(path));

export const fixture = () => readJson("fixture/report.json") as Written<OneReport>;

// What went wrong in the pages opened so far: requests, logged errors, exceptions.
export const troubles: string[] = [];

export async function open(tab: Tab, info: TestInfo, data: unknown, hash = ""): Promise<void> {
	mkdirSync(info.outputDir, { recursive: true });
	const file = join(info.outputDir, "page.html");
	writeFileSync(file, fillPage(parts(), JSON.stringify(data)));
	const url = pathToFileURL(file).href;
	tab.on("request", (request) => {
		if (request.url().split("#")[0] !== url) troubles.push(`request ${request.url()}`);
	});
	tab.on("pageerror", (error) => troubles.push(error.message));
	tab.on("console", (message) => {
		if (message.type() !== "debug") troubles.push(message.text());
	});
	await tab.goto(url + hash);
}
