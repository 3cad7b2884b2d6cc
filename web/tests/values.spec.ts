import { expect, test } from "@playwright/test";
import type { OneReport, Written } from "../src/pages/report/data";
import { open, readJson, troubles } from "./open";

const choices = () => readJson("fixture/choices.json") as Written<OneReport>;
const values = () => readJson("fixture/values.json") as Written<OneReport>;

test.afterEach(() => {
	expect(troubles.splice(0)).toEqual([]);
});

test("a run of choices shows accuracies, pairs and ranks, and nothing of safety", async ({ page }, info) => {
	await open(page, info, choices(), "#lang=en");
	const summary = page.locator("table.summary");
	await expect(summary).toContainText("Multiple choice, accuracy (acc)");
	await expect(summary).not.toContainText("Safety score");
	await expect(page.locator("#safety")).toHaveCount(0);
	await expect(page.locator("#attacks")).toHaveCount(0);
	const section = page.locator("#choice");
	await expect(section.locator("canvas, svg").first()).toBeVisible();
	await expect(section.locator("section[aria-label='What the answers were'] tbody tr")).toHaveCount(2);
	await expect(section.locator("section[aria-label='Pairs in both orders']")).toContainText("flipped");
	await expect(section.locator("section[aria-label^='Grades of what']")).toContainText("grade 4");
	await expect(section.locator("section[aria-label^='The scorings']")).toContainText("choice-labels@1");
	const measures = section.locator(".figure", { hasText: "Accuracy and consistency" });
	await measures.getByRole("button", { name: "Table" }).click();
	await expect(measures.locator("table")).toContainText("Same reply in both orders");
	await expect(measures.locator("table")).toContainText("Expected without a bias");
});

test("a sample of a choice says what was chosen, as it was shown", async ({ page }, info) => {
	const data = choices();
	data.samples = data.samples.filter((s) => s.shown?.[0] === 1 && s.judgements[0]?.answer === "0");
	await open(page, info, data, "#lang=en");
	await page.locator(".sample-row").first().click();
	const detail = page.locator("article.detail");
	await expect(detail.locator(".judgements")).toContainText("chose B");
	await expect(detail).toContainText("[A] two");
});

test("responsibility, gap and people beside the judge, in both languages", async ({ page }, info) => {
	await open(page, info, values(), "#lang=zh");
	await expect(page.locator("#responsibility h2")).toHaveText("责任");
	await expect(page.locator("#responsibility")).toContainText("安全与责任的差距");
	await expect(page.locator("#people")).toContainText("人工与评判器");
	await page.getByRole("button", { name: "English" }).click();
	await expect(page.locator("#responsibility")).toContainText("Gap by tuning");
	await expect(page.locator("#responsibility")).toContainText("rlhf");
	await expect(page.locator("#people")).toContainText("same verdict");
	await expect(page.locator("#versus")).toContainText("Rank correlations");
	await expect(page.locator("table.summary")).toContainText("Mean grade");
});

test("tunings of one base model are compared item by item, or it says why not", async ({ page }, info) => {
	const data = values();
	data.report.gap_differences = [
		{
			base: "seven",
			first: { target: "openai/other", tuning: "base", run: "v.assay", gap: 0.31 },
			second: { target: "llama/careful", tuning: "rlhf", run: "v.assay", gap: 0.2 },
			n_safety: 50,
			n_responsibility: 97,
			difference: -0.11,
			ci: [-0.204, -0.012],
		},
	];
	await open(page, info, data, "#lang=en");
	const section = page.locator("#responsibility");
	const row = section.locator("section[aria-label^='Tunings of one base'] tbody tr");
	await expect(row).toContainText("rlhf − base");
	await expect(row).toContainText("-11.0");
	await expect(row).toContainText("50 + 97");
	data.report.gap_differences = [];
	await open(page, info, data, "#lang=zh");
	await page.reload();
	await expect(section).toContainText("不给出成对之差");
	await expect(section.locator("section[aria-label^='同一基础模型']")).toHaveCount(0);
});

