import { expect, test } from "@playwright/test";
import { DATA_HOLE, SCRIPT_HOLE, STYLE_HOLE } from "../build/parts";
import type { Sample } from "../src/pages/report/data";
import { built, fixture, open, parts, troubles } from "./open";

test.afterEach(() => {
	expect(troubles.splice(0)).toEqual([]);
});

test("the built page has its holes once and refers to nothing outside", () => {
	const { page, style, script } = parts();
	for (const hole of [STYLE_HOLE, DATA_HOLE, SCRIPT_HOLE]) expect(page.split(hole).length).toBe(2);
	expect(page).not.toMatch(/<(script|link|img|iframe)[^>]*\s(src|href)=/i);
	expect(page + style).not.toMatch(/@import|url\(\s*["']?(https?:)?\/\//i);
	expect(script).not.toMatch(/<\/script|<!--/i);
	expect(style).not.toMatch(/<\/style/i);
});

test("the served page has no inline script and no inline style", () => {
	const html = built("index.html");
	expect(html).toContain('src="/app.js"');
	expect(html).toContain('href="/app.css"');
	expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|http-equiv/i);
	expect(html.split(DATA_HOLE).length).toBe(2);
});

test("an unfilled page says so", async ({ page }, info) => {
	await open(page, info, null);
	await expect(page.locator("#app")).toContainText("no report data");
	await expect(page.locator("#app")).toContainText("报告数据");
});

test("the summary shows every model with rates, intervals and counts", async ({ page }, info) => {
	await open(page, info, fixture());
	const summary = page.locator("table.summary");
	await expect(summary.locator("thead bdi")).toHaveText(["llama/tiny-careful", "llama/tiny-careless"]);
	const row = (name: string) => summary.locator("tr", { has: page.locator("th", { hasText: name }) });
	await expect(row("Safety score (SS)").locator("td").first()).toContainText("95.4%");
	await expect(row("Safety score (SS)").locator("td").first()).toContainText("90.8–97.8%");
	await expect(row("Safety score (SS)").locator("td").first()).toContainText("145 / 152");
	await expect(row("Adaptive attack").locator("td").first()).toContainText("any of 4");
	await expect(row("Failed").locator("td").first()).toContainText("timeout 7");
	await expect(page.locator(".notice")).toContainText("Safety was read off refusal alone.");
});

test("unknown figures are dashes, absent sections are left out", async ({ page }, info) => {
	const data = fixture();
	data.report.targets = data.report.targets.slice(0, 1).map((target) => ({
		...target,
		judge: "critic@1",
		refusal_alone: false,
		first_look: true,
		params: null,
		facts: null,
		asr: null,
		over_refusal: null,
		tokens: null,
		seconds: null,
		safety: target.safety && { ...target.safety, n: 0, k: 0, rate: null, ci: null, bounds: null },
	}));
	data.report.run.suite = null;
	data.taxonomy = null;
	data.samples = [];
	await open(page, info, data);
	await expect(page.locator("table.summary tr.rates td")).toHaveText(["—"]);
	await expect(page.locator("#attacks")).toHaveCount(0);
	await expect(page.locator("#samples")).toContainText("No sample matches");
	await expect(page.locator(".notice")).toHaveCount(1);
	await expect(page.locator(".notice")).toContainText("A first look, not a verdict.");
});

test("both languages, by browser, by switch and by address", async ({ browser }, info) => {
	const context = await browser.newContext({ locale: "zh-CN" });
	const page = await context.newPage();
	await open(page, info, fixture());
	await expect(page.locator("h1")).toHaveText("安全评测报告");
	await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
	await expect(page.locator("table.summary")).toContainText("自适应攻击");
	await page.getByRole("button", { name: "English" }).click();
	await expect(page.locator("h1")).toHaveText("Safety evaluation report");
	await expect(page).toHaveURL(/lang=en/);
	await page.reload();
	await expect(page.locator("h1")).toHaveText("Safety evaluation report");
	await context.close();
});

test("light and dark, by system and by switch", async ({ page }, info) => {
	await page.emulateMedia({ colorScheme: "dark" });
	await open(page, info, fixture());
	await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
	await page.getByRole("button", { name: "Light" }).click();
	await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
});

test("every chart has a table of the same figures", async ({ page }, info) => {
	await open(page, info, fixture());
	const figures = page.locator(".figure");
	await expect(figures).toHaveCount(6);
	await expect(page.locator(".figure .chart svg")).toHaveCount(6);
	for (const figure of await figures.all()) {
		await figure.getByRole("button", { name: "Table" }).click();
		await expect(figure.locator("table tbody tr").first()).toContainText("%");
	}
	const attacks = figures.filter({ hasText: "ASR by attack" });
	await expect(attacks.locator("tbody th")).toHaveText([
		"code_injection",
		"deepinception",
		"goal_hijacking",
		"instruction_encryption",
		"Mean over attacks",
		"Adaptive attack (any of 4)",
	]);
});

test("filters narrow the samples, and the address remembers them", async ({ page }, info) => {
	const data = fixture();
	const all = data.samples.length;
	const unsafe = data.samples.filter((s) => s.judgements[0]?.verdict === "unsafe");
	await open(page, info, data);
	const found = page.locator(".found");
	await expect(found).toContainText(`${all} of ${all} samples`);
	await expect(found).toContainText("of the run's 1,664 samples");
	await page.getByLabel("Verdict").selectOption("unsafe");
	await expect(found).toContainText(`${unsafe.length} of ${all} samples`);
	await page.getByLabel("Model").selectOption("1");
	const both = unsafe.filter((s) => s.target === 1);
	await expect(found).toContainText(`${both.length} of ${all} samples`);
	await expect(page).toHaveURL(/verdict=unsafe/);
	await expect(page).toHaveURL(/target=1/);
	await page.reload();
	await expect(found).toContainText(`${both.length} of ${all} samples`);
	await page.getByRole("button", { name: "Clear filters" }).click();
	await page.getByLabel("Search").fill("HOSTILE-arabic");
	await expect(found).toContainText(`1 of ${all} samples`);
	await page.getByLabel("Search").fill("no such text anywhere");
	await expect(page.locator("#samples")).toContainText("No sample matches");
});

test("arrow keys walk through the samples", async ({ page }, info) => {
	const data = fixture();
	await open(page, info, data);
	const list = page.getByRole("listbox");
	await list.focus();
	await list.press("ArrowDown");
	await list.press("ArrowDown");
	await list.press("ArrowUp");
	await expect(page.locator(".detail")).toContainText(data.samples[1]?.item ?? "?");
	await list.press("End");
	await expect(page.locator(".detail")).toContainText(`${data.samples.length} of ${data.samples.length}`);
	await expect(page.locator("[aria-selected=true]")).toBeInViewport();
});

test("what models wrote is shown and never interpreted", async ({ page }, info) => {
	const data = fixture();
	const html = data.samples.find((s) => s.item === "hostile-html");
	if (html) {
		// Names come from outside too.
		const target = data.report.targets[0];
		if (target) target.target = html.prompt ?? "";
		data.attacks.push({ name: "<img src=x onerror=window.hacked=4>", summary: null });
	}
	await open(page, info, data, "#text=hostile-html");
	await expect(page.locator(".model-text").nth(0)).toHaveText(html?.prompt ?? "?");
	await expect(page.locator(".model-text").nth(1)).toHaveText(html?.response ?? "?");
	await expect(page.locator("#app").locator("img, script, i:not([class]), style")).toHaveCount(0);
	await page.locator('.figure .chart path[fill="#0a6a8c"]').first().hover();
	await expect(page.locator(".tip:visible .tip-target")).toHaveText(html?.prompt ?? "?");
	expect(await page.evaluate("window.hacked")).toBeUndefined();
});

test("invisible characters are made visible", async ({ page }, info) => {
	await open(page, info, fixture(), "#text=hostile-control");
	const controls = page.locator(".detail .control");
	const shown = ["\\x1B", "\\x1B", "\\x07", "\\x00", "\\x0D"];
	const more = ["U+202E", "U+202C", "U+200B", "U+E0041", "U+E0042", "U+FEFF"];
	await expect(controls).toHaveText([...shown, ...more]);
	// An emoji's joiner is no secret.
	await expect(page.locator(".model-text").nth(1)).toContainText("\u{1F469}\u200d\u{1F467}");
});

test("twenty thousand samples stay quick", async ({ page }, info) => {
	const data = fixture();
	const some = data.samples;
	data.samples = Array.from({ length: 20_000 }, (_, i) => ({
		...(some[i % some.length] as Sample),
		item: `item-${i}`,
	}));
	await open(page, info, data);
	await expect(page.locator(".found")).toContainText("20,000 of 20,000");
	expect(await page.locator(".sample-row").count()).toBeLessThan(60);
	await page.getByLabel("Search").fill("item-19999");
	await expect(page.locator(".found")).toContainText("1 of 20,000", { timeout: 3000 });
	await expect(page.locator(".detail")).toContainText("item-19999");
});

test("six models on a phone do not widen the page", async ({ page }, info) => {
	const data = fixture();
	const [first] = data.report.targets;
	if (first) data.report.targets = Array.from({ length: 6 }, (_, i) => ({ ...first, target: `vendor/model-${i}` }));
	await page.setViewportSize({ width: 390, height: 800 });
	await open(page, info, data);
	await expect(page.locator("table.summary thead bdi")).toHaveCount(6);
	expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
});
