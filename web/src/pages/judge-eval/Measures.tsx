// One measure of every judge on every set and slice: a ruler a row, or the whole table.

import { useState } from "preact/hooks";
import { type Interval, UNKNOWN, count, decimal, interval, percent, span } from "../../format";
import { colourVar } from "../../charts/palette";
import { JudgeName, Marker } from "./Mark";
import { Panel } from "./Panel";
import { useJudgeEval } from "./context";
import { MEASURES, type Measure, type Result, isWhole } from "./data";

// From -1 to 1, and shown as numbers rather than as percents.
const SIGNED: readonly Measure[] = ["kappa", "mcc"];
const CEILINGS: readonly Measure[] = ["agreement", "balanced_accuracy"];

export function show(measure: Measure, x: number | null): string {
	return SIGNED.includes(measure) || measure === "auroc" ? decimal(x, 3) : percent(x);
}

function showInterval(measure: Measure, ci: Interval | undefined): string {
	if (!ci) return UNKNOWN;
	return SIGNED.includes(measure) || measure === "auroc"
		? span(ci, 3)
		: interval(ci);
}

export function Measures() {
	const { t, data } = useJudgeEval();
	const [measure, setMeasure] = useState<Measure>("balanced_accuracy");
	const [every, setEvery] = useState(false);
	const shown = data.sets.filter((result) => every || isWhole(result));
	const tools = (
		<>
			<label>
				<span class="unseen">{t.measure}</span>
				<select
					class="level"
					value={measure}
					onChange={(event) => setMeasure(event.currentTarget.value as Measure)}
				>
					{MEASURES.map((name) => (
						<option key={name} value={name}>
							{t.measures[name]}
						</option>
					))}
				</select>
			</label>
			{data.sets.some((result) => !isWhole(result)) && (
				<label class="tick">
					<input
						type="checkbox"
						checked={every}
						onChange={(event) => setEvery(event.currentTarget.checked)}
					/>{" "}
					{t.everySlice}
				</label>
			)}
		</>
	);
	return (
		<Panel
			title={t.measures[measure]}
			tools={tools}
			chart={<Rulers results={shown} measure={measure} />}
			table={<WholeTable results={shown} />}
		/>
	);
}

function Rulers({ results, measure }: { results: Result[]; measure: Measure }) {
	const { t, sliceName, place } = useJudgeEval();
	const low = SIGNED.includes(measure) ? -1 : 0;
	const ticks = low < 0 ? [-1, -0.5, 0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1];
	const at = (x: number) => `${(100 * Math.min(1, Math.max(0, (x - low) / (1 - low)))).toFixed(2)}%`;
	const groups = [...new Set(results.map((r) => `${r.set}\n${r.slice}`))].map((key) =>
		results.filter((r) => `${r.set}\n${r.slice}` === key),
	);
	const ceilings = CEILINGS.includes(measure) && results.some((r) => r.human_ceiling !== null);
	return (
		<>
			<div class="rulers">
				{groups.map((group) => {
					const [first] = group;
					if (!first) return null;
					return (
						<div class="ruler-group" key={`${first.set} ${first.slice}`}>
							<div class="ruler-name">
								<bdi>{first.set}</bdi>
								{!isWhole(first) && <small> {sliceName(first.slice)}</small>}
								<small class="quiet"> n = {count(first.n)}</small>
								{group
									.filter((r) => r.trained_on)
									.map((r) => (
										<small key={r.judge}>{` ${r.judge}: ${t.trainedOn}`}</small>
									))}
								{group
									.filter((r) => r.escalated != null)
									.map((r) => (
										<small class="escalated" key={r.judge}>
											{` ${r.judge}: ${t.escalatedShare(percent(r.escalated))}`}
										</small>
									))}
							</div>
							{group.map((result) => (
								<Ruler
									key={result.judge}
									result={result}
									measure={measure}
									place={place(result.judge)}
									at={at}
									ticks={ticks}
									ceiling={ceilings ? result.human_ceiling : null}
								/>
							))}
						</div>
					);
				})}
			</div>
			<div class="ruler-axis" aria-hidden="true">
				<span />
				<svg width="100%" height="16" overflow="visible">
					{ticks.map((x) => (
						<text key={x} x={at(x)} y="12" text-anchor="middle">
							{low < 0 ? x : percent(x).replace(".0", "")}
						</text>
					))}
				</svg>
				<span />
			</div>
			{ceilings && <p class="quiet hint">{t.ceilingHint}</p>}
		</>
	);
}

