// The annotation pages, against a server in memory that answers as the program does.

import { type Browser, type Page, expect, test } from "@playwright/test";
import type { Task } from "../src/api";
import { answerEverything } from "./answering";
import { Mock } from "./mock/server";
import { PROTOCOLS } from "./mock/protocols";

const mocks: Mock[] = [];
const troubles: string[] = [];

// Every test starts its own server; what the browser complains of fails the test.
async function start(page: Page, protocol: string, options: Partial<ConstructorParameters<typeof Mock>[0]> = {}) {
	const mock = new Mock({ protocol, shape: calm, ...options });
	mocks.push(mock);
	watch(page);
	const url = await mock.start();
	await page.goto(url);
	return { mock, url };
}

function watch(page: Page) {
	page.on("pageerror", (error) => troubles.push(error.message));
	page.on("console", (message) => {
		// A call that the server refuses is logged by the browser itself.
		if (message.type() === "error" && !/Failed to load resource/.test(message.text()))
			troubles.push(message.text());
	});
}

function calm(task: Task): Task {
	return { ...task, warn: false };
}

const answersOf = (mock: Mock) => mock.sent.filter((s) => s.path === "/api/answer").map((s) => s.body);

test.afterEach(async () => {
	for (const mock of mocks.splice(0)) await mock.close();
	expect(troubles.splice(0)).toEqual([]);
});

test("a whole session by keys alone", async ({ page }) => {
	const { mock } = await start(page, "safety", { tasks: 3 });
	await expect(page.locator(".reply")).toContainText("Reading someone's private messages");
	await page.keyboard.press("1");
	await expect(page.getByRole("radio", { name: "Safe", exact: true })).toBeChecked();
	await page.keyboard.press("Enter");
	await expect(page.locator(".pace-count")).toHaveText("1 of 3");
	await expect(page.locator(".reply")).toContainText("感谢您的提问");
	// A question that depends on another comes with it, and is written in by its key.
	await page.keyboard.press("2");
	await page.keyboard.press("t");
	await page.keyboard.type("it says how");
	await page.keyboard.press("Control+Enter");
	await expect(page.locator(".pace-count")).toHaveText("2 of 3");
	await page.keyboard.press("3");
	await page.keyboard.press("Enter");
	await expect(page.getByRole("heading", { name: "All done" })).toBeVisible();
	expect(answersOf(mock).map((body) => body.answers)).toEqual([
		{ verdict: "safe" },
		{ verdict: "unsafe", why: "it says how" },
		{ verdict: "unscoreable" },
	]);
	expect(new Set(answersOf(mock).map((body) => body.key)).size).toBe(3);
});

test("the next task is asked for before it is needed", async ({ page }) => {
	const { mock } = await start(page, "safety");
	await page.locator(".reply").waitFor();
	await page.waitForLoadState("networkidle");
	let asked = 0;
	mock.faults.push((req) => {
		if (req.url === "/api/next") asked++;
		return false;
	});
	await page.keyboard.press("1");
	await page.keyboard.press("Enter");
	await expect(page.locator(".pace-count")).toHaveText("1 of 6");
	await expect(page.locator(".reply")).toContainText("感谢您的提问");
	expect(asked).toBe(0);
});

test("what has to be answered is asked for, where it is missing", async ({ page }) => {
	const { mock } = await start(page, "adjudicate");
	await expect(page.locator(".opinion")).toHaveCount(3);
	await expect(page.locator(".opinion").first()).toContainText("unsafe");
	await page.keyboard.press("Enter");
	await expect(page.locator("#q-verdict").getByRole("alert")).toHaveText("This question needs an answer.");
	await page.keyboard.press("2");
	// The text is required, so it is what comes next.
	await expect(page.locator("#q-why textarea")).toBeFocused();
	await page.keyboard.press("Control+Enter");
	await expect(page.locator("#q-why").getByRole("alert")).toBeVisible();
	await page.keyboard.type("because");
	await page.keyboard.press("Control+Enter");
	await expect(page.locator(".pace-count")).toHaveText("1 of 6");
	expect(answersOf(mock)).toHaveLength(1);
});

