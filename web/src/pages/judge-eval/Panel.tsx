// A figure that is a chart or a table of the same figures, as the reader wants.

import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { Switch } from "../../components/Switch";
import { useJudgeEval } from "./context";

type View = "chart" | "table";

interface Props {
	title: string;
	tools?: ComponentChildren;
	chart: ComponentChildren;
	table: ComponentChildren;
}

export function Panel({ title, tools, chart, table }: Props) {
	const { t } = useJudgeEval();
	const [view, setView] = useState<View>("chart");
	const id = useId();
	return (
		<section class="figure" aria-labelledby={id}>
			<div class="figure-head">
				<h3 id={id}>{title}</h3>
				{tools}
				<Switch<View>
					label={title}
					value={view}
					choices={[
						["chart", t.chart],
						["table", t.table],
					]}
					onChange={setView}
				/>
			</div>
			{view === "chart" ? chart : <Scroll label={title}>{table}</Scroll>}
		</section>
	);
}

export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
	return (
		<div class="scroll" tabIndex={0} role="region" aria-label={label}>
			{children}
		</div>
	);
}
