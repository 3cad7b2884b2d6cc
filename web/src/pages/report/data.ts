// The report's data: its shape. The shape of `report` is that of `assay report -f json` (schema
// assay/report/1, of several runs assay/reports/1); the page adds names and samples to it.

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
	corrected_ci?: Interval;
	powered?: Powered | null;
}

// Estimated from what people judged and all that the judge did.
export interface Powered {
	n: number;
	// Samples that fall out, since the raters tie.
	ties?: number;
	rate: number | null;
	ci: Interval;
	because: string | null;
}

// How the judge of record errs, as it was measured on people's labels.
export interface Correction {
	set: string;
	sensitivity: number | null;
	n_unsafe: number;
	specificity: number | null;
	n_safe: number;
	// How many independent rows would say as much: rows of one question are alike.
	effective_unsafe?: number;
	effective_safe?: number;
	trained_on: boolean;
}

export interface Corrected {
	corrected?: number | null;
	correction?: Correction | null;
	corrected_clipped?: boolean | null;
	uncorrected_because?: string | null;
}

export type RateMap = Record<string, Rate>;

export interface Safety extends Rate, Corrected {
	by_risk: RateMap;
	by_lang: RateMap;
}

export interface Adaptive extends Rate {
	// How many attacks "any of" ranges over.
	of: number;
}

// Its rate is the plain mean over the attacks, so it has no n and k.
export interface AttackSuccess extends Corrected {
	rate: number | null;
	ci: Interval;
	bounds?: Interval;
	corrected?: number | null;
	corrected_ci?: Interval;
	powered?: Powered | null;
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
	// Of those judged, by a cascade's later members; only of a cascade.
	escalated?: number;
	refused: number;
	partly_refused: number;
}

export interface Ranks {
	n: number;
	mean: number | null;
	mean_ci: Interval;
	// The share of grade 1, which is the least risk.
	first: number | null;
	first_ci: Interval;
	counts: number[];
}

export interface ChoiceFigures {
	n: number;
	acc: number | null;
	ci: Interval;
	bounds?: Interval;
	acc_star: number | null;
	acc_star_ci: Interval;
	chance: number | null;
	outcomes: { right: number; wrong: number; other: number; refuse: number; needs_a_look: number };
	lost: number;
	by_people: number;
	ranks: Ranks | null;
}

// What one judge of choices read, or one way of scoring them.
export interface Scoring extends ChoiceFigures {
	scoring: string;
	by_category: Record<string, ChoiceFigures>;
	by_difficulty: Record<string, ChoiceFigures>;
	by_lang: Record<string, ChoiceFigures>;
	pairs: {
		n: number;
		both_right: number;
		both_wrong: number;
		flipped: number;
		incomplete: number;
		consistent: number | null;
		ci: Interval;
	} | null;
	position: {
		n: number;
		first: number;
		rate: number | null;
		ci: Interval;
		expected: number | null;
	} | null;
	rotations: { n: number; right: number; rate: number | null; ci: Interval } | null;
	// With the main scoring, on the samples that both have.
	compared?: {
		n: number;
		agreement: number | null;
		difference: number | null;
		difference_ci: Interval;
		p: number;
	} | null;
}

export interface Choice extends Scoring {
	others: Scoring[];
}

export interface Grades {
	n: number;
	mean: number | null;
	ci: Interval;
	// Risky, safe refusal, safe and constructive.
	counts: number[];
	constructive: number | null;
	constructive_ci: Interval;
	risky: number | null;
	risky_ci: Interval;
}

// What people say of samples, and the judge of record of the same ones (`both`).
export interface PeopleSaid {
	n: number;
	// Samples on which raters tie, by verdict or grade.
	ties?: number;
	safety: Rate & {
		both: { n: number; people: number | null; judge: number | null; agreement: number | null };
	};
	grade: (Grades & { both: { n: number; people: number | null; judge: number | null } }) | null;
	score: {
		n: number;
		mean: number | null;
		ci: Interval;
		below_5_rate: number | null;
		below_5_ci: Interval;
	} | null;
	// Beside other replies to the same prompt; a tie is half. `none`: beside how many of them somebody
	// preferred no reply at all, and the share of what was said; it is in no model's `rate`.
	preferred?: {
		n: number;
		rate: number | null;
		ci: Interval;
		none?: { n: number; rate: number | null; ci: Interval };
	} | null;
}

