// What the server says, asked for when a view opens and again on request.

import { useCallback, useEffect, useState } from "preact/hooks";
import { signedOut } from "../../../api";
import { useAnnotate } from "../context";

export function useLoaded<T>(load: () => Promise<T>): [T | null, () => void, string] {
	const { onError } = useAnnotate();
	const [value, setValue] = useState<T | null>(null);
	const [fault, setFault] = useState("");
	const again = useCallback(() => {
		setFault("");
		load().then(setValue, (error: unknown) => {
			if (signedOut(error)) onError(error);
			else setFault(error instanceof Error ? error.message : String(error));
		});
	}, [load, onError]);
	useEffect(again, [again]);
	return [value, again, fault];
}
