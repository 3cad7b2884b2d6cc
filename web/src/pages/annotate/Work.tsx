// The work itself: one task a screen, its questions beside it, and the keys.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Answer, Answers, Question } from "../../api";
import { Key } from "../../components/Key";
import { KeyList, SkipDialog } from "./Dialogs";
import { Guideline } from "./Guideline";
import { Pace } from "./Pace";
import { TaskText } from "./TaskText";
import { Warning, rememberShowAll, showsAll } from "./Warning";
import { DOMAIN, MODEL, PROMPT, REPLY, asked, isEmpty, keyed, ledTo, ownerOf, questionsOf } from "./answers";
import { useAnnotate } from "./context";
import { useKeys } from "./keys";
import { QuestionForm } from "./questions/QuestionForm";
import { useWork } from "./useWork";
import { WritePad } from "./WritePad";

interface Props {
	// A task to change, or null for the queue.
	open: number | null;
	onLeft(): void;
}

const WIDE = "(min-width: 900px)";

export function Work({ open, onLeft }: Props) {
	const { t, session, prefs } = useAnnotate();
	const { protocol } = session;
	const work = useWork(open, onLeft);
	const { view, answers, fault, saving } = work;
	const task = view.kind === "task" ? view.task : null;
	const [showAll, setShowAll] = useState(showsAll);
	const [shown, setShown] = useState<object | null>(null);
	const [dialog, setDialog] = useState<"" | "keys" | "skip">("");
	const [guideline, setGuideline] = useState(() => {
		const kept = prefs.get("guideline");
		return kept ? kept === "open" : matchMedia(WIDE).matches;
	});
	const [chosen, setActive] = useState("");
	const heading = useRef<HTMLHeadingElement>(null);

	const covered = !!task?.warn && protocol.warn && !showAll && shown !== task;
	const writes = protocol.unit === "write";
	const asks = writes && (protocol.ask ?? protocol.name === "probe");
	// While a prompt has no reply yet there is nothing to be asked about it.
	const waits = asks && isEmpty(answers[REPLY]);
	const questions = useMemo(() => {
		const all = asked(questionsOf(task, protocol), answers);
		return writes ? all.filter((q) => q.id !== PROMPT && q.id !== REPLY) : all;
	}, [protocol, task, answers, writes]);
	const visible = covered || waits ? [] : questions;
	const active = visible.find((q) => q.id === chosen) ?? firstOpen(visible, answers) ?? visible[0];

	useLayoutEffect(() => {
		if (!task) return;
		setActive("");
		scrollTo(0, 0);
		if (!writes) heading.current?.focus({ preventScroll: true });
	}, [task, covered]);

	useEffect(() => {
		if (!fault) return;
		const at = fault.field && document.getElementById(`q-${fault.field}`);
		if (!at) return;
		setActive(fault.field ?? "");
		at.scrollIntoView({ block: "nearest" });
		at.querySelector<HTMLElement>("textarea, input, select")?.focus();
	}, [fault]);

	const answer = (question: Question, value: Answer | undefined, byKey = false) => {
		const was = answers[question.id];
		work.setAnswer(question.id, value);
		const several = ["multi", "tags", "text"].includes(question.type);
		if (several || value === undefined || was !== undefined) {
			setActive(question.id);
			return;
		}
		const after = { ...answers, [question.id]: value };
		const rest = asked(questionsOf(task, protocol), after).filter((q) => q.id !== PROMPT);
		const next = rest.slice(rest.findIndex((q) => q.id === question.id) + 1);
		const to = next.find((q) => isEmpty(after[q.id]));
		setActive(to?.id ?? question.id);
		if (byKey && to?.type === "text" && to.required) requestAnimationFrame(() => focusText(to.id));
	};

	const goTo = (to: Question | undefined) => {
		if (!to) return true;
		setActive(to.id);
		document.getElementById(`q-${to.id}`)?.scrollIntoView({ block: "nearest" });
		return true;
	};
	const step = (by: number) => goTo(visible[visible.findIndex((q) => q === active) + by]);

	const toggleGuideline = () => {
		prefs.set("guideline", guideline ? "closed" : "open");
		setGuideline(!guideline);
	};

	const show = () => setShown(task);
	const showEverything = () => {
		rememberShowAll();
		setShowAll(true);
	};

	// Where T leads.
	const texts = visible.filter((q) => q.type === "text");
	const nextText = texts.find((q) => visible.indexOf(q) >= (active ? visible.indexOf(active) : 0)) ?? texts[0];
	const writeText = () => {
		if (nextText) focusText(nextText.id);
		else document.querySelector<HTMLElement>("[data-text]")?.focus();
		return true;
	};

	useKeys((key, typing) => {
		if (typing) {
			if (key === "escape") (document.activeElement as HTMLElement | null)?.blur();
			else if (key === "mod+enter" && task && !waits) work.submit();
			else return false;
			return true;
		}
		if (key === "?") return run(() => setDialog("keys"));
		if (key === "g") return run(toggleGuideline);
		if (key === "u" || key === "backspace") return run(work.undo);
		if (!task) return false;
		if (covered && key === "enter") return run(show);
		if (covered && key === "a") return run(showEverything);
		const owner = ownerOf(visible, active, key, task);
		const value = owner && keyed(owner, key, answers[owner.id], task);
		if (owner && value) return run(() => answer(owner, value.answer, true));
		const led = ledTo(visible, key);
		if (led) return goTo(led);
		if (key === "s" && !writes) return run(() => setDialog("skip"));
		if (covered) return false;
		if (key === "enter" || key === "mod+enter") return !waits && run(work.submit);
		if (key === "t") return writeText();
		if (key === "j") return step(1);
		if (key === "k") return step(-1);
		if (key === "/") return focus("[data-tag-search]");
		return false;
	});

	return (
		<>
			<Pace place={work.place} view={view} />
			<p class="notice-line" role="status">
				{saving ? t.saving : work.notice}
			</p>
			{fault && !visible.some((q) => q.id === fault.field) && !(writes && isWritten(fault.field)) && (
				<p class="notice fault" role="alert">
					<strong>{t.failedTitle}</strong> {fault.message}{" "}
					{!task && (
						<button type="button" class="plain" onClick={work.look}>
							{t.again}
						</button>
					)}
				</p>
			)}
			{view.kind === "loading" && !fault && <p class="empty">{t.loading}</p>}
			{(view.kind === "done" || view.kind === "waiting") && (
				<End kind={view.kind} onLook={work.look} onUndo={work.undo} />
			)}
			{task && (
				<div class="work" aria-busy={saving}>
					<div class="material">
						<h2 class="unseen" tabIndex={-1} ref={heading}>
							{t.task} {task.task || ""}
						</h2>
						{view.kind === "task" && view.origin !== "queue" && (
							<p class="notice">
								{t.changed}{" "}
								{view.origin === "list" && (
									<button type="button" class="plain" onClick={onLeft}>
										{t.cancel}
									</button>
								)}
							</p>
						)}
						{covered ? (
							<Warning
								task={task}
								onShow={show}
								onShowAll={showEverything}
								onSkip={() => setDialog("skip")}
							/>
						) : writes ? (
							<WritePad
								key={view.kind === "task" ? view.turn : 0}
								task={task}
								asks={asks}
								prompt={answers[PROMPT]}
								reply={answers[REPLY]}
								domain={answers[DOMAIN]}
								faults={{
									prompt: fault?.field === PROMPT ? fault.message : "",
									domain: fault?.field === DOMAIN ? fault.message : "",
								}}
								onDomain={(id) => work.setAnswer(DOMAIN, id || undefined)}
								onPrompt={(text) => work.setAnswer(PROMPT, text || undefined)}
								model={answers[MODEL]}
								onReply={(text, model) => {
									work.setAnswer(REPLY, text);
									work.setAnswer(MODEL, model);
								}}
							/>
						) : (
							<TaskText task={task} />
						)}
					</div>
					<aside class="side">
						{!covered && !waits && (
							<form
								id="questions"
								class="questions"
								aria-label={t.questions}
								onSubmit={(event) => {
									event.preventDefault();
									work.submit();
								}}
							>
								{visible.map((question) => (
									<QuestionForm
										writes={question === nextText}
										key={question.id}
										question={question}
										task={task}
										answer={answers[question.id]}
										active={question === active}
										owns={(key) => ownerOf(visible, active, key, task) === question}
										fault={fault?.field === question.id ? fault.message : null}
										onAnswer={(value) => answer(question, value)}
										onActive={() => setActive(question.id)}
									/>
								))}
								<div class="actions">
									<button type="submit" class="button first" disabled={saving} aria-keyshortcuts="Enter">
										{view.kind === "task" && view.origin !== "queue" ? t.change : t.submit}{" "}
										<Key>Enter</Key>
									</button>
									{!writes && (
										<button
											type="button"
											class="button"
											disabled={saving}
											aria-keyshortcuts="s"
											onClick={() => setDialog("skip")}
										>
											{t.skip} <Key>S</Key>
										</button>
									)}
									<button
										type="button"
										class="button"
										disabled={saving}
										aria-keyshortcuts="u Backspace"
										onClick={work.undo}
									>
										{t.undo} <Key>U</Key>
									</button>
									<button
										type="button"
										class="button"
										aria-keyshortcuts="?"
										onClick={() => setDialog("keys")}
									>
										{t.help} <Key>?</Key>
									</button>
								</div>
							</form>
						)}
						<Guideline open={guideline} onToggle={toggleGuideline} />
					</aside>
				</div>
			)}
			{dialog === "keys" && <KeyList onClose={() => setDialog("")} />}
			{dialog === "skip" && (
				<SkipDialog
					onClose={() => setDialog("")}
					onSkip={(why) => {
						setDialog("");
						work.skip(why);
					}}
				/>
			)}
		</>
	);
}

