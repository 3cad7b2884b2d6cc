// How long a rater really looked at a task: the clock stands while the page is hidden, and a pause
// without any input counts as at most IDLE.

import { useEffect, useRef } from "preact/hooks";

const IDLE = 60_000;

export class WorkClock {
	private total = 0;
	private last = performance.now();
	private shown = true;

	restart(): void {
		this.total = 0;
		this.last = performance.now();
	}

	// Counts up to now; SHOWN is whether the page can be seen from here on.
	touch(shown = this.shown): void {
		const now = performance.now();
		if (this.shown) this.total += Math.min(now - this.last, IDLE);
		this.last = now;
		this.shown = shown;
	}

	seconds(): number {
		this.touch();
		return Math.round(this.total / 100) / 10;
	}
}

export function useWorkClock(): WorkClock {
	const clock = useRef<WorkClock>();
	clock.current ??= new WorkClock();
	useEffect(() => {
		const input = () => clock.current?.touch();
		const seen = () => clock.current?.touch(document.visibilityState === "visible");
		const inputs = ["keydown", "pointerdown", "pointermove", "wheel", "touchmove"];
		for (const name of inputs) addEventListener(name, input, { passive: true });
		document.addEventListener("visibilitychange", seen);
		return () => {
			for (const name of inputs) removeEventListener(name, input);
			document.removeEventListener("visibilitychange", seen);
		};
	}, []);
	return clock.current;
}
