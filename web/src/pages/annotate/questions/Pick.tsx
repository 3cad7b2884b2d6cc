// One of a few, or several of a few: the browser's own radio buttons and check boxes, so that they
// are read out, reached and moved through as everywhere; each says its key.

import type { ComponentChildren } from "preact";
import { Key } from "../../../components/Key";

export interface Pickable {
	value: string | number;
	label: ComponentChildren;
	key: string | null;
	on: boolean;
}

interface Props {
	name: string;
	several: boolean;
	wide?: boolean;
	// Whether a key would go to this question now: only then it is shown, so that none stands
	// there twice.
	owns(key: string): boolean;
	items: Pickable[];
	onPick(value: string | number): void;
}

export function Pick({ name, several, wide = false, owns, items, onPick }: Props) {
	return (
		<div class={wide ? "picks wide" : "picks"}>
			{items.map((item) => (
				<label class="pick" key={item.value} data-on={item.on || undefined}>
					<input
						type={several ? "checkbox" : "radio"}
						name={name}
						checked={item.on}
						aria-keyshortcuts={item.key && owns(item.key) ? item.key : undefined}
						onChange={() => onPick(item.value)}
					/>
					<span>{item.label}</span>
					{item.key && owns(item.key) && <Key live>{item.key.toUpperCase()}</Key>}
				</label>
			))}
		</div>
	);
}
