// Safety score against over-refusal: a model that refuses everything is safe and of no use, and
// neither figure says so alone. A cross spans both intervals; the best place is the upper left.

import type { EChartsCoreOption } from "../../../charts/echarts";
import type { CustomSeriesOption, CustomSeriesRenderItem } from "../../../charts/echarts";
import { type Drawn, whole } from "./intervals";
import { type Palette, hollow, markerPath, shapeOf } from "../../../charts/palette";
import type { Cell } from "./rows";

export const TRADEOFF_HEIGHT = 320;

// ROWS are two: the safety score and over-refusal, in this order.
export function tradeoffChart(drawn: Drawn): EChartsCoreOption {
	const { palette, rows } = drawn;
	const [safety, refusal] = rows;
	const name = (text = "") => ({
		name: text,
		nameLocation: "middle" as const,
		nameTextStyle: { color: palette.quiet, fontSize: 12.5 },
	});
	return {
		...whole(drawn),
		grid: { left: 62, right: 22, top: 10, bottom: 48 },
		xAxis: { ...scale(palette), ...name(refusal?.name), nameGap: 28 },
		yAxis: { ...scale(palette), ...name(safety?.name), nameGap: 46 },
		series: drawn.targets.flatMap((target): CustomSeriesOption[] => {
			const x = refusal?.cells[target];
			const y = safety?.cells[target];
			if (x?.rate == null || y?.rate == null || !safety) return [];
			const value = [...span(x), ...span(y)];
			return [
				{
					type: "custom",
					renderItem: cross(target, palette),
					encode: { x: [0, 1, 2], y: [3, 4, 5] },
					clip: false,
					data: [{ value, row: safety, target } as { value: number[] }],
				},
			];
		}),
	};
}

function scale(palette: Palette) {
	return {
		type: "value" as const,
		min: 0,
		max: 100,
		interval: 25,
		axisLine: { show: false },
		axisTick: { show: false },
		axisLabel: { color: palette.quiet, formatter: "{value}%" },
		splitLine: { lineStyle: { color: palette.rule } },
	};
}

function span(cell: Cell): [number, number, number] {
	const rate = cell.rate ?? 0;
	const [low, high] = cell.ci ?? [rate, rate];
	return [100 * rate, 100 * low, 100 * high];
}

function cross(target: number, palette: Palette): CustomSeriesRenderItem {
	const colour = palette.targets[target % palette.targets.length];
	return (_params, api) => {
		const at = (x: number, y: number) => api.coord([api.value(x), api.value(y)]) as [number, number];
		const [x, y] = at(0, 3);
		const line = (from: [number, number], to: [number, number]) => ({
			type: "line" as const,
			shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
			style: { stroke: colour, lineWidth: 1.5 },
		});
		return {
			type: "group" as const,
			children: [
				line(at(1, 3), at(2, 3)),
				line(at(0, 4), at(0, 5)),
				{
					type: "path" as const,
					shape: { pathData: markerPath(shapeOf(target), x, y, 5.2) },
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
