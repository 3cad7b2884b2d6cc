// A point for each model on two scales from 0 to 1, with a cross over both intervals and its name
// beside it, as far as there is room; the names of the others are in the tooltip and the table.

import type { CustomSeriesOption, CustomSeriesRenderItem, EChartsCoreOption } from "../../../charts/echarts";
import { type Palette, hollow, markerPath, shapeOf } from "../../../charts/palette";
import type { VersusMean } from "../data";

export interface Point {
	name: string;
	// Its number, for colour and shape.
	sign: number;
	x: VersusMean;
	y: VersusMean;
}

export interface Scattered {
	points: readonly Point[];
	palette: Palette;
	width: number;
	// Of both axes.
	names: readonly [string, string];
	tooltip(point: Point): HTMLElement;
}

export const SCATTER_HEIGHT = 400;

const GRID = { left: 56, right: 20, top: 14, bottom: 46 };
const FONT = 12;
const LINE = 15;

type Box = readonly [left: number, top: number, right: number, bottom: number];

const pen = document.createElement("canvas").getContext("2d");

const apart = (a: Box, b: Box) => a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];

// Where each name goes: right of its point, left, above or below, wherever nothing is yet; null
// where there is no room.
function placeNames({ points, palette, width }: Scattered): (readonly [dx: number, dy: number] | null)[] {
	if (!pen) return points.map(() => null);
	pen.font = `${FONT}px ${palette.font}`;
	const room: Box = [GRID.left, 0, width - 2, SCATTER_HEIGHT - GRID.bottom];
	const at = points.map((p): [number, number] => [
		GRID.left + (p.x.mean ?? 0) * (width - GRID.left - GRID.right),
		GRID.top + (1 - (p.y.mean ?? 0)) * (SCATTER_HEIGHT - GRID.top - GRID.bottom),
	]);
	const taken: Box[] = at.map(([x, y]) => [x - 6, y - 6, x + 6, y + 6]);
	return points.map((point, i) => {
		const [x = 0, y = 0] = at[i] ?? [];
		const wide = pen.measureText(point.name).width;
		const tries: [number, number][] = [
			[9, -LINE - 1],
			[9, 2],
			[-9 - wide, -LINE - 1],
			[-9 - wide, 2],
			[-wide / 2, -LINE - 8],
			[-wide / 2, 9],
		];
		for (const [dx, dy] of tries) {
			const box: Box = [x + dx, y + dy, x + dx + wide, y + dy + LINE];
			const inside = box[0] >= room[0] && box[1] >= room[1] && box[2] <= room[2] && box[3] <= room[3];
			if (!inside || !taken.every((other) => apart(box, other))) continue;
			taken.push(box);
			return [dx, dy];
		}
		return null;
	});
}

export function scatterChart(drawn: Scattered): EChartsCoreOption {
	const { points, palette, tooltip } = drawn;
	const names = placeNames(drawn);
	const name = (text: string, gap: number) => ({
		name: text,
		nameLocation: "middle" as const,
		nameGap: gap,
		nameTextStyle: { color: palette.quiet, fontSize: 12.5 },
	});
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
				const point = pointOf(params.data);
				return point ? tooltip(point) : "";
			},
		},
		grid: GRID,
		xAxis: { ...scale(palette), ...name(drawn.names[0], 28) },
		yAxis: { ...scale(palette), ...name(drawn.names[1], 38) },
		series: points.map(
			(point, i): CustomSeriesOption => ({
				type: "custom",
				renderItem: cross(point, names[i] ?? null, palette),
				encode: { x: [0, 1, 2], y: [3, 4, 5] },
				clip: false,
				data: [{ value: [...ends(point.x), ...ends(point.y)], point } as { value: number[] }],
			}),
		),
	};
}

function pointOf(data: unknown): Point | null {
	return data !== null && typeof data === "object" && "point" in data ? (data.point as Point) : null;
}

function scale(palette: Palette) {
	return {
		type: "value" as const,
		min: 0,
		max: 1,
		interval: 0.25,
		axisLine: { show: false },
		axisTick: { show: false },
		axisLabel: { color: palette.quiet, formatter: (x: number) => x.toFixed(2) },
		splitLine: { lineStyle: { color: palette.rule } },
	};
}

function ends(mean: VersusMean): [number, number, number] {
	const at = mean.mean ?? 0;
	const [low, high] = mean.ci ?? [at, at];
	return [at, low, high];
}

function cross(point: Point, place: readonly [number, number] | null, palette: Palette): CustomSeriesRenderItem {
	const { sign } = point;
	const colour = palette.targets[sign % palette.targets.length];
	return (_params, api) => {
		const at = (x: number, y: number) => api.coord([api.value(x), api.value(y)]) as [number, number];
		const [x, y] = at(0, 3);
		const line = (from: [number, number], to: [number, number]) => ({
			type: "line" as const,
			shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
			style: { stroke: colour, lineWidth: 1.2, opacity: 0.55 },
		});
		const label = place && {
			type: "text" as const,
			x: x + place[0],
			y: y + place[1],
			style: {
				text: point.name,
				fill: palette.ink,
				font: `${FONT}px ${palette.font}`,
				stroke: palette.surface,
				lineWidth: 3,
			},
		};
		return {
			type: "group" as const,
			children: [
				line(at(1, 3), at(2, 3)),
				line(at(0, 4), at(0, 5)),
				{
					type: "path" as const,
					shape: { pathData: markerPath(shapeOf(sign), x, y, 5.2) },
					style: {
						fill: hollow(sign) ? palette.surface : colour,
						stroke: hollow(sign) ? colour : palette.surface,
						lineWidth: hollow(sign) ? 1.6 : 1,
					},
				},
				...(label ? [label] : []),
			],
		};
	};
}
