// One ECharts drawing in the page: sized by its place, redrawn on a change of theme and for print.

import { useEffect, useRef } from "preact/hooks";
import { type ECharts, type EChartsCoreOption, init } from "../charts/echarts";
import { type Palette, readPalette } from "../charts/palette";
import { useUi } from "../ui";

interface Props {
	label: string;
	height: number;
	// Called for every drawing, with the colours and the width of the moment.
	option(palette: Palette, width: number): EChartsCoreOption;
	onPick(data: unknown): void;
}

// A figure's room on A4 and on letter paper with the style sheet's margins.
const PRINT_WIDTH = 640;

export function Chart({ label, height, option, onPick }: Props) {
	const { theme } = useUi();
	const place = useRef<HTMLDivElement>(null);
	const chart = useRef<ECharts | null>(null);
	// The newest of what is passed in, for listeners that live longer than one rendering.
	const now = useRef({ option, onPick });
	now.current = { option, onPick };

	const draw = (width: number, tall: number) => {
		chart.current?.resize({ width, height: tall });
		chart.current?.setOption(now.current.option(readPalette(), width), { notMerge: true });
	};

	useEffect(() => {
		const at = place.current;
		if (!at) return;
		const made = init(at, null, { renderer: "svg", width: at.clientWidth || PRINT_WIDTH, height });
		made.on("click", (event) => now.current.onPick(event.data));
		chart.current = made;
		return () => {
			made.dispose();
			chart.current = null;
		};
	}, []);

	useEffect(() => {
		const at = place.current;
		if (!at) return;
		const fit = () => draw(at.clientWidth || PRINT_WIDTH, height);
		const print = () => draw(PRINT_WIDTH, height);
		fit();
		let width = at.clientWidth;
		const watch = new ResizeObserver(() => {
			if (at.clientWidth === width || at.clientWidth === 0) return;
			width = at.clientWidth;
			fit();
		});
		watch.observe(at);
		addEventListener("beforeprint", print);
		addEventListener("afterprint", fit);
		return () => {
			watch.disconnect();
			removeEventListener("beforeprint", print);
			removeEventListener("afterprint", fit);
		};
	}, [option, height, theme]);

	return <div class="chart" ref={place} role="img" aria-label={label} style={{ height }} />;
}
