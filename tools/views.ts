/**
 * Renders pieces of which there is MIDI on other instruments, with FluidSynth and the sound fonts of Debian, as views that
 * training may learn from:
 * `deno task build:views --midi DIR --out DIR`, after
 * `apt-get install fluidsynth fluid-soundfont-gm timgm6mb-soundfont musescore-general-soundfont-small`.
 * Files that are there already are kept.
 * @module
 */
import { join } from "node:path";
import { toolCall } from "./tool_call.ts";
import { withProgram } from "./views/midi_program.ts";

/** Folders and what plays in them; programs of General MIDI, from 0. */
const INSTRUMENTS = [
  { name: "tim-piano", font: "/usr/share/sounds/sf2/TimGM6mb.sf2", program: 0 },
  { name: "fluid-epiano", font: "/usr/share/sounds/sf2/FluidR3_GM.sf2", program: 4 },
  { name: "muse-guitar", font: "/usr/share/sounds/sf3/MuseScore_General_Lite.sf3", program: 24 },
];

const { options: { midi, out } } = toolCall({ task: "build:views", needed: { midi: "DIR", out: "DIR" } });

const files = [...Deno.readDirSync(midi)].map(({ name }) => name).filter((name) => name.endsWith(".mid")).sort();
const changed = await Deno.makeTempFile({ suffix: ".mid" });
for (const { name, font, program } of INSTRUMENTS) {
  await Deno.mkdir(join(out, name), { recursive: true });
  for (const file of files) {
    const target = join(out, name, `${file.slice(0, -".mid".length)}.oga`);
    if (await Deno.stat(target).catch(() => null)) continue;
    await Deno.writeFile(changed, withProgram(await Deno.readFile(join(midi, file)), program));
    await render(font, changed, target);
  }
  console.error(`${name}: ${files.length} pieces`);
}
await Deno.remove(changed);

/** Under another name until it is whole. */
async function render(font: string, midiPath: string, target: string): Promise<void> {
  const args = ["-ni", "-q", "-g", "0.5", "-r", "32000", "-T", "oga", "-F", `${target}.part`, font, midiPath];
  const { success, stderr } = await new Deno.Command("fluidsynth", { args, stdout: "null", stderr: "piped" }).output();
  if (!success) throw new Error(`fluidsynth cannot render ${target}: ${new TextDecoder().decode(stderr)}`);
  await Deno.rename(`${target}.part`, target);
}