export interface Gap {
	safety: number | null;
	responsibility: number | null;
	gap: number | null;
	ci: Interval;
	within: { n: number; gap: number | null; ci: Interval };
}

export type View = "people" | "judge" | "choice";

export interface VersusMean {
	n: number;
	mean: number | null;
	ci?: Interval;
}

// People, judge and multiple choice on the same models, as shares of 1.
export interface Versus {
	targets: string[];
	by_risk: Record<string, Record<string, Partial<Record<View, VersusMean>>>>;
	correlations: {
		risk: string;
		a: View;
		b: View;
		targets: number;
		spearman: number | null;
		ci: Interval;
	}[];
	divergences: {
		target: string;
		risk: string;
		choice: number | null;
		open: number | null;
		by: View;
		divergence: number | null;
	}[];
	samples: {
		target: string;
		item: string;
		risk: string | null;
		chosen: number;
		open: number | null;
		by: View;
		prompt: string | null;
		response: string | null;
	}[];
}

export interface Target {
	target: string;
	facts: Record<string, string | number | null> | null;
	params: Record<string, unknown> | null;
	judge: string;
	// What the judge is made of, whatever it is called: the rule `refusal` alone; the built-in critic
	// and rules alone.
	refusal_alone: boolean;
	first_look: boolean;
	blocked: "out" | "refusal";
	counts: Counts;
	safety: Safety | null;
	asr: AttackSuccess | null;
	over_refusal: OverRefusal | null;
	choice: Choice | null;
	grade: (Grades & { by_risk: Record<string, Grades> }) | null;
	people?: (PeopleSaid & { by_risk: Record<string, PeopleSaid> }) | null;
	gap?: (Gap & { people: Gap | null }) | null;
	tokens: { in: number | null; out: number | null; thinking: number | null } | null;
	cost: { amount: number | null; currency: string } | null;
	seconds: number | null;
	// Indices into the report's runs: several where one run has what another lacks.
	runs: number[];
}

export interface Run {
	file: string;
	created: string | null;
	state?: string | null;
	planned?: number | null;
	// Whether a judge of answers made rates of it; the page's own.
	judged?: boolean;
	suite: {
		name: string | null;
		version: string | null;
		sha256: string | null;
		items: number | null;
	} | null;
}

type Tunings = Record<string, { targets: number; gap: number | null; ci: Interval }>;

interface Tuned {
	target: string;
	tuning: string;
	run: string;
	gap: number | null;
}

// Two tunings of one base model over the items that count for both: the second's gap less the
// first's, paired.
export interface GapDifference {
	base: string;
	first: Tuned;
	second: Tuned;
	n_safety: number;
	n_responsibility: number;
	difference: number | null;
	ci: Interval;
}

// One run's report, as the program writes it.
export interface OneReport {
	schema: string;
	assay: string;
	run: Run;
	targets: Target[];
	gap_by_tuning?: Tunings;
	// null where there are no two tunings.
	gap_differences?: GapDifference[] | null;
	automatic_against_human?: Versus | null;
}

export interface Reports {
	schema: string;
	reports: OneReport[];
	gap_by_tuning?: Tunings;
	// null where there are no two tunings.
	gap_differences?: GapDifference[] | null;
	automatic_against_human?: Versus | null;
}

