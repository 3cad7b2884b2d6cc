// Nodes of the taxonomy: found by search, or down the tree.

import { useState } from "preact/hooks";
import { Key } from "../../../components/Key";
import { useAnnotate } from "../context";

const MOST_HITS = 30;

interface Props {
	id: string;
	value: string[];
	onChange(value: string[]): void;
}

export function Tags({ id, value, onChange }: Props) {
	const { t, nodes, node, lang } = useAnnotate();
	const [query, setQuery] = useState("");
	const hits = nodes.search(query, lang, MOST_HITS);
	const toggle = (tag: string) =>
		onChange(value.includes(tag) ? value.filter((other) => other !== tag) : [...value, tag]);
	const keyed = (event: KeyboardEvent) => {
		if (event.isComposing || event.ctrlKey || event.metaKey) return;
		if (event.key === "Enter") {
			event.preventDefault();
			const first = hits[0];
			if (first === undefined) return;
			toggle(first);
			setQuery("");
		}
	};
	return (
		<div class="tags">
			{value.length > 0 && (
				<ul class="chips" aria-label={t.tagChosen}>
					{value.map((tag) => (
						<li key={tag}>
							<button
								type="button"
								class="chip"
								aria-label={t.tagRemove(node(tag))}
								onClick={() => toggle(tag)}
							>
								{node(tag)} <span aria-hidden="true">×</span>
							</button>
						</li>
					))}
				</ul>
			)}
			<label class="tag-search">
				<span class="unseen">{t.tagSearch}</span>
				<input
					id={`${id}-search`}
					class="text"
					type="search"
					placeholder={t.tagSearch}
					aria-keyshortcuts="/"
					data-tag-search
					autocomplete="off"
					value={query}
					onInput={(event) => setQuery(event.currentTarget.value)}
					onKeyDown={keyed}
				/>
				<Key>/</Key>
			</label>
			{query.trim() ? (
				hits.length > 0 ? (
					<ul class="tag-hits" role="group" aria-label={t.tagSearch}>
						{hits.map((tag, i) => (
							<li key={tag} data-first={i === 0 || undefined}>
								<Tag tag={tag} value={value} onToggle={toggle} whole />
							</li>
						))}
					</ul>
				) : (
					<p class="empty">{t.tagNone}</p>
				)
			) : (
				<Tree ids={nodes.roots} value={value} onToggle={toggle} />
			)}
		</div>
	);
}

interface TreeProps {
	ids: string[];
	value: string[];
	onToggle(tag: string): void;
}

function Tree({ ids, value, onToggle }: TreeProps) {
	return (
		<ul class="tag-tree">
			{ids.map((tag) => (
				<Branch key={tag} tag={tag} value={value} onToggle={onToggle} />
			))}
		</ul>
	);
}

function Branch({ tag, value, onToggle }: { tag: string } & Omit<TreeProps, "ids">) {
	const { t, nodes, node } = useAnnotate();
	const below = nodes.children(tag);
	const [open, setOpen] = useState(() => value.some((other) => other.startsWith(`${tag}.`)));
	return (
		<li>
			<div class="branch">
				{below.length > 0 ? (
					<button
						type="button"
						class="twig"
						aria-expanded={open}
						aria-label={t.tagOpen(node(tag))}
						onClick={() => setOpen(!open)}
					>
						<span aria-hidden="true">{open ? "▾" : "▸"}</span>
					</button>
				) : (
					<span class="twig" />
				)}
				<Tag tag={tag} value={value} onToggle={onToggle} />
			</div>
			{open && <Tree ids={below} value={value} onToggle={onToggle} />}
		</li>
	);
}

interface TagProps {
	tag: string;
	value: string[];
	onToggle(tag: string): void;
	// With the names above it.
	whole?: boolean;
}

function Tag({ tag, value, onToggle, whole = false }: TagProps) {
	const { nodes, node } = useAnnotate();
	const above = whole ? nodes.path(tag).slice(0, -1) : [];
	return (
		<label class="tag-node">
			<input type="checkbox" checked={value.includes(tag)} onChange={() => onToggle(tag)} />
			<span>
				{node(tag)}
				{above.length > 0 && <small> {above.map(node).join(" › ")}</small>}
			</span>
		</label>
	);
}
