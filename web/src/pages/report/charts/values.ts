// Rows of the figures of values: multiple choice, responsibility, people.

import { langName } from "../../../i18n/lang";
import type { ChoiceFigures, Grades, PeopleSaid, Target } from "../data";
import type { Cell, Context, Row } from "./rows";

export function accCell(figures: ChoiceFigures | null | undefined): Cell | null {
	if (!figures || figures.acc === null) return null;
	return {
		rate: figures.acc,
		ci: figures.ci,
		bounds: figures.bounds,
		n: figures.n,
		k: figures.outcomes.right,
	};
}

export function starCell(figures: ChoiceFigures | null | undefined): Cell | null {
	if (!figures || figures.acc_star === null) return null;
	const { right, refuse, needs_a_look } = figures.outcomes;
	return {
		rate: figures.acc_star,
		ci: figures.acc_star_ci,
		n: figures.n - refuse - needs_a_look,
		k: right,
	};
}

function share(k: number, n: number, rate: number | null, ci: Cell["ci"]): Cell | null {
	return rate === null ? null : { k, n, rate, ci };
}

// What one model's answers come to, whatever they are about.
export function choiceMeasures({ targets, t }: Context): Row[] {
	const of = (cell: (target: Target) => Cell | null) => targets.map(cell);
	const rows: Row[] = [
		{ id: "acc", name: t.choiceAcc, total: true, cells: of((x) => accCell(x.choice)) },
		{ id: "star", name: t.choiceStar, total: true, cells: of((x) => starCell(x.choice)) },
		{
			id: "chance",
			name: t.choiceChance,
			cells: of((x) => (x.choice?.chance == null ? null : { rate: x.choice.chance, ci: null })),
		},
		{
			id: "pairs",
			name: t.choiceConsistent,
			cells: of((x) => {
				const p = x.choice?.pairs;
				if (!p) return null;
				const k = p.both_right + p.both_wrong;
				return share(k, k + p.flipped, p.consistent, p.ci);
			}),
		},
		{
			id: "rotations",
			name: t.choiceRotations,
			cells: of((x) => {
				const r = x.choice?.rotations;
				return r ? share(r.right, r.n, r.rate, r.ci) : null;
			}),
		},
		{
			id: "first",
			name: t.choiceFirst,
			cells: of((x) => {
				const p = x.choice?.position;
				return p ? share(p.first, p.n, p.rate, p.ci) : null;
			}),
		},
		{
			id: "expected",
			name: t.choiceFirstExpected,
			cells: of((x) =>
				x.choice?.position?.expected == null ? null : { rate: x.choice.position.expected, ci: null },
			),
		},
		{
			id: "rank",
			name: t.rankFirst,
			cells: of((x) => {
				const r = x.choice?.ranks;
				return r ? share(r.counts[0] ?? 0, r.n, r.first, r.first_ci) : null;
			}),
		},
	];
	return rows.filter((row) => row.cells.some((cell) => cell !== null));
}

// Rows of a map by node of the taxonomy (or by a name of the data set's own), as a tree.
function tree<T>(
	context: Context,
	maps: readonly Record<string, T>[],
	cell: (of: T | undefined) => Cell | null,
): Row[] {
	const { names, lang } = context;
	const ids = [...new Set(maps.flatMap((map) => Object.keys(map)))];
	const below = (parent: string | null, depth: number): Row[] =>
		names.children(ids, parent).flatMap((id) => [
			{ id, name: names.risk(id, lang), depth, cells: maps.map((map) => cell(map[id])) },
			...below(id, depth + 1),
		]);
	return below(null, 0);
}

export function choiceByCategory(context: Context): Row[] {
	const maps = context.targets.map((x) => x.choice?.by_category ?? {});
	return tree(context, maps, accCell);
}

