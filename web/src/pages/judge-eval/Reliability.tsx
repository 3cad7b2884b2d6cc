// Whether a judge's riskiness is what it says: the share of unsafe rows among those of a like
// riskiness, beside the diagonal on which a calibrated judge lies.

import { colourVar } from "../../charts/palette";
import { UNKNOWN, count, decimal, interval, percent } from "../../format";
import { JudgeName } from "./Mark";
import { Panel, Scroll } from "./Panel";
import { useJudgeEval } from "./context";
import { type Bin, type Result, isWhole } from "./data";

export function Reliability() {
	const { data, t } = useJudgeEval();
	const drawn = data.sets.filter((r) => isWhole(r) && r.reliability);
	const tuned = data.sets.filter((r) => isWhole(r) && (r.tuned || r.recalibrated));
	return (
		<>
			<div class="plots">
				{drawn.map((result) => (
					<Plot key={`${result.judge} ${result.set}`} result={result} />
				))}
			</div>
			{tuned.length > 0 && (
				<div class="eval-part">
					<p class="quiet">{t.thresholdLead}</p>
					<Scroll label={t.threshold}>
						<Thresholds results={tuned} />
					</Scroll>
				</div>
			)}
		</>
	);
}

// The plot's own units; it is scaled to its place.
const SIZE = 260;
const LEFT = 44;
const TOP = 8;
const BOTTOM = 40;

function Plot({ result }: { result: Result }) {
	const { t, place } = useJudgeEval();
	const bins = (result.reliability ?? []).filter((bin) => bin.n > 0);
	const most = Math.max(1, ...bins.map((bin) => bin.n));
	const x = (v: number) => LEFT + v * SIZE;
	const y = (v: number) => TOP + (1 - v) * SIZE;
	const colour = colourVar(place(result.judge));
	const spots = bins.flatMap((bin) =>
		bin.riskiness === null || bin.unsafe === null
			? []
			: [{ cx: x(bin.riskiness), cy: y(bin.unsafe), r: 2.5 + 8 * Math.sqrt(bin.n / most), bin }],
	);
	const title = `${result.set} · ${result.judge}`;
	return (
		<Panel
			title={title}
			chart={
				<>
					<p class="plot-facts">
						<span>
							{t.ece} <b>{decimal(result.ece, 3)}</b>
						</span>
						<span>
							{t.brier} <b>{decimal(result.brier, 3)}</b>
						</span>
						<span>
							{t.threshold} <b>{result.threshold === null ? UNKNOWN : decimal(result.threshold, 2)}</b>
						</span>
					</p>
					<svg
						class="plot"
						viewBox={`0 0 ${LEFT + SIZE + 16} ${TOP + SIZE + BOTTOM}`}
						role="img"
						aria-label={t.chartLabel(title)}
					>
						{[0, 0.25, 0.5, 0.75, 1].map((v) => (
							<g key={v}>
								<line class="grid" x1={x(v)} x2={x(v)} y1={y(0)} y2={y(1)} />
								<line class="grid" x1={x(0)} x2={x(1)} y1={y(v)} y2={y(v)} />
								<text x={x(v)} y={y(0) + 18} text-anchor="middle">
									{v}
								</text>
								<text x={x(0) - 6} y={y(v) + 4} text-anchor="end">
									{100 * v}%
								</text>
							</g>
						))}
						<line class="diagonal" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
						{result.threshold !== null && (
							<line class="ceiling" x1={x(result.threshold)} x2={x(result.threshold)} y1={y(0)} y2={y(1)} />
						)}
						<polyline
							points={spots.map(({ cx, cy }) => `${cx},${cy}`).join(" ")}
							fill="none"
							stroke={colour}
							stroke-width="1.5"
						/>
						{spots.map(({ cx, cy, r, bin }) => (
							<circle key={bin.from} cx={cx} cy={cy} r={r} fill={colour} fill-opacity="0.75">
								<title>
									{`${t.riskiness} ${decimal(bin.riskiness, 2)}, ${t.unsafeShare} ${percent(bin.unsafe)}, n = ${count(bin.n)}`}
								</title>
							</circle>
						))}
						<text x={x(0.5)} y={y(0) + 35} text-anchor="middle">
							{t.riskiness}
						</text>
					</svg>
				</>
			}
			table={<Bins bins={bins} />}
		/>
	);
}

function Bins({ bins }: { bins: Bin[] }) {
	const { t } = useJudgeEval();
	return (
		<table class="eval-table">
			<thead>
				<tr>
					<th scope="col">{t.bin}</th>
					<th scope="col" class="n">{t.n}</th>
					<th scope="col" class="n">{t.riskiness}</th>
					<th scope="col" class="n">{t.unsafeShare}</th>
				</tr>
			</thead>
			<tbody>
				{bins.map((bin) => (
					<tr key={bin.from}>
						<th scope="row">{`${decimal(bin.from, 1)}–${decimal(bin.to, 1)}`}</th>
						<td class="n">{count(bin.n)}</td>
						<td class="n">{decimal(bin.riskiness, 3)}</td>
						<td class="n">{percent(bin.unsafe)}</td>
					</tr>
				))}
			</tbody>
		</table>
	);
}

// The judge to go on with, or why it is better left as it is.
function Advice({ fit }: { fit: Result["recalibrated"] }) {
	const { t } = useJudgeEval();
	if (fit?.advice === "leave" || fit?.advice === "unmeasured")
		return <span class="quiet advice">{t.advice[fit.advice]}</span>;
	const name = fit?.advice === "threshold" ? fit.use_threshold : fit?.use;
	return name ? <code class="id use">{name}</code> : UNKNOWN;
}

function Thresholds({ results }: { results: Result[] }) {
	const { t, place } = useJudgeEval();
	return (
		<table class="eval-table">
			<thead>
				<tr>
					<th scope="col">{t.set}</th>
					<th scope="col">{t.judge}</th>
					<th scope="col" class="n">{t.threshold}</th>
					<th scope="col" class="n">{t.tuned}</th>
					<th scope="col" class="n">{t.measures.balanced_accuracy}</th>
					<th scope="col" class="n">{`${t.ece}: ${t.before} → ${t.after}`}</th>
					<th scope="col" class="n">{`${t.brier}: ${t.before} → ${t.after}`}</th>
					<th scope="col">{t.recalibratedUse}</th>
				</tr>
			</thead>
			<tbody>
				{results.map((r) => (
					<tr key={`${r.judge} ${r.set}`}>
						<th scope="row">
							<bdi>{r.set}</bdi>
						</th>
						<td>
							<JudgeName judge={r.judge} place={place(r.judge)} />
						</td>
						<td class="n">{decimal(r.threshold, 2)}</td>
						<td class="n">{r.tuned ? decimal(r.tuned.threshold, 3) : UNKNOWN}</td>
						<td class="n">
							<b>{percent(r.tuned?.balanced_accuracy)}</b>
							<small>{r.tuned ? interval(r.tuned.ci) : ""}</small>
						</td>
						<td class="n">
							{r.recalibrated
								? `${decimal(r.recalibrated.ece_before, 3)} → ${decimal(r.recalibrated.ece, 3)}`
								: UNKNOWN}
						</td>
						<td class="n">
							{r.recalibrated
								? `${decimal(r.recalibrated.brier_before, 3)} → ${decimal(r.recalibrated.brier, 3)}`
								: UNKNOWN}
						</td>
						<td>
							<Advice fit={r.recalibrated} />
						</td>
					</tr>
				))}
			</tbody>
		</table>
	);
}
