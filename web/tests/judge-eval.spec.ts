import { expect, test } from "@playwright/test";
import { open, readJson, troubles } from "./open";

const data = () => readJson("fixture/judge-eval.json");

test.afterEach(() => {
	expect(troubles.splice(0)).toEqual([]);
});

test("every figure of a judge, as a chart and as a table", async ({ page }, info) => {
	await open(page, info, data());
	await expect(page.locator("h1")).toHaveText("How good the judges are");
	const sets = page.locator("#sets");
	await expect(sets.locator(".ruler")).toHaveCount(4);
	await expect(sets.locator(".ceiling")).toHaveCount(2);
	const figure = await sets.locator(".ruler-figures b").first().textContent();
	await sets.getByRole("button", { name: "Table" }).click();
	await expect(sets.getByRole("table")).toContainText(figure ?? "?");
	await sets.getByLabel("Every slice").check();
	await expect(sets.getByRole("row")).toHaveCount(9);
	await expect(sets.getByRole("table")).toContainText("<b>odd</b>");
	await sets.getByRole("button", { name: "Chart" }).click();
	await sets.getByLabel("Measure").selectOption("kappa");
	await expect(sets.locator(".ruler-figures b").first()).toHaveText(/^-?0\.\d{3}$/);

	const plots = page.locator("#reliability .figure");
	await expect(plots).toHaveCount(2);
	await expect(plots.first().locator("circle").first()).toBeVisible();
	await plots.first().getByRole("button", { name: "Table" }).click();
	await expect(plots.first().getByRole("row", { name: /0\.9–1\.0/ })).toBeVisible();
	await expect(page.locator("#reliability")).toContainText("critic:slope=0.8");

	await expect(page.locator("#perturbations .flips")).toHaveCount(20);
	await expect(page.locator("#comparisons")).toContainText("< 0.001");
	await expect(page.locator("#raters")).toContainText("93.0%");
});

test("rows on which raters tie, and what a cascade hands on", async ({ page }, info) => {
	const page_data = data() as { judge_eval: { tied: number; sets: Record<string, unknown>[] } };
	page_data.judge_eval.tied = 44;
	for (const set of page_data.judge_eval.sets) {
		if (set.judge === "critic@2") set.escalated = 0.731;
		set.errors = { effective_unsafe: 93.02, effective_safe: 185.13 };
	}
	await open(page, info, page_data);
	await expect(page.locator("header")).toContainText("raters tie on 44");
	const sets = page.locator("#sets");
	await expect(sets.locator(".escalated").first()).toContainText("73.1% escalated");
	await sets.getByRole("button", { name: "Table" }).click();
	await expect(sets.getByRole("columnheader", { name: "Escalated" })).toHaveCount(1);
	await expect(sets.getByRole("table")).toContainText("93.0 / 185.1");
});

test("a fit that gains nothing is not gone on with", async ({ page }, info) => {
	type Fit = { advice: string; use_threshold?: string };
	const page_data = data() as { judge_eval: { sets: { recalibrated: Fit | null }[] } };
	const fit = page_data.judge_eval.sets.find((set) => set.recalibrated)?.recalibrated as Fit;
	const shown = page.locator("#reliability");
	fit.advice = "leave";
	await open(page, info, page_data);
	await expect(shown).toContainText("The judge as it is");
	await expect(shown).not.toContainText("critic:slope");
	fit.advice = "threshold";
	fit.use_threshold = "critic:threshold=0.21";
	await open(page, info, page_data);
	await expect(shown).toContainText("critic:threshold=0.21");
});

test("in Chinese, on a phone", async ({ browser }, info) => {
	const context = await browser.newContext({ locale: "zh-CN", viewport: { width: 390, height: 844 } });
	const page = await context.newPage();
	await open(page, info, data());
	await expect(page.locator("h1")).toHaveText("评判器的质量");
	expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
	await context.close();
});
