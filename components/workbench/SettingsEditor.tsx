/**
 * Settings, as a form made from the manifest or as JSON.
 * @module
 */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { wordsOfSetting } from "../../protocol/contributes/configuration_words.ts";
import type { SettingSchema } from "../../protocol/contributes/mod.ts";
import { strings } from "../strings.ts";
import type { EditorProps } from "./editors.ts";
import { settingWords } from "./setting_words.ts";
import { SETTINGS, type Settings } from "./settings.ts";
import { SettingsText } from "./SettingsText.tsx";

export default function SettingsEditor({ workbench, path, search, groupId }: EditorProps) {
  const filter = useSignal(""), id = useId(), asJson = search === "?as=json";
  const show = (search: string) => workbench.setSearch(groupId, { path, search });
  return (
    <div class="page settings">
      <div class="heading">
        <h1>{strings.settings.title}</h1>
        <div class="buttons">
          <fieldset class="segments">
            <legend>{strings.settings.as}</legend>
            {([["", strings.settings.form], ["?as=json", strings.settings.json]] as const).map(([value, label]) => (
              <label key={value}>
                <input
                  type="radio"
                  name={id}
                  checked={search === value}
                  onChange={() => show(value)}
                />
                <span>{label}</span>
              </label>
            ))}
          </fieldset>
          <button type="button" onClick={() => workbench.settings.replace({})}>{strings.settings.resetAll}</button>
        </div>
      </div>
      <p class="lead">{strings.settings.lead}</p>
      {asJson ? <SettingsText settings={workbench.settings} /> : (
        <>
          <input
            type="search"
            class="wide-search"
            placeholder={strings.settings.search}
            aria-label={strings.settings.search}
            value={filter}
            onInput={(event) => filter.value = event.currentTarget.value}
          />
          <SettingsForm settings={workbench.settings} filter={filter.value} />
        </>
      )}
    </div>
  );
}

function SettingsForm({ settings, filter }: { settings: Settings; filter: string }) {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const found = Object.entries(SETTINGS).filter(([id]) => {
    const text = [
      id,
      Object.values(settingWords(id)).join(" "),
      wordsOfSetting(id).description,
      ...wordsOfSetting(id).enumDescriptions ?? [],
    ]
      .join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
  if (found.length === 0) return <p class="muted" role="status">{strings.settings.nothing}</p>;
  const areas = [...new Set(found.map(([id]) => settingWords(id).area))];
  return (
    <>
      {areas.map((area) => (
        <section key={area} class="setting-area" aria-label={area}>
          <h2>{area}</h2>
          {found.filter(([id]) => settingWords(id).area === area).map(([id, schema]) => (
            <SettingRow key={id} id={id} schema={schema} settings={settings} />
          ))}
        </section>
      ))}
    </>
  );
}

interface RowProps {
  id: string;
  schema: SettingSchema;
  settings: Settings;
}

function SettingRow({ id, schema, settings }: RowProps) {
  const { name } = settingWords(id), isChanged = id in settings.own.value, controlId = useId(), describedBy = useId();
  return (
    <div class={isChanged ? "setting setting-changed" : "setting"}>
      <div class="setting-head">
        <label for={controlId}>{name}</label>
        {isChanged && (
          <>
            <span class="tag">{strings.settings.changed}</span>
            <button
              type="button"
              class="link"
              aria-label={strings.settings.resetNamed(name)}
              onClick={() => settings.reset(id)}
            >
              {strings.settings.reset}
            </button>
          </>
        )}
        <code class="setting-id">{id}</code>
      </div>
      <p id={describedBy} class="muted">{wordsOfSetting(id).description}</p>
      <SettingControl
        id={id}
        schema={schema}
        settings={settings}
        attributes={{ id: controlId, "aria-describedby": describedBy }}
      />
    </div>
  );
}

interface ControlProps extends RowProps {
  attributes: { id: string; "aria-describedby": string };
}

function SettingControl({ id, schema, settings, attributes }: ControlProps) {
  const value: unknown = settings.get(id as never).value,
    set = (next: unknown) => settings.set(id as never, next as never);
  if (schema.type === "boolean") {
    return (
      <input
        {...attributes}
        type="checkbox"
        checked={value as boolean}
        onChange={(event) => set(event.currentTarget.checked)}
      />
    );
  }
  if ("enum" in schema) {
    return (
      <select
        {...attributes}
        value={value as string}
        onChange={(event) => set(event.currentTarget.value)}
      >
        {schema.enum.map((choice, i) => (
          <option key={choice} value={choice} selected={choice === value}>
            {wordsOfSetting(id).enumDescriptions?.[i]}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      {...attributes}
      type="text"
      value={value as string}
      maxLength={schema.maxLength}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}
