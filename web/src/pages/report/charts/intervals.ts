// The page's one kind of chart: on a scale from 0 to 100 %, for each row and model under test a
// marker at the rate and a whisker over its interval. The scale is always whole: a cut axis makes
// small differences look large.

import type { CustomSeriesOption, CustomSeriesRenderItem, EChartsCoreOption } from "../../../charts/echarts";
import { type Palette, hollow, markerPath, shapeOf } from "../../../charts/palette";
import type { Row } from "./rows";

export interface Drawn {
	rows: readonly Row[];
	// Targets to draw, as indices into the report.
	targets: readonly number[];
	palette: Palette;
	width: number;
	tooltip(row: Row, target: number): HTMLElement;
}

const STEP = 13;
const FONT = 12.5;
const GAP = 10;

function rowHeight(targets: number): number {
	return Math.max(30, targets * STEP + (targets > 2 ? 18 : 10));
}

export function chartHeight(rows: readonly Row[], targets: number): number {
	return lines(rows).length * rowHeight(targets) - gaps(rows) * (rowHeight(targets) - GAP * 2) + 34;
}

// Rows with an empty one wherever overall figures and others meet.
function lines(rows: readonly Row[]): (Row | null)[] {
	return rows.flatMap((row, i) => {
		const before = rows[i - 1];
		return before && !before.total !== !row.total ? [null, row] : [row];
	});
}

function gaps(rows: readonly Row[]): number {
	return lines(rows).filter((line) => line === null).length;
}

const pen = document.createElement("canvas").getContext("2d");

// Room for the rows' names: as much as the longest needs, or else a share of the width.
function labelWidth({ rows, palette, width }: Drawn): number {
	const measure = (row: Row) => {
		if (!pen) return 0;
		pen.font = `${row.total ? 600 : 400} ${FONT}px ${palette.font}`;
		return pen.measureText(row.name).width;
	};
	const widest = Math.max(40, ...rows.map(measure));
	return Math.ceil(Math.min(widest + 6, Math.max(138, width * 0.36)));
}

interface Placed {
	value: [number, number, number, number];
	row: Row;
	target: number;
}

// Places rows on a plain value axis by hand: a category axis would give a gap a whole row's height.
function place(rows: readonly Row[], targets: number): { at: number[]; end: number } {
	const height = rowHeight(targets);
	const at: number[] = [];
	let y = 0;
	for (const line of lines(rows)) {
		if (line) {
			at.push(y + height / 2);
			y += height;
		} else {
			y += GAP * 2;
		}
	}
	return { at, end: y };
}

function whisker(target: number, offset: number, palette: Palette): CustomSeriesRenderItem {
	const colour = palette.targets[target % palette.targets.length];
	return (_params, api) => {
		const y = Number(api.value(1));
		const [x = 0, top = 0] = api.coord([api.value(0), y]) as number[];
		const [low = x] = api.coord([api.value(2), y]) as number[];
		const [high = x] = api.coord([api.value(3), y]) as number[];
		const mid = Math.round(top + offset) + 0.5;
		const line = (x1: number, x2: number, y1: number, y2: number) => ({
			type: "line" as const,
			shape: { x1, y1, x2, y2 },
			style: { stroke: colour, lineWidth: 1.5 },
		});
		return {
			type: "group" as const,
			children: [
				{
					// A pointer need not hit the thin line itself.
					type: "rect" as const,
					shape: { x: low - 6, y: mid - STEP / 2, width: high - low + 12, height: STEP },
					style: { fill: "rgba(0,0,0,0)" },
				},
				line(low, high, mid, mid),
				line(low, low, mid - 3, mid + 3),
				line(high, high, mid - 3, mid + 3),
				{
					type: "path" as const,
					shape: { pathData: markerPath(shapeOf(target), x, mid, 4.2) },
					style: {
						fill: hollow(target) ? palette.surface : colour,
						stroke: hollow(target) ? colour : palette.surface,
						lineWidth: hollow(target) ? 1.6 : 1,
					},
				},
			],
		};
	};
}

function series(drawn: Drawn, at: number[]): CustomSeriesOption[] {
	const { rows, targets, palette } = drawn;
	return targets.map((target, place) => ({
		type: "custom",
		name: String(target),
		renderItem: whisker(target, (place - (targets.length - 1) / 2) * STEP, palette),
		encode: { x: [0, 2, 3], y: 1 },
		clip: false,
		data: rows.flatMap((row, i): Placed[] => {
			const cell = row.cells[target];
			if (cell?.rate == null) return [];
			const [low, high] = cell.ci ?? [cell.rate, cell.rate];
			return [{ value: [100 * cell.rate, at[i] ?? 0, 100 * low, 100 * high], row, target }];
		}),
	}));
}

export function placedOf(data: unknown): { row: Row; target: number } | null {
	return data !== null && typeof data === "object" && "row" in data ? (data as Placed) : null;
}

export function intervalChart(drawn: Drawn): EChartsCoreOption {
	const { rows, palette } = drawn;
	const { at, end } = place(rows, drawn.targets.length);
	const left = labelWidth(drawn);
	const nameAt = new Map(at.map((y, i) => [y, rows[i]]));
	return {
		...whole(drawn),
		grid: { left: left + 14, right: 22, top: 6, bottom: 28 },
		xAxis: {
			type: "value",
			min: 0,
			max: 100,
			interval: 25,
			axisLine: { show: false },
			axisTick: { show: false },
			axisLabel: { color: palette.quiet, formatter: "{value}%", margin: 10 },
			splitLine: { lineStyle: { color: palette.rule } },
		},
		yAxis: {
			type: "value",
			inverse: true,
			min: 0,
			max: end,
			axisLine: { show: false },
			axisTick: { show: false, customValues: at },
			splitLine: { show: false },
			axisLabel: {
				customValues: at,
				width: left,
				overflow: "break",
				lineHeight: 15,
				margin: 12,
				color: palette.ink,
				rich: { total: { fontWeight: 600, color: palette.ink, lineHeight: 15 } },
				formatter: (y: number) => {
					const row = nameAt.get(y);
					return row?.total ? `{total|${plainLabel(row.name)}}` : plainLabel(row?.name ?? "");
				},
			},
		},
		series: series(drawn, at),
	};
}

// What every chart of the page has: its type, and its tooltip.
export function whole({ palette, tooltip }: Drawn): EChartsCoreOption {
	return {
		animation: false,
		textStyle: { fontFamily: palette.font, fontSize: FONT, color: palette.ink },
		tooltip: {
			trigger: "item",
			confine: true,
			transitionDuration: 0,
			padding: 0,
			borderWidth: 0,
			className: "tip",
			formatter: (params: { data?: unknown }) => {
				const hit = placedOf(params.data);
				return hit ? tooltip(hit.row, hit.target) : "";
			},
		},
	};
}

// A name must not be read as ECharts' rich text mark-up.
function plainLabel(name: string): string {
	return name.replace(/[{}|]/g, " ");
}
