/**
 * All model versions, with promotion, rolling back, upload.
 * @module
 */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Icon } from "./Icon.tsx";
import { attemptWith } from "./attempt.ts";
import { requestJson } from "./json_client.ts";
import { ModelCard } from "./ModelCard.tsx";
import { sendFile } from "./send_file.ts";
import { strings } from "./strings.ts";
import { rollBackTarget } from "./versions.ts";
import type { EditorProps } from "./workbench/editors.ts";

export default function ModelShelf({ workbench: { library } }: EditorProps) {
  const { models, whole } = library, problem = useSignal(""), uploading = useSignal(false);
  const input = useRef<HTMLInputElement>(null);

  const attempt = (work: () => Promise<unknown>) => attemptWith(problem)(() => work().then(library.readModels));
  const promote = (id: string) => attempt(() => requestJson(`/api/models/${id}/promote`, { method: "POST" }));
  async function upload(file: File | undefined): Promise<void> {
    if (!file) return;
    uploading.value = true;
    await attempt(() => sendFile("/api/models", { file, name: file.name }, { field: "file", onProgress() {} }));
    uploading.value = false;
    input.current!.value = "";
  }
  if (!whole.value.models) return <p class="loading" role="status">{strings.workbench.loading}</p>;
  const rollBack = rollBackTarget(models.value);
  return (
    <div class="page">
      <div class="heading">
        <h1>{strings.models.title}</h1>
        <button type="button" disabled={uploading.value} onClick={() => input.current?.click()}>
          <Icon name="upload" /> {uploading.value ? strings.models.uploading : strings.models.upload}
        </button>
        <input
          ref={input}
          type="file"
          hidden
          accept=".safetensors"
          aria-label={strings.models.upload}
          onChange={(event) => upload(event.currentTarget.files?.[0])}
        />
      </div>
      <p class="lead">{strings.models.lead}</p>
      {problem.value && <p class="banner error" role="alert">{problem}</p>}
      {models.value.length === 0 && <p class="empty">{strings.models.none}</p>}
      {models.value.map((model) => (
        <ModelCard
          key={model.id}
          {...model}
          parentName={models.value.find(({ id }) => id === model.parentId)?.name ?? null}
          rollBack={rollBack?.name ?? null}
          onPromote={() => promote(model.id)}
          onRollBack={() => rollBack && promote(rollBack.id)}
        />
      ))}
    </div>
  );
}
