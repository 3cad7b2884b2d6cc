// The taxonomy's nodes as a tree, by their dotted ids.

import { type Lang, type Names, named } from "../../i18n/lang";

export class Nodes {
	readonly roots: string[] = [];
	private readonly below = new Map<string, string[]>();

	constructor(private readonly names: Record<string, Names>) {
		for (const id of Object.keys(names)) {
			const parent = this.parent(id);
			if (parent === null) this.roots.push(id);
			else this.below.set(parent, [...(this.below.get(parent) ?? []), id]);
		}
	}

	// The nearest node above that is named.
	parent(id: string): string | null {
		for (let at = id.lastIndexOf("."); at > 0; at = id.lastIndexOf(".", at - 1))
			if (id.slice(0, at) in this.names) return id.slice(0, at);
		return null;
	}

	children(id: string): string[] {
		return this.below.get(id) ?? [];
	}

	// From the top down to ID.
	path(id: string): string[] {
		const parent = this.parent(id);
		return parent === null ? [id] : [...this.path(parent), id];
	}

	// Nodes whose id or name, in either language, holds QUERY; those that start with it first.
	search(query: string, lang: Lang, most: number): string[] {
		const q = query.trim().toLowerCase();
		if (!q) return [];
		const hits: [number, string][] = [];
		for (const [id, names] of Object.entries(this.names)) {
			const texts = [named(names, lang), names.zh, names.en, id];
			const at = texts.map((text) => text?.toLowerCase().indexOf(q) ?? -1);
			if (at.some((i) => i === 0)) hits.push([0, id]);
			else if (at.some((i) => i > 0)) hits.push([1, id]);
		}
		return hits
			.sort((a, b) => a[0] - b[0])
			.slice(0, most)
			.map(([, id]) => id);
	}
}
