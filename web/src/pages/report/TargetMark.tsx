// The sign of a model under test: the same colour and shape as in the charts.

import { colourVar, hollow, markerPath, shapeOf } from "../../charts/palette";

export function TargetMark({ target, size = 12 }: { target: number; size?: number }) {
	const open = hollow(target);
	return (
		<svg class="mark" width={size} height={size} viewBox="0 0 12 12" aria-hidden="true">
			<path
				d={markerPath(shapeOf(target), 6, 6, 4.2)}
				fill={open ? "none" : colourVar(target)}
				stroke={open ? colourVar(target) : "none"}
				stroke-width="1.6"
			/>
		</svg>
	);
}
