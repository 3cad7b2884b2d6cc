// What a model under test is called, and what is known of it.

import { UNKNOWN } from "../../format";
import { type Report, type Run, type Target, modelName } from "./data";

// Parameters as they are written on the command line: "temperature=0.7, top_p=0.9".
export function params(target: Target): string {
	return Object.entries(target.params ?? {})
		.filter(([, value]) => value !== null)
		.map(([key, value]) => `${key}=${typeof value === "object" ? JSON.stringify(value) : value}`)
		.join(", ");
}

// What is known of the model beside its name: "qwen2.5, 7.6 B parameters, sft".
export function facts(target: Target): string {
	return Object.entries(target.facts ?? {})
		.filter(([, value]) => value !== null && value !== "")
		.map(([key, value]) => (key === "parameters" && typeof value === "number" ? size(value) : `${value}`))
		.join(" · ");
}

function size(n: number): string {
	for (const [unit, by] of [["B", 1e9], ["M", 1e6], ["k", 1e3]] as const)
		if (n >= by) return `${(n / by).toFixed(n < 10 * by ? 1 : 0).replace(/\.0$/, "")} ${unit}`;
	return `${n}`;
}

export function runName(run: Run | undefined): string {
	return run?.file.split("/").pop() || UNKNOWN;
}

// The runs that a target's figures come from.
export function runNames(runs: readonly Run[], target: Target): string {
	return target.runs.map((i) => runName(runs[i])).join(", ");
}

// A target's name where space is short: with its parameters or its run only where the name stands
// twice.
export function shortName({ targets, runs }: Pick<Report, "targets" | "runs">, i: number): string {
	const target = targets[i];
	if (!target) return UNKNOWN;
	const name = modelName(target);
	const twins = targets.filter((other) => other !== target && modelName(other) === name);
	const notes = [
		twins.some((other) => params(other) !== params(target)) && (params(target) || UNKNOWN),
		twins.some((other) => `${other.runs}` !== `${target.runs}`) && runNames(runs, target),
	].filter(Boolean);
	return notes.length > 0 ? `${name} (${notes.join(", ")})` : name;
}