test("undo shows the last answer again, to be changed", async ({ page }) => {
	const { mock } = await start(page, "safety");
	await page.locator(".reply").waitFor();
	await page.keyboard.press("1");
	await page.keyboard.press("Enter");
	await expect(page.locator(".pace-count")).toHaveText("1 of 6");
	await page.keyboard.press("u");
	await expect(page.getByRole("radio", { name: "Safe", exact: true })).toBeChecked();
	await expect(page.locator(".material")).toContainText("You answered this before");
	await page.keyboard.press("3");
	await page.keyboard.press("Enter");
	await expect(page.locator(".reply")).toContainText("感谢您的提问");
	expect(answersOf(mock).map((body) => [body.task, body.answers])).toEqual([
		[1, { verdict: "safe" }],
		[1, { verdict: "unscoreable" }],
	]);
});

test("what was entered outlives a reload, and the warning of a closed session", async ({ page }) => {
	const { mock, url } = await start(page, "safety");
	await page.locator(".reply").waitFor();
	await page.keyboard.press("2");
	await page.keyboard.press("t");
	await page.keyboard.type("half a thought");
	await page.reload();
	await expect(page.getByRole("radio", { name: "Unsafe" })).toBeChecked();
	await expect(page.locator("#q-why textarea")).toHaveValue("half a thought");
	mock.signedIn = false;
	await page.keyboard.press("Enter");
	await expect(page.getByRole("heading", { name: "You are not signed in" })).toBeVisible();
	mock.signedIn = true;
	await page.getByRole("button", { name: "Try again" }).click();
	await expect(page.locator("#q-why textarea")).toHaveValue("half a thought");
	await page.getByRole("button", { name: /Submit/ }).click();
	await expect(page.locator(".pace-count")).toHaveText("1 of 6");
	expect(await page.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith("assay:draft")))).toEqual([]);
	expect(page.url()).toBe(url);
});

test("a lost connection is told and loses nothing", async ({ page }) => {
	const { mock } = await start(page, "safety");
	await page.locator(".reply").waitFor();
	await page.waitForLoadState("networkidle");
	mock.lose(1000); // more than whatever else the page asks for
	await page.keyboard.press("1");
	await page.keyboard.press("Enter");
	await expect(page.locator(".line-down")).toContainText("The server is not reached");
	mock.recover();
	await page.getByRole("button", { name: "Try now" }).click();
	await expect(page.locator(".pace-count")).toHaveText("1 of 6");
	await expect(page.locator(".line-down")).toHaveCount(0);
	expect(answersOf(mock)).toHaveLength(1);
});

test("what the server refuses stands at its question; a task that is gone gives way", async ({ page }) => {
	const { mock } = await start(page, "safety");
	await page.locator(".reply").waitFor();
	await page.waitForLoadState("networkidle");
	mock.refuse(400, { error: "verdict: not one of its options", code: "bad_answer", field: "verdict" });
	await page.keyboard.press("1");
	await page.keyboard.press("Enter");
	await expect(page.locator("#q-verdict").getByRole("alert")).toContainText("not one of its options");
	mock.refuse(409, { error: "enough people answered", code: "full" });
	await page.keyboard.press("1");
	await page.keyboard.press("Enter");
	await expect(page.getByRole("status")).toContainText("no longer yours");
	await expect(page.locator(".reply")).toContainText("感谢您的提问");
});

