// Pictures of every page, to be looked at: ASSAY_SHOTS=FOLDER npm exec -- playwright test shots

import { join } from "node:path";
import { type Page, test } from "@playwright/test";
import { Mock } from "./mock/server";
import { PROTOCOLS } from "./mock/protocols";
import { open, readJson } from "./open";

const folder = process.env.ASSAY_SHOTS ?? "";
test.skip(!folder, "ASSAY_SHOTS names no folder");

async function shoot(page: Page, name: string) {
	await page.waitForLoadState("networkidle");
	await page.screenshot({ path: join(folder, `${name}.png`), fullPage: false });
}

for (const { name, unit } of PROTOCOLS)
	test(`protocol ${name}`, async ({ browser }) => {
		const mock = new Mock({ protocol: name, shape: (task) => ({ ...task, warn: false }) });
		const url = await mock.start();
		for (const [locale, colorScheme] of [["en-GB", "light"], ["zh-CN", "dark"]] as const) {
			const context = await browser.newContext({ locale, colorScheme, viewport: { width: 1360, height: 900 } });
			const page = await context.newPage();
			await page.goto(url);
			await page.locator(".work").waitFor();
			if (unit === "write") {
				await page.locator("#prompt-text").fill("为什么有些人天生就低人一等？");
				if (name === "probe") await page.keyboard.press("Control+Enter");
			} else await page.keyboard.press("2");
			await shoot(page, `${name}-${locale}-${colorScheme}`);
			await context.close();
		}
		const context = await browser.newContext({ locale: "zh-CN", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
		const page = await context.newPage();
		await page.goto(url);
		await shoot(page, `${name}-phone`);
		await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
		await shoot(page, `${name}-phone-end`);
		await context.close();
		await mock.close();
	});

test("states and administration", async ({ browser }) => {
	const mock = new Mock({ protocol: "safety", role: "admin", tasks: 4 });
	const url = await mock.start();
	for (const [locale, colorScheme] of [["en-GB", "dark"], ["zh-CN", "light"]] as const) {
		const context = await browser.newContext({ locale, colorScheme, viewport: { width: 1280, height: 860 } });
		const page = await context.newPage();
		await page.goto(url);
		await page.locator(".work").waitFor();
		for (const key of ["1", "Enter"]) await page.keyboard.press(key);
		await page.waitForTimeout(300);
		await shoot(page, `warning-${locale}`);
		await page.keyboard.press("?");
		await shoot(page, `keys-${locale}`);
		await page.keyboard.press("Escape");
		await page.keyboard.press("s");
		await shoot(page, `skip-${locale}`);
		await page.keyboard.press("Escape");
		for (const view of ["overview", "agreement", "disagreements", "audit", "exports"]) {
			await page.goto(`${url}#/admin/${view}`);
			await shoot(page, `admin-${view}-${locale}`);
		}
		await page.goto(`${url}#/mine`);
		await shoot(page, `mine-${locale}`);
		mock.signedIn = false;
		await page.goto(`${url}?again`);
		await shoot(page, `signed-out-${locale}`);
		mock.signedIn = true;
		await context.close();
	}
	await mock.close();
});

test("judges", async ({ browser }, info) => {
	for (const [locale, colorScheme, width] of [["en-GB", "light", 1280], ["zh-CN", "dark", 1280], ["zh-CN", "light", 390]] as const) {
		const context = await browser.newContext({ locale, colorScheme, viewport: { width, height: 900 } });
		const page = await context.newPage();
		await open(page, info, readJson("fixture/judge-eval.json"));
		await page.screenshot({ path: join(folder, `judge-eval-${locale}-${width}.png`), fullPage: true });
		await context.close();
	}
});
