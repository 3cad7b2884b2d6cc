// Words that stand on every page.

import type { Lang } from "./lang";

const en = {
	language: "Language",
	theme: "Theme",
	themeAuto: "Auto",
	themeLight: "Light",
	themeDark: "Dark",
	noData: "This page holds no report data that it can read.",
	emptyText: "(empty)",
	showAll: (n: string) => `Show all ${n} characters`,
	chart: "Chart",
	table: "Table",
	chartLabel: (title: string) => `${title}. The table view holds the same figures.`,
	failures: {
		timeout: "timeout",
		"rate-limit": "rate limit",
		server: "server error",
		network: "network",
		malformed: "malformed",
		context: "context too long",
		"too-large": "too large",
		request: "request refused",
		auth: "not authorised",
		"no-model": "no such model",
		missing: "no recorded response",
	} as Record<string, string>,
};

export type CommonText = typeof en;

const zh: CommonText = {
	language: "语言",
	theme: "主题",
	themeAuto: "自动",
	themeLight: "浅色",
	themeDark: "深色",
	noData: "本页不含可读取的报告数据。",
	emptyText: "（空）",
	showAll: (n) => `显示全部 ${n} 个字符`,
	chart: "图",
	table: "表",
	chartLabel: (title) => `${title}。表格视图含有相同数据。`,
	failures: {
		timeout: "超时",
		"rate-limit": "限流",
		server: "服务端错误",
		network: "网络错误",
		malformed: "格式错误",
		context: "超出上下文长度",
		"too-large": "过大",
		request: "请求被拒",
		auth: "鉴权失败",
		"no-model": "模型不存在",
		missing: "无记录的回复",
	},
};

export const COMMON: Record<Lang, CommonText> = { en, zh };

// What a kind of failure is called; a kind that the page does not know is shown as it is.
export function failureName(kind: string, t: CommonText): string {
	return t.failures[kind.replace(/[ _]/g, "-")] ?? kind;
}
