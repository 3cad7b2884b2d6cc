// A choice of one among few, as a row of buttons.

interface Props<T extends string> {
	label: string;
	value: T;
	choices: readonly (readonly [T, string])[];
	onChange(value: T): void;
}

export function Switch<T extends string>({ label, value, choices, onChange }: Props<T>) {
	return (
		<div class="switch" role="group" aria-label={label}>
			{choices.map(([choice, name]) => (
				<button
					type="button"
					key={choice}
					aria-pressed={choice === value}
					lang={choice === "zh" ? "zh-CN" : choice === "en" ? "en" : undefined}
					onClick={() => onChange(choice)}
				>
					{name}
				</button>
			))}
		</div>
	);
}
