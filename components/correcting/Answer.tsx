/**
 * Answers of one press, how sure they are and why, and notes.
 * @module
 */
import { useLayoutEffect, useRef } from "preact/hooks";
import { formatPercent } from "../mood_words.ts";
import { correcting as words } from "../strings/correcting.ts";
import { isComposing } from "../workbench/key_press.ts";
import type { Bench } from "./bench.tsx";
import { Slider } from "./ToolOptions.tsx";

const { judge } = words;

export function Answer({ bench }: { bench: Bench }) {
  const { session, desk } = bench.correcting, { confidence, comment } = session.draft.value;
  const say = (said: { confidence: number } | { comment: string }) =>
    session.draft.value = { ...session.draft.value, ...said };
  return (
    <div class="answer" role="group" aria-label={judge.title}>
      <div class="buttons">
        <Verb bench={bench} verb="accept" mark="✓" />
        <Verb bench={bench} verb="reject" mark="✕" />
        <Verb bench={bench} verb="acceptNext" mark="✓→" />
      </div>
      <div class="buttons">
        <Verb bench={bench} verb="sameAsBefore" />
        <Verb bench={bench} verb="sameAsAfter" />
        <Verb bench={bench} verb="interpolate" />
      </div>
      <Slider
        name={words.sureness}
        value={confidence}
        text={formatPercent(confidence)}
        least={0}
        most={1}
        step={0.05}
        onInput={(confidence) => say({ confidence })}
      />
      <label class="comment">
        {words.comment}
        <input
          type="text"
          maxLength={2000}
          value={comment}
          placeholder={words.commentHint}
          onInput={(event) => say({ comment: event.currentTarget.value })}
          onKeyDown={(event) => event.key === "Enter" && !isComposing(event) && desk.save()}
        />
      </label>
      {bench.noting.value
        ? <NoteForm bench={bench} />
        : <button type="button" onClick={() => bench.noting.value = true}>{words.note.add}</button>}
    </div>
  );
}

interface VerbProps {
  bench: Bench;
  verb: "accept" | "reject" | "acceptNext" | "sameAsBefore" | "sameAsAfter" | "interpolate";
  mark?: string;
}

function Verb({ bench, verb, mark }: VerbProps) {
  return (
    <button type="button" title={judge.hints[verb]} onClick={() => void bench.correcting.run(verb)}>
      {mark && <span aria-hidden="true">{mark}</span>}
      {judge[verb]}
    </button>
  );
}

function NoteForm({ bench }: { bench: Bench }) {
  const input = useRef<HTMLInputElement>(null), close = () => bench.noting.value = false;
  // At once, not after the next frame: whoever goes on typing loses no letter.
  useLayoutEffect(() => input.current?.focus(), []);
  function save() {
    if (bench.correcting.desk.note(input.current!.value)) close();
  }
  function onKeyDown(event: KeyboardEvent) {
    if (isComposing(event)) return;
    if (event.key === "Enter") save();
    if (event.key === "Escape") close();
  }
  return (
    <div class="note-form">
      <label class="comment">
        {words.note.text}
        <input ref={input} type="text" maxLength={2000} onKeyDown={onKeyDown} />
      </label>
      <button type="button" class="primary" onClick={save}>{words.note.save}</button>
      <button type="button" onClick={close}>{words.note.cancel}</button>
    </div>
  );
}
