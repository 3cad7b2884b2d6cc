// A figure: a chart and, behind a switch, a table of the same rows.

import type { ComponentChildren } from "preact";
import { useCallback, useId, useState } from "preact/hooks";
import type { EChartsCoreOption } from "../../charts/echarts";
import { type Drawn, chartHeight, intervalChart, placedOf } from "./charts/intervals";
import { type Palette, colourVar } from "../../charts/palette";
import { type Cell, type Row, hasFigures } from "./charts/rows";
import { UNKNOWN, count, interval, percent } from "../../format";
import type { Text } from "../../i18n/report";
import { useReport } from "./context";
import { Chart } from "../../components/Chart";
import { Switch } from "../../components/Switch";
import { TargetMark } from "./TargetMark";
import { shortName } from "./targets";

type View = "chart" | "table";

interface Props {
	title: string;
	// What the rows are: the head of the table's first column.
	kind: string;
	rows: readonly Row[];
	// Rows of the table where it says more than the chart.
	tableRows?: readonly Row[];
	// Targets to show, as indices into the report.
	targets: readonly number[];
	tools?: ComponentChildren;
	// Another chart than that of intervals, and its height.
	draw?(drawn: Drawn): EChartsCoreOption;
	height?: number;
	onPick(row: Row, target: number): void;
}

export function Figure(props: Props) {
	const { title, kind, rows, tableRows, targets, tools, onPick } = props;
	// A chart of its own kind has one point for all rows.
	const own = props.draw !== undefined;
	const draw = props.draw ?? intervalChart;
	const { t, page, lang } = useReport();
	const [view, setView] = useState<View>("chart");
	const id = useId();
	const option = useCallback(
		(palette: Palette, width: number) =>
			draw({
				rows,
				targets,
				palette,
				width,
				tooltip: (row, target) => tip(shortName(page.report, target), own ? rows : [row], target, t),
			}),
		[draw, rows, targets, page, lang],
	);
	const pick = (data: unknown) => {
		// Where nothing hovers, a tap is how the tooltip is read.
		if (matchMedia("(hover: none)").matches) return;
		const hit = placedOf(data);
		if (hit) onPick(hit.row, hit.target);
	};

	return (
		<section class="figure" aria-labelledby={id}>
			<div class="figure-head">
				<h3 id={id}>{title}</h3>
				{view === "chart" && tools}
				<Switch<View>
					label={title}
					value={view}
					choices={[
						["chart", t.chart],
						["table", t.table],
					]}
					onChange={setView}
				/>
			</div>
			{!hasFigures(rows) ? (
				<p class="empty">{t.nothing}</p>
			) : view === "chart" ? (
				<Chart
					label={t.chartLabel(title)}
					height={props.height ?? chartHeight(rows, targets.length)}
					option={option}
					onPick={pick}
				/>
			) : (
				<FigureTable kind={kind} rows={tableRows ?? rows} targets={targets} title={title} />
			)}
		</section>
	);
}

interface TableProps {
	kind: string;
	title: string;
	rows: readonly Row[];
	targets: readonly number[];
}

function FigureTable({ kind, title, rows, targets }: TableProps) {
	const { page } = useReport();
	return (
		<div class="scroll" tabIndex={0} role="region" aria-label={title}>
			<table class="figure-table">
				<thead>
					<tr>
						<th scope="col">{kind}</th>
						{targets.map((target) => (
							<th scope="col" key={target}>
								<TargetMark target={target} /> <bdi>{shortName(page.report, target)}</bdi>
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{rows.map((row, i) => (
						<tr key={i} class={row.total ? "total" : undefined} data-depth={row.depth ?? 0}>
							<th scope="row">
								<bdi>{row.name}</bdi>
							</th>
							{targets.map((target) => (
								<td key={target}>
									<Figures cell={row.cells[target] ?? null} />
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}

function Figures({ cell }: { cell: Cell | null }) {
	if (cell?.rate == null) return <span class="unknown">{UNKNOWN}</span>;
	return (
		<>
			<b>{percent(cell.rate)}</b> <span>{interval(cell.ci)}</span>
			{cell.n != null && cell.k != null && <small>{`${count(cell.k)} / ${count(cell.n)}`}</small>}
		</>
	);
}

// Built as elements, never as markup: names in it come from files that others wrote.
function tip(name: string, rows: readonly Row[], target: number, t: Text): HTMLElement {
	const box = document.createElement("div");
	const add = (className: string, text: string) => {
		const line = document.createElement("div");
		line.className = className;
		line.textContent = text;
		box.append(line);
	};
	box.style.setProperty("--tip-colour", colourVar(target));
	add("tip-target", name);
	for (const row of rows) {
		const cell = row.cells[target];
		if (!cell) continue;
		add("tip-row", row.name);
		add("tip-rate", percent(cell.rate));
		add("tip-more", `${t.keyInterval} ${interval(cell.ci)}`);
		if (cell.n != null && cell.k != null)
			add("tip-more", (cell.note ? t.ofBase : t.ofScored)(count(cell.k), count(cell.n)));
		if (cell.bounds) add("tip-more", `${t.bounds} ${interval(cell.bounds)}`);
	}
	return box;
}
