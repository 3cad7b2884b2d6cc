// The two sections of figures: safety score, and attack success.

import { useMemo, useState } from "preact/hooks";
import {
	type Part,
	type Row,
	byAttack,
	byLang,
	byRisk,
	hasFigures,
	parents,
	riskTree,
	tradeoff,
} from "./charts/rows";
import { TRADEOFF_HEIGHT, tradeoffChart } from "./charts/tradeoff";
import type { Facet } from "./filter";
import { ANY_ATTACK, BASE_ONLY } from "./filter";
import { useReport } from "./context";
import { Figure } from "./Figure";
import { TargetMark } from "./TargetMark";
import { shortName } from "./targets";

export type Choice = Partial<Record<Facet, string>>;

interface Props {
	// Targets to show, as indices into the report.
	targets: readonly number[];
	// A reader picked a point: show its samples.
	onChoose(choice: Choice): void;
}

export function useRowContext() {
	const { page, names, lang, t } = useReport();
	return useMemo(
		() => ({ targets: page.report.targets, names, lang, t }),
		[page, names, lang, t],
	);
}

export function SafetyFigures({ targets, onChoose }: Props) {
	const { t } = useReport();
	const context = useRowContext();
	const langs = useMemo(() => byLang(context, "safety"), [context]);
	const pull = useMemo(() => tradeoff(context), [context]);
	const choose = (facet: Facet) => (row: Row, target: number) =>
		onChoose({ target: String(target), attack: BASE_ONLY, [facet]: row.id });
	return (
		<div class="figures safety">
			<RiskFigure part="safety" title={t.ssByRisk} targets={targets} onPick={choose("risk")} />
			<div class="stack">
				<Figure
					title={t.ssByLang}
					kind={t.lang}
					rows={langs}
					targets={targets}
					onPick={choose("lang")}
				/>
				{hasFigures(pull.slice(1)) && (
					<Figure
						title={t.tradeoff}
						kind={t.rate}
						rows={pull}
						targets={targets}
						draw={tradeoffChart}
						height={TRADEOFF_HEIGHT}
						onPick={(_, target) => onChoose({ target: String(target), attack: BASE_ONLY })}
					/>
				)}
			</div>
		</div>
	);
}

export function AttackFigures({ targets, onChoose }: Props) {
	const { t } = useReport();
	const context = useRowContext();
	const attacks = useMemo(() => byAttack(context), [context]);
	const langs = useMemo(() => byLang(context, "asr"), [context]);
	const choose = (facet: Facet) => (row: Row, target: number) =>
		onChoose({ target: String(target), attack: ANY_ATTACK, [facet]: row.id || undefined });
	const chooseAttack = (row: Row, target: number) =>
		onChoose({ target: String(target), attack: row.id || ANY_ATTACK });
	return (
		<div class="figures">
			<div class="stack">
				<Figure
					title={t.asrByAttack}
					kind={t.attack}
					rows={attacks}
					targets={targets}
					onPick={chooseAttack}
				/>
				<Figure
					title={t.asrByLang}
					kind={t.lang}
					rows={langs}
					targets={targets}
					onPick={choose("lang")}
				/>
			</div>
			<RiskFigure part="asr" title={t.asrByRisk} targets={targets} onPick={choose("risk")} />
		</div>
	);
}

interface RiskProps {
	part: Part;
	title: string;
	targets: readonly number[];
	onPick(row: Row, target: number): void;
}

// By dimension, or by the categories of one dimension; the table has them all.
function RiskFigure({ part, title, targets, onPick }: RiskProps) {
	const { t, names, lang } = useReport();
	const context = useRowContext();
	const [level, setLevel] = useState("");
	const rows = useMemo(() => byRisk(context, part, level || null), [context, part, level]);
	const tree = useMemo(() => riskTree(context, part), [context, part]);
	const levels = useMemo(() => parents(context, part), [context, part]);
	const tools = levels.length > 0 && (
		<select
			class="level"
			aria-label={t.level}
			value={level}
			onChange={(event) => setLevel(event.currentTarget.value)}
		>
			<option value="">{t.allDimensions}</option>
			{levels.map((id) => (
				<option key={id} value={id}>
					{names.risk(id, lang)}
				</option>
			))}
		</select>
	);
	return (
		<Figure
			title={title}
			kind={t.dimension}
			rows={rows}
			tableRows={tree}
			targets={targets}
			tools={tools}
			onPick={onPick}
		/>
	);
}

// Beyond so many models the figures begin with the first of them, and the legend scrolls.
export const MANY = 8;

interface LegendProps {
	shown: ReadonlySet<number>;
	onToggle(target: number): void;
}

// The legend of a section's figures, which also says which models all figures show.
export function Legend({ shown, onToggle }: LegendProps) {
	const { t, page } = useReport();
	const { targets } = page.report;
	return (
		<div class="legend">
			{targets.length > 1 && (
				<div role="group" aria-label={t.showTargets} class={targets.length > MANY ? "many" : undefined}>
					{targets.map((_, i) => (
						<button
							type="button"
							key={i}
							aria-pressed={shown.has(i)}
							onClick={() => onToggle(i)}
						>
							<TargetMark target={i} />
							<bdi>{shortName(page.report, i)}</bdi>
						</button>
					))}
				</div>
			)}
			<p class="hint">{t.pickHint}</p>
		</div>
	);
}
