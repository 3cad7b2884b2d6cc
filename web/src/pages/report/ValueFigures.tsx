// The sections of values: multiple choice, responsibility, and what people say.

import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { UNKNOWN, count, decimal, interval, percent } from "../../format";
import type { Interval } from "../../format";
import { Figure } from "./Figure";
import { TargetMark } from "./TargetMark";
import { useRowContext } from "./Figures";
import type { Choice } from "./Figures";
import { type Row, hasFigures } from "./charts/rows";
import {
	choiceByCategory,
	choiceByDifficulty,
	choiceByLang,
	choiceMeasures,
	gradesByDomain,
	levels,
	peopleByDomain,
	preferredByDomain,
} from "./charts/values";
import { useReport } from "./context";
import type { Gap, PeopleSaid, Scoring, Target } from "./data";
import { shortName } from "./targets";

interface Props {
	// Targets to show, as indices into the report.
	targets: readonly number[];
	// A reader picked a point: show its samples.
	onChoose(choice: Choice): void;
}

function usePick({ onChoose }: Props, facet: "risk" | "lang" | null) {
	return (row: Row, target: number) =>
		onChoose({ target: String(target), ...(facet && row.id ? { [facet]: row.id } : {}) });
}

// The dimensions alone where there are many: the table has the rest.
function top(rows: readonly Row[]): Row[] {
	const first = rows.filter((row) => !row.depth || row.total);
	return first.length > 3 ? first : [...rows];
}

export function ChoiceFigures(props: Props) {
	const { t } = useReport();
	const context = useRowContext();
	const measures = useMemo(() => choiceMeasures(context), [context]);
	const categories = useMemo(() => choiceByCategory(context), [context]);
	const difficulties = useMemo(() => choiceByDifficulty(context), [context]);
	const langs = useMemo(() => choiceByLang(context), [context]);
	const { targets } = props;
	const none = usePick(props, null);
	return (
		<div class="figures">
			<div class="stack">
				<Figure title={t.choiceMeasures} kind={t.measure} rows={measures} targets={targets} onPick={none} />
				{hasFigures(difficulties) && (
					<Figure
						title={t.choiceByDifficulty}
						kind={t.difficulty}
						rows={difficulties}
						targets={targets}
						onPick={none}
					/>
				)}
				{langs.length > 1 && (
					<Figure
						title={t.choiceByLang}
						kind={t.lang}
						rows={langs}
						targets={targets}
						onPick={usePick(props, "lang")}
					/>
				)}
			</div>
			<div class="stack">
				{hasFigures(categories) && (
					<Figure
						title={t.choiceByCategory}
						kind={t.category}
						rows={top(categories)}
						tableRows={categories}
						targets={targets}
						onPick={usePick(props, "risk")}
					/>
				)}
				<Outcomes targets={targets} />
				<Ranks targets={targets} />
				<Scorings targets={targets} />
			</div>
		</div>
	);
}

export function ResponsibilityFigures(props: Props) {
	const { t } = useReport();
	const context = useRowContext();
	const constructive = useMemo(() => gradesByDomain(context, "constructive"), [context]);
	const risky = useMemo(() => gradesByDomain(context, "risky"), [context]);
	const both = useMemo(() => levels(context), [context]);
	const pick = usePick(props, "risk");
	const { targets } = props;
	return (
		<div class="figures">
			<div class="stack">
				{hasFigures(constructive) && (
					<Figure
						title={t.constructiveByDomain}
						kind={t.domain}
						rows={constructive}
						targets={targets}
						onPick={pick}
					/>
				)}
				{hasFigures(risky) && (
					<Figure title={t.riskyByDomain} kind={t.domain} rows={risky} targets={targets} onPick={pick} />
				)}
			</div>
			<div class="stack">
				{both.length > 1 && (
					<Figure
						title={t.levels}
						kind={t.measure}
						rows={both}
						targets={targets}
						onPick={usePick(props, null)}
					/>
				)}
				<Gaps targets={targets} />
			</div>
		</div>
	);
}

