/**
 * What axe-core says of a page.
 * @module
 */
import assert from "node:assert/strict";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { contributes } from "../../protocol/contributes/mod.ts";

export const THEMES = contributes.configuration.properties["moodline.appearance.theme"].enum;

/** Rules whose verdict depends on colours, which is what a theme changes. */
const RULES_OF_STYLE = ["color-contrast", "link-in-text-block"];

/** Fails with what axe-core finds and grades serious or critical, in every theme. */
export async function assertAccessible(page: Page): Promise<void> {
  const before = await page.evaluate(() => document.documentElement.dataset.theme);
  await page.evaluate(axe.source);
  for (const [i, theme] of THEMES.entries()) {
    await page.evaluate((theme) => document.documentElement.dataset.theme = theme, theme);
    const rules: axe.RunOptions = i === 0 ? {} : { runOnly: { type: "rule", values: RULES_OF_STYLE } };
    const options: axe.RunOptions = { resultTypes: ["violations"], preload: false, ...rules };
    const found = await page.evaluate(
      (options) => (globalThis as never as { axe: typeof axe }).axe.run(options),
      options,
    );
    const serious = found.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    assert.deepEqual(
      serious.map(({ id, nodes }) => `${theme} ${id}: ${nodes.map((node) => node.html).join(" | ")}`),
      [],
    );
  }
  await page.evaluate((theme) => document.documentElement.dataset.theme = theme, before);
}
