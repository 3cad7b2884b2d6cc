// An automatic way of evaluating against people's, a point for each model: where the points rise
// together, the dear one can be spared.

import { useCallback, useMemo, useState } from "preact/hooks";
import type { EChartsCoreOption } from "../../charts/echarts";
import { type Palette, colourVar } from "../../charts/palette";
import { Chart } from "../../components/Chart";
import { Switch } from "../../components/Switch";
import { UNKNOWN, count, decimal, span } from "../../format";
import { TargetMark } from "./TargetMark";
import { type Point, SCATTER_HEIGHT, scatterChart } from "./charts/scatter";
import { useReport } from "./context";
import { type Versus, type VersusMean, type View, modelName } from "./data";

const AXES: readonly [View, View][] = [
	["choice", "people"],
	["judge", "people"],
	["choice", "judge"],
];

// The sign that a model has everywhere on the page.
function useSigns(versus: Versus): number[] {
	const { page } = useReport();
	return useMemo(() => {
		const names = page.report.targets.map(modelName);
		return versus.targets.map((name, i) => {
			const at = names.indexOf(name);
			return at < 0 ? i : at;
		});
	}, [page, versus]);
}

function pointsOf(versus: Versus, risk: string, [x, y]: readonly [View, View], signs: number[]): Point[] {
	return versus.targets.flatMap((name, i): Point[] => {
		const cell = versus.by_risk[risk]?.[name];
		const [a, b] = [cell?.[x], cell?.[y]];
		if (!a?.n || !b?.n || a.mean == null || b.mean == null) return [];
		return [{ name, sign: signs[i] ?? i, x: a, y: b }];
	});
}

export function Scatter({ versus, levels }: { versus: Versus; levels: readonly string[] }) {
	const { t, names, lang } = useReport();
	const signs = useSigns(versus);
	const risks = levels.flatMap((id) => [id, ...names.children(Object.keys(versus.by_risk), id)]);
	const usable = AXES.filter((axes) => risks.some((risk) => pointsOf(versus, risk, axes, signs).length > 1));
	const [chosen, choose] = useState(0);
	const axes = usable[Math.min(chosen, usable.length - 1)];
	const offered = axes ? risks.filter((risk) => pointsOf(versus, risk, axes, signs).length > 1) : [];
	const [wanted, want] = useState("");
	// The most domains are below responsibility, which the comparison is about: the last level.
	const risk = offered.includes(wanted) ? wanted : (levels.filter((id) => offered.includes(id)).pop() ?? offered[0] ?? "");
	const [view, setView] = useState<"chart" | "table">("chart");
	const points = useMemo(() => (axes ? pointsOf(versus, risk, axes, signs) : []), [versus, risk, axes, signs]);

	const option = useCallback(
		(palette: Palette, width: number): EChartsCoreOption =>
			scatterChart({
				points,
				palette,
				width,
				names: axes ? [t.viewAxis[axes[0]], t.viewAxis[axes[1]]] : ["", ""],
				tooltip: (point) => tip(point, axes ? [t.views[axes[0]], t.views[axes[1]]] : ["", ""]),
			}),
		[points, axes, t],
	);
	if (!axes) return null;
	const found = versus.correlations.find(
		(c) => c.risk === risk && [c.a, c.b].includes(axes[0]) && [c.a, c.b].includes(axes[1]),
	);
	return (
		<section class="figure" aria-label={t.scatter}>
			<div class="figure-head">
				<h3>{t.scatter}</h3>
				<select class="level" aria-label={t.compared} value={usable.indexOf(axes)} onChange={(e) => choose(Number(e.currentTarget.value))}>
					{usable.map(([x, y], i) => (
						<option key={i} value={i}>
							{t.against(t.views[x], t.views[y])}
						</option>
					))}
				</select>
				<select class="level" aria-label={t.domain} value={risk} onChange={(e) => want(e.currentTarget.value)}>
					{offered.map((id) => (
						<option key={id} value={id}>
							{levels.includes(id) ? "" : "\u2003"}
							{names.risk(id, lang)}
						</option>
					))}
				</select>
				<Switch<"chart" | "table">
					label={t.scatter}
					value={view}
					choices={[
						["chart", t.chart],
						["table", t.table],
					]}
					onChange={setView}
				/>
			</div>
			{view === "chart" ? (
				<Chart label={t.chartLabel(t.scatter)} height={SCATTER_HEIGHT} option={option} onPick={() => undefined} />
			) : (
				<div class="scroll" tabIndex={0} role="region" aria-label={t.scatter}>
					<table class="figure-table compact">
						<thead>
							<tr>
								<th scope="col">{t.target}</th>
								{axes.map((v) => (
									<th scope="col" key={v}>
										{t.views[v]}
									</th>
								))}
							</tr>
						</thead>
						<tbody>
							{points.map((p) => (
								<tr key={p.name}>
									<th scope="row">
										<TargetMark target={p.sign} /> <bdi>{p.name}</bdi>
									</th>
									{[p.x, p.y].map((mean, i) => (
										<td key={i}>
											<b>{decimal(mean.mean, 3)}</b> <span>{span(mean.ci, 2)}</span>
											<small>{t.nAnswers(count(mean.n))}</small>
										</td>
									))}
								</tr>
							))}
						</tbody>
					</table>
				</div>
			)}
			<p class="under">
				{found
					? t.correlation(count(found.targets), decimal(found.spearman, 2), found.ci ? span(found.ci, 2) : UNKNOWN)
					: t.scatterLead}
			</p>
		</section>
	);
}

// Built as elements, never as markup: names in it come from files that others wrote.
function tip(point: Point, names: readonly [string, string]): HTMLElement {
	const box = document.createElement("div");
	const add = (className: string, text: string) => {
		const line = document.createElement("div");
		line.className = className;
		line.textContent = text;
		box.append(line);
	};
	const say = (name: string, mean: VersusMean) =>
		add("tip-more", `${name} ${decimal(mean.mean, 3)} ${mean.ci ? span(mean.ci, 2) : ""} (n = ${count(mean.n)})`);
	box.style.setProperty("--tip-colour", colourVar(point.sign));
	add("tip-row", point.name);
	say(names[0], point.x);
	say(names[1], point.y);
	return box;
}