test("what is no refusal of the task keeps what was entered", async ({ page }) => {
	const { mock } = await start(page, "safety");
	await page.locator(".reply").waitFor();
	await page.waitForLoadState("networkidle");
	await page.keyboard.press("2");
	const faults: [number, object][] = [
		[500, { error: "it is not known whether this one was saved", code: "not_saved" }],
		[409, { error: "another process uses the file", code: "taken" }],
		[404, { error: "no such page" }],
	];
	for (const [status, body] of faults) {
		mock.refuse(status, body);
		await page.keyboard.press("Enter");
		await expect(page.getByText((body as { error: string }).error)).toBeVisible();
		await expect(page.getByRole("radio", { name: "Unsafe" })).toBeChecked();
		expect(await page.evaluate(() => Object.keys(localStorage).some((k) => k.startsWith("assay:draft")))).toBe(true);
	}
	await page.keyboard.press("Enter");
	await expect(page.locator(".pace-count")).toHaveText("1 of 6");
});

test("an answer that was given meanwhile is not replaced in silence", async ({ page }) => {
	const { mock } = await start(page, "safety");
	await page.locator(".reply").waitFor();
	await page.waitForLoadState("networkidle");
	mock.refuse(409, { error: "you have answered this task again meanwhile", code: "older" });
	await page.keyboard.press("2");
	await page.keyboard.press("Enter");
	await expect(page.getByText("in another window perhaps")).toBeVisible();
	await expect(page.getByRole("radio", { name: "Unsafe" })).toBeChecked();
	await page.keyboard.press("Enter");
	await expect(page.locator(".pace-count")).toHaveText("1 of 6");
	const keys = answersOf(mock).map((body) => body.key);
	expect(new Set(keys).size).toBe(keys.length);
});

test("addresses that nobody meant show the work", async ({ page }) => {
	const { url } = await start(page, "safety", { role: "admin" });
	for (const odd of ["#/%", "#/admin/%E0%A4%A", "#/admin/toString", "#/task/%"]) {
		await page.goto(`${url}${odd}`);
		await page.reload();
		await expect(page.locator(".app-nav")).toBeVisible();
	}
});

test("another's link asks before it signs in; signing out clears the drafts", async ({ page }) => {
	const { mock, url } = await start(page, "safety");
	await page.locator(".reply").waitFor();
	await page.keyboard.press("2");
	await page.goto(`${url}#/join/abc`);
	await expect(page.getByRole("heading", { name: "You are signed in as" })).toBeVisible();
	expect(mock.sent.some(({ path }) => path === "/api/join")).toBe(false);
	await page.getByRole("button", { name: "Stay" }).click();
	await expect(page.getByRole("radio", { name: "Unsafe" })).toBeChecked();
	page.on("dialog", (dialog) => void dialog.accept());
	await page.getByRole("button", { name: "Sign out" }).click();
	await expect(page.getByRole("heading", { name: "You are not signed in" })).toBeVisible();
	expect(await page.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith("assay:draft")))).toEqual([]);
	await page.goto(`${url}#/join/abc`);
	await expect(page.locator(".reply")).toBeVisible();
	expect(mock.sent.filter(({ path }) => path === "/api/join").map(({ body }) => body)).toEqual([{ token: "abc" }]);
	expect(page.url()).not.toContain("abc");
});

test("several replies stand side by side, blind, with a score and an own answer", async ({ page }) => {
	const { mock } = await start(page, "expert");
	const replies = page.locator(".reply");
	await expect(replies).toHaveCount(3);
	const tops = await replies.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
	expect(new Set(tops.map(Math.round)).size).toBe(1);
	await page.keyboard.press("2");
	await page.keyboard.press("3");
	await expect(page.getByRole("radio", { name: "Reply 2" })).toBeChecked();
	await expect(page.locator("#q-score").getByRole("radio", { name: "3", exact: true })).toBeChecked();
	// Below 5 asks for an answer of one's own.
	await expect(page.locator("#q-own textarea")).toBeFocused();
	await page.keyboard.type("Ask them.");
	await page.keyboard.press("Control+Enter");
	await expect(page.locator(".pace-count")).toHaveText("1 of 6");
	await page.keyboard.press("1");
	await page.keyboard.press("6");
	// None after all: the score of the first is no longer asked for, but which is the least bad.
	await page.getByRole("radio", { name: "None is good" }).click();
	await expect(page.locator("#q-score")).toHaveCount(0);
	await page.locator("#q-least").getByRole("radio", { name: "Reply 3" }).click();
	await page.keyboard.press("4");
	await page.keyboard.press("Enter");
	await expect(page.locator(".pace-count")).toHaveText("2 of 6");
	expect(answersOf(mock).map((body) => body.answers)).toEqual([
		{ best: 1, score: 3, own: "Ask them." },
		{ best: "none", least: 2, low: 4 },
	]);
});

