// The server of `assay annotate`: its calls, typed, and how they fare. A call that the network lost
// is made again until it arrives or its caller gives up; what the server refused is not.

import type { Names } from "./i18n/lang";

// --- What the server says.

export type QuestionType = "choice" | "multi" | "score" | "text" | "tags" | "reply";

export interface Option {
	value: string;
	label: Names;
	key?: string | null;
}

export interface Question {
	id: string;
	type: QuestionType;
	label: Names;
	help?: Names | null;
	// Leads to it; keys of its options then work only where it is marked.
	key?: string | null;
	required: boolean;
	// Of all such questions that are asked, one has to be answered.
	any?: boolean;
	options?: Option[] | null;
	min?: number | null;
	max?: number | null;
	// Asked only where another question has one of these answers.
	when?: { question: string; is: (string | number)[] } | null;
}

export interface Protocol {
	name: string;
	version: string;
	unit: "sample" | "prompt" | "write";
	title: Names;
	guideline: Names;
	warn: boolean;
	blind: boolean;
	// Whether the target can be asked while a rater writes.
	ask?: boolean;
	// Each task is of one domain: whoever writes says which, where there is a choice.
	per_domain?: boolean;
	questions: Question[];
}

export interface Session {
	schema: string;
	rater: { name: string; role: "rater" | "admin"; domains: string[] };
	run: { file: string; suite: string | null; taxonomy: string | null };
	protocol: Protocol;
	names: Record<string, Names>;
}

// Of a choice and free text a string, of a score a number, of multi and tags a list, of a reply
// its slot or the value of an option.
export type Answer = string | number | string[];
export type Answers = Record<string, Answer>;

export interface Place {
	done: number;
	of: number;
}

export interface Message {
	role: string;
	content: string;
}

export interface Reply {
	slot: number;
	text: string;
	model?: string | null;
}

export interface Task {
	task: number;
	write?: boolean;
	at?: Place | null;
	warn?: boolean;
	domain?: string | null;
	lang?: string | null;
	risk?: string | null;
	attack?: string | null;
	messages?: Message[];
	replies?: Reply[];
	options?: string[] | null;
	// Where they depend on the item; else the protocol's are asked.
	questions?: Question[] | null;
	// By a rater, under a letter and as answered to a protocol, or by a judge.
	opinions?: { who: string; rater?: boolean; protocol?: string | null; answers: Answers }[] | null;
	answers?: Answers | null;
	revision?: number;
}

export interface Next {
	task: Task | null;
	why?: "done" | "waiting";
}

export interface Saved {
	saved: boolean;
	revision?: number;
	at?: Place | null;
}

export interface Mine {
	tasks: { task: number; at: number; answers: Answers; excerpt: string }[];
	total: number;
}

export interface Progress {
	done: number;
	of: number;
	today: number;
	seconds_median: number | null;
	all: { tasks: number; answered: number; needed: number; complete: number };
}

export type Asked = { reply: string; model?: string | null } | { failure: string };

export interface Rater {
	id: number;
	name: string;
	role: "rater" | "admin";
	domains: string[];
	revoked: boolean;
	done: number;
	open: number;
	seconds_median: number | null;
	gold: { n: number; right: number } | null;
	agreement: number | null;
}

export interface Overview {
	tasks: number;
	complete: number;
	answers: number;
	raters: Rater[];
}

export interface Figures {
	question: string;
	domain?: string | null;
	units: number;
	raters: number;
	raw: number | null;
	raw_ci: [number, number] | null;
	kappa: number | null;
	kappa_ci: [number, number] | null;
	kappa_kind: "cohen" | "fleiss" | null;
	alpha: number | null;
	alpha_ci: [number, number] | null;
	alpha_level: "nominal" | "ordinal" | "interval" | null;
	ac1: number | null;
	ac1_ci: [number, number] | null;
}

export interface Agreement {
	questions: Figures[];
	by_domain: Figures[];
	pairs: { a: string; b: string; n: number; agree: number | null; kappa: number | null }[];
}

