#include "services/agent/openai/whisper_transcriber.h"

#include <utility>

#include "base/error/error.h"
#include "services/agent/openai/audio_file_type.h"
#include "services/agent/openai/multipart_form.h"
#include "services/agent/openai/refusal.h"
#include "services/agent/openai/transcription.h"
#include "services/agent/session/audio_stream.h"
#include "services/agent/speech/webm_mend.h"

namespace lossy::agent {
namespace {

// Opus with 16 kbit/s.
constexpr double kOpusBytesPerSecond = 2'000;

double EstimateSeconds(absl::string_view audio) {
  return static_cast<double>(audio.size() - HeaderSize(audio)) /
         BytesPerSecond(audio, kOpusBytesPerSecond);
}

}  // namespace

HttpRequest WhisperTranscriber::ToRequest(absl::string_view audio) const {
  // Whatever reads it there would skip what comes before the first whole cluster, too.
  const absl::optional<std::string> mended = MendWebm(audio);
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

absl::StatusOr<Hearing> WhisperTranscriber::Transcribe(const Recording& recording) {
  if (recording.audio.empty()) return base::InvalidArgument("recording", "is empty");
  const absl::StatusOr<HttpResponse> response =
      endpoint_.Post(ToRequest(recording.audio), recording.deadline);
  if (!response.ok()) return response.status();
  if (!response->ok()) return Refusal(*response).ToStatus("transcription");
  absl::StatusOr<Transcription> transcription = ParseTranscription(response->body);
  Hearing hearing{.heard_by = options_.model, .usage = {.model = options_.model}};
  const absl::optional<double> seconds =
      transcription.ok() ? transcription->seconds : absl::nullopt;
  hearing.usage.audio_seconds = seconds ? *seconds : EstimateSeconds(recording.audio);
  hearing.usage.cost_micros = CostMicros(options_.prices, hearing.usage);
  metrics_.Spend(hearing.usage);
  if (!transcription.ok()) return transcription.status();
  hearing.text = std::move(transcription->text);
  hearing.audio_seconds = seconds.value_or(0);
  return hearing;
}

}  // namespace lossy::agent
