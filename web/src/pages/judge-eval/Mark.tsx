// A judge's mark: its colour and shape, as in the charts.

import { colourVar, hollow, markerPath, shapeOf } from "../../charts/palette";

interface Props {
	place: number;
	x: number;
	y: number;
	r: number;
}

// Within an SVG.
export function Marker({ place, x, y, r }: Props) {
	const colour = colourVar(place);
	return (
		<path
			d={markerPath(shapeOf(place), x, y, r)}
			fill={hollow(place) ? "var(--surface)" : colour}
			stroke={hollow(place) ? colour : "var(--surface)"}
			stroke-width="1"
		/>
	);
}

export function JudgeName({ judge, place }: { judge: string; place: number }) {
	return (
		<span class="judge-name">
			<svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
				<Marker place={place} x={6} y={6} r={4.4} />
			</svg>{" "}
			<bdi>{judge}</bdi>
		</span>
	);
}