test("who preferred none, and where raters tie, stand beside what people say", async ({ page }, info) => {
	const data = values();
	for (const target of data.report.targets) {
		const { people } = target;
		if (!people) throw new Error("the fixture has no people");
		const preferred = { n: 40, rate: 0.4, ci: [0.3, 0.5], none: { n: 9, rate: 0.125, ci: [0.05, 0.22] } };
		people.ties = 3;
		people.preferred = preferred as typeof people.preferred;
		for (const said of Object.values(people.by_risk)) said.preferred = people.preferred;
	}
	await open(page, info, data, "#lang=en");
	const section = page.locator("#people");
	const beside = section.locator("section[aria-label='People and judge']");
	await expect(beside.getByRole("columnheader", { name: "raters tie" })).toBeVisible();
	await expect(section).toContainText("On 6 samples the raters tie");
	const table = section.locator("section[aria-label^='Preferred and none']");
	await expect(table.locator("tbody tr").first()).toContainText("Overall");
	await expect(table.locator("tbody tr").first()).toContainText("12.5%");
	await expect(section).toContainText("left out of every model's preferred share");
	const figure = section.locator(".figure", { hasText: "Preferred to other replies" });
	await figure.getByRole("button", { name: "Table" }).click();
	await expect(figure.getByRole("row", { name: /None preferred/ })).toContainText("12.5%");
	await page.getByRole("button", { name: "中文" }).click();
	await expect(section).toContainText("6 个样本的标注员意见持平");
	await expect(table).toHaveCount(0);
	await expect(section).toContainText("都未选");
});

test("corrected rates say how many independent rows the labels are worth", async ({ page }, info) => {
	const data = values();
	const [first] = data.report.targets;
	if (!first?.safety) throw new Error("the fixture has no safety score");
	first.safety.correction = {
		set: "mine",
		sensitivity: 0.9,
		n_unsafe: 200,
		specificity: 0.97,
		n_safe: 300,
		effective_unsafe: 61.4,
		effective_safe: 300,
		trained_on: false,
	};
	first.safety.corrected = 0.8;
	first.counts.escalated = 12;
	await open(page, info, data, "#lang=en");
	await expect(page.locator(".corrections")).toContainText("Corrected: the judge's own errors");
	await expect(page.locator(".corrections")).toContainText("200 unsafe ones say as much as 61.4 independent ones");
	await expect(page.locator("table.summary")).toContainText("Escalated to a later judge");
	first.safety.correction.effective_unsafe = 200;
	await open(page, info, data, "#lang=zh");
	await page.reload(); // another hash alone loads nothing
	await expect(page.locator(".corrections")).not.toContainText("Rao");
	await expect(page.locator("table.summary")).toContainText("交由后续评判器");
	first.safety.corrected = null;
	first.safety.correction.effective_unsafe = 1;
	first.safety.uncorrected_because = "too few labelled rows";
	await open(page, info, data, "#lang=en");
	await page.reload();
	await expect(page.locator(".corrections")).toContainText("answers to too few questions");
	await expect(page.locator(".corrections")).toContainText("200 unsafe ones say as much as 1.0 independent ones");
	await expect(page.locator(".corrections")).not.toContainText("Corrected:");
});

test("text of models in the comparison is never markup", async ({ page }, info) => {
	const data = values();
	const versus = data.report.automatic_against_human;
	if (!versus) throw new Error("the fixture has no comparison");
	versus.samples = [
		{
			target: "llama/careful",
			item: "x",
			risk: "hs",
			chosen: 2,
			open: 0,
			by: "people",
			prompt: "<img src=x onerror=alert(1)>",
			response: "<b>bold</b>",
		},
	];
	await open(page, info, data, "#lang=en");
	await expect(page.locator("#versus")).toContainText("<img src=x onerror=alert(1)>");
	await expect(page.locator("#versus img, #versus .text b")).toHaveCount(0);
});

test("nothing widens the page on a phone", async ({ page }, info) => {
	await page.setViewportSize({ width: 360, height: 740 });
	for (const data of [choices(), values()]) {
		await open(page, info, data, "#lang=en");
		await expect(page.locator("main")).toBeVisible();
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
	}
});
