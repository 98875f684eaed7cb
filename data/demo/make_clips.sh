#!/bin/sh
# Makes the demo clips again from the Debian 12 packages hyperrogue-music (12.0q-1) and singularity-music (007-2).
# Needs apt, dpkg and ffmpeg. Usage: sh data/demo/make_clips.sh   (writes beside itself)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download hyperrogue-music singularity-music
for package in *.deb; do dpkg -x "$package" .; done
hyperrogue=usr/share/hyperrogue/music singularity=usr/share/games/singularity/music

# clip SOURCE START SECONDS OUTPUT TITLE ARTIST ENCODER…: cut, half a second of fade in, two of fade out; nothing else.
clip() {
  source=$1 start=$2 seconds=$3 output=$4 title=$5 artist=$6
  shift 6
  ffmpeg -v error -y -ss "$start" -t "$seconds" -i "$source" \
    -af "afade=t=in:d=0.5,afade=t=out:st=$((seconds - 2)):d=2" -map 0:a -map_metadata -1 \
    -metadata title="$title (excerpt)" -metadata artist="$artist" \
    -metadata license="CC BY-SA 3.0, https://creativecommons.org/licenses/by-sa/3.0/" \
    -fflags +bitexact -flags:a +bitexact "$@" "$here/$output"
}
clip "$hyperrogue/hr3-desert.ogg" 9 38 desert.opus "Desert" "Shawn Parrotte" -c:a libopus -b:a 80k
clip "$hyperrogue/hr-domina-hunting.ogg" 34 36 hunting.mp3 "Hunting" "Lincoln Domina" -c:a libmp3lame -b:a 96k -id3v2_version 4
clip "$singularity/Advanced Simulacra.ogg" 55 40 advanced-simulacra.ogg "Advanced Simulacra" "Max McCracken" -c:a libvorbis -q:a 2
clip "$singularity/Awakening.ogg" 104 40 awakening.mp3 "Awakening" "Max McCracken" -c:a libmp3lame -b:a 96k -id3v2_version 4
