// The methods note: what the figures mean.

import { METHODS } from "./methods";
import { useReport } from "./context";

export function Methods() {
	const { lang } = useReport();
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
