/**
 * Progress on stderr: a bar on a terminal, lines elsewhere.
 * @module
 */
import process from "node:process";
import { MultiBar } from "cli-progress";
import type { OnProgress } from "../core/progress.ts";
import type { CliServices } from "./command.ts";
import { oneLine, say } from "./output.ts";

/** Where a command tells how far it is. */
export interface ProgressDisplay {
  /** @param fraction of the whole, 0 … 1. */
  update(fraction: number, message: string): void;
  /** A line that stays: above the bar, if there is one. */
  line(message: string): void;
  /** Must be called before anything else is printed. */
  stop(): void;
}

/** A bar for the terminal; elsewhere only {@link ProgressDisplay.line} prints. */
export function openProgress(services: CliServices): ProgressDisplay {
  return services.isTerminal ? openBar() : { update() {}, line: (message) => say(services, message), stop() {} };
}

/** A MultiBar with one bar: it alone can print lines above the bar and leave them there. */
function openBar(): ProgressDisplay {
  const bars = new MultiBar({
    format: "{bar} {percentage}% {time}{message}", // what is cut off on a narrow terminal comes last
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    hideCursor: true,
    // The bar is then cut to the terminal's width, while lines may be longer than it.
    linewrap: true,
    clearOnComplete: true,
    gracefulExit: false,
    stream: process.stderr,
  });
  const startMs = performance.now();
  const bar = bars.create(1, 0, { message: "", time: "" });
  return {
    update: (fraction, message) =>
      bar.update(fraction, { message: oneLine(message), time: timeLeft(startMs, fraction) }),
    line: (message) => bars.log(`${oneLine(message)}\n`),
    stop() {
      bars.update(); // prints the lines that wait
      bars.stop();
    },
  };
}

/** e.g. `3:07 left, `; nothing until enough is done to tell. */
function timeLeft(startMs: number, fraction: number): string {
  const elapsedSeconds = (performance.now() - startMs) / 1000;
  if (fraction <= 0.01 || elapsedSeconds < 2) return "";
  const seconds = Math.round(elapsedSeconds * (1 - fraction) / fraction);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left, `;
}

/** For one long call: the bar on a terminal; elsewhere a line when the words change, but not more than one in ten seconds. */
export function callProgress(display: ProgressDisplay, services: CliServices): OnProgress {
  let lastMs = -Infinity, lastMessage = "";
  return ({ fraction, message }) => {
    display.update(fraction, message);
    if (services.isTerminal || message === lastMessage || performance.now() - lastMs < 10_000) return;
    lastMs = performance.now();
    lastMessage = message;
    display.line(`${Math.round(100 * fraction)}% ${message}`);
  };
}
