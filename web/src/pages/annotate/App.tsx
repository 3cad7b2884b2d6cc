// The pages of `assay annotate`: signing in, what is shown where, and what stands above it.

import { useCallback, useEffect, useState } from "preact/hooks";
import { ApiError, type Line, type Session, api, retryNow, signedOut, watchLine } from "../../api";
import { Toolbar } from "../../components/Toolbar";
import { go, href, useRoute } from "../../router";
import { useTitle } from "../../ui";
import { Drafts } from "./drafts";
import { History } from "./History";
import { Work } from "./Work";
import { Admin } from "./admin/Admin";
import { AnnotateProvider, useAnnotate, useWords } from "./context";

type State = { session: Session } | { error: ApiError } | null;

export function App() {
	const [state, setState] = useState<State>(null);
	const [lost, setLost] = useState<ApiError | null>(null);
	const [problem, setProblem] = useState("");
	const [first, token = ""] = useRoute();
	const load = useCallback(() => {
		setLost(null);
		api.session().then(
			(session) => setState({ session }),
			(error: unknown) => error instanceof ApiError && setState({ error }),
		);
	}, []);
	useEffect(load, [load]);
	const onError = useCallback((error: unknown) => {
		if (signedOut(error)) setLost(error as ApiError);
		else setProblem(error instanceof Error ? error.message : String(error));
	}, []);

	if (!state) return <Bare />;
	if (first === "join")
		return <Join token={token} session={"session" in state ? state.session : null} onDone={load} />;
	if ("error" in state) return <Bare error={state.error} onAgain={load} />;
	if (lost) return <Bare error={lost} onAgain={load} />;
	return (
		<AnnotateProvider session={state.session} onError={onError}>
			<Pages problem={problem} onSeen={() => setProblem("")} onSignedOut={load} />
		</AnnotateProvider>
	);
}

// A personal link was opened where somebody may be signed in, whom it must not replace in silence.
function Join({ token, session, onDone }: { token: string; session: Session | null; onDone(): void }) {
	const t = useWords();
	const [fault, setFault] = useState("");
	useTitle(t.title);
	const leave = useCallback(() => {
		// The token does not stay in the address.
		history.replaceState(null, "", href());
		dispatchEvent(new HashChangeEvent("hashchange"));
		onDone();
	}, [onDone]);
	const join = useCallback(() => {
		api.join(token).then(leave, (error: unknown) =>
			setFault(error instanceof Error ? error.message : String(error)),
		);
	}, [token, leave]);
	useEffect(() => {
		if (!session) join();
	}, [session, join]);
	if (!session && !fault) return <Bare />;
	return (
		<>
			<Toolbar />
			<main>
				<section class="cover" aria-labelledby="join-title">
					<h1 id="join-title">{session ? t.joinTitle(session.rater.name) : t.failedTitle}</h1>
					{fault ? <p role="alert">{fault}</p> : <p>{t.join}</p>}
					<div class="cover-foot">
						{session && (
							<button type="button" class="button first" onClick={leave}>
								{t.joinStay(session.rater.name)}
							</button>
						)}
						<button type="button" class="button" onClick={join}>
							{t.joinDo}
						</button>
					</div>
				</section>
			</main>
		</>
	);
}

// Without a session.
function Bare({ error, onAgain }: { error?: ApiError; onAgain?(): void }) {
	const t = useWords();
	useTitle(t.title);
	const revoked = error?.status === 403;
	const out = error && signedOut(error);
	return (
		<>
			<Toolbar />
			<LineDown />
			<main>
				{error ? (
					<section class="cover" aria-labelledby="bare-title">
						<h1 id="bare-title">
							{!out ? t.failedTitle : revoked ? t.revokedTitle : t.signedOutTitle}
						</h1>
						<p>{!out ? error.message : revoked ? t.revoked : t.signedOut}</p>
						<div class="cover-foot">
							<button type="button" class="button first" onClick={onAgain}>
								{t.again}
							</button>
						</div>
					</section>
				) : (
					<p class="empty">{t.loading}</p>
				)}
			</main>
		</>
	);
}

function LineDown() {
	const t = useWords();
	const [line, setLine] = useState<Line>({ state: "up" });
	const [now, setNow] = useState(Date.now());
	useEffect(() => watchLine((to) => {
		setNow(Date.now());
		setLine(to);
	}), []);
	useEffect(() => {
		if (line.state === "up") return;
		const timer = setInterval(() => setNow(Date.now()), 500);
		return () => clearInterval(timer);
	}, [line]);
	if (line.state === "up") return null;
	const seconds = Math.max(0, Math.ceil((line.retryAt - now) / 1000));
	return (
		<div class="line-down" role="alert">
			<span>{t.lineDown(String(seconds))}</span>{" "}
			<button type="button" class="plain" onClick={retryNow}>
				{t.tryNow}
			</button>
		</div>
	);
}

interface PagesProps {
	problem: string;
	onSeen(): void;
	onSignedOut(): void;
}

function Pages({ problem, onSeen, onSignedOut }: PagesProps) {
	const { t, session, say, onError } = useAnnotate();
	const signOut = () => {
		if (!confirm(t.signOutAsk)) return;
		api.signOut().then(() => {
			new Drafts(session).clear();
			onSignedOut();
		}, onError);
	};
	const [first = "", second = ""] = useRoute();
	const admin = session.rater.role === "admin";
	const open = first === "task" && /^\d+$/.test(second) ? Number(second) : null;
	const where = first === "mine" || first === "admin" ? first : "";
	useTitle(`${say(session.protocol.title, session.protocol.name)} · ${t.title}`);
	const link = (to: string, name: string) => (
		<a href={to ? href(to) : href()} aria-current={where === to ? "page" : undefined}>
			{name}
		</a>
	);
	return (
		<>
			<div class="app-bar">
				<Toolbar menu={t.settings}>
					<a class="skip" href="#questions" onClick={toQuestions}>
						{t.skipLink}
					</a>
					<span class="protocol">{say(session.protocol.title, session.protocol.name)}</span>
					<nav class="app-nav" aria-label={t.title}>
						{link("", t.work)}
						{link("mine", t.mine)}
						{admin && link("admin", t.admin)}
					</nav>
					<bdi class="rater quiet">{session.rater.name}</bdi>
					<button type="button" class="plain sign-out" onClick={signOut}>
						{t.signOut}
					</button>
				</Toolbar>
				<LineDown />
			</div>
			<main>
				{problem && (
					<p class="notice fault" role="alert">
						<strong>{t.failedTitle}</strong> {problem}{" "}
						<button type="button" class="plain" onClick={onSeen}>
							{t.close}
						</button>
					</p>
				)}
				{where === "mine" ? (
					<History />
				) : where === "admin" && admin ? (
					<Admin view={second} />
				) : (
					<Work key={open ?? "queue"} open={open} onLeft={() => go()} />
				)}
			</main>
		</>
	);
}

// The fragment says which page is shown, so the link must not replace it.
function toQuestions(event: Event) {
	event.preventDefault();
	document.querySelector<HTMLElement>("#questions input, #questions textarea")?.focus();
}
