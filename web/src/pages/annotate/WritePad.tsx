// Where a rater writes a prompt; where the target can be asked, its live answer stands below.

import { useEffect, useRef, useState } from "preact/hooks";
import { type Answer, ApiError, type Task, api, signedOut } from "../../api";
import { ModelText } from "../../components/ModelText";
import { failureName } from "../../i18n/common";
import { Key } from "../../components/Key";
import { needsDomain } from "./answers";
import { useAnnotate } from "./context";
import { useKeys } from "./keys";
import { TextBox } from "./questions/Text";

interface Props {
	task: Task;
	asks: boolean;
	prompt: Answer | undefined;
	reply: Answer | undefined;
	model: Answer | undefined;
	domain: Answer | undefined;
	faults: { prompt: string; domain: string };
	onPrompt(text: string): void;
	onDomain(id: string): void;
	// Undefined: the prompt was changed, so there is none.
	onReply(text: string | undefined, model: string | undefined): void;
}

export function WritePad(props: Props) {
	const { task, asks, prompt, reply, model, domain, faults, onPrompt, onReply, onDomain } = props;
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
			{task.domain ? (
				<p>
					<span class="quiet">{t.domain}</span> <strong>{node(task.domain)}</strong>
				</p>
			) : (
				<Domains value={typeof domain === "string" ? domain : ""} fault={faults.domain} onPick={onDomain} />
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
				{faults.prompt && (
					<p class="question-fault" role="alert">
						{faults.prompt}
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

// Of whoever may write in several: the risks, each under the one above it.
function Domains({ value, fault, onPick }: { value: string; fault: string; onPick(id: string): void }) {
	const { t, node, nodes, session } = useAnnotate();
	const required = needsDomain(session);
	const tops = session.rater.domains.length > 0 ? session.rater.domains : nodes.roots;
	const list = tops.flatMap((id) => [[id, 0] as const, ...nodes.children(id).map((below) => [below, 1] as const)]);
	if (list.length === 0) return null;
	return (
		<div id="q-domain" class="pad-domain">
			<label>
				<span class="quiet">{t.domain}</span>{" "}
				{required && <small>{t.required} </small>}
				<select
					class="text"
					value={value}
					aria-required={required || undefined}
					aria-invalid={fault ? true : undefined}
					onChange={(event) => onPick(event.currentTarget.value)}
				>
					<option value="">—</option>
					{list.map(([id, depth]) => (
						<option key={id} value={id}>
							{(depth ? "\u2003" : "") + node(id)}
						</option>
					))}
				</select>
			</label>
			{fault && (
				<p class="question-fault" role="alert">
					{fault}
				</p>
			)}
		</div>
	);
}
