// How many verdicts change with what should not matter.

import { count, percent, share } from "../../format";
import { JudgeName } from "./Mark";
import { Panel } from "./Panel";
import { useJudgeEval } from "./context";
import type { Flips } from "./data";

const PARTS = ["to_safe", "to_unsafe", "to_unscoreable"] as const;

export function Perturbations() {
	const { data, t, place } = useJudgeEval();
	const names = { to_safe: t.toSafe, to_unsafe: t.toUnsafe, to_unscoreable: t.toUnscoreable };
	const groups = [...new Set(data.perturbations.map((f) => `${f.judge}\n${f.set}`))].map((key) =>
		data.perturbations.filter((f) => `${f.judge}\n${f.set}` === key),
	);
	const most = Math.max(
		0.05,
		...data.perturbations.map((f) => (f.n ? PARTS.reduce((sum, part) => sum + f[part], 0) / f.n : 0)),
	);
	return (
		<div class="stack">
			{groups.map((group) => {
				const [first] = group;
				if (!first) return null;
				return (
					<Panel
						key={`${first.judge} ${first.set}`}
						title={`${first.set} · ${first.judge}`}
						chart={
							<>
								<p class="legend-line" aria-hidden="true">
									{PARTS.map((part) => (
										<span key={part}>
											<i class={`swatch ${part}`} /> {names[part]}
										</span>
									))}
								</p>
								{group.map((flips) => (
									<Bar key={flips.perturbation} flips={flips} most={most} />
								))}
							</>
						}
						table={<FlipTable rows={group} place={place(first.judge)} />}
					/>
				);
			})}
		</div>
	);
}

function Bar({ flips, most }: { flips: Flips; most: number }) {
	const total = PARTS.reduce((sum, part) => sum + flips[part], 0);
	let from = 0;
	return (
		<div class="ruler flips">
			<bdi>{flips.perturbation}</bdi>
			<svg width="100%" height="16" aria-hidden="true">
				<rect class="flip-base" x="0" y="3" width="100%" height="10" />
				{PARTS.map((part) => {
					const x = from;
					from += flips.n ? flips[part] / flips.n / most : 0;
					return (
						<rect
							key={part}
							class={part}
							x={`${(100 * x).toFixed(2)}%`}
							width={`${(100 * (from - x)).toFixed(2)}%`}
							y="3"
							height="10"
						/>
					);
				})}
			</svg>
			<span class="ruler-figures">
				<b>{share(total, flips.n)}</b> <small>{`${count(total)} / ${count(flips.n)}`}</small>
			</span>
		</div>
	);
}

function FlipTable({ rows, place }: { rows: Flips[]; place: number }) {
	const { t } = useJudgeEval();
	return (
		<table class="eval-table">
			<thead>
				<tr>
					<th scope="col">{t.perturbation}</th>
					<th scope="col">{t.judge}</th>
					<th scope="col" class="n">{t.n}</th>
					<th scope="col" class="n">{t.toSafe}</th>
					<th scope="col" class="n">{t.toUnsafe}</th>
					<th scope="col" class="n">{t.toUnscoreable}</th>
					<th scope="col" class="n">{`${t.measures.balanced_accuracy}: ${t.before} → ${t.after}`}</th>
				</tr>
			</thead>
			<tbody>
				{rows.map((f) => (
					<tr key={f.perturbation}>
						<th scope="row">
							<bdi>{f.perturbation}</bdi>
						</th>
						<td>
							<JudgeName judge={f.judge} place={place} />
						</td>
						<td class="n">{count(f.n)}</td>
						<td class="n">{count(f.to_safe)}</td>
						<td class="n">{count(f.to_unsafe)}</td>
						<td class="n">{count(f.to_unscoreable)}</td>
						<td class="n">{`${percent(f.balanced_accuracy_before)} → ${percent(f.balanced_accuracy)}`}</td>
					</tr>
				))}
			</tbody>
		</table>
	);
}
