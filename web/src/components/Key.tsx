// A key that does what the control does which it stands on. Readers of the screen by ear have it
// from aria-keyshortcuts, so it is no part of the control's name.

interface Props {
	children: string;
	// Whether it works now.
	live?: boolean;
}

export function Key({ children, live }: Props) {
	return (
		<kbd aria-hidden="true" data-live={live || undefined}>
			{children}
		</kbd>
	);
}
