// Numbers and times as a reader sees them. Unknown is an em dash.

import type { Interval, Lang, Target } from "./data";

export const UNKNOWN = "—";

export function percent(x: number | null | undefined): string {
	return x == null || !Number.isFinite(x) ? UNKNOWN : `${(100 * x).toFixed(1)}%`;
}

// An interval of fractions, as percents: "79.1–88.0%".
export function interval(ci: Interval | undefined): string {
	if (!ci) return UNKNOWN;
	return `${(100 * ci[0]).toFixed(1)}–${(100 * ci[1]).toFixed(1)}%`;
}

export function count(n: number | null | undefined): string {
	return n == null ? UNKNOWN : n.toLocaleString("en-US");
}

export function decimal(x: number | null | undefined, digits: number): string {
	return x == null || !Number.isFinite(x) ? UNKNOWN : x.toFixed(digits);
}

export function share(k: number, n: number): string {
	return n > 0 ? percent(k / n) : UNKNOWN;
}

export function duration(seconds: number | null | undefined, lang: Lang): string {
	if (seconds == null) return UNKNOWN;
	const [h, min, s] = lang === "zh" ? ["小时", "分", "秒"] : ["h", "min", "s"];
	if (seconds < 60) return `${seconds.toFixed(1)} ${s}`;
	const whole = Math.round(seconds);
	if (whole < 3600) return `${Math.floor(whole / 60)} ${min} ${whole % 60} ${s}`;
	return `${Math.floor(whole / 3600)} ${h} ${Math.floor((whole % 3600) / 60)} ${min}`;
}

// RFC 3339 in UTC, to the minute; what is not such a time is shown as it is.
export function moment(time: string | null | undefined): string {
	const m = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z$/.exec(time ?? "");
	return m ? `${m[1]} ${m[2]} UTC` : (time ?? UNKNOWN);
}

// Parameters as they are written on the command line: "temperature=0.7, top_p=0.9".
export function params(target: Target): string {
	return Object.entries(target.params ?? {})
		.filter(([, value]) => value !== null)
		.map(([key, value]) => `${key}=${typeof value === "object" ? JSON.stringify(value) : value}`)
		.join(", ");
}

// What is known of the model beside its name: "qwen2.5, 7.6 B parameters, sft".
export function facts(target: Target): string {
	return Object.entries(target.facts ?? {})
		.filter(([, value]) => value !== null && value !== "")
		.map(([key, value]) => (key === "parameters" && typeof value === "number" ? size(value) : `${value}`))
		.join(" · ");
}

function size(n: number): string {
	for (const [unit, by] of [["B", 1e9], ["M", 1e6], ["k", 1e3]] as const)
		if (n >= by) return `${(n / by).toFixed(n < 10 * by ? 1 : 0).replace(/\.0$/, "")} ${unit}`;
	return `${n}`;
}

// A target's name where space is short: with its parameters only where the name stands twice.
export function shortName(targets: readonly Target[], i: number): string {
	const target = targets[i];
	if (!target) return UNKNOWN;
	const twice = targets.some((other, j) => j !== i && other.target === target.target);
	return twice ? `${target.target} (${params(target) || UNKNOWN})` : target.target;
}
