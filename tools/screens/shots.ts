/**
 * What is on each picture of `docs/screens/`: where it is taken, and what is done before.
 * @module
 */
import type { Page } from "playwright-core";
import type { contributes } from "../../protocol/contributes/mod.ts";

type Theme = (typeof contributes.configuration.properties)["moodline.appearance.theme"]["enum"][number];

/** What the server holds when it is taken: nothing yet, clips that people have corrected, or a file that failed, too. */
export type Stage = "empty" | "filled" | "failed";

/** Ids of what pictures are of. */
export interface Subjects {
  track: string;
  other: string;
  /** The clip whose music is the least like what the model learned from. */
  unfamiliar: string;
  model: string;
}

export interface Shot {
  path: string | ((of: Subjects) => string);
  stage?: Stage;
  theme?: Theme;
  viewport?: { width: number; height: number };
  /** Settings beside the theme. */
  settings?: Record<string, unknown>;
  /** Given the page when it is alive. */
  act?: (page: Page, of: Subjects) => Promise<unknown>;
}

const ofTrack = ({ track }: Subjects) => `/tracks/${track}`;
const PHONE = { width: 390, height: 844 };
/** 1280 × 800 at 200 %. */
const TWICE_AS_LARGE = { width: 640, height: 400 };

/** Runs a command of the palette. */
const command = (title: string) => async (page: Page) => {
  await page.keyboard.press("F1");
  const palette = page.getByRole("dialog", { name: "Commands and tracks" });
  await palette.getByRole("combobox").fill(title);
  await palette.getByRole("option", { name: title }).first().waitFor();
  await page.keyboard.press("Enter");
  await palette.waitFor({ state: "detached" });
};

/** Selects a passage with the mouse, as shares of the lanes' width. */
const select = (from = 0.35, to = 0.6) => async (page: Page) => {
  const { x, y, width } = (await page.locator(".lane-field").boundingBox())!;
  await page.mouse.move(x + from * width, y + 50);
  await page.mouse.down();
  await page.mouse.move(x + to * width, y + 60, { steps: 4 });
  await page.mouse.up();
  await page.getByRole("button", { name: "Accept", exact: true }).waitFor();
};

/** Drags over the map, as shares of its size. */
const overMap = (points: readonly (readonly [number, number])[]) => async (page: Page) => {
  const { x, y, width, height } = (await page.locator(".map-field").first().boundingBox())!;
  const [[left, top], ...rest] = points;
  await page.mouse.move(x + left * width, y + top * height);
  await page.mouse.down();
  for (const [left, top] of rest) await page.mouse.move(x + left * width, y + top * height, { steps: 8 });
  await page.mouse.up();
};

const press = (...keys: string[]) => async (page: Page) => {
  for (const key of keys) await page.keyboard.press(key);
};

const click = (name: string) => (page: Page) => page.getByRole("button", { name, exact: true }).click();

const inTurn = (...acts: NonNullable<Shot["act"]>[]) => async (page: Page, of: Subjects) => {
  for (const act of acts) await act(page, of);
};

const goTo = (share: number) => async (page: Page) => {
  const { width } = (await page.locator(".ruler").boundingBox())!;
  await page.locator(".ruler").click({ position: { x: share * width, y: 8 } });
};

const corrected = inTurn(select(), goTo(0.45), overMap([[0.5, 0.4], [0.68, 0.3]]));

export const SHOTS: Readonly<Record<string, Shot>> = {
  empty: { path: "/", stage: "empty" },

  workbench: { path: ofTrack, act: corrected },
  "workbench-dark": { path: ofTrack, act: corrected, theme: "dark" },
  "workbench-contrast": { path: ofTrack, act: corrected, theme: "hcDark" },
  tracks: { path: "/" },
  tour: {
    path: ofTrack,
    act: inTurn(command("Show Tour"), (page) => page.locator(".tour-card").waitFor(), press("Enter", "Enter")),
  },
  unfamiliar: { path: ({ unfamiliar }) => `/tracks/${unfamiliar}` },
  "blind-first": { path: ofTrack, settings: { "moodline.review.blindFirst": true } },
  brush: { path: ofTrack, act: inTurn(select(), press("b"), overMap([[0.3, 0.3], [0.5, 0.2], [0.7, 0.35]])) },
  recording: {
    path: ofTrack,
    act: async (page) => {
      await press("r")(page);
      const { x, y, width, height } = (await page.locator(".map-field").boundingBox())!;
      for (let i = 0; i < 30; i++) {
        const angle = i / 8;
        await page.mouse.move(x + (0.55 + 0.2 * Math.sin(angle)) * width, y + (0.4 + 0.15 * Math.cos(angle)) * height);
        await page.waitForTimeout(100);
      }
    },
  },
  comparing: {
    path: ofTrack,
    act: inTurn(
      command("Compare with the Prediction"),
      (page) => page.getByText(/disagreement/).first().waitFor(),
      command("Go to Largest Disagreement"),
    ),
  },
  difference: {
    path: ofTrack,
    settings: { "moodline.track.compareAs": "difference" },
    act: inTurn(
      command("Compare with the Prediction"),
      (page) => page.getByText(/disagreement/).first().waitFor(),
      command("Go to Largest Disagreement"),
    ),
  },
  history: { path: ofTrack, act: command("Show History") },
  audit: {
    path: ofTrack,
    act: inTurn(command("Check Level and Silence"), async (page) => {
      await page.locator(".findings li").first().waitFor();
      await page.getByText("have not been checked yet").waitFor({ state: "detached", timeout: 120_000 });
    }),
  },
  expectation: {
    path: ofTrack,
    act: inTurn(
      command("Show Where It Goes Next"),
      (page) => page.getByRole("separator", { name: "Height of the panel" }).focus(),
      press(...Array<string>(8).fill("ArrowUp")),
    ),
  },
  "view-menu": { path: ofTrack, act: click("View") },
  "export-menu": { path: ofTrack, act: click("Export") },
  lanes: {
    path: ofTrack,
    settings: {
      "moodline.track.pathLine": true,
      "moodline.track.lanes.versions": true,
      "moodline.track.lanes.annotators": true,
      "moodline.track.lanes.ignorance": true,
    },
  },
  split: {
    path: ofTrack,
    act: async (page, { other }) => {
      await press("Control+\\")(page);
      const second = page.getByRole("region", { name: "Editor group 2" });
      await second.locator(".lanes").waitFor();
      await page.locator(`.side-view a[href="/tracks/${other}"]`).click();
      await second.locator(".lanes").last().waitFor();
    },
  },
  palette: { path: ofTrack, act: inTurn(press("F1"), (page) => page.keyboard.type("comp")) },
  keys: { path: ofTrack, act: press("?") },
  models: { path: "/models" },
  model: { path: ({ model }) => `/models/${model}` },
  jobs: { path: "/jobs" },
  live: {
    path: "/live",
    act: async (page, { track }) => {
      await page.getByLabel("Track", { exact: true }).selectOption(track);
      await page.waitForTimeout(6000);
    },
  },
  settings: { path: "/settings" },
  "settings-json": { path: "/settings?as=json" },
  keybindings: { path: "/keybindings" },
  phone: { path: ofTrack, viewport: PHONE, act: inTurn(select(0.3, 0.7), overMap([[0.5, 0.4], [0.7, 0.3]])) },
  "phone-tracks": { path: "/", viewport: PHONE },
  "twice-as-large": { path: ofTrack, viewport: TWICE_AS_LARGE },
  "not-found": { path: "/nothing" },
  failed: { path: "/", stage: "failed" },
};
