// What a rater has entered and the server does not have yet, kept in the browser by run, protocol,
// rater and task: a reload, a crash or an expired session loses nothing.

import type { Answers, Session } from "../../api";

interface Draft {
	answers: Answers;
	at: number;
}

const PREFIX = "assay:draft:";
// Drafts of tasks that were taken back are never saved, so the oldest go.
const MOST = 200;

export class Drafts {
	private readonly prefix: string;

	constructor(session: Session) {
		const owner = [session.run.file, session.protocol.name, session.rater.name];
		this.prefix = PREFIX + owner.map(encodeURIComponent).join(":") + ":";
	}

	get(task: number): Answers | null {
		try {
			const text = localStorage.getItem(this.prefix + task);
			return text ? (JSON.parse(text) as Draft).answers : null;
		} catch {
			return null;
		}
	}

	set(task: number, answers: Answers): void {
		const draft: Draft = { answers, at: Date.now() };
		try {
			localStorage.setItem(this.prefix + task, JSON.stringify(draft));
			this.prune();
		} catch {
			// Private windows and full disks refuse; the answer is still on the screen.
		}
	}

	drop(task: number): void {
		try {
			localStorage.removeItem(this.prefix + task);
		} catch {
			// As above.
		}
	}

	// Of this rater, when he or she leaves this browser to somebody else.
	clear(): void {
		try {
			for (const key of Object.keys(localStorage))
				if (key.startsWith(this.prefix)) localStorage.removeItem(key);
		} catch {
			// As above.
		}
	}

	private prune(): void {
		const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
		if (keys.length <= MOST) return;
		const age = (key: string) => (JSON.parse(localStorage.getItem(key) ?? "{}") as Draft).at ?? 0;
		keys.sort((a, b) => age(a) - age(b));
		for (const key of keys.slice(0, keys.length - MOST)) localStorage.removeItem(key);
	}
}
