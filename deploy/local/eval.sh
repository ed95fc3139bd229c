# shellcheck shell=bash
# Measures the quality of notes, by writer, and of speech recognition, by recogniser.
# Sourced by ./dev.

eval_packages=(ffmpeg flite)
eval_voices=(slt rms awb)

# [notes|speech] and options for the program that measures.
run_eval() {
  local what=notes
  case ${1:-} in
    notes | speech)
      what=$1
      shift
      ;;
  esac
  ensure_packages "${build_packages[@]}"
  "eval_$what" "$@"
}

eval_notes() {
  build_quietly //services/agent/models/evaluation:evaluate
  (cd -- "$root" && "$(file_of //services/agent/models/evaluation:evaluate)" "$@")
}

eval_speech() {
  local recordings=$data/eval/speech
  ensure_packages "${eval_packages[@]}"
  build_quietly //services/agent/models/evaluation:evaluate_speech //services/agent/models/pocketsphinx:speech_worker
  record_sentences "$root/services/agent/models/evaluation/testdata/sentences.txt" "$recordings"
  (cd -- "$root" && "$(file_of //services/agent/models/evaluation:evaluate_speech)" \
    --recordings="$recordings" \
    --speech_worker="$(file_of //services/agent/models/pocketsphinx:speech_worker)" "$@")
}

build_quietly() {
  bazel_run build --noshow_progress "$@" >&2 || fail 'the build failed'
}

# SENTENCES FOLDER: each voice says each sentence, once.
record_sentences() {
  local voice
  for voice in "${eval_voices[@]}"; do
    mkdir -p -- "$2/$voice"
    [[ $2/$voice/recorded -nt $1 ]] && continue
    say "recording the sentences: $voice"
    record_voice "$voice" "$1" "$2/$voice" || fail "cannot record $voice"
    touch -- "$2/$voice/recorded"
  done
}

# VOICE SENTENCES FOLDER
record_voice() {
  local sentence number=0
  while IFS= read -r sentence; do
    number=$((number + 1))
    flite -voice "$1" -t "$sentence" -o "$3/$number.wav" || return
    encode_as_browsers_do "$3/$number.wav" "$3/$number.webm" || return
    rm -- "$3/$number.wav"
  done < <(grep -v '^#' "$2")
}

# WAV WEBM: with some silence around the words, as a person leaves.
encode_as_browsers_do() {
  ffmpeg -nostdin -loglevel error -y -i "$1" -ar 48000 -af adelay=300,apad=pad_dur=0.5 \
    -c:a libopus -b:a 32k -frame_duration 60 -f webm -live 1 "$2"
}