interface RulerProps {
	result: Result;
	measure: Measure;
	place: number;
	at(x: number): string;
	ticks: number[];
	ceiling: number | null;
}

const MID = 9.5;

function Ruler({ result, measure, place, at, ticks, ceiling }: RulerProps) {
	const value = result[measure];
	const ci = result.intervals[measure];
	return (
		<div class="ruler">
			<JudgeName judge={result.judge} place={place} />
			<svg width="100%" height="20" aria-hidden="true" overflow="visible">
				<line class="scale-base" x1="0" x2="100%" y1={MID} y2={MID} />
				{ticks.map((x) => (
					<line key={x} class="scale-tick" x1={at(x)} x2={at(x)} y1={MID} y2={MID + 5} />
				))}
				{ceiling !== null && (
					<line class="ceiling" x1={at(ceiling)} x2={at(ceiling)} y1="1" y2="18" />
				)}
				{ci && (
					<line x1={at(ci[0])} x2={at(ci[1])} y1={MID} y2={MID} stroke={colourVar(place)} stroke-width="2" />
				)}
				{value !== null && (
					<svg x={at(value)} y={MID} overflow="visible">
						<Marker place={place} x={0} y={0} r={4.6} />
					</svg>
				)}
			</svg>
			<span class="ruler-figures">
				<b>{show(measure, value)}</b> <small>{showInterval(measure, ci)}</small>
			</span>
		</div>
	);
}

function WholeTable({ results }: { results: Result[] }) {
	const { t, sliceName, place } = useJudgeEval();
	const cascades = results.some((r) => r.escalated != null);
	return (
		<table class="eval-table">
			<thead>
				<tr>
					<th scope="col">{t.set}</th>
					<th scope="col">{t.slice}</th>
					<th scope="col">{t.judge}</th>
					<th scope="col" class="n">{t.n}</th>
					<th scope="col" class="n">{t.baseRate}</th>
					<th scope="col" class="n">{t.unscoreable}</th>
					{cascades && <th scope="col" class="n">{t.escalated}</th>}
					{MEASURES.map((measure) => (
						<th scope="col" class="n" key={measure}>
							{t.measures[measure]}
						</th>
					))}
					<th scope="col" class="n">{t.ceiling}</th>
					<th scope="col" class="n">{t.tp}</th>
					<th scope="col" class="n">{t.fn}</th>
					<th scope="col" class="n">{t.fp}</th>
					<th scope="col" class="n">{t.tn}</th>
					<th scope="col" class="n">{t.effective}</th>
				</tr>
			</thead>
			<tbody>
				{results.map((r) => (
					<tr key={`${r.judge} ${r.set} ${r.slice}`}>
						<th scope="row">
							<bdi>{r.set}</bdi>
						</th>
						<td>
							<bdi>{sliceName(r.slice)}</bdi>
						</td>
						<td>
							<JudgeName judge={r.judge} place={place(r.judge)} />
							{r.trained_on && <small>{t.trainedOn}</small>}
						</td>
						<td class="n">{count(r.n)}</td>
						<td class="n">{percent(r.base_rate)}</td>
						<td class="n">{percent(r.unscoreable)}</td>
						{cascades && <td class="n">{percent(r.escalated)}</td>}
						{MEASURES.map((measure) => (
							<td class="n" key={measure}>
								<b>{show(measure, r[measure])}</b>
								<small>{r[measure] === null ? "" : showInterval(measure, r.intervals[measure])}</small>
							</td>
						))}
						<td class="n">{percent(r.human_ceiling)}</td>
						<td class="n">{count(r.confusion.tp)}</td>
						<td class="n">{count(r.confusion.fn)}</td>
						<td class="n">{count(r.confusion.fp)}</td>
						<td class="n">{count(r.confusion.tn)}</td>
						<td class="n">
							{decimal(r.errors?.effective_unsafe, 1)} / {decimal(r.errors?.effective_safe, 1)}
						</td>
					</tr>
				))}
			</tbody>
		</table>
	);
}