function run(what: () => void): true {
	what();
	return true;
}

function isWritten(field: string | null): boolean {
	return field === PROMPT || field === DOMAIN;
}

function focus(selector: string): boolean {
	const at = document.querySelector<HTMLElement>(selector);
	at?.focus();
	return at !== null;
}

function focusText(id: string): void {
	focus(`#${CSS.escape(`q-${id}-text`)}`);
}

function firstOpen(questions: readonly Question[], answers: Answers): Question | undefined {
	return questions.find((q) => isEmpty(answers[q.id]));
}

interface EndProps {
	kind: "done" | "waiting";
	onLook(): void;
	onUndo(): void;
}

function End({ kind, onLook, onUndo }: EndProps) {
	const { t } = useAnnotate();
	return (
		<section class="cover" aria-labelledby="end-title">
			<h2 id="end-title">{kind === "done" ? t.doneTitle : t.waitingTitle}</h2>
			<p>{kind === "done" ? t.done : t.waiting}</p>
			<div class="cover-foot">
				<button type="button" class="button first" onClick={onLook}>
					{t.lookAgain}
				</button>
				<button type="button" class="button" aria-keyshortcuts="u Backspace" onClick={onUndo}>
					{t.undo} <Key>U</Key>
				</button>
			</div>
		</section>
	);
}