test("groups of many options share the digits, each led to by its letter", async ({ page }) => {
	const { mock } = await start(page, "gb45654");
	await page.locator(".reply").waitFor();
	const keysOf = (id: string) => page.locator(`#q-${id} .pick kbd`).allTextContents();
	await page.keyboard.press("2");
	await expect(page.locator("#q-a1[data-active]")).toBeVisible();
	expect([await keysOf("a1"), await keysOf("a2"), await keysOf("verdict")]).toEqual([[..."12345678"], [], []]);
	await expect(page.locator(".question-head kbd")).toHaveText(["A", "Z", "X", "B"]);
	await page.keyboard.press("8");
	await page.keyboard.press("x");
	await expect(page.locator("#q-a2[data-active]")).toBeVisible();
	expect(await keysOf("a2")).toEqual([..."123456789"]);
	await page.keyboard.press("9");
	await page.keyboard.press("4");
	await page.keyboard.press("4");
	await page.keyboard.press("b");
	await expect(page.locator("#q-a5[data-active]")).toBeVisible();
	// What this group has not goes nowhere else.
	await page.keyboard.press("3");
	await page.keyboard.press("2");
	await page.keyboard.press("?");
	await expect(page.getByRole("dialog").locator("dt", { hasText: "AZXB" })).toBeVisible();
	await page.keyboard.press("Escape");
	await page.keyboard.press("Enter");
	await expect(page.locator(".pace-count")).toHaveText("1 of 6");
	// Back to the first question, whose digits then are its own again.
	await page.keyboard.press("2");
	await expect(page.locator("#q-a1")).toBeVisible();
	await page.keyboard.press("a");
	await expect(page.locator("#q-verdict[data-active]")).toBeVisible();
	await page.keyboard.press("1");
	await page.keyboard.press("Enter");
	await expect(page.locator(".pace-count")).toHaveText("2 of 6");
	expect(answersOf(mock).map((body) => body.answers)).toEqual([
		{ verdict: "unsafe", a1: ["a1.8"], a2: ["a2.9"], a5: ["a5.2"] },
		{ verdict: "safe" },
	]);
});

test("tags are found by search and down the tree", async ({ page }) => {
	const { mock } = await start(page, "tags");
	await page.locator(".reply").waitFor();
	await page.keyboard.press("/");
	await page.keyboard.type("毒品");
	await page.keyboard.press("Enter");
	await expect(page.getByRole("button", { name: "Remove Drug crimes" })).toBeVisible();
	await page.keyboard.press("Escape");
	await page.getByRole("button", { name: "Show what is below Responsibility" }).click();
	await page.getByRole("checkbox", { name: "Environment" }).check();
	await page.getByRole("button", { name: /Submit/ }).click();
	await expect(page.locator(".pace-count")).toHaveText("1 of 6");
	expect(answersOf(mock)[0]?.answers).toEqual({ tags: ["sf.crimes.drugs", "rs.environment"] });
});

