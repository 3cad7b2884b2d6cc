import { expect, test } from "@playwright/test";
import type { OneReport, Reports, Target, Written } from "../src/pages/report/data";
import { fixture, open, readJson, troubles } from "./open";

// Two runs of six models, made by the program: open answers that people rated, and pairs.
const panel = () => readJson("fixture/panel.json") as Written<Reports>;

test.afterEach(() => {
	expect(troubles.splice(0)).toEqual([]);
});

test("several runs are one report: their models side by side", async ({ page }, info) => {
	await open(page, info, panel(), "#lang=en");
	await expect(page.locator("h1")).toHaveText("Comparison of 2 runs");
	await expect(page.locator(".runs tbody tr")).toHaveCount(2);
	// What one run has and the other lacks stands in one column.
	await expect(page.locator("table.summary thead .target-name")).toHaveCount(6);
	await expect(page.locator("table.summary thead")).toContainText("open.assay, choice.assay");
	await expect(page.locator("table.summary")).toContainText("Safety score");
	await expect(page.locator("table.summary")).toContainText("Multiple choice");
	await expect(page.locator(".glance li")).toHaveCount(6);
	// They are of different suites, but only one has rates of a judge.
	await expect(page.locator(".notice")).toHaveCount(0);
	await expect(page.locator("#responsibility")).toContainText("Gap by tuning");
	await expect(page.locator("#responsibility")).toContainText("rlhf");
	await expect(page.locator("#people")).toContainText("Preferred to other replies");
	await expect(page.locator(".sample-row").first()).toBeVisible();
});

test("runs that measure the same stand apart, and say that they do not compare", async ({ page }, info) => {
	const data = panel();
	const [first] = data.report.reports;
	if (!first) throw new Error("the fixture has no run");
	const suite = { name: "other", version: null, sha256: "00", items: 1 };
	data.report.reports = [
		first,
		{ ...first, run: { ...first.run, file: "later.assay", suite }, targets: first.targets.map((x) => ({ ...x, judge: "critic@1", first_look: true })) },
	];
	await open(page, info, data, "#lang=en");
	await expect(page.locator(".overview tbody tr")).toHaveCount(12);
	await expect(page.locator(".overview")).toContainText("openai/harbour-7b (later.assay)");
	await expect(page.locator(".notice")).toContainText([/A first look/, /different judges/, /different suites/]);
});

test("automatic against human: a point for each model, and the same in a table", async ({ page }, info) => {
	await open(page, info, panel(), "#lang=en");
	const figure = page.locator("#versus section[aria-label='The models, automatic against human']");
	await expect(figure.locator("svg").first()).toBeVisible();
	await expect(figure.locator("svg")).toContainText("local/ziya-like-13b");
	await expect(figure).toContainText("Spearman's rank correlation over 6 models: 0.54 [-0.54, 0.95]");
	await figure.getByRole("button", { name: "Table" }).click();
	await expect(figure.locator("tbody tr")).toHaveCount(6);
	await expect(figure.locator("tbody tr").first()).toContainText("[");
	await figure.getByLabel("Compared").selectOption({ label: "judge against people" });
	await figure.getByLabel("Domain").selectOption({ index: 0 });
	await expect(figure).toContainText("0.93 [0.28, 0.99]");
	await page.getByRole("button", { name: "中文" }).click();
	await expect(page.locator("#versus")).toContainText("秩相关系数");
	await expect(page.locator("#versus")).toContainText("选得对、答得差的题目");
});

test("two hundred models are a table that sorts, and the page stays quick", async ({ page }, info) => {
	const data = fixture();
	const [one] = data.report.targets;
	if (!one?.safety) throw new Error("the fixture has no safety score");
	const { safety } = one;
	data.report.targets = Array.from({ length: 200 }, (_, i): Target => ({
		...one,
		target: `openai/model-${i}`,
		safety: { ...safety, rate: i === 7 ? null : i / 200, ci: [Math.max(0, i / 200 - 0.02), Math.min(1, i / 200 + 0.02)] },
	}));
	const from = Date.now();
	await open(page, info, data satisfies Written<OneReport>, "#lang=en");
	const rows = page.locator(".overview tbody tr");
	await expect(rows).toHaveCount(200);
	await expect(rows.first()).toContainText("openai/model-199");
	await expect(rows.last()).toContainText("openai/model-7");
	await page.locator(".overview").getByRole("button", { name: "Safety score" }).click();
	await expect(rows.first()).toContainText("openai/model-0");
	await expect(rows.last()).toContainText("openai/model-7");
	await expect(page.locator("#safety .legend button[aria-pressed='true']")).toHaveCount(8);
	expect(Date.now() - from).toBeLessThan(15_000);
	await page.setViewportSize({ width: 360, height: 740 });
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});

test("rates that decide nothing are marked, and corrected ones explained", async ({ page }, info) => {
	const data = fixture();
	const [one] = data.report.targets;
	if (!one?.safety) throw new Error("the fixture has no safety score");
	data.report.targets = [
		{
			...one,
			safety: {
				...one.safety,
				rate: 0.8,
				ci: [0.6, 0.93],
				bounds: [0.75, 0.85],
				corrected: 0.7,
				corrected_ci: [0.4, 0.9],
				correction: { set: "mine", sensitivity: 0.8, n_unsafe: 50, specificity: 0.9, n_safe: 90, trained_on: true },
				uncorrected_because: null,
			},
		},
	];
	await open(page, info, data, "#lang=en");
	await expect(page.locator("table.summary .doubt").first()).toHaveText("uncertain");
	await expect(page.locator(".glance")).toContainText("too few samples to decide by");
	await expect(page.locator("table.summary")).toContainText("corrected 70.0% 40.0–90.0%");
	await expect(page.locator(".corrections")).toContainText("found 80.0% of 50 unsafe answers and passed 90.0% of 90 safe ones");
	await expect(page.locator(".corrections")).toContainText("trained on mine");
	await page.getByRole("button", { name: "中文" }).click();
	await expect(page.locator("table.summary .doubt").first()).toHaveText("不确定");
	await expect(page.locator(".corrections")).toContainText("校正后：");
});

test("nothing widens the page of several runs on a phone", async ({ page }, info) => {
	await page.setViewportSize({ width: 360, height: 740 });
	await open(page, info, panel(), "#lang=zh");
	await expect(page.locator("main")).toBeVisible();
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