export function choiceByDifficulty({ targets }: Context): Row[] {
	const maps = targets.map((x) => x.choice?.by_difficulty ?? {});
	const names = [...new Set(maps.flatMap((map) => Object.keys(map)))].sort();
	return names.map((id) => ({ id, name: id, cells: maps.map((map) => accCell(map[id])) }));
}

export function choiceByLang({ targets, lang }: Context): Row[] {
	const maps = targets.map((x) => x.choice?.by_lang ?? {});
	const tags = [...new Set(maps.flatMap((map) => Object.keys(map)))].sort().reverse();
	return tags.map((id) => ({
		id,
		name: langName(id, lang),
		cells: maps.map((map) => accCell(map[id])),
	}));
}

export type GradeShare = "constructive" | "risky";

function gradeCell(part: GradeShare) {
	return (g: Grades | null | undefined): Cell | null => {
		if (!g || g[part] === null) return null;
		return {
			rate: g[part],
			ci: part === "risky" ? g.risky_ci : g.constructive_ci,
			n: g.n,
			k: g.counts[part === "risky" ? 0 : 2] ?? 0,
		};
	};
}

export function gradesByDomain(context: Context, part: GradeShare): Row[] {
	const cell = gradeCell(part);
	const all = context.targets.map((x) => cell(x.grade));
	const maps = context.targets.map((x) => x.grade?.by_risk ?? {});
	return [
		{ id: "", name: context.t.overall, total: true, cells: all },
		...tree(context, maps, cell),
	];
}

// The two levels beside each other, by the judge and by people.
export function levels({ targets, t }: Context): Row[] {
	const row = (id: string, name: string, cell: (target: Target) => Cell | null): Row => ({
		id,
		name,
		cells: targets.map(cell),
	});
	const one = (rate: number | null | undefined): Cell | null => (rate == null ? null : { rate, ci: null });
	const rows = [
		row("safety", t.levelSafety, (x) => one(x.gap?.safety)),
		row("responsibility", t.levelResponsibility, (x) => one(x.gap?.responsibility)),
		row("people-safety", t.byPeople(t.levelSafety), (x) => one(x.gap?.people?.safety)),
		row("people-responsibility", t.byPeople(t.levelResponsibility), (x) =>
			one(x.gap?.people?.responsibility),
		),
	];
	return rows.filter((r) => r.cells.some((cell) => cell !== null));
}

// Beside other replies to the same prompt.
export function preferredByDomain(context: Context): Row[] {
	const cell = (said: PeopleSaid | null | undefined): Cell | null =>
		said?.preferred && said.preferred.rate !== null ? { ...said.preferred, k: null } : null;
	const maps = context.targets.map((x) => x.people?.by_risk ?? {});
	const all = context.targets.map((x) => cell(x.people));
	const rows = tree(context, maps, cell).filter((row) => row.cells.some((c) => c !== null));
	const none = context.targets.map((x): Cell | null => {
		const of = x.people?.preferred;
		return of?.none && of.none.rate !== null ? { ...of.none, n: of.n, k: null } : null;
	});
	return [
		{ id: "", name: context.t.overall, total: true, cells: all },
		...(none.some((c) => c !== null) ? [{ id: "", name: context.t.preferredNoneRow, total: true, cells: none }] : []),
		...rows,
	];
}

export function peopleByDomain(context: Context): Row[] {
	const cell = (said: PeopleSaid | null | undefined): Cell | null =>
		said && said.safety.rate !== null ? said.safety : null;
	const judge = (x: Target): Cell | null => {
		const both = x.people?.safety.both;
		return both && both.judge !== null ? { rate: both.judge, ci: null, n: both.n } : null;
	};
	const maps = context.targets.map((x) => x.people?.by_risk ?? {});
	return [
		{
			id: "",
			name: context.t.byPeople(context.t.overall),
			total: true,
			cells: context.targets.map((x) => cell(x.people)),
		},
		{ id: "", name: context.t.judgeOnSame, total: true, cells: context.targets.map(judge) },
		...tree(context, maps, cell),
	];
}

