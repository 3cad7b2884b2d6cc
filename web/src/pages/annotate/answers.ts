// What was answered to a protocol's questions: which of them are asked, what is missing, and how an
// answer reads.

import type { Answer, Answers, Option, Protocol, Question, Session, Task } from "../../api";

// What is written rather than answered: these go with the answers, whether or not the protocol has
// questions of the same names.
export const PROMPT = "prompt";
export const REPLY = "reply";
export const MODEL = "model";
export const DOMAIN = "domain";

// In a condition: one of the replies, whichever.
const ANY_REPLY = "reply";

export function written(answers: Answers, domain: string | null | undefined): Answers {
	const out: Answers = {};
	for (const id of [PROMPT, REPLY, MODEL, DOMAIN]) {
		const text = answers[id];
		if (typeof text === "string" && text.trim()) out[id] = text.trim();
	}
	return domain ? { ...out, [DOMAIN]: domain } : out;
}

// Whether whoever writes has to name a domain: not who writes in one alone.
export function needsDomain(session: Session): boolean {
	return !!session.protocol.per_domain && session.rater.domains.length !== 1;
}

function isAsked(question: Question, answers: Answers, all: readonly Question[]): boolean {
	const { when } = question;
	if (!when) return true;
	const other = all.find((q) => q.id === when.question);
	if (other && !isAsked(other, answers, all)) return false;
	const given = answers[when.question];
	if (given === undefined) return false;
	if (other?.type === "reply" && typeof given === "number") return when.is.includes(ANY_REPLY);
	const values = (Array.isArray(given) ? given : [given]).map(String);
	return when.is.some((value) => values.includes(String(value)));
}

export function asked(questions: readonly Question[], answers: Answers): Question[] {
	return questions.filter((question) => isAsked(question, answers, questions));
}

export function isEmpty(answer: Answer | undefined): boolean {
	if (answer === undefined) return true;
	if (Array.isArray(answer)) return answer.length === 0;
	return typeof answer === "string" && answer.trim() === "";
}

// The first question that has to be answered and is not.
export function firstMissing(questions: readonly Question[], answers: Answers): Question | null {
	const all = asked(questions, answers);
	const missing = all.find((q) => q.required && isEmpty(answers[q.id]));
	if (missing) return missing;
	const any = all.filter((q) => q.any);
	return any.every((q) => isEmpty(answers[q.id])) ? (any[0] ?? null) : null;
}

// What is sent: answers to what is asked, without the empty ones.
export function cleaned(questions: readonly Question[], answers: Answers): Answers {
	const out: Answers = {};
	for (const question of asked(questions, answers)) {
		const answer = answers[question.id];
		if (answer !== undefined && !isEmpty(answer))
			out[question.id] = typeof answer === "string" ? answer.trim() : answer;
	}
	return out;
}

// The options of a question about a task: those of the protocol, before them the task's replies.
export interface Choice {
	value: string | number;
	option: Option | null;
	slot: number | null;
	key: string | null;
}

const SPARE = "123456789";
// Keys of the page itself: an option does not get one, whatever its protocol says.
const RESERVED = "sugtjk?/";

export function choicesOf(question: Question, task: Task | null): Choice[] {
	const options = question.options ?? [];
	const slots = question.type === "reply" ? (task?.replies ?? []).map((r) => r.slot) : [];
	const choices: Choice[] = slots.map((slot, i) => ({
		value: slot,
		option: null,
		slot,
		key: i < 9 ? String(i + 1) : null,
	}));
	const taken = new Set(choices.map((choice) => choice.key));
	for (const option of options) {
		let key = option.key?.toLowerCase() || null;
		if (key && (taken.has(key) || key.length > 1 || RESERVED.includes(key))) key = null;
		taken.add(key);
		choices.push({ value: option.value, option, slot: null, key });
	}
	const spare = [...SPARE].filter((key) => !taken.has(key));
	return choices.map((choice) => (choice.key ? choice : { ...choice, key: spare.shift() ?? null }));
}

// What is asked of a task.
export function questionsOf(task: Task | null | undefined, protocol: Protocol): readonly Question[] {
	return task?.questions ?? protocol.questions;
}

// What KEY answers to QUESTION; null: the key is not one of its.
export function keyed(
	question: Question,
	key: string,
	was: Answer | undefined,
	task: Task,
): { answer: Answer | undefined } | null {
	if (question.type === "score") {
		const score = scoresOf(question).find((one) => scoreKey(one, question) === key);
		return score === undefined ? null : { answer: score };
	}
	if (question.type === "text" || question.type === "tags") return null;
	const hit = choicesOf(question, task).find((choice) => choice.key === key);
	if (!hit) return null;
	if (question.type !== "multi") return { answer: hit.value };
	return { answer: toggled(Array.isArray(was) ? was : [], String(hit.value)) };
}

export function toggled(list: string[], value: string): string[] | undefined {
	const after = list.includes(value) ? list.filter((one) => one !== value) : [...list, value];
	return after.length > 0 ? after : undefined;
}

// The question that a key leads to.
export function ledTo(questions: readonly Question[], key: string): Question | undefined {
	return RESERVED.includes(key) ? undefined : questions.find((question) => question.key === key);
}

// Which of the questions shown a key goes to: the active one, or else the first that has it. One
// with a key of its own has to be led to first.
export function ownerOf(
	questions: readonly Question[],
	active: Question | undefined,
	key: string,
	task: Task,
): Question | undefined {
	const has = (question: Question) => keyed(question, key, undefined, task) !== null;
	return active && has(active) ? active : questions.find((question) => !question.key && has(question));
}

export function scoresOf(question: Question): number[] {
	const min = question.min ?? 1;
	const max = question.max ?? 10;
	return Array.from({ length: Math.max(0, max - min + 1) }, (_, i) => min + i);
}

// The key of a score: its own digit, and 0 for ten.
export function scoreKey(score: number, question: Question): string | null {
	if (score >= 0 && score <= 9) return String(score);
	return score === 10 && (question.min ?? 1) > 0 ? "0" : null;
}

export interface Reader {
	say(names: Question["label"] | null | undefined, empty?: string): string;
	node(id: string): string;
	t: { replyNo(n: string): string };
}

// An answer in words.
export function answerText(question: Question | undefined, answer: Answer, reader: Reader): string {
	if (Array.isArray(answer))
		return answer.map((one) => answerText(question, one, reader)).join(", ");
	if (question?.type === "reply" && (typeof answer === "number" || /^\d+$/.test(answer)))
		return reader.t.replyNo(String(Number(answer) + 1));
	if (question?.type === "tags") return reader.node(String(answer));
	const option = question?.options?.find((o) => o.value === String(answer));
	return option ? reader.say(option.label, option.value) : String(answer);
}

export function questionLabel(protocol: Protocol, id: string, reader: Reader): string {
	const question = protocol.questions.find((q) => q.id === id);
	return question ? reader.say(question.label, id) : id;
}
