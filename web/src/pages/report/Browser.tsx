// The sample browser: filters, a list, and one sample whole.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { EVERYTHING, type Filter, SampleIndex, narrows } from "./filter";
import { count } from "../../format";
import { readHash, writeHash } from "../../hash";
import { useReport } from "./context";
import { Filters } from "./Filters";
import { SampleDetail } from "./SampleDetail";
import { SampleList } from "./SampleList";

interface Props {
	filter: Filter;
	onFilter(filter: Filter): void;
}

const KEYS = Object.keys(EVERYTHING) as (keyof Filter)[];

// "lang" in the fragment is the reader's own language.
function hashKey(key: keyof Filter): string {
	return key === "lang" ? "sample-lang" : key;
}

// The filter as the address's fragment holds it.
export function filterFrom(hash: Record<string, string>): Filter {
	const filter = { ...EVERYTHING };
	for (const key of KEYS) filter[key] = hash[hashKey(key)] ?? "";
	return filter;
}


function sampleFrom(hash: Record<string, string>): number | null {
	return /^\d+$/.test(hash.sample ?? "") ? Number(hash.sample) : null;
}

export function Browser({ filter, onFilter }: Props) {
	const { t, page } = useReport();
	const index = useMemo(() => new SampleIndex(page), [page]);
	const { rows, counts } = useMemo(() => index.find(filter), [index, filter]);
	// The sample itself is remembered, not its place: it stays chosen while filters change.
	const [chosen, setChosen] = useState<number | null>(() => sampleFrom(readHash()));
	const found = chosen === null ? -1 : rows.indexOf(chosen);
	const place = found >= 0 ? found : rows.length > 0 ? 0 : -1;
	const sample = page.samples[rows[place] ?? -1];
	const detail = useRef<HTMLDivElement>(null);

	useEffect(() => {
		writeHash(Object.fromEntries(KEYS.map((key) => [hashKey(key), filter[key]])));
	}, [filter]);

	const select = (to: number) => {
		const row = rows[to];
		if (row === undefined) return;
		setChosen(row);
		writeHash({ sample: String(row) });
		detail.current?.scrollTo({ top: 0 });
	};

	return (
		<div class="browser">
			<Filters index={index} filter={filter} counts={counts} onChange={onFilter} />
			<div class="found">
				<span role="status">{t.matching(count(rows.length), count(page.samples.length))}</span>
				{filter.family && (
					<button
						type="button"
						class="chip"
						title={t.clear}
						onClick={() => onFilter({ ...filter, family: "" })}
					>
						<bdi>{t.familyOf(filter.family)}</bdi> <span aria-hidden="true">×</span>
					</button>
				)}
				{narrows(filter) && (
					<button type="button" class="plain" onClick={() => onFilter(EVERYTHING)}>
						{t.clear}
					</button>
				)}
				{page.samples_total > page.samples.length && (
					<span class="partial">
						{t.partial(count(page.samples.length), count(page.samples_total))}
					</span>
				)}
				{page.samples_note && <span class="partial">{page.samples_note}</span>}
			</div>
			{sample ? (
				<div class="panes">
					<SampleList rows={rows} selected={place} onSelect={select} />
					<div class="detail-pane" ref={detail} tabIndex={0} role="region" aria-label={t.detail}>
						<SampleDetail
							sample={sample}
							query={filter.text.trim().toLowerCase()}
							place={place}
							of={rows.length}
							onStep={(by) => select(place + by)}
							onFamily={(id) => onFilter({ ...EVERYTHING, family: id })}
						/>
					</div>
				</div>
			) : (
				<p class="empty">{t.none}</p>
			)}
		</div>
	);
}
