// The methods note: what the figures mean.

import { METHODS } from "../methods";
import { useUi } from "../ui";

export function Methods() {
	const { lang } = useUi();
	return (
		<dl class="methods">
			{METHODS.map((method) => (
				<div key={method.term.en}>
					<dt>{method.term[lang]}</dt>
					<dd>{method.text[lang]}</dd>
				</div>
			))}
		</dl>
	);
}
