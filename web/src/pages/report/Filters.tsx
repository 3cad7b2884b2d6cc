// The filters of the sample browser. Every choice says how many samples it would leave.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import {
	ANY_ATTACK,
	BASE_ONLY,
	CLASSES,
	type Facet,
	type FacetCounts,
	type Filter,
	REFUSALS,
	type SampleIndex,
} from "./filter";
import { count } from "../../format";
import { langName } from "../../i18n/lang";
import { useReport } from "./context";
import { shortName } from "./targets";

interface Props {
	index: SampleIndex;
	filter: Filter;
	counts: FacetCounts;
	onChange(filter: Filter): void;
}

type Option = readonly [value: string, name: string];

const INDENT = "\u2003";

export function Filters({ index, filter, counts, onChange }: Props) {
	const { t, page, names, lang } = useReport();
	const set = (facet: keyof Filter) => (value: string) => onChange({ ...filter, [facet]: value });
	const options = useMemo((): Record<Facet, Option[]> => {
		const risks = index.risks();
		return {
			target: page.report.targets.map((_, i) => [String(i), shortName(page.report, i)]),
			lang: index.langs().map((tag) => [tag, langName(tag, lang)]),
			risk: names
				.children(risks, null)
				.flatMap((id) => [
					[id, names.risk(id, lang)] as const,
					...names.children(risks, id).map((c) => [c, INDENT + names.risk(c, lang)] as const),
				]),
			attack: [
				[BASE_ONLY, t.basePrompts],
				[ANY_ATTACK, t.attackPrompts],
				...index.attacks().map((name) => [name, INDENT + name] as const),
			],
			verdict: CLASSES.map((name) => [name, t.verdicts[name]]),
			refusal: REFUSALS.map((name) => [name, t.refusals[name]]),
		};
	}, [index, page, names, lang, t]);

	const facet = (name: Facet, label: string) => (
		<Select
			label={label}
			value={filter[name]}
			options={options[name]}
			counts={counts[name]}
			onChange={set(name)}
		/>
	);
	return (
		<form class="filters" role="search" aria-label={t.filters} onSubmit={(e) => e.preventDefault()}>
			<SearchBox value={filter.text} onChange={set("text")} />
			{facet("verdict", t.verdict)}
			{facet("refusal", t.refusal)}
			{facet("risk", t.dimension)}
			{facet("attack", t.attack)}
			{facet("lang", t.lang)}
			{facet("target", t.target)}
		</form>
	);
}

interface SelectProps {
	label: string;
	value: string;
	options: Option[];
	counts: Map<string, number>;
	onChange(value: string): void;
}

function Select({ label, value, options, counts, onChange }: SelectProps) {
	const { t } = useReport();
	// A choice that no sample has is not offered, unless it is the one in force.
	const offered = options.filter(([id]) => id === value || counts.has(id));
	return (
		<label class={value ? "active" : undefined}>
			<span>{label}</span>
			<select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
				<option value="">{t.all}</option>
				{offered.map(([id, name]) => (
					<option key={id} value={id}>
						{name} ({count(counts.get(id) ?? 0)})
					</option>
				))}
			</select>
		</label>
	);
}

const PAUSE = 150;

// Searches once the reader pauses: each search reads every sample's text.
function SearchBox({ value, onChange }: { value: string; onChange(value: string): void }) {
	const { t } = useReport();
	const [typed, setTyped] = useState(value);
	const waiting = useRef(0);
	useEffect(() => setTyped(value), [value]);
	useEffect(() => () => clearTimeout(waiting.current), []);
	const type = (text: string) => {
		setTyped(text);
		clearTimeout(waiting.current);
		waiting.current = window.setTimeout(() => onChange(text), PAUSE);
	};
	return (
		<label class="search">
			<span>{t.search}</span>
			<input
				type="search"
				value={typed}
				placeholder={t.searchHint}
				spellcheck={false}
				autocomplete="off"
				onInput={(event) => type(event.currentTarget.value)}
			/>
		</label>
	);
}
