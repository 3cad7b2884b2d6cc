// A rate on a ruler from 0 to 100 %: marker at the rate, bar over the interval, band over the
// bounds. It repeats what stands beside it in figures, so it is hidden from screen readers.

import { colourVar, hollow, markerPath, shapeOf } from "../../charts/palette";
import type { Cell } from "./charts/rows";

const H = 20;
const MID = 9;

const at = (x: number) => `${(100 * Math.min(1, Math.max(0, x))).toFixed(2)}%`;
const wide = (a: number, b: number) => `${(100 * Math.max(0, b - a)).toFixed(2)}%`;

export function Scale({ cell, target }: { cell: Cell; target: number }) {
	const colour = colourVar(target);
	return (
		<div class="scale">
			<svg width="100%" height={H} aria-hidden="true" overflow="visible">
				<line class="scale-base" x1="0" x2="100%" y1={MID + 0.5} y2={MID + 0.5} />
				{[0, 0.25, 0.5, 0.75, 1].map((x) => (
					<line class="scale-tick" x1={at(x)} x2={at(x)} y1={x % 0.5 ? MID + 3 : MID} y2={MID + 6} />
				))}
				{cell.bounds && (
					<rect
						class="scale-bounds"
						x={at(cell.bounds[0])}
						width={wide(cell.bounds[0], cell.bounds[1])}
						y={MID - 6.5}
						height="14"
						fill={colour}
					/>
				)}
				{cell.ci && (
					<rect
						x={at(cell.ci[0])}
						width={wide(cell.ci[0], cell.ci[1])}
						y={MID - 0.5}
						height="2"
						fill={colour}
					/>
				)}
				{cell.rate != null && (
					<svg x={at(cell.rate)} y={MID + 0.5} overflow="visible">
						<path
							class="scale-mark"
							d={markerPath(shapeOf(target), 0, 0, 4.6)}
							fill={hollow(target) ? "var(--surface)" : colour}
							stroke={hollow(target) ? colour : "var(--surface)"}
						/>
					</svg>
				)}
			</svg>
		</div>
	);
}
