// The shape of `assay judge-eval -f json` (schema assay/judge-eval/1), which the page holds whole.

import type { Embedded } from "../../embedded";
import type { Interval } from "../../format";

export const MEASURES = [
	"balanced_accuracy",
	"agreement",
	"kappa",
	"precision_unsafe",
	"recall_unsafe",
	"precision_safe",
	"recall_safe",
	"f1_unsafe",
	"mcc",
	"auroc",
] as const;

export type Measure = (typeof MEASURES)[number];

export interface Bin {
	from: number;
	to: number;
	n: number;
	riskiness: number | null;
	unsafe: number | null;
}

export interface Raters {
	n: number;
	raters: number;
	agreement: number | null;
	kappa: number | null;
	alpha: number | null;
	ac1: number | null;
	ceiling: number | null;
}

export type Result = Record<Measure, number | null> & {
	judge: string;
	set: string;
	slice: string;
	n: number;
	base_rate: number | null;
	unscoreable: number | null;
	unscoreable_n: number;
	// The share that a cascade's later members judged; null of no cascade.
	escalated?: number | null;
	ece: number | null;
	brier: number | null;
	threshold: number | null;
	// The judge's weights have seen the set: no evidence.
	trained_on?: boolean;
	human_ceiling: number | null;
	intervals: Partial<Record<Measure, Interval>>;
	confusion: { tp: number; fp: number; fn: number; tn: number };
	// How many independent rows the labelled ones are worth: those of one question are alike.
	errors?: { effective_unsafe: number | null; effective_safe: number | null };
	tuned: {
		threshold: number;
		n: number;
		balanced_accuracy: number | null;
		ci: Interval;
		f1_unsafe: number | null;
	} | null;
	recalibrated: {
		slope: number;
		intercept: number;
		threshold: number | null;
		n: number;
		ece_before: number | null;
		ece: number | null;
		brier_before: number | null;
		brier: number | null;
		advice: "unmeasured" | "leave" | "fit" | "threshold";
		use_threshold?: string | null;
		use?: string | null;
	} | null;
	reliability: Bin[] | null;
	raters: Raters | null;
	refusal: {
		n: number;
		unknown: number;
		agreement: number | null;
		kappa: number | null;
		binary_agreement: number | null;
		binary_kappa: number | null;
		raters: Raters | null;
	} | null;
};

export interface Comparison {
	judge: string;
	against: string;
	set: string;
	slice: string;
	n: number;
	only_first_right: number;
	only_second_right: number;
	p: number | null;
	p_holm: number | null;
	balanced_accuracy: number | null;
	balanced_accuracy_ci: Interval;
}

export interface Flips {
	judge: string;
	set: string;
	perturbation: string;
	n: number;
	to_safe: number;
	to_unsafe: number;
	to_unscoreable: number;
	balanced_accuracy_before: number | null;
	balanced_accuracy: number | null;
}

export interface JudgeEval {
	schema: string;
	judges: string[];
	rows: number;
	skipped: number;
	// Rows on whose label the raters tie: they have none.
	tied?: number;
	sets: Result[];
	comparisons: Comparison[];
	perturbations: Flips[];
}

export const SCHEMA = "assay/judge-eval-page/1";

export function judgeEvalPage(data: Embedded): JudgeEval | null {
	const page = data as Embedded & { judge_eval?: JudgeEval };
	if (page.schema !== SCHEMA || !Array.isArray(page.judge_eval?.sets)) return null;
	return page.judge_eval;
}

export const ALL = "all";

export function isWhole(result: { slice: string }): boolean {
	return result.slice === ALL;
}
