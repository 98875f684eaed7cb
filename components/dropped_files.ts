/**
 * The files of a drop or of a chosen folder.
 * @module
 */
import { isAudioName } from "../core/audio_endings.ts";
import type { NamedFile } from "./upload_queue.ts";

export interface ChosenFiles {
  files: NamedFile[];
  /** Files of folders that were left out because they are not audio. */
  leftOut: number;
  /** Names of files and folders that could not be read. */
  unreadable: string[];
}

/** A chosen file; one of a chosen folder is named with the folders above it. */
export function nameFile(file: File): NamedFile {
  return { file, name: file.webkitRelativePath || file.name };
}

/** Keep the audio of a folder's files. */
export function audioOf(files: readonly NamedFile[]): ChosenFiles {
  const audio = files.filter(({ file }) => isAudioName(file.name));
  return { files: audio, leftOut: files.length - audio.length, unreadable: [] };
}

/** A file, or the entry of a folder. */
export type Dropped = File | FileSystemEntry;

/** All files of a drop: single files as they are (the server judges them), folders walked for audio. */
export async function filesOfDrop(dropped: readonly Dropped[]): Promise<ChosenFiles> {
  const chosen: ChosenFiles = { files: [], leftOut: 0, unreadable: [] };
  for (const one of dropped) {
    if (one instanceof File) {
      chosen.files.push(nameFile(one));
      continue;
    }
    const inside = audioOf(await filesOfFolder(one as FileSystemDirectoryEntry, chosen.unreadable));
    chosen.files.push(...inside.files);
    chosen.leftOut += inside.leftOut;
  }
  return chosen;
}

/** @param unreadable gets the names of what cannot be read: the rest is not lost for it. */
async function filesOfFolder(folder: FileSystemDirectoryEntry, unreadable: string[]): Promise<NamedFile[]> {
  const reader = folder.createReader(), files: NamedFile[] = [];
  for (;;) {
    // Browsers hand out about a hundred entries a call; an empty answer is the end.
    const read = new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    const entries = await read.catch(() => (unreadable.push(folder.name), []));
    if (entries.length === 0) return files;
    for (const entry of entries) {
      if (entry.isDirectory) files.push(...await filesOfFolder(entry as FileSystemDirectoryEntry, unreadable));
      else {
        const file = await fileOf(entry as FileSystemFileEntry).catch(() => null);
        if (file) files.push({ file, name: entry.fullPath.slice(1) });
        else unreadable.push(entry.name);
      }
    }
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}
