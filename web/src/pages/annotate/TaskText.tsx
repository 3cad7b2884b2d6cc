// What a rater reads: the conversation, the replies side by side, a choice's options, and what
// others said.

import type { Message, Task } from "../../api";
import { ModelText } from "../../components/ModelText";
import { answerText, questionLabel } from "./answers";
import { useAnnotate } from "./context";

export function TaskText({ task }: { task: Task }) {
	const { t } = useAnnotate();
	const messages = task.messages ?? [];
	const replies = task.replies ?? [];
	return (
		<>
			<TaskFacts task={task} />
			{messages.length > 0 && <Conversation messages={messages} />}
			{task.options && task.options.length > 0 && (
				<section class="given" aria-labelledby="options-title">
					<h3 id="options-title">{t.options}</h3>
					<ol class="task-options" type="A">
						{task.options.map((option, i) => (
							<li key={i}>
								<ModelText text={option} absent="" />
							</li>
						))}
					</ol>
				</section>
			)}
			{replies.length > 0 && (
				<div class="replies" data-n={Math.min(replies.length, 4)}>
					{replies.map((reply) => (
						<article class="reply" key={reply.slot} aria-labelledby={`reply-${reply.slot}`}>
							<h3 id={`reply-${reply.slot}`}>
								{replies.length > 1 ? t.replyNo(String(reply.slot + 1)) : t.reply}
								{reply.model && <bdi class="id">{reply.model}</bdi>}
							</h3>
							<ModelText text={reply.text} absent={t.noReply} />
						</article>
					))}
				</div>
			)}
			{task.opinions && task.opinions.length > 0 && <Opinions task={task} />}
		</>
	);
}

function TaskFacts({ task }: { task: Task }) {
	const { t, node } = useAnnotate();
	const facts: [string, string][] = [];
	if (task.domain) facts.push([t.domain, node(task.domain)]);
	if (task.risk && task.risk !== task.domain) facts.push([t.risk, node(task.risk)]);
	if (task.attack) facts.push([t.attack, task.attack]);
	if (facts.length === 0) return null;
	return (
		<dl class="task-facts">
			{facts.map(([name, value]) => (
				<div key={name}>
					<dt>{name}</dt>
					<dd>
						<bdi>{value}</bdi>
					</dd>
				</div>
			))}
		</dl>
	);
}

function Conversation({ messages }: { messages: Message[] }) {
	const { t } = useAnnotate();
	const single = messages.length === 1;
	return (
		<section class="given" aria-labelledby="prompt-title">
			<h3 id="prompt-title">{single ? t.prompt : t.conversation}</h3>
			{messages.map((message, i) => (
				<div class="message" data-role={message.role} key={i}>
					{!single && <span class="role">{t.roles[message.role] ?? message.role}</span>}
					<ModelText text={message.content} absent="" />
				</div>
			))}
		</section>
	);
}

function Opinions({ task }: { task: Task }) {
	const ui = useAnnotate();
	const { t, session } = ui;
	return (
		<section class="given" aria-labelledby="opinions-title">
			<h3 id="opinions-title">{t.opinions}</h3>
			<div class="opinions">
				{task.opinions?.map((opinion, i) => (
					<dl class="opinion" key={i}>
						<dt class="who">
							<bdi>{opinion.rater ? t.rater(opinion.who) : opinion.who}</bdi>
							{opinion.protocol && (
								<>
									{" "}
									<bdi class="id">{opinion.protocol}</bdi>
								</>
							)}
						</dt>
						{Object.entries(opinion.answers).map(([id, answer]) => {
							if (answer === null) return null;
							const question = session.protocol.questions.find((q) => q.id === id);
							return (
								<dd key={id}>
									<span class="quiet">{t.said[id] ?? questionLabel(session.protocol, id, ui)}</span>{" "}
									<bdi class="said">
										{id === "tags" && Array.isArray(answer)
											? answer.map(ui.node).join(", ")
											: (t.saidAs[String(answer)] ?? answerText(question, answer, ui))}
									</bdi>
								</dd>
							);
						})}
					</dl>
				))}
			</div>
		</section>
	);
}
