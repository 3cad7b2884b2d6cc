// The list of samples. Only the rows in sight are in the page, so it stays quick at any length.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { snippet } from "../../display";
import { VerdictMark } from "./SampleDetail";
import { useReport } from "./context";
import { TargetMark } from "./TargetMark";

const ROW = 60;
const MARGIN = 6;

interface Props {
	// Indices into the page's samples.
	rows: readonly number[];
	// A place in `rows`.
	selected: number;
	onSelect(place: number): void;
}

export function SampleList({ rows, selected, onSelect }: Props) {
	const { t } = useReport();
	const box = useRef<HTMLDivElement>(null);
	const [top, setTop] = useState(0);
	const [height, setHeight] = useState(600);

	useLayoutEffect(() => {
		const at = box.current;
		if (!at) return;
		const watch = new ResizeObserver(() => setHeight(at.clientHeight));
		watch.observe(at);
		return () => watch.disconnect();
	}, []);

	// Keeps the chosen row in sight.
	useEffect(() => {
		const at = box.current;
		if (!at || selected < 0) return;
		const from = selected * ROW;
		if (from < at.scrollTop) at.scrollTop = from;
		else if (from + ROW > at.scrollTop + at.clientHeight) at.scrollTop = from + ROW - at.clientHeight;
	}, [selected, rows]);

	const page = Math.max(1, Math.floor(height / ROW) - 1);
	const steps: Record<string, number> = {
		ArrowDown: selected + 1,
		ArrowUp: selected - 1,
		PageDown: selected + page,
		PageUp: selected - page,
		Home: 0,
		End: rows.length - 1,
	};
	const press = (event: KeyboardEvent) => {
		const to = steps[event.key];
		if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
		event.preventDefault();
		if (rows.length > 0) onSelect(Math.min(rows.length - 1, Math.max(0, to)));
	};

	const first = Math.max(0, Math.floor(top / ROW) - MARGIN);
	const last = Math.min(rows.length, Math.ceil((top + height) / ROW) + MARGIN);
	return (
		<div
			class="sample-list"
			ref={box}
			role="listbox"
			tabIndex={0}
			aria-label={t.list}
			aria-activedescendant={selected >= first && selected < last ? `sample-${selected}` : undefined}
			onScroll={(event) => setTop(event.currentTarget.scrollTop)}
			onKeyDown={press}
		>
			<div style={{ height: rows.length * ROW }} role="presentation">
				{rows.slice(first, last).map((sample, i) => (
					<SampleRow
						key={first + i}
						place={first + i}
						of={rows.length}
						sample={sample}
						selected={first + i === selected}
						onSelect={onSelect}
					/>
				))}
			</div>
		</div>
	);
}

interface RowProps {
	place: number;
	of: number;
	sample: number;
	selected: boolean;
	onSelect(place: number): void;
}

function SampleRow({ place, of, sample, selected, onSelect }: RowProps) {
	const { page, names, lang } = useReport();
	const s = page.samples[sample];
	if (!s) return null;
	return (
		<div
			class="sample-row"
			id={`sample-${place}`}
			role="option"
			aria-selected={selected}
			aria-posinset={place + 1}
			aria-setsize={of}
			style={{ top: place * ROW, height: ROW }}
			onClick={() => onSelect(place)}
		>
			<div class="sample-meta">
				<TargetMark target={s.target} size={11} />
				<VerdictMark sample={s} />
				{s.attack && <bdi class="tag">{s.attack}</bdi>}
				<span class="quiet">
					{s.risk ? names.risk(s.risk, lang) : ""}
				</span>
				<span class="quiet lang">{s.lang}</span>
			</div>
			<div class="sample-prompt" dir="auto">
				{snippet(s.prompt)}
			</div>
		</div>
	);
}
