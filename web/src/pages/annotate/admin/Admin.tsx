// For those who run the annotation.

import { href } from "../../../router";
import { useAdminWords } from "../context";
import { Agreement } from "./Agreement";
import { Audit } from "./Audit";
import { Disagreements } from "./Disagreements";
import { Exports } from "./Exports";
import { Overview } from "./Overview";

const VIEWS = {
	overview: Overview,
	agreement: Agreement,
	disagreements: Disagreements,
	audit: Audit,
	exports: Exports,
};

type Name = keyof typeof VIEWS;

export function Admin({ view }: { view: string }) {
	const a = useAdminWords();
	const name: Name = Object.hasOwn(VIEWS, view) ? (view as Name) : "overview";
	const View = VIEWS[name];
	return (
		<div class="admin">
			<nav class="tabs" aria-label={a.overview}>
				{(Object.keys(VIEWS) as Name[]).map((to) => (
					<a key={to} href={href("admin", to)} aria-current={to === name ? "page" : undefined}>
						{a[to]}
					</a>
				))}
			</nav>
			<h1 class="unseen">{a[name]}</h1>
			<View />
		</div>
	);
}
