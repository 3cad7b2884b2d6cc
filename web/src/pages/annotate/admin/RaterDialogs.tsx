// The forms about raters: a new one, his or her domains, and the link that is shown once.

import { useState } from "preact/hooks";
import type { Rater } from "../../../api";
import { Dialog } from "../Dialog";
import { useAdminWords, useAnnotate } from "../context";
import { Tags } from "../questions/Tags";

export function LinkDialog({ name, link, onClose }: { name: string; link: string; onClose(): void }) {
	const a = useAdminWords();
	const { t } = useAnnotate();
	const [copied, setCopied] = useState(false);
	const copy = async () => {
		const box = document.querySelector<HTMLInputElement>("#new-link");
		box?.select();
		try {
			await navigator.clipboard.writeText(link);
			setCopied(true);
		} catch {
			// Without leave (plain HTTP in an office) the link is selected, to be copied by hand.
		}
	};
	return (
		<Dialog title={a.linkTitle(name)} onClose={onClose}>
			<p>{a.linkOnce}</p>
			<div class="link-row">
				<input id="new-link" class="text id" readOnly value={link} aria-label={a.linkTitle(name)} />
				<button type="button" class="button first" onClick={() => void copy()}>
					{copied ? a.copied : a.copy}
				</button>
			</div>
			<div class="dialog-foot">
				<button type="button" class="button" onClick={onClose}>
					{t.close}
				</button>
			</div>
		</Dialog>
	);
}

interface DomainProps {
	rater: Rater;
	onSave(domains: string[]): void;
	onClose(): void;
}

export function DomainDialog({ rater, onSave, onClose }: DomainProps) {
	const a = useAdminWords();
	const [domains, setDomains] = useState(rater.domains);
	return (
		<Dialog title={`${a.domains} · ${rater.name}`} onClose={onClose}>
			<p class="quiet">{a.domainsHint}</p>
			<Tags id="rater-domains" value={domains} onChange={setDomains} />
			<div class="dialog-foot">
				<button type="button" class="button" onClick={onClose}>
					{a.cancel}
				</button>
				<button type="button" class="button first" onClick={() => onSave(domains)}>
					{a.save}
				</button>
			</div>
		</Dialog>
	);
}

export function NewRater({ onAdd }: { onAdd(name: string, role: string, domains: string[]): void }) {
	const a = useAdminWords();
	const [name, setName] = useState("");
	const [role, setRole] = useState<Rater["role"]>("rater");
	const [domains, setDomains] = useState<string[]>([]);
	const [missing, setMissing] = useState(false);
	const add = (event: Event) => {
		event.preventDefault();
		const clean = name.trim();
		setMissing(!clean);
		if (!clean) return;
		onAdd(clean, role, domains);
		setName("");
		setDomains([]);
	};
	return (
		<section class="admin-part" aria-labelledby="add-title">
			<h2 id="add-title">{a.add}</h2>
			<form class="new-rater" onSubmit={add}>
				<label class="field">
					{a.name}
					<input
						class="text"
						maxLength={100}
						value={name}
						aria-invalid={missing || undefined}
						onInput={(event) => setName(event.currentTarget.value)}
					/>
				</label>
				<label class="field">
					{a.role}
					<select
						class="text"
						value={role}
						onChange={(event) => setRole(event.currentTarget.value as Rater["role"])}
					>
						<option value="rater">{a.roles.rater}</option>
						<option value="admin">{a.roles.admin}</option>
					</select>
				</label>
				<fieldset class="field">
					<legend>
						{a.domains} <small>{a.domainsHint}</small>
					</legend>
					<Tags id="new-domains" value={domains} onChange={setDomains} />
				</fieldset>
				{missing && (
					<p class="question-fault" role="alert">
						{a.needName}
					</p>
				)}
				<button type="submit" class="button first">
					{a.addDo}
				</button>
			</form>
		</section>
	);
}
