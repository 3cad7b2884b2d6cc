// A part of a page: a rail with its title and what it is about, and its body.

import type { ComponentChildren } from "preact";

interface Props {
	id: string;
	title: string;
	lead: string;
	children: ComponentChildren;
}

export function Section({ id, title, lead, children }: Props) {
	return (
		<section class="section" id={id} aria-labelledby={`${id}-title`}>
			<div class="rail">
				<h2 id={`${id}-title`}>{title}</h2>
				<p>{lead}</p>
			</div>
			<div class="body">{children}</div>
		</section>
	);
}
