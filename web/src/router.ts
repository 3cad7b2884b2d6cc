// Which view of a served page is shown: "#/admin/agreement". A page that is a file keeps what its
// reader chose in the fragment (hash.ts) and has no routes.

import { useEffect, useState } from "preact/hooks";

export type Route = readonly string[];

// A part that somebody typed may be no encoded text ("%"): then it is what it is.
function decoded(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}

function read(): Route {
	return location.hash.replace(/^#\/?/, "").split("/").filter(Boolean).map(decoded);
}

export function useRoute(): Route {
	const [route, setRoute] = useState(read);
	useEffect(() => {
		const changed = () => setRoute(read());
		addEventListener("hashchange", changed);
		return () => removeEventListener("hashchange", changed);
	}, []);
	return route;
}

export function href(...parts: (string | number)[]): string {
	return `#/${parts.map((part) => encodeURIComponent(String(part))).join("/")}`;
}

export function go(...parts: (string | number)[]): void {
	location.hash = href(...parts);
}
