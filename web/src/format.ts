// Numbers and times as a reader sees them. Unknown is an em dash.

import type { Lang } from "./i18n/lang";

// Of a fraction; null is unknown.
export type Interval = [number, number] | null;

export const UNKNOWN = "—";

export function percent(x: number | null | undefined): string {
	return x == null || !Number.isFinite(x) ? UNKNOWN : `${(100 * x).toFixed(1)}%`;
}

// An interval of fractions, as percents: "79.1–88.0%".
export function interval(ci: Interval | undefined): string {
	if (!ci) return UNKNOWN;
	return `${(100 * ci[0]).toFixed(1)}–${(100 * ci[1]).toFixed(1)}%`;
}

// An interval of plain numbers, which may be negative: "[0.63, 0.78]".
export function span(ci: Interval | undefined, digits: number): string {
	return ci ? `[${decimal(ci[0], digits)}, ${decimal(ci[1], digits)}]` : UNKNOWN;
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