test("content that may shock is covered until it is wanted", async ({ page }) => {
	await start(page, "safety", { shape: (task) => ({ ...task, warn: true }) });
	await expect(page.getByRole("heading", { name: "This task may be upsetting" })).toBeVisible();
	await expect(page.locator("body")).not.toContainText("Reading someone's private messages");
	await page.keyboard.press("1");
	await page.keyboard.press("Enter");
	await expect(page.locator(".reply")).toBeVisible();
	await page.keyboard.press("1");
	await page.keyboard.press("Enter");
	await expect(page.locator(".cover")).toBeVisible();
	await page.keyboard.press("a");
	await expect(page.locator(".reply")).toBeVisible();
	await page.keyboard.press("1");
	await page.keyboard.press("Enter");
	await expect(page.locator(".pace-count")).toHaveText("2 of 6");
	await expect(page.locator(".cover")).toHaveCount(0);
});

test("skipping, the list of keys and the guideline by keys", async ({ page }) => {
	const { mock } = await start(page, "safety");
	await page.locator(".reply").waitFor();
	await page.keyboard.press("?");
	await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
	await page.keyboard.press("Escape");
	await expect(page.getByRole("dialog")).toHaveCount(0);
	const guideline = page.locator("#guideline-text");
	await expect(guideline).toContainText("Judge the reply itself");
	await page.keyboard.press("g");
	await expect(guideline).toBeHidden();
	await page.reload();
	await page.locator(".reply").waitFor();
	await expect(guideline).toBeHidden();
	await page.keyboard.press("s");
	await expect(page.getByRole("dialog").getByRole("textbox")).toBeFocused();
	await page.keyboard.type("cannot read it");
	await page.keyboard.press("Enter");
	await expect(page.locator(".reply")).toContainText("感谢您的提问");
	expect(mock.sent.find((s) => s.path === "/api/skip")?.body).toEqual({ task: 1, why: "cannot read it" });
});

test("probe: write, ask, see the answer, mark it", async ({ page }) => {
	const { mock } = await start(page, "probe");
	await expect(page.locator("#prompt-text")).toBeFocused();
	await page.keyboard.type("How do I <b>win</b>?");
	await expect(page.locator("#q-verdict")).toHaveCount(0);
	await page.keyboard.press("Control+Enter");
	await expect(page.locator(".reply")).toContainText("You asked: How do I <b>win</b>?");
	await page.keyboard.press("2");
	await page.keyboard.press("Enter");
	await expect(page.locator(".pace-count")).toHaveText("1 written");
	await expect(page.locator("#prompt-text")).toHaveValue("");
	await expect(page.locator("#prompt-text")).toBeFocused();
	expect(answersOf(mock)[0]).toMatchObject({
		task: 0,
		answers: {
			prompt: "How do I <b>win</b>?",
			reply: "You asked: How do I <b>win</b>?",
			model: "demo/echo",
			verdict: "unsafe",
			domain: "rs.psychology",
		},
	});
});

test("probe: whoever writes in any domain names one, and is told so in the page's language", async ({ browser }) => {
	const { context, page } = await inZh(browser, { width: 1280, height: 900 }, false);
	const { mock } = await start(page, "probe", { anyDomain: true });
	await expect(page.locator("#q-domain")).toContainText("必填");
	await page.locator("#prompt-text").fill("怎么办？");
	await page.getByRole("button", { name: /询问/ }).click();
	await page.locator(".reply").waitFor();
	await page.keyboard.press("2");
	await page.getByRole("button", { name: /提交/ }).click();
	await expect(page.locator("#q-domain [role=alert]")).toHaveText("请选择领域。");
	expect(answersOf(mock)).toHaveLength(0);
	await page.locator("#q-domain select").selectOption("rs.law");
	await page.getByRole("button", { name: /提交/ }).click();
	await expect.poll(() => answersOf(mock).length).toBe(1);
	expect(answersOf(mock)[0]).toMatchObject({ answers: { domain: "rs.law" } });
	await context.close();
});

test("elicit: a question in one's own domain", async ({ page }) => {
	const { mock } = await start(page, "elicit");
	await expect(page.locator("#prompt-text")).toBeFocused();
	await page.keyboard.type("为什么");
	await page.keyboard.press("Escape");
	for (const key of ["1", "3", "3", "2"]) await page.keyboard.press(key);
	await page.keyboard.press("Enter");
	await expect(page.locator(".pace-count")).toHaveText("1 written");
	expect(answersOf(mock)[0]?.answers).toEqual({
		prompt: "为什么",
		kind: ["leading", "premise"],
		domain: "rs.psychology",
	});
});

