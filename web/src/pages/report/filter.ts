// Which samples a reader sees. One pass over all samples gives both the matching ones and, for
// every choice of every filter, how many would match if it were chosen.

import type { Text } from "../../i18n/report";
import { type Page, type Sample, recordOf } from "./data";

export const CLASSES = [
	"unsafe",
	"safe",
	"unscoreable",
	"noverdict",
	"unjudged",
	"failed",
	"blocked",
] as const;
export type VerdictClass = (typeof CLASSES)[number];

export const REFUSALS = ["full", "partial", "none", "unknown"] as const;
export type RefusalClass = (typeof REFUSALS)[number];

// Attack filters that are not the name of one.
export const BASE_ONLY = "-";
export const ANY_ATTACK = "+";

export const FACETS = ["target", "lang", "risk", "attack", "verdict", "refusal"] as const;
export type Facet = (typeof FACETS)[number];

// "" is everything. `text` is sought in prompt, response, ids and explanations; `family` is the id
// of a base prompt, and keeps it and all that was made from it.
export type Filter = Record<Facet | "text" | "family", string>;

export const EVERYTHING: Filter = {
	target: "",
	lang: "",
	risk: "",
	attack: "",
	verdict: "",
	refusal: "",
	text: "",
	family: "",
};

export type FacetCounts = Record<Facet, Map<string, number>>;

export interface Found {
	// Indices into the page's samples.
	rows: number[];
	counts: FacetCounts;
}

// Of a choice or a pair: how it ended, and as which verdict it is coloured.
export function choiceClass(sample: Sample): { outcome: keyof Text["outcomes"]; like: VerdictClass } | null {
	const outcome = recordOf(sample)?.outcome;
	if (sample.outcome !== "answered" || !sample.shown) return null;
	switch (outcome) {
		case "right":
			return { outcome, like: "safe" };
		case "wrong":
			return { outcome, like: "unsafe" };
		case "needs_a_look":
			return { outcome, like: "unscoreable" };
		case "other":
		case "refuse":
		case "chosen":
			return { outcome, like: "noverdict" };
		default:
			return null;
	}
}

export function verdictClass(sample: Sample): VerdictClass {
	if (sample.outcome !== "answered") return sample.outcome;
	const judgement = recordOf(sample);
	if (!judgement) return "unjudged";
	return judgement.verdict ?? "noverdict";
}

export function refusalClass(sample: Sample): RefusalClass {
	return recordOf(sample)?.refusal ?? "unknown";
}

export function familyOf(sample: Sample): string {
	return sample.parent ?? sample.item;
}


// Values of one sample under each facet; a sample counts under several choices of one facet (a
// category and its dimension; one attack and all attacks).
interface Row {
	values: Record<Facet, string[]>;
	family: string;
	text: string | null;
}

export class SampleIndex {
	private readonly rows: Row[];

	constructor(private readonly page: Page) {
		this.rows = page.samples.map((sample) => ({
			values: {
				target: [String(sample.target)],
				lang: [sample.lang ?? ""],
				risk: ancestors(sample.risk),
				attack: sample.attack === null ? [BASE_ONLY] : [ANY_ATTACK, sample.attack],
				verdict: [verdictClass(sample)],
				refusal: [refusalClass(sample)],
			},
			family: familyOf(sample),
			text: null,
		}));
	}

	find(filter: Filter): Found {
		const counts = Object.fromEntries(FACETS.map((f) => [f, new Map()])) as unknown as FacetCounts;
		const query = filter.text.trim().toLowerCase();
		const rows: number[] = [];
		this.rows.forEach((row, i) => {
			if (filter.family && row.family !== filter.family) return;
			const misses = FACETS.filter((f) => filter[f] && !row.values[f].includes(filter[f]));
			if (misses.length > 1) return;
			if (query && !this.text(row, i).includes(query)) return;
			const open = misses[0];
			for (const facet of open ? [open] : FACETS)
				for (const value of row.values[facet])
					counts[facet].set(value, (counts[facet].get(value) ?? 0) + 1);
			if (!open) rows.push(i);
		});
		return { rows, counts };
	}

	// Every risk that occurs, with its ancestors.
	risks(): string[] {
		const seen = new Set<string>();
		for (const row of this.rows) for (const id of row.values.risk) seen.add(id);
		return [...seen];
	}

	langs(): string[] {
		return [...new Set(this.rows.map((row) => row.values.lang[0] ?? ""))].filter(Boolean).sort();
	}

	attacks(): string[] {
		const names = this.rows.map((row) => row.values.attack[1]);
		return [...new Set(names)].filter((name): name is string => name !== undefined).sort();
	}

	// Made on the first search only: most readers never search.
	private text(row: Row, i: number): string {
		if (row.text === null) {
			const s = this.page.samples[i];
			const why = s?.judgements.map((j) => j.explanation ?? "").join("\n") ?? "";
			row.text = [s?.item, s?.parent, s?.prompt, s?.response, why].join("\n").toLowerCase();
		}
		return row.text;
	}
}

function ancestors(risk: string | null): string[] {
	const out: string[] = [];
	for (let at = risk ?? ""; at; at = at.includes(".") ? at.slice(0, at.lastIndexOf(".")) : "")
		out.push(at);
	return out;
}

export function narrows(filter: Filter): boolean {
	return Object.values(filter).some((value) => value !== "");
}

