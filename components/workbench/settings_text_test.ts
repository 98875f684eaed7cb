import assert from "node:assert/strict";
import { settingProblem } from "./setting_problem.ts";
import { SETTINGS } from "./settings.ts";
import { readSettingsText } from "./settings_text.ts";

Deno.test("good text gives its values", () => {
  const text = `{
    // a comment
    "moodline.appearance.theme": "dark",
    "moodline.track.pathLine": true,
  }`;
  assert.deepEqual(readSettingsText(text), {
    problems: [],
    values: { "moodline.appearance.theme": "dark", "moodline.track.pathLine": true },
  });
  assert.deepEqual(readSettingsText("{}").values, {});
});

Deno.test("a wrong value, an unknown name and wrong types are told with their place", () => {
  const text = `{
  "moodline.appearance.theme": "blue",
  "moodline.theme": "dark",
  "moodline.track.pathLine": [1]
}`;
  assert.deepEqual(readSettingsText(text).problems, [
    {
      line: 2,
      column: 32,
      message:
        'Cannot set moodline.appearance.theme: it must be one of system, light, dark, hcLight, hcDark, current value is "blue"',
    },
    {
      line: 3,
      column: 3,
      message: "Cannot set moodline.theme: it must be a setting of Moodline (is moodline.appearance.theme meant?)",
    },
    {
      line: 4,
      column: 30,
      message: 'Cannot set moodline.track.pathLine: it must be true or false, current value is "array"',
    },
  ]);
});

Deno.test("text that is no JSON is told where it breaks", () => {
  assert.deepEqual(readSettingsText('{\n  "a" 1\n}').problems[0], {
    line: 2,
    column: 7,
    message: "Cannot read the settings: the text must be JSON (colon expected)",
  });
  assert.deepEqual(
    readSettingsText("[]").problems.map(({ message }) => message),
    ["Cannot read the settings: they must stand within { and }"],
  );
  assert.equal(readSettingsText("").problems.length, 1);
});

Deno.test("every default of the manifest is a value it allows", () => {
  for (const [id, schema] of Object.entries(SETTINGS)) assert.equal(settingProblem(schema, schema.default), null, id);
});

Deno.test("long text is refused", () => {
  const schema = { type: "string", default: "", maxLength: 3 } as const;
  assert.equal(settingProblem(schema, "four"), "it must have at most 3 characters, it has 4");
  assert.equal(settingProblem(schema, 4), "it must be text in quotes, current value is 4");
  assert.equal(settingProblem(schema, "abc"), null);
});
