// Names of risks and attacks, and the order in which they are shown.

import { type Lang, named } from "../../i18n/lang";
import type { Attack, Page, RateMap, TaxonomyNode } from "./data";

export class Catalogue {
	private readonly nodes = new Map<string, TaxonomyNode>();
	private readonly order = new Map<string, number>();
	private readonly known = new Map<string, Attack>();

	constructor(page: Page) {
		page.taxonomy?.nodes.forEach((node, i) => {
			this.nodes.set(node.id, node);
			this.order.set(node.id, i);
		});
		for (const attack of page.attacks) this.known.set(attack.name, attack);
	}

	risk(id: string, lang: Lang): string {
		return named(this.nodes.get(id)?.name, lang) ?? id;
	}

	// From the dimension down: "Crimes and Illegal Activities › Drug Crimes".
	path(id: string, lang: Lang): string {
		const names: string[] = [];
		for (let at: string | null = id; at !== null; at = this.parent(at)) {
			names.unshift(this.risk(at, lang));
			if (names.length > 8) break;
		}
		return names.join(" › ");
	}

	parent(id: string): string | null {
		const node = this.nodes.get(id);
		if (node) return node.parent;
		const dot = id.lastIndexOf(".");
		return dot > 0 ? id.slice(0, dot) : null;
	}

	summary(attack: string, lang: Lang): string | null {
		const summary = this.known.get(attack)?.summary;
		return summary?.[lang] ?? summary?.en ?? null;
	}

	// The risks among IDS right below PARENT (null: the dimensions), in the taxonomy's order.
	children(ids: Iterable<string>, parent: string | null): string[] {
		const out = new Set<string>();
		for (const id of ids) if (this.parent(id) === parent) out.add(id);
		const place = (id: string) => this.order.get(id) ?? this.order.size;
		return [...out].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
	}

	// Attacks that occur in MAPS: in the page's order, then those it does not describe.
	attacks(maps: Iterable<RateMap>): string[] {
		const seen = new Set<string>();
		for (const map of maps) for (const name of Object.keys(map)) seen.add(name);
		const first = [...this.known.keys()].filter((name) => seen.has(name));
		const rest = [...seen].filter((name) => !this.known.has(name)).sort();
		return [...first, ...rest];
	}
}