test("my answers are listed, and one is opened and changed", async ({ page }) => {
	const { mock } = await start(page, "safety");
	await page.locator(".reply").waitFor();
	for (const key of ["1", "Enter"]) await page.keyboard.press(key);
	await expect(page.locator(".pace-count")).toHaveText("1 of 6");
	await page.getByRole("link", { name: "My answers" }).click();
	await expect(page.locator(".mine li")).toHaveCount(1);
	await expect(page.locator(".mine .said")).toHaveText("Safe");
	await page.locator(".mine a").click();
	await expect(page.getByRole("radio", { name: "Safe", exact: true })).toBeChecked();
	await page.keyboard.press("2");
	await page.keyboard.press("Enter");
	await expect(page.locator(".reply")).toContainText("感谢您的提问");
	expect(mock.answers.get(1)).toMatchObject({ answers: { verdict: "unsafe" }, revision: 2 });
});

test("hostile text stays text", async ({ page }) => {
	const hostile = [
		`</script><script>document.title = "owned"</script>`,
		`<img src=x onerror="document.title='owned'">`,
		"[click](javascript:alert(1)) **bold** `code`",
		"a\u202ereversed\u0007",
	];
	const long = "x".repeat(30_000);
	await start(page, "pairwise", {
		shape: (task) => ({
			...calm(task),
			messages: hostile.map((content) => ({ role: "user", content })),
			replies: [
				{ slot: 0, text: hostile.join("\n") },
				{ slot: 1, text: long },
			],
		}),
	});
	await expect(page.locator(".reply").first()).toContainText(hostile[0] ?? "");
	await expect(page.locator(".reply").first()).toContainText("**bold**");
	await expect(page.locator(".message .control").first()).toHaveText("U+202E");
	await expect(page.getByRole("button", { name: "Show all 30,000 characters" })).toBeVisible();
	expect(await page.title()).not.toBe("owned");
	expect(await page.locator(".material img, .material script, .material a").count()).toBe(0);
	const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
	expect(wide).toBe(false);
});

test("the server's policy holds: no inline script or style is let through", async ({ page }) => {
	await start(page, "safety");
	await page.locator(".reply").waitFor();
	const ran = await page.evaluate(() => {
		const script = document.createElement("script");
		script.textContent = "window.ran = true";
		document.body.append(script);
		return "ran" in window;
	});
	expect(ran).toBe(false);
	expect(troubles.splice(0).join()).toContain("Content Security Policy");
});

async function inZh(browser: Browser, viewport: { width: number; height: number }, hasTouch: boolean) {
	const context = await browser.newContext({ locale: "zh-CN", viewport, hasTouch, isMobile: hasTouch });
	return { context, page: await context.newPage() };
}

test("Chinese, and the choice of language and theme is kept", async ({ browser }) => {
	const { context, page } = await inZh(browser, { width: 1280, height: 900 }, false);
	const { url } = await start(page, "safety");
	await expect(page.getByRole("button", { name: /提交/ })).toBeVisible();
	await expect(page.locator("#q-verdict")).toContainText("该回复是否安全？");
	await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
	await page.getByRole("button", { name: "English" }).click();
	await page.getByRole("button", { name: "Dark" }).click();
	await page.goto(`${url}#/mine`);
	await page.reload();
	await expect(page.getByRole("heading", { name: "My answers" })).toBeVisible();
	await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
	await context.close();
});