export interface Disagreements {
	tasks: { task: number; excerpt: string; answers: { rater: string; answers: Answers }[] }[];
	total: number;
}

export interface Audit {
	events: { at: number; who: string; what: string; detail: string | null }[];
}

// --- How a call is made.

export class ApiError extends Error {
	constructor(
		message: string,
		// 0: the network.
		readonly status: number,
		readonly code: string,
		readonly field: string | null,
		// Seconds after which the server wants to hear of it again.
		readonly after: number,
	) {
		super(message);
	}
}

export function signedOut(error: unknown): boolean {
	if (!(error instanceof ApiError)) return false;
	return error.status === 401 || (error.status === 403 && ["revoked", "unknown"].includes(error.code));
}

const TIMEOUT = 20_000;
const ASK_TIMEOUT = 180_000;
// Milliseconds before the first repetition; each further one waits twice as long, up to LONGEST.
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;

export type Line = { state: "up" } | { state: "down"; retryAt: number };

type Listener = (line: Line) => void;
const listeners = new Set<Listener>();
let line: Line = { state: "up" };
// Ends the pause of every call that waits.
let hurry = new EventTarget();

function setLine(to: Line): void {
	if (to.state === "up" && line.state === "up") return;
	line = to;
	for (const listener of listeners) listener(line);
}

// Tells LISTENER whether the server is reached, now and whenever that changes.
export function watchLine(listener: Listener): () => void {
	listeners.add(listener);
	listener(line);
	return () => listeners.delete(listener);
}

export function retryNow(): void {
	hurry.dispatchEvent(new Event("now"));
	hurry = new EventTarget();
}

if (typeof addEventListener === "function") addEventListener("online", retryNow);

function pause(ms: number, signal?: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(resolve, ms);
		const now = () => {
			clearTimeout(timer);
			resolve();
		};
		hurry.addEventListener("now", now, { once: true });
		signal?.addEventListener("abort", () => {
			clearTimeout(timer);
			reject(new DOMException("given up", "AbortError"));
		});
	});
}

async function once<T>(path: string, init: RequestInit, timeout: number): Promise<T> {
	const stop = new AbortController();
	const timer = setTimeout(() => stop.abort(), timeout);
	const given = init.signal;
	const giveUp = () => stop.abort();
	given?.addEventListener("abort", giveUp);
	try {
		const response = await fetch(path, { ...init, signal: stop.signal });
		const body = (await response.json().catch(() => null)) as Record<string, unknown> | null;
		if (response.ok && body) return body as T;
		const text = (key: string) => (typeof body?.[key] === "string" ? (body[key] as string) : null);
		throw new ApiError(
			text("error") ?? `HTTP ${response.status}`,
			response.ok ? 502 : response.status,
			text("code") ?? "",
			text("field"),
			Number(response.headers.get("Retry-After")) || 0,
		);
	} catch (error) {
		if (error instanceof ApiError) throw error;
		if (given?.aborted) throw new DOMException("given up", "AbortError");
		throw new ApiError(String(error), 0, "network", null, 0);
	} finally {
		clearTimeout(timer);
		given?.removeEventListener("abort", giveUp);
	}
}

// What may go better the next time: the network, a proxy, a server that starts again or is busy.
function passes(error: ApiError): boolean {
	return error.status === 0 || error.status === 429 || error.status >= 502;
}

async function call<T>(path: string, init: RequestInit = {}, timeout = TIMEOUT): Promise<T> {
	for (let wait = FIRST_PAUSE; ; wait = Math.min(2 * wait, LONGEST_PAUSE)) {
		try {
			const done = await once<T>(path, init, timeout);
			setLine({ state: "up" });
			return done;
		} catch (error) {
			if (!(error instanceof ApiError) || !passes(error)) {
				if (error instanceof ApiError) setLine({ state: "up" });
				throw error;
			}
			const ms = error.after ? 1000 * error.after : wait;
			setLine({ state: "down", retryAt: Date.now() + ms });
			await pause(ms, init.signal ?? undefined);
		}
	}
}