export function PeopleFigures(props: Props) {
	const { t } = useReport();
	const context = useRowContext();
	const rows = useMemo(() => peopleByDomain(context), [context]);
	const preferred = useMemo(() => preferredByDomain(context), [context]);
	const pick = usePick(props, "risk");
	return (
		<div class="figures">
			<div class="stack">
				{hasFigures(rows) && (
					<Figure title={t.peopleSafe} kind={t.domain} rows={rows} targets={props.targets} onPick={pick} />
				)}
				{hasFigures(preferred) && (
					<Figure
						title={t.preferredByDomain}
						kind={t.domain}
						rows={preferred}
						targets={props.targets}
						onPick={pick}
					/>
				)}
			</div>
			<div class="stack">
				<PeopleTable targets={props.targets} />
				<PreferredTable targets={props.targets} />
				<Ties targets={props.targets} />
			</div>
		</div>
	);
}

// --- Tables that no chart says better.

interface TableProps {
	title: string;
	heads: readonly string[];
	// Long: it scrolls by itself.
	tall?: boolean;
	children: ComponentChildren;
}

export function Table({ title, heads, tall, children }: TableProps) {
	return (
		<section class="figure" aria-label={title}>
			<div class="figure-head">
				<h3>{title}</h3>
			</div>
			<div class={tall ? "scroll tall" : "scroll"} tabIndex={0} role="region" aria-label={title}>
				<table class="figure-table compact">
					<thead>
						<tr>
							{heads.map((head) => (
								<th scope="col" key={head}>
									{head}
								</th>
							))}
						</tr>
					</thead>
					<tbody>{children}</tbody>
				</table>
			</div>
		</section>
	);
}

function Name({ target }: { target: number }) {
	const { page } = useReport();
	return (
		<th scope="row">
			<TargetMark target={target} /> <bdi>{shortName(page.report, target)}</bdi>
		</th>
	);
}

function With({ value, ci }: { value: string; ci: string }) {
	return (
		<>
			<b>{value}</b> {value !== UNKNOWN && <span>{ci}</span>}
		</>
	);
}

function useShown(targets: readonly number[], has: (target: Target) => unknown): [number, Target][] {
	const { page } = useReport();
	return targets.flatMap((i): [number, Target][] => {
		const target = page.report.targets[i];
		return target && has(target) ? [[i, target]] : [];
	});
}

function Outcomes({ targets }: { targets: readonly number[] }) {
	const { t } = useReport();
	const shown = useShown(targets, (x) => x.choice?.n);
	if (shown.length === 0) return null;
	const o = t.outcomes;
	const pairs = shown.some(([, x]) => x.choice?.pairs);
	const heads = [t.target, o.right, o.wrong, o.other, o.refuse, o.needs_a_look, o.lost];
	return (
		<>
			<Table title={t.choiceOutcomes} heads={heads}>
				{shown.map(([i, x]) => (
					<tr key={i}>
						<Name target={i} />
						<td>{count(x.choice?.outcomes.right)}</td>
						<td>{count(x.choice?.outcomes.wrong)}</td>
						<td>{count(x.choice?.outcomes.other)}</td>
						<td>{count(x.choice?.outcomes.refuse)}</td>
						<td>{count(x.choice?.outcomes.needs_a_look)}</td>
						<td>{count(x.choice?.lost)}</td>
					</tr>
				))}
			</Table>
			{pairs && (
				<Table
					title={t.pairs}
					heads={[t.target, t.bothRight, t.bothWrong, t.flipped, t.incomplete]}
				>
					{shown.map(([i, x]) => (
						<tr key={i}>
							<Name target={i} />
							<td>{count(x.choice?.pairs?.both_right)}</td>
							<td>{count(x.choice?.pairs?.both_wrong)}</td>
							<td>{count(x.choice?.pairs?.flipped)}</td>
							<td>{count(x.choice?.pairs?.incomplete)}</td>
						</tr>
					))}
				</Table>
			)}
		</>
	);
}

function range(ci: Interval | undefined, digits: number): string {
	return ci ? `${decimal(ci[0], digits)}–${decimal(ci[1], digits)}` : UNKNOWN;
}

