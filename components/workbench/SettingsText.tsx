/**
 * Settings as JSON: what is wrong is told with its place, what is right can be applied.
 * @module
 */
import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { wordsOfSetting } from "../../protocol/contributes/configuration_words.ts";
import type { SettingSchema } from "../../protocol/contributes/mod.ts";
import { strings } from "../strings.ts";
import { SETTINGS, type Settings } from "./settings.ts";
import { readSettingsText, type TextProblem } from "./settings_text.ts";

export function SettingsText({ settings }: { settings: Settings }) {
  const area = useRef<HTMLTextAreaElement>(null), problemsId = useId();
  const kept = JSON.stringify(settings.own.value, null, 2);
  const text = useSignal(kept), { problems, values } = readSettingsText(text.value);
  // What another tab or the palette sets shows at once, unless there is something half written.
  const shownKept = useRef(kept);
  useEffect(() => {
    if (text.peek() === shownKept.current) text.value = kept;
    shownKept.current = kept;
  }, [kept]);

  function goTo({ line, column }: TextProblem): void {
    const lines = text.value.split("\n").slice(0, line - 1);
    const offset = lines.reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
    area.current?.focus();
    area.current?.setSelectionRange(offset, offset + 1);
  }
  function apply(): void {
    settings.replace(values);
    text.value = shownKept.current = JSON.stringify(values, null, 2);
  }
  const isApplied = problems.length === 0 && JSON.stringify(values) === JSON.stringify(settings.own.value);
  return (
    <>
      <p class="muted">{strings.settings.jsonHint}</p>
      <textarea
        ref={area}
        class="settings-text"
        rows={14}
        spellcheck={false}
        aria-label={strings.settings.jsonLabel}
        aria-invalid={problems.length > 0}
        aria-describedby={problemsId}
        value={text}
        onInput={(event) => text.value = event.currentTarget.value}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || problems.length > 0) return;
          event.preventDefault();
          apply();
        }}
      />
      <div id={problemsId} role="status">
        {problems.length > 0 && (
          <ul class="problems">
            {problems.map((problem) => (
              <li key={`${problem.line}:${problem.column}`}>
                <button type="button" class="link" onClick={() => goTo(problem)}>
                  {strings.settings.problem(problem.line, problem.column)}
                </button>{" "}
                <span class="error">{problem.message}</span>
              </li>
            ))}
          </ul>
        )}
        {isApplied && <p class="muted">{strings.settings.applied}</p>}
      </div>
      <p>
        <button type="button" class="primary" disabled={problems.length > 0 || isApplied} onClick={apply}>
          {strings.settings.apply}
        </button>
      </p>
      <details>
        <summary>{strings.settings.all}</summary>
        <dl class="schema">
          {Object.entries(SETTINGS).map(([id, schema]) => (
            <div key={id}>
              <dt>
                <code>{id}</code>
              </dt>
              <dd>
                {wordsOfSetting(id).description} <code>{choicesOf(schema)}</code>
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}

function choicesOf(schema: SettingSchema): string {
  if (schema.type === "boolean") return "true | false";
  return "enum" in schema ? schema.enum.map((choice) => JSON.stringify(choice)).join(" | ") : '"…"';
}