function get<T>(path: string, signal?: AbortSignal): Promise<T> {
	return call<T>(path, { signal, headers: { Accept: "application/json" } });
}

function post<T>(path: string, body: unknown, signal?: AbortSignal, timeout = TIMEOUT): Promise<T> {
	return call<T>(
		path,
		{
			method: "POST",
			signal,
			// A form of another site cannot send these.
			headers: { "Content-Type": "application/json", "X-Assay": "1" },
			body: JSON.stringify(body),
		},
		timeout,
	);
}

// A file of the server's, as the browser saves it; by a call, so that a refusal can be told.
async function download(path: string): Promise<void> {
	const response = await fetch(path).catch((error: unknown) => {
		throw new ApiError(String(error), 0, "network", null, 0);
	});
	if (!response.ok) {
		const body = (await response.json().catch(() => null)) as { error?: string; code?: string } | null;
		throw new ApiError(body?.error ?? `HTTP ${response.status}`, response.status, body?.code ?? "", null, 0);
	}
	const name = /filename="?([^";]+)/.exec(response.headers.get("Content-Disposition") ?? "")?.[1];
	const url = URL.createObjectURL(await response.blob());
	const link = document.createElement("a");
	link.href = url;
	link.download = name ?? path.replace(/^.*=/, "annotations.");
	link.click();
	setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export interface Submission {
	task: number;
	answers: Answers;
	seconds: number;
	// What it was made from: an answer that was given after that is not replaced (409 "older").
	revision: number;
	// The same for every repetition of one submission.
	key: string;
}

export const api = {
	session: () => get<Session>("/api/session"),
	next: (signal?: AbortSignal) => get<Next>("/api/next", signal),
	peek: (signal?: AbortSignal) => get<Next>("/api/next?peek=1", signal),
	task: async (id: number) => (await get<{ task: Task }>(`/api/task/${id}`)).task,
	answer: (submission: Submission) => post<Saved>("/api/answer", submission),
	skip: (task: number, why: string) => post<Saved>("/api/skip", { task, why }),
	// The task is named, so that a call that is made again does not take back one more; null: there
	// is none.
	undo: async () => {
		const last = (await get<Mine>("/api/mine?from=0")).tasks[0];
		return last ? (await post<{ task: Task | null }>("/api/undo", { task: last.task })).task : null;
	},
	join: (token: string) => post<{ done: boolean }>("/api/join", { token }),
	signOut: () => post<{ done: boolean }>("/api/sign-out", {}),
	mine: (from: number) => get<Mine>(`/api/mine?from=${from}`),
	progress: (signal?: AbortSignal) => get<Progress>("/api/progress", signal),
	ask: (prompt: string, signal?: AbortSignal) =>
		post<Asked>("/api/ask", { prompt }, signal, ASK_TIMEOUT),
	overview: () => get<Overview>("/api/admin/overview"),
	agreement: () => get<Agreement>("/api/admin/agreement"),
	disagreements: (from: number) => get<Disagreements>(`/api/admin/disagreements?from=${from}`),
	audit: () => get<Audit>("/api/admin/audit"),
	addRater: (rater: { name: string; role: string; domains: string[] }) =>
		post<{ id: number; link: string }>("/api/admin/raters", rater),
	changeRater: (id: number, change: { revoked?: boolean; domains?: string[] }) =>
		post<{ id: number }>(`/api/admin/raters/${id}`, change),
	newLink: (id: number) => post<{ id: number; link: string }>(`/api/admin/raters/${id}/link`, {}),
	release: (task: number, rater: number) =>
		post<{ saved?: boolean }>("/api/admin/release", { task, rater }),
	download: (to: string) => download(`/api/admin/export?to=${to}`),
};

export function newKey(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	return btoa(String.fromCharCode(...bytes))
		.replace(/\+/g, "-")
		.replace(/\//g, "_")
		.replace(/=+$/, "");
}