function Ranks({ targets }: { targets: readonly number[] }) {
	const { t } = useReport();
	const shown = useShown(targets, (x) => x.choice?.ranks);
	const grades = Math.max(0, ...shown.map(([, x]) => x.choice?.ranks?.counts.length ?? 0));
	if (grades === 0) return null;
	const columns = Array.from({ length: grades }, (_, i) => i);
	return (
		<Table title={t.ranks} heads={[t.target, t.rankMean, ...columns.map((i) => t.rank(i + 1))]}>
			{shown.map(([i, x]) => (
				<tr key={i}>
					<Name target={i} />
					<td>
						<With
							value={decimal(x.choice?.ranks?.mean, 2)}
							ci={range(x.choice?.ranks?.mean_ci, 2)}
						/>
					</td>
					{columns.map((k) => (
						<td key={k}>{count(x.choice?.ranks?.counts[k] ?? 0)}</td>
					))}
				</tr>
			))}
		</Table>
	);
}

function points(x: number | null | undefined): string {
	return x == null ? UNKNOWN : `${x > 0 ? "+" : ""}${(100 * x).toFixed(1)}`;
}

function pointRange(ci: Interval | undefined): string {
	return ci ? `${(100 * ci[0]).toFixed(1)} … ${(100 * ci[1]).toFixed(1)}` : UNKNOWN;
}

function Scorings({ targets }: { targets: readonly number[] }) {
	const { t } = useReport();
	const shown = useShown(targets, (x) => x.choice?.others?.length);
	if (shown.length === 0) return null;
	const line = (i: number, s: Scoring) => (
		<tr key={`${i} ${s.scoring}`}>
			<Name target={i} />
			<td>
				<bdi class="id">{s.scoring}</bdi>
			</td>
			<td>
				<With value={percent(s.acc)} ci={interval(s.ci)} />
			</td>
			<td>{s.compared ? percent(s.compared.agreement) : ""}</td>
			<td>
				{s.compared && (
					<With value={points(s.compared.difference)} ci={pointRange(s.compared.difference_ci)} />
				)}
			</td>
			<td>{s.compared ? s.compared.p.toPrecision(2) : ""}</td>
		</tr>
	);
	return (
		<Table title={t.scorings} heads={[t.target, t.scoring, "acc", t.same, t.difference, t.signTest]}>
			{shown.flatMap(([i, x]) => (x.choice ? [x.choice, ...x.choice.others].map((s) => line(i, s)) : []))}
		</Table>
	);
}

function Gaps({ targets }: { targets: readonly number[] }) {
	const { t, page } = useReport();
	const shown = useShown(targets, (x) => x.gap);
	const tunings = Object.entries(page.report.gap_by_tuning ?? {});
	if (shown.length === 0 && tunings.length === 0) return null;
	const line = (i: number, by: string, gap: Gap | null | undefined) =>
		gap && (
			<tr key={`${i} ${by}`}>
				<Name target={i} />
				<td>{by}</td>
				<td>
					<With value={points(gap.gap)} ci={pointRange(gap.ci)} />
				</td>
				<td>
					<With value={points(gap.within.gap)} ci={pointRange(gap.within.ci)} />
				</td>
			</tr>
		);
	return (
		<>
			<Table title={t.gap} heads={[t.target, t.by, t.gapPoints, t.gapWithin]}>
				{shown.map(([i, x]) => [line(i, t.byJudge, x.gap), line(i, t.people, x.gap?.people)])}
			</Table>
			{tunings.length > 0 && (
				<Table title={t.gapByTuning} heads={[t.tuning, t.gapPoints, t.models]}>
					{tunings.map(([name, gap]) => (
						<tr key={name}>
							<th scope="row">{name}</th>
							<td>
								<With value={points(gap.gap)} ci={pointRange(gap.ci)} />
							</td>
							<td>{count(gap.targets)}</td>
						</tr>
					))}
				</Table>
			)}
			<Differences />
		</>
	);
}

