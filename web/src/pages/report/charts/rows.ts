// From the report to the rows of a figure. One figure's chart and table are made from the same
// rows, so they cannot differ.

import { type Lang, langName } from "../../../i18n/lang";
import type { Text } from "../../../i18n/report";
import type { AttackSuccess, Rate, RateMap, Target } from "../data";
import type { Catalogue } from "../names";

// A rate as a figure shows it; n and k are null for a mean, which has neither.
export type Cell = Pick<Rate, "rate" | "ci" | "bounds" | "corrected" | "corrected_ci" | "powered"> & Partial<Pick<Rate, "n" | "k">> & {
	note?: string;
};

export interface Row {
	id: string;
	name: string;
	// What stands apart from the rest: an overall figure.
	total?: boolean;
	// How deep a row is indented in the table.
	depth?: number;
	// One for each target of the report; null where it has none.
	cells: (Cell | null)[];
}

export type Part = "safety" | "asr";

export interface Context {
	targets: readonly Target[];
	names: Catalogue;
	lang: Lang;
	t: Text;
}

function mapsOf(targets: readonly Target[], part: Part, key: "by_risk" | "by_lang"): RateMap[] {
	return targets.map((target) => target[part]?.[key] ?? {});
}

function row(id: string, name: string, maps: RateMap[]): Row {
	return { id, name, cells: maps.map((map) => map[id] ?? null) };
}

function overall({ targets, t }: Context, part: Part): Row {
	return {
		id: "",
		name: part === "safety" ? t.overall : t.mean,
		total: true,
		cells: targets.map((target) => target[part]),
	};
}

// Rows of the risks right below PARENT; those of the dimensions (null) start with the overall rate.
export function byRisk(context: Context, part: Part, parent: string | null): Row[] {
	const maps = mapsOf(context.targets, part, "by_risk");
	const ids = maps.flatMap((map) => Object.keys(map));
	const rows = context.names
		.children(ids, parent)
		.map((id) => row(id, context.names.risk(id, context.lang), maps));
	if (parent === null) return [overall(context, part), ...rows];
	return [{ ...row(parent, context.names.risk(parent, context.lang), maps), total: true }, ...rows];
}

// Every risk as a tree, for the table.
export function riskTree(context: Context, part: Part): Row[] {
	const maps = mapsOf(context.targets, part, "by_risk");
	const ids = maps.flatMap((map) => Object.keys(map));
	const below = (parent: string | null, depth: number): Row[] =>
		context.names.children(ids, parent).flatMap((id) => [
			{ ...row(id, context.names.risk(id, context.lang), maps), depth },
			...below(id, depth + 1),
		]);
	return [overall(context, part), ...below(null, 0)];
}

// Risks that have others below them in the report.
export function parents(context: Context, part: Part): string[] {
	const ids = new Set(mapsOf(context.targets, part, "by_risk").flatMap((map) => Object.keys(map)));
	return context.names.children(ids, null).filter((id) => context.names.children(ids, id).length > 0);
}

export function byLang(context: Context, part: Part): Row[] {
	const maps = mapsOf(context.targets, part, "by_lang");
	const tags = [...new Set(maps.flatMap((map) => Object.keys(map)))].sort().reverse();
	return tags.map((tag) => row(tag, langName(tag, context.lang), maps));
}

export function anyOf(asr: AttackSuccess, t: Text): string {
	const of = asr.adaptive?.of ?? 0;
	return of === 10 ? t.anyOfTen : t.anyOf(of);
}

// The attacks, then apart from them their mean and the adaptive attack.
export function byAttack(context: Context): Row[] {
	const { targets, names, t } = context;
	const maps = targets.map((target) => target.asr?.by_attack ?? {});
	const attacks = names.attacks(maps).map((name) => row(name, name, maps));
	const adaptive = targets.map((target): Cell | null =>
		target.asr?.adaptive ? { ...target.asr.adaptive, note: anyOf(target.asr, t) } : null,
	);
	const sizes = new Set(targets.map((target) => target.asr?.adaptive?.of).filter((k) => k != null));
	const one = targets.find((target) => target.asr?.adaptive)?.asr;
	// One size of set for all: then the row can say it.
	const name = sizes.size === 1 && one ? t.withNote(t.adaptive, anyOf(one, t)) : t.adaptive;
	const rows = [...attacks, overall(context, "asr")];
	if (adaptive.some((cell) => cell !== null))
		rows.push({ id: "", name, total: true, cells: adaptive });
	return rows;
}

// The two rates that pull against each other.
export function tradeoff({ targets, t }: Context): Row[] {
	return [
		{ id: "safety", name: t.safetyScore, cells: targets.map((target) => target.safety) },
		{ id: "over", name: t.overRefusalRow, cells: targets.map((target) => target.over_refusal) },
	];
}

// An interval wider than this, or as much left open by what could not be scored, decides nothing.
const WIDE = 0.2;

export type Doubt = "few" | "open";

// Why a rate must not be leaned on: too few samples, or too many without a verdict.
export function doubtOf(cell: Pick<Cell, "rate" | "ci" | "bounds">): Doubt | null {
	const width = (span: Cell["ci"] | undefined) => (span ? span[1] - span[0] : 0);
	if (cell.rate == null) return null;
	if (width(cell.bounds) > WIDE) return "open";
	return width(cell.ci) > WIDE ? "few" : null;
}

export function hasFigures(rows: readonly Row[]): boolean {
	return rows.some((r) => r.cells.some((cell) => cell?.rate != null));
}
