// The program itself (ASSAY_BIN) behind the page: runs made with its embedded models, and its server.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const BIN = process.env.ASSAY_BIN ?? "";

export interface Links {
	url: string;
	admin: string | null;
	raters: Record<string, string>;
}

interface Started {
	url: string;
	admin_link?: string | null;
	raters?: { name: string; link: string }[];
}

export class Program {
	readonly folder = mkdtempSync(join(tmpdir(), "assay-web-"));
	private server: ChildProcess | null = null;

	run(...args: string[]): string {
		return execFileSync(BIN, args, { cwd: this.folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
	}

	write(name: string, text: string): void {
		writeFileSync(join(this.folder, name), text);
	}

	// Serves RUN; the links are those made at this start.
	async annotate(run: string, protocol: string, ...more: string[]): Promise<Links> {
		const args = ["annotate", run, "--protocol", protocol, "--json", "--port", "0", ...more];
		const server = spawn(BIN, args, { cwd: this.folder, stdio: ["ignore", "pipe", "inherit"] });
		this.server = server;
		const line = await new Promise<string>((found, lost) => {
			createInterface({ input: server.stdout }).once("line", found);
			server.once("exit", (code) => lost(new Error(`assay annotate ended with ${code}`)));
		});
		const started = JSON.parse(line) as Started;
		return {
			url: `${started.url}/`,
			admin: started.admin_link ?? null,
			raters: Object.fromEntries((started.raters ?? []).map(({ name, link }) => [name, link])),
		};
	}

	async stop(signal: NodeJS.Signals = "SIGINT"): Promise<void> {
		const server = this.server;
		this.server = null;
		if (!server || server.exitCode !== null) return;
		const ended = new Promise((done) => server.once("exit", done));
		server.kill(signal);
		await ended;
	}

	async remove(): Promise<void> {
		await this.stop("SIGKILL");
		rmSync(this.folder, { recursive: true, force: true });
	}
}
