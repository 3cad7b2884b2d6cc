// How far a rater is, and how fast.

import { useEffect, useState } from "preact/hooks";
import { type Place, type Progress, api } from "../../api";
import { count, duration } from "../../format";
import { useAnnotate } from "./context";
import type { View } from "./useWork";

// The figures besides "12 of 40" change slowly; they are asked for every so many answers.
const EVERY = 5;

export function Pace({ place, view }: { place: Place | null; view: View }) {
	const { t, lang, session } = useAnnotate();
	const [progress, setProgress] = useState<Progress | null>(null);
	const done = place?.done ?? progress?.done ?? 0;
	const of = place?.of ?? progress?.of ?? 0;
	const writes = session.protocol.unit === "write";

	useEffect(() => {
		const stop = new AbortController();
		api.progress(stop.signal).then(setProgress, () => undefined);
		return () => stop.abort();
	}, [Math.floor(done / EVERY), view.kind === "done"]);

	const each = progress?.seconds_median ?? null;
	const left = each !== null && of > done ? each * (of - done) : null;
	// With nothing to be reached, a bar would say nothing.
	const bounded = of > 0 && !(writes && of <= done);
	return (
		<div class="pace">
			{bounded && <progress max={of} value={Math.min(done, of)} aria-label={t.progress(count(done), count(of))} />}
			<span class="pace-count">
				{bounded ? t.progress(count(done), count(of)) : t.written(count(done))}
			</span>
			{progress && <span class="quiet">{t.today(count(progress.today + Math.max(0, done - progress.done)))}</span>}
			{each !== null && <span class="quiet">{t.pace(duration(each, lang))}</span>}
			{left !== null && left >= 60 && <span class="quiet">{t.left(rough(left, lang))}</span>}
		</div>
	);
}

// An estimate needs no seconds.
function rough(seconds: number, lang: "zh" | "en"): string {
	const minutes = Math.max(1, Math.round(seconds / 60));
	const [h, min] = lang === "zh" ? ["小时", "分"] : ["h", "min"];
	return minutes < 60 ? `${minutes} ${min}` : `${Math.floor(minutes / 60)} ${h} ${minutes % 60} ${min}`;
}
