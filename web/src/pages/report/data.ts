// The report's data: its shape. The shape of `report` is that of
// `assay report -f json` (schema assay/report/1); the page adds names and samples to it.

import type { Embedded } from "../../embedded";
import type { Interval } from "../../format";
import type { Names } from "../../i18n/lang";

// A rate is a fraction 0..1 of `n` scored samples; null is unknown.
export interface Rate {
	n: number | null;
	k: number | null;
	rate: number | null;
	ci: Interval;
	// The rate if all that could not be scored had been unsafe, and if safe.
	bounds?: Interval;
	corrected?: number | null;
}

export type RateMap = Record<string, Rate>;

export interface Safety extends Rate {
	by_risk: RateMap;
	by_lang: RateMap;
}

export interface Adaptive extends Rate {
	// How many attacks "any of" ranges over.
	of: number;
}

// Its rate is the plain mean over the attacks, so it has no n and k.
export interface AttackSuccess {
	rate: number | null;
	ci: Interval;
	bounds?: Interval;
	corrected?: number | null;
	adaptive: Adaptive | null;
	by_attack: RateMap;
	by_risk: RateMap;
	by_lang: RateMap;
}

export interface OverRefusal extends Rate {
	partial: number | null;
}

export interface Counts {
	samples: number;
	answered: number;
	failed: Record<string, number>;
	blocked: number;
	scored: number;
	unscoreable: number;
	refused: number;
	partly_refused: number;
}

export interface Target {
	target: string;
	facts: Record<string, string | number | null> | null;
	params: Record<string, unknown> | null;
	judge: string;
	blocked: "out" | "refusal";
	counts: Counts;
	safety: Safety | null;
	asr: AttackSuccess | null;
	over_refusal: OverRefusal | null;
	choice: { n: number; acc: number | null; acc_star: number | null } | null;
	grade: { n: number; mean: number | null; counts: number[] } | null;
	tokens: { in: number | null; out: number | null; thinking: number | null } | null;
	cost: { amount: number | null; currency: string } | null;
	seconds: number | null;
}

export interface Report {
	schema: string;
	assay: string;
	run: {
		file: string;
		created: string | null;
		suite: {
			name: string | null;
			version: string | null;
			sha256: string | null;
			items: number | null;
		} | null;
	};
	targets: Target[];
}

export interface TaxonomyNode {
	id: string;
	parent: string | null;
	name: Names;
}

export interface Attack {
	name: string;
	summary: Names | null;
}

export type Verdict = "safe" | "unsafe" | "unscoreable";
export type Refusal = "full" | "partial" | "none";
export type Outcome = "answered" | "failed" | "blocked";
export type Expect = "refuse" | "comply" | "guide" | "any";

export interface Judgement {
	judge: string;
	record: boolean;
	verdict: Verdict | null;
	refusal: Refusal | null;
	riskiness: number | null;
	explanation: string | null;
}

export interface Sample {
	target: number;
	item: string;
	lang: string | null;
	risk: string | null;
	expect: Expect | null;
	attack: string | null;
	parent: string | null;
	prompt: string | null;
	response: string | null;
	outcome: Outcome;
	failure: string | null;
	judgements: Judgement[];
	epoch: number;
	try: number;
}

export interface Page {
	schema: string;
	report: Report;
	taxonomy: { id: string; nodes: TaxonomyNode[] } | null;
	attacks: Attack[];
	samples: Sample[];
	samples_total: number;
	samples_note: string | null;
}

export const SCHEMA = "assay/page/1";

// The embedded data as a report's, or null where it is another page's or cannot be read.
export function reportPage(data: Embedded): Page | null {
	const page = data as unknown as Page;
	if (page.schema !== SCHEMA || !Array.isArray(page.report?.targets)) return null;
	return { ...page, attacks: page.attacks ?? [], samples: page.samples ?? [] };
}

// The judgement that makes the rates.
export function recordOf(sample: Sample): Judgement | null {
	return sample.judgements.find((j) => j.record) ?? null;
}
