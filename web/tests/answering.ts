// Answers whatever a protocol asks, by touch or by mouse.

import type { Page } from "@playwright/test";

export async function answerEverything(page: Page, text: string, tag: string): Promise<void> {
	await page.locator("#questions").waitFor();
	const groups = page.locator(".question:is([data-type=choice], [data-type=score], [data-type=reply], [data-type=multi])");
	// Answers may ask for more, so the groups are counted again each time.
	for (let i = 0; i < (await groups.count()); i++) await groups.nth(i).locator(".pick").first().click();
	for (const box of await page.locator(".question[data-type=text] textarea").all()) await box.fill(text);
	const search = page.locator("#questions [data-tag-search]");
	if (await search.count()) {
		await search.fill(tag);
		await page.locator(".tag-hits .tag-node").first().click();
	}
}
