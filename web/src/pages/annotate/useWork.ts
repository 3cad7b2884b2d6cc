// The work of one rater: which task is shown, what was entered, and what becomes of it.

import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import {
	type Answer,
	type Answers,
	ApiError,
	type Next,
	type Place,
	type Task,
	api,
	newKey,
	signedOut,
} from "../../api";
import { DOMAIN, PROMPT, cleaned, firstMissing, isEmpty, needsDomain, questionsOf, written } from "./answers";
import { useWorkClock } from "./clock";
import { useAnnotate } from "./context";
import { Drafts } from "./drafts";

// Where a task came from: the queue, the last answer taken back, or the rater's list.
export type Origin = "queue" | "undo" | "list";

export type View =
	| { kind: "loading" }
	// TURN counts the tasks shown: a prompt to be written has no number of its own.
	| { kind: "task"; task: Task; origin: Origin; turn: number }
	| { kind: "done" | "waiting" };

export interface Fault {
	// The question it is about, or null.
	field: string | null;
	message: string;
	// Counts up, so that the same fault is told again.
	turn: number;
}

export interface Work {
	view: View;
	answers: Answers;
	place: Place | null;
	saving: boolean;
	fault: Fault | null;
	// What just happened, in words.
	notice: string;
	setAnswer(id: string, answer: Answer | undefined): void;
	submit(): void;
	skip(why: string): void;
	undo(): void;
	look(): void;
}

const LOOK_AGAIN = 15_000;

// Only what the server says of the task itself: a proxy's bare 404, or a failure of the server,
// says nothing of it, and what was entered stays.
function isGone(error: unknown): boolean {
	return error instanceof ApiError && !error.field && ["full", "not_found"].includes(error.code);
}

function isOlder(error: unknown): boolean {
	return error instanceof ApiError && error.code === "older";
}

// Who writes one prompt after the other stays in a domain.
function carried(task: Task, before: Answers): Answers {
	const domain = before[DOMAIN];
	return task.write && domain !== undefined ? { [DOMAIN]: domain } : {};
}

