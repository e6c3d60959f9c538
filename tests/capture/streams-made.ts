import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The same three seconds of picture and sound as a file and as streams of every form, made by ffmpeg without re-encoding. */
export interface MadeStreams extends AsyncDisposable {
  /** For the tests' own files. */
  folder: string;
  /** Path of the file. */
  source: string;
  /** By form, then by file name. */
  forms: Record<Form, Map<string, Buffer>>;
}

export type Form = keyof typeof makers;

const hls = ['-f', 'hls', '-hls_time', '1', '-hls_playlist_type', 'vod'];
const dash = ['-f', 'dash', '-seg_duration', '1', '-adaptation_sets', 'id=0,streams=v id=1,streams=a'];
const makers = {
  ts: [...hls, 'list.m3u8'],
  fmp4: [...hls, '-hls_segment_type', 'fmp4', 'list.m3u8'],
  range: [...hls, '-hls_flags', 'single_file', 'list.m3u8'],
  aes: [...hls, '-hls_key_info_file', 'key.info', 'list.m3u8'],
  apart: [
    ...[
      ...hls,
      '-master_pl_name',
      'list.m3u8',
      '-var_stream_map',
      'v:0,agroup:sound a:0,agroup:sound,default:yes',
    ],
    'part-%v.m3u8',
  ],
  template: [...dash, '-use_template', '1', '-use_timeline', '0', 'list.mpd'],
  timeline: [...dash, '-use_template', '1', '-use_timeline', '1', 'list.mpd'],
  single: [...dash, '-single_file', '1', '-use_template', '0', 'list.mpd'],
} satisfies Record<string, string[]>;

export const formNames = Object.keys(makers) as Form[];

export async function makeStreams(wanted: readonly Form[] = formNames): Promise<MadeStreams> {
  const folder = await mkdtemp(join(tmpdir(), 'streams-'));
  const source = join(folder, 'source.mp4');
  const picture = ['-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=15:duration=3'];
  const sound = ['-f', 'lavfi', '-i', 'sine=duration=2.9'];
  const coding = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-g',
    '15',
    '-bf',
    '0',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
  ];
  await run('ffmpeg', ['-v', 'error', ...picture, ...sound, ...coding, source]);
  const entries = await Promise.all(
    wanted.map(async (form) => [form, await make(join(folder, form), source, makers[form])] as const),
  );
  return {
    folder,
    source,
    forms: Object.fromEntries(entries) as MadeStreams['forms'],
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

async function make(folder: string, source: string, args: string[]): Promise<Map<string, Buffer>> {
  await mkdir(folder);
  await writeFile(join(folder, 'key.bin'), 'sixteen letters!');
  await writeFile(join(folder, 'key.info'), 'key.bin\nkey.bin\n');
  await run('ffmpeg', ['-v', 'error', '-i', source, '-map', '0', '-c', 'copy', ...args], { cwd: folder });
  const names = await readdir(folder);
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const)),
  );
}

/** Of what a decoder makes of the picture, and of the sound's packets as they lie in the file. */
export async function contentHashes(path: string): Promise<{ picture: string; sound: string }> {
  const hash = async (args: string[]) =>
    (await run('ffmpeg', ['-v', 'error', '-i', path, ...args, '-f', 'hash', '-'])).stdout.trim();
  return {
    picture: await hash(['-map', '0:v', '-fps_mode', 'passthrough']),
    sound: await hash(['-map', '0:a', '-c', 'copy']),
  };
}