// What the page shows: the targets of one run or of several, in the order in which samples name
// them.
export interface Report {
	assay: string;
	runs: Run[];
	targets: Target[];
	gap_by_tuning?: Tunings;
	// null where there are no two tunings.
	gap_differences?: GapDifference[] | null;
	automatic_against_human?: Versus | null;
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
	grade?: number | null;
	// Of a choice: right, wrong, other, refuse, needs_a_look, chosen; and which of the item's own
	// options it was, counted from 0.
	outcome?: string | null;
	answer?: string | null;
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
	// Of a choice: which of its own options stood at each place.
	shown?: number[] | null;
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

// The page's data as the program writes it.
export type Written<R = OneReport | Reports> = Omit<Page, "report"> & { report: R };

// The embedded data as a report's, or null where it is another page's or cannot be read.
export function reportPage(data: Embedded): Page | null {
	const page = data as unknown as Written;
	const { report } = page;
	const all = report && "reports" in report ? report.reports : [report as OneReport];
	if (page.schema !== SCHEMA || !Array.isArray(all) || !all.every((one) => Array.isArray(one?.targets)))
		return null;
	const { targets, places } = unite(
		all.flatMap((one, run) => one.targets.map((target) => ({ ...target, runs: [run] }))),
	);
	return {
		...page,
		report: {
			assay: all[0]?.assay ?? "",
			runs: all.map((one) => ({ ...one.run, judged: one.targets.some(isJudged) })),
			targets,
			gap_by_tuning: report.gap_by_tuning,
			gap_differences: report.gap_differences,
			automatic_against_human: report.automatic_against_human,
		},
		attacks: page.attacks ?? [],
		samples: (page.samples ?? []).map((s) => ({ ...s, target: places[s.target] ?? s.target })),
	};
}

const PARTS = ["safety", "asr", "over_refusal", "choice", "grade", "people", "gap"] as const;

// One model that one run asked openly and another by choices stands in one column: nothing that
// both measured is put together. `places`: where each one went.
function unite(all: readonly Target[]): { targets: Target[]; places: number[] } {
	const targets: Target[] = [];
	const places = all.map((target) => {
		const at = targets.findIndex((other) => belong(other, target));
		const other = targets[at];
		if (!other) return targets.push(target) - 1;
		targets[at] = joined(other, target);
		return at;
	});
	return { targets, places };
}

function belong(a: Target, b: Target): boolean {
	return (
		modelName(a) === modelName(b) &&
		JSON.stringify(a.params) === JSON.stringify(b.params) &&
		!b.runs.some((run) => a.runs.includes(run)) &&
		PARTS.every((part) => !a[part] || !b[part])
	);
}

function joined(a: Target, b: Target): Target {
	const judged = isJudged(a) ? a : b;
	const parts = Object.fromEntries(PARTS.map((part) => [part, a[part] ?? b[part]]));
	const failed = { ...a.counts.failed };
	for (const [kind, n] of Object.entries(b.counts.failed)) failed[kind] = (failed[kind] ?? 0) + n;
	const numbers = Object.entries(a.counts).flatMap(([key, n]) =>
		typeof n === "number" ? [[key, n + Number(b.counts[key as keyof Counts] ?? 0)]] : [],
	);
	const sum = (x: number | null | undefined, y: number | null | undefined) =>
		x == null || y == null ? (x ?? y ?? null) : x + y;
	return {
		...judged,
		...parts,
		runs: [...a.runs, ...b.runs],
		counts: { ...a.counts, ...Object.fromEntries(numbers), failed },
		tokens: {
			in: sum(a.tokens?.in, b.tokens?.in),
			out: sum(a.tokens?.out, b.tokens?.out),
			thinking: sum(a.tokens?.thinking, b.tokens?.thinking),
		},
		seconds: sum(a.seconds, b.seconds),
	};
}

// The model itself: recorded answers name the file that they were read from besides.
export function modelName({ target }: Target): string {
	const at = target.lastIndexOf("#");
	return target.startsWith("replay/") && at > 0 ? target.slice(at + 1) : target;
}

// Whether a judge of answers made rates of it: choices are read by another.
export function isJudged(target: Target): boolean {
	return !!(target.safety || target.asr || target.over_refusal || target.grade);
}

// The judgement that makes the rates.
export function recordOf(sample: Sample): Judgement | null {
	return sample.judgements.find((j) => j.record) ?? null;
}
