#include "services/agent/models/openai/whisper_transcriber.h"

#include <utility>

#include "absl/hash/hash.h"
#include "base/error/error.h"
#include "base/log/log.h"
#include "services/agent/models/media/recorded_stream.h"
#include "services/agent/models/media/webm_repair.h"
#include "services/agent/models/openai/audio_file_type.h"
#include "services/agent/models/openai/multipart_form.h"
#include "services/agent/models/openai/refusal.h"
#include "services/agent/models/openai/wav_file.h"

namespace lossy::agent {
namespace {

// The rate of Opus at 16 kbit/s.
constexpr double kOpusBytesPerSecond = 2'000;

}  // namespace

HttpRequest WhisperTranscriber::ToRequest(absl::string_view audio) const {
  // The server's demuxer, too, would skip the blocks before the first whole cluster.
  const absl::optional<std::string> mended = RepairWebm(audio);
  const AudioFileType type = AudioFileTypeOf(audio);
  MultipartForm form;
  form.Field("model", options_.model);
  if (!options_.language.empty()) form.Field("language", options_.language);
  form.Field("response_format", "json");
  form.File("file", type.file_name, type.media_type, mended ? absl::string_view(*mended) : audio);
  return {.path = "/audio/transcriptions",
          .content_type = form.content_type(),
          .body = form.ToString()};
}

absl::StatusOr<RecognisedSpeech> WhisperTranscriber::Transcribe(const Recording& recording) {
  if (recording.audio.empty()) return base::InvalidArgument("recording", "is empty");
  Attempt attempt = SendInBestForm(recording);
  const absl::StatusOr<Transcription>& transcription = attempt.transcription;
  if (!attempt.answered) return transcription.status();
  RecognisedSpeech speech{.heard_by = options_.model, .usage = {.model = options_.model}};
  const absl::optional<double> seconds =
      transcription.ok() ? transcription->seconds : absl::nullopt;
  speech.usage.audio_seconds =
      seconds ? *seconds : RecordingSeconds(recording.audio, kOpusBytesPerSecond);
  speech.usage.cost_micros = CostMicros(options_.prices, speech.usage);
  metrics_.Spend(speech.usage);
  if (!transcription.ok()) return transcription.status();
  speech.text = std::move(attempt.transcription->text);
  speech.audio_seconds = seconds.value_or(0);
  return speech;
}

WhisperTranscriber::Attempt WhisperTranscriber::SendInBestForm(const Recording& recording) {
  if (options_.decoder == nullptr) return Send(recording, recording.audio);
  if (!sends_wav_) {
    Attempt attempt = Send(recording, recording.audio);
    if (!attempt.may_be_about_format) return attempt;
    const absl::StatusOr<std::string> wav = ToWav(recording);
    // Bytes that we cannot decode either are no recording.
    if (!wav.ok()) return attempt;
    Attempt again = Send(recording, *wav);
    if (!again.transcription.ok()) return attempt;
    if (!sends_wav_.exchange(true)) {
      base::Log(base::LogLevel::kInfo, "transcription_sends_wav", {{"kind", metrics_.kind()}});
    }
    return again;
  }
  const absl::StatusOr<std::string> wav = ToWav(recording);
  return wav.ok() ? Send(recording, *wav) : Attempt{.transcription = wav.status()};
}

absl::StatusOr<std::string> WhisperTranscriber::ToWav(const Recording& recording) const {
  const absl::StatusOr<Samples> samples =
      options_.decoder->Decode(recording.audio, recording.deadline);
  if (!samples.ok()) return samples.status();
  return WavFile(*samples);
}

WhisperTranscriber::Attempt WhisperTranscriber::Send(const Recording& recording,
                                                     absl::string_view file) {
  HttpRequest request = ToRequest(file);
  // The recording identifies the request in both formats, because the recording may be broken.
  request.subject = absl::Hash<absl::string_view>()(recording.audio) | 1;
  const absl::StatusOr<HttpResponse> response = endpoint_.Post(request, recording.deadline);
  if (!response.ok()) {
    return {.transcription = response.status(),
            .may_be_about_format = ServerFailed(response.status())};
  }
  if (!response->ok()) {
    const Refusal refusal(*response);
    return {.transcription = refusal.ToStatus("transcription"),
            .may_be_about_format = refusal.MayBeAboutFormat()};
  }
  absl::StatusOr<Transcription> transcription = ParseTranscription(response->body);
  // Some servers answer 200 with an error if they cannot read the file.
  const bool is_none = !transcription.ok();
  return {
      .transcription = std::move(transcription), .answered = true, .may_be_about_format = is_none};
}

}  // namespace lossy::agent