// Tunings of one base model, paired; or why there are none.
function Differences() {
	const { t, page } = useReport();
	const list = page.report.gap_differences;
	if (!list) return null;
	if (list.length === 0) return <p class="quiet">{t.tuningUnpaired}</p>;
	return (
		<>
			<Table
				title={t.tuningPairs}
				heads={[t.tuningMinus, t.tuningBase, t.tuningGaps, t.tuningDifference, t.tuningItems]}
			>
				{list.map((d) => (
					<tr key={`${d.second.run} ${d.second.target} ${d.first.run} ${d.first.target}`}>
						<th scope="row">
							{d.second.tuning} − {d.first.tuning}{" "}
							<small>
								<bdi class="id">{d.second.target}</bdi> − <bdi class="id">{d.first.target}</bdi>
							</small>
						</th>
						<td>
							<bdi>{d.base}</bdi>
						</td>
						<td>{`${points(d.second.gap)} / ${points(d.first.gap)}`}</td>
						<td>
							<With value={points(d.difference)} ci={pointRange(d.ci)} />
						</td>
						<td>{`${count(d.n_safety)} + ${count(d.n_responsibility)}`}</td>
					</tr>
				))}
			</Table>
			<p class="quiet">{t.tuningPaired}</p>
		</>
	);
}

function PeopleTable({ targets }: { targets: readonly number[] }) {
	const { t } = useReport();
	const shown = useShown(targets, (x) => x.people);
	const heads = [t.target, t.samples, t.ties, t.sameVerdict, t.peopleGrade, t.judgeGrade, t.score, t.below5];
	return (
		<Table title={t.peopleBeside} heads={heads}>
			{shown.map(([i, x]) => (
				<tr key={i}>
					<Name target={i} />
					<td>{count(x.people?.n)}</td>
					<td>{count(x.people?.ties ?? 0)}</td>
					<td>{percent(x.people?.safety.both.agreement)}</td>
					<td>{decimal(x.people?.grade?.both.people, 2)}</td>
					<td>{decimal(x.people?.grade?.both.judge, 2)}</td>
					<td>
						<With value={decimal(x.people?.score?.mean, 2)} ci={range(x.people?.score?.ci, 2)} />
					</td>
					<td>
						<With
							value={percent(x.people?.score?.below_5_rate)}
							ci={interval(x.people?.score?.below_5_ci)}
						/>
					</td>
				</tr>
			))}
		</Table>
	);
}

// How often each was preferred, of all and by domain, and what preferred none.
function PreferredTable({ targets }: { targets: readonly number[] }) {
	const { t, names, lang } = useReport();
	const shown = useShown(targets, (x) => x.people?.preferred);
	const line = (i: number, domain: string, of: PeopleSaid["preferred"]) =>
		of && (
			<tr key={`${i} ${domain}`}>
				<Name target={i} />
				<td>{domain}</td>
				<td>{count(of.n)}</td>
				<td>
					<With value={percent(of.rate)} ci={interval(of.ci)} />
				</td>
				<td>
					<With value={percent(of.none?.rate)} ci={interval(of.none?.ci)} />
				</td>
				<td>{count(of.none?.n)}</td>
			</tr>
		);
	const lines = shown.flatMap(([i, x]) => [
		line(i, t.overall, x.people?.preferred),
		...Object.entries(x.people?.by_risk ?? {}).map(([risk, said]) =>
			line(i, names.risk(risk, lang), said.preferred),
		),
	]);
	if (lines.length === 0) return null;
	return (
		<>
			<Table
				title={t.preferredAndNone}
				heads={[t.target, t.domain, t.comparedReplies, t.preferred, t.preferredNone, t.besideNone]}
				tall={lines.length > 12}
			>
				{lines}
			</Table>
			<p class="quiet">{t.preferredNoneHint}</p>
		</>
	);
}

function Ties({ targets }: { targets: readonly number[] }) {
	const { t } = useReport();
	const n = useShown(targets, (x) => x.people).reduce((sum, [, x]) => sum + (x.people?.ties ?? 0), 0);
	return n > 0 ? <p class="quiet">{t.tiesHint(count(n))}</p> : null;
}
