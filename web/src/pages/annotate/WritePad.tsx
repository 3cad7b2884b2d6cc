// Where a rater writes a prompt; where the target can be asked, its live answer stands below.

import { useEffect, useRef, useState } from "preact/hooks";
import { type Answer, ApiError, type Task, api, signedOut } from "../../api";
import { ModelText } from "../../components/ModelText";
import { failureName } from "../../i18n/common";
import { Key } from "../../components/Key";
import { useAnnotate } from "./context";
import { useKeys } from "./keys";
import { TextBox } from "./questions/Text";

interface Props {
	task: Task;
	asks: boolean;
	prompt: Answer | undefined;
	reply: Answer | undefined;
	model: Answer | undefined;
	fault: string | null;
	onPrompt(text: string): void;
	// Undefined: the prompt was changed, so there is none.
	onReply(text: string | undefined, model: string | undefined): void;
}

export function WritePad({ task, asks, prompt, reply, model, fault, onPrompt, onReply }: Props) {
	const { t, node, say, session, onError } = useAnnotate();
	const [asking, setAsking] = useState(false);
	const [problem, setProblem] = useState("");
	const stop = useRef<AbortController>();
	const text = typeof prompt === "string" ? prompt : "";
	const answered = typeof reply === "string" && reply !== "";
	const question = session.protocol.questions.find((q) => q.id === "prompt");

	useEffect(() => {
		if (!answered) document.getElementById("prompt-text")?.focus();
		return () => stop.current?.abort();
	}, []);

	const ask = async () => {
		if (!text.trim() || asking) return;
		stop.current = new AbortController();
		setAsking(true);
		setProblem("");
		try {
			const got = await api.ask(text.trim(), stop.current.signal);
			if ("failure" in got) setProblem(t.askFailed(failureName(got.failure, t)));
			else {
				onReply(got.reply, got.model ?? undefined);
				document.getElementById("prompt-text")?.blur();
			}
		} catch (error) {
			if (signedOut(error)) onError(error);
			else if (error instanceof ApiError) setProblem(error.message);
		} finally {
			setAsking(false);
		}
	};

	useKeys((key) => {
		if (!asks || answered || !(key === "mod+enter" || key === "enter")) return false;
		if (key === "enter" && document.activeElement?.id === "prompt-text") return false;
		void ask();
		return true;
	});

	return (
		<section class="given pad" aria-labelledby="pad-title">
			<h3 id="pad-title">{asks ? t.writeTitle : t.elicitTitle}</h3>
			{task.domain && (
				<p>
					<span class="quiet">{t.domain}</span> <strong>{node(task.domain)}</strong>
				</p>
			)}
			<div id="q-prompt">
				<span id="prompt-label" class={question ? "question-label" : "unseen"}>
					{say(question?.label, t.promptBox)}
				</span>
				{question?.help && <p class="question-help">{say(question.help)}</p>}
				<TextBox
					id="prompt-text"
					rows={4}
					value={text}
					labelledBy="prompt-label"
					onInput={(to) => {
						onPrompt(to);
						if (answered) onReply(undefined, undefined);
					}}
				/>
				{fault && (
					<p class="question-fault" role="alert">
						{fault}
					</p>
				)}
			</div>
			{asks && (
				<div class="actions">
					<button
						type="button"
						class={answered ? "button" : "button first"}
						disabled={asking || !text.trim()}
						aria-keyshortcuts="Control+Enter"
						onClick={() => void ask()}
					>
						{answered ? t.askAgain : t.ask}{" "}
						{!answered && (
							<>
								<Key>Ctrl</Key> <Key>Enter</Key>
							</>
						)}
					</button>
					<span role="status">{asking ? t.asking : ""}</span>
				</div>
			)}
			{problem && (
				<p class="question-fault" role="alert">
					{problem}
				</p>
			)}
			{answered && (
				<article class="reply" aria-labelledby="live-reply">
					<h3 id="live-reply">
						{t.answerOf}
						{model && <bdi class="id">{model}</bdi>}
					</h3>
					<ModelText text={reply} absent="" />
				</article>
			)}
		</section>
	);
}