for (const { name, unit } of PROTOCOLS)
	test(`on a phone, ${name} fits and is answered by touch`, async ({ browser }) => {
		const { context, page } = await inZh(browser, { width: 390, height: 844 }, true);
		const { mock } = await start(page, name);
		await page.locator(".work").waitFor();
		if (unit === "write") await page.locator("#prompt-text").fill("问题");
		if (name === "probe") await page.getByRole("button", { name: "询问模型" }).tap();
		await answerEverything(page, "原因", "隐私");
		const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
		expect(wide).toBe(false);
		await page.getByRole("button", { name: /提交/ }).tap();
		await expect.poll(() => answersOf(mock).length).toBe(1);
		await context.close();
	});

test("controls have names, and the page one main part", async ({ page }) => {
	await start(page, "expert", { role: "admin" });
	await page.locator(".reply").first().waitFor();
	await expect(page.getByRole("main")).toHaveCount(1);
	await expect(page.getByRole("radiogroup", { name: "The best reply" })).toBeVisible();
	await expect(page.getByRole("progressbar", { name: "0 of 6" })).toBeVisible();
	const nameless = await page.locator("button, a, input, select, textarea").evaluateAll(
		(all) =>
			all.filter((one) => {
				const labelled = one.getAttribute("aria-label") ?? one.getAttribute("aria-labelledby");
				const labels = (one as HTMLInputElement).labels?.length ?? 0;
				return !labelled && !labels && !one.textContent?.trim();
			}).length,
	);
	expect(nameless).toBe(0);
	// From the top, Tab reaches the link that skips to the questions first.
	await page.locator("body").press("Tab");
	await page.keyboard.press("Shift+Tab");
	await page.keyboard.press("Tab");
});

test("administration: raters, links, agreement, disagreements, audit, export", async ({ page }) => {
	const { mock, url } = await start(page, "safety", { role: "admin" });
	await page.getByRole("link", { name: "Administration" }).click();
	const table = page.getByRole("table");
	await expect(table.getByRole("row", { name: /吴敏/ })).toContainText("Psychology");
	await page.getByLabel("Name").fill("新标注员");
	await page.getByRole("button", { name: "Add and make a link" }).click();
	const dialog = page.getByRole("dialog", { name: /新标注员/ });
	await expect(dialog.getByRole("textbox")).toHaveValue(/\/join\//);
	await dialog.getByRole("button", { name: "Close" }).click();
	await expect(table.getByRole("row", { name: /新标注员/ })).toBeVisible();
	page.once("dialog", (ask) => void ask.accept());
	await table.getByRole("row", { name: /^Sam/ }).getByRole("button", { name: "Revoke" }).click();
	await expect(table.getByRole("row", { name: /^Sam/ })).toContainText("revoked");
	expect(mock.sent.map((s) => [s.path, s.body])).toEqual([
		["/api/admin/raters", { name: "新标注员", role: "rater", domains: [] }],
		["/api/admin/raters/3", { revoked: true }],
	]);
	await page.getByRole("link", { name: "Agreement", exact: true }).click();
	await expect(page.getByRole("row", { name: /Is this reply safe/ }).first()).toContainText("0.71");
	await expect(page.locator(".matrix")).toContainText("55.0%");
	await page.getByRole("link", { name: "Disagreements" }).click();
	await expect(page.locator(".differ")).toContainText("散布谣言");
	await page.getByRole("link", { name: "Audit trail" }).click();
	await expect(page.getByRole("table")).toContainText("rater added");
	await page.getByRole("link", { name: "Export" }).click();
	const saving = page.waitForEvent("download");
	await page.getByRole("button", { name: "Download csv" }).click();
	expect((await saving).suggestedFilename()).toBe("demo-safety.csv");
	await page.goto(`${url}#/admin/nothing`);
	await expect(page.getByRole("link", { name: "Overview" })).toHaveAttribute("aria-current", "page");
});

test("a rater sees no administration", async ({ page }) => {
	const { url } = await start(page, "safety");
	await page.goto(`${url}#/admin/overview`);
	await expect(page.locator(".work")).toBeVisible();
	await expect(page.getByRole("link", { name: "Administration" })).toHaveCount(0);
});
