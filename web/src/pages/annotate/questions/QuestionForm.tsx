// One question of a protocol, by its type.

import type { Answer, Question, Task } from "../../../api";
import { Key } from "../../../components/Key";
import { choicesOf, scoreKey, scoresOf, toggled } from "../answers";
import { useAnnotate } from "../context";
import { Pick } from "./Pick";
import { Tags } from "./Tags";
import { TextBox } from "./Text";

interface Props {
	question: Question;
	task: Task;
	answer: Answer | undefined;
	// Whether keys go to this question now.
	active: boolean;
	// Whether the key for texts leads here.
	writes: boolean;
	fault: string | null;
	// Whether a key would go to this question.
	owns(key: string): boolean;
	onAnswer(answer: Answer | undefined): void;
	onActive(): void;
}

export function QuestionForm(props: Props) {
	const { question, active, writes, fault, onActive } = props;
	const { t, say } = useAnnotate();
	const id = `q-${question.id}`;
	const help = say(question.help);
	const single = question.type !== "text" && question.type !== "tags";
	const body = <Body {...props} id={id} />;
	const head = (
		<>
			<span id={`${id}-label`} class="question-label">
				{say(question.label, question.id)}
			</span>{" "}
			<small>{question.required ? t.required : question.any ? t.any : t.optional}</small>
			{question.key && <Key live={active}>{question.key.toUpperCase()}</Key>}
			{question.type === "text" && writes && <Key live={active}>T</Key>}
		</>
	);
	return (
		<fieldset
			id={id}
			class="question"
			data-active={active || undefined}
			data-type={question.type}
			role={question.type === "choice" || question.type === "score" || question.type === "reply" ? "radiogroup" : "group"}
			aria-labelledby={`${id}-label`}
			aria-keyshortcuts={question.key ?? undefined}
			aria-describedby={help || fault ? `${id}-more` : undefined}
			aria-required={single ? question.required : undefined}
			aria-invalid={fault ? true : undefined}
			onFocusIn={onActive}
			onPointerDown={onActive}
		>
			<div class="question-head">{head}</div>
			{(help || fault) && (
				<div id={`${id}-more`}>
					{help && <p class="question-help">{help}</p>}
					{fault && (
						<p class="question-fault" role="alert">
							{fault}
						</p>
					)}
				</div>
			)}
			{body}
		</fieldset>
	);
}

function Body({ id, question, task, answer, owns, onAnswer }: Props & { id: string }) {
	const { t, say } = useAnnotate();
	switch (question.type) {
		case "text":
			return (
				<TextBox
					id={`${id}-text`}
					value={typeof answer === "string" ? answer : ""}
					labelledBy={`${id}-label`}
					describedBy={`${id}-more`}
					onInput={(text) => onAnswer(text === "" ? undefined : text)}
				/>
			);
		case "tags":
			return (
				<Tags
					id={id}
					value={Array.isArray(answer) ? answer : []}
					onChange={(tags) => onAnswer(tags.length > 0 ? tags : undefined)}
				/>
			);
		case "score":
			return (
				<Pick
					name={id}
					several={false}
					wide
					owns={owns}
					items={scoresOf(question).map((score) => ({
						value: score,
						label: score,
						key: scoreKey(score, question) === String(score) ? null : scoreKey(score, question),
						on: answer === score,
					}))}
					onPick={onAnswer}
				/>
			);
		default: {
			const several = question.type === "multi";
			const chosen = Array.isArray(answer) ? answer : [];
			return (
				<Pick
					name={id}
					several={several}
					owns={owns}
					items={choicesOf(question, task).map((choice) => ({
						value: choice.value,
						label: choice.option
							? say(choice.option.label, choice.option.value)
							: t.replyNo(String((choice.slot ?? 0) + 1)),
						key: choice.key,
						on: several ? chosen.includes(String(choice.value)) : answer === choice.value,
					}))}
					onPick={(value) => onAnswer(several ? toggled(chosen, String(value)) : value)}
				/>
			);
		}
	}
}