// OPEN is a task that the rater chose, or null for the queue; ON_LEFT is called when it is dealt with.
export function useWork(open: number | null, onLeft: () => void): Work {
	const { session, t, onError } = useAnnotate();
	const { protocol } = session;
	const { unit } = protocol;
	const drafts = useMemo(() => new Drafts(session), [session]);
	const clock = useWorkClock();
	const [view, setView] = useState<View>({ kind: "loading" });
	const [answers, setAnswers] = useState<Answers>({});
	const [place, setPlace] = useState<Place | null>(null);
	const [saving, setSaving] = useState(false);
	const [fault, setFault] = useState<Fault | null>(null);
	const [notice, setNotice] = useState("");
	const ahead = useRef<Promise<Next> | null>(null);
	const busy = useRef(false);
	const stop = useRef<AbortController>();
	const key = useRef(newKey());
	const turn = useRef(0);

	const fail = useCallback(
		(error: unknown) => {
			if (error instanceof DOMException && error.name === "AbortError") return;
			if (signedOut(error)) onError(error);
			else if (error instanceof ApiError)
				setFault((last) => ({ field: error.field, message: error.message, turn: (last?.turn ?? 0) + 1 }));
			else throw error;
		},
		[onError],
	);

	const show = useCallback(
		(task: Task, origin: Origin) => {
			const draft = drafts.get(task.task);
			setAnswers((before) => draft ?? task.answers ?? carried(task, before));
			setFault(null);
			if (task.at) setPlace(task.at);
			key.current = newKey();
			clock.restart();
			setView({ kind: "task", task, origin, turn: ++turn.current });
			ahead.current = null;
			if (origin === "queue" && unit !== "write") {
				ahead.current = api.peek(stop.current?.signal);
				// Asked for again when it is needed.
				ahead.current.catch(() => undefined);
			}
		},
		[drafts, unit],
	);

	const take = useCallback(
		(next: Next) => {
			if (next.task) show(next.task, "queue");
			else setView({ kind: next.why === "waiting" ? "waiting" : "done" });
		},
		[show],
	);

	const look = useCallback(async () => {
		try {
			take(await api.next(stop.current?.signal));
		} catch (error) {
			fail(error);
		}
	}, [take, fail]);

	// Goes on behind the task that is shown: the preloaded one if there is one.
	const goOn = useCallback(async () => {
		const loaded = await ahead.current?.catch(() => null);
		// Its count is of before the answer that was just saved.
		if (loaded?.task) take({ task: { ...loaded.task, at: null } });
		else await look();
	}, [take, look]);

	useEffect(() => {
		stop.current = new AbortController();
		if (open === null) void look();
		else api.task(open).then((task) => show(task, "list"), fail);
		return () => stop.current?.abort();
	}, [open]);

	useEffect(() => {
		if (view.kind !== "waiting") return;
		const timer = setInterval(() => void look(), LOOK_AGAIN);
		return () => clearInterval(timer);
	}, [view.kind, look]);

	const leave = async (origin: Origin) => {
		if (origin === "list") onLeft();
		else if (origin === "undo") await look();
		else await goOn();
	};

	// One thing at a time: keys come faster than answers are saved.
	const exclusively = async (what: () => Promise<void>) => {
		if (busy.current) return;
		busy.current = true;
		setSaving(true);
		setNotice("");
		try {
			await what();
		} catch (error) {
			fail(error);
		} finally {
			busy.current = false;
			setSaving(false);
		}
	};

	const setAnswer = (id: string, answer: Answer | undefined) => {
		if (view.kind !== "task" || busy.current) return;
		const { task } = view.task;
		setAnswers((before) => {
			const after = { ...before };
			if (answer === undefined) delete after[id];
			else after[id] = answer;
			drafts.set(task, after);
			return after;
		});
		if (fault?.field === id) setFault(null);
	};

	const submit = () => {
		if (view.kind !== "task") return;
		const { task, origin } = view;
		const unwritten = unit === "write" && isEmpty(answers[PROMPT]);
		const homeless = unit === "write" && !task.domain && needsDomain(session) && isEmpty(answers[DOMAIN]);
		const missing = unwritten ? PROMPT : homeless ? DOMAIN : firstMissing(questionsOf(task, protocol), answers)?.id;
		if (missing) {
			const message = missing === DOMAIN ? t.missingDomain : t.missing;
			setFault((last) => ({ field: missing, message, turn: (last?.turn ?? 0) + 1 }));
			return;
		}
		void exclusively(async () => {
			setFault(null);
			try {
				const saved = await api.answer({
					task: task.task,
					answers: {
						...cleaned(questionsOf(view.task, protocol), answers),
						...(unit === "write" ? written(answers, view.task.domain) : {}),
					},
					seconds: clock.seconds(),
					revision: view.task.revision ?? 0,
					key: key.current,
				});
				if (saved.at) setPlace(saved.at);
			} catch (error) {
				if (isOlder(error)) {
					// Shown anew, with what was just entered: to be sent again, or not.
					show(await api.task(task.task), origin);
					setFault((last) => ({ field: null, message: t.older, turn: (last?.turn ?? 0) + 1 }));
					return;
				}
				if (!isGone(error)) throw error;
				drafts.drop(task.task);
				await leave(origin);
				setNotice(`${t.goneTitle}. ${t.gone}`);
				return;
			}
			drafts.drop(task.task);
			setNotice(t.saved);
			await leave(origin);
		});
	};

	const skip = (why: string) => {
		if (view.kind !== "task") return;
		const { task, origin } = view;
		void exclusively(async () => {
			try {
				await api.skip(task.task, why);
			} catch (error) {
				if (!isGone(error)) throw error;
			}
			drafts.drop(task.task);
			setNotice(t.skipped);
			await leave(origin);
		});
	};

	const undo = () =>
		void exclusively(async () => {
			let task: Task | null;
			try {
				task = await api.undo();
			} catch (error) {
				if (!isGone(error)) throw error;
				task = null;
			}
			if (task) show(task, "undo");
			setNotice(task ? t.undone : t.nothingToUndo);
		});

	return { view, answers, place, saving, fault, notice, setAnswer, submit, skip, undo, look };
}
