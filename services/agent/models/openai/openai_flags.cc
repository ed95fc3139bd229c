#include "services/agent/models/openai/openai_flags.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "base/flags/flag_check.h"
#include "base/flags/flag_range.h"
#include "base/flags/host_list.h"
#include "base/identity/key_file.h"
#include "base/log/refuse_start.h"
#include "services/agent/models/openai/base_url.h"
#include "services/agent/models/openai/secret_flag.h"

using lossy::agent::SecretFlag;

ABSL_FLAG(std::string, openai_base_url, "",
          "URL of an OpenAI-compatible endpoint, as https://api.openai.com/v1; empty: none");
ABSL_FLAG(SecretFlag, openai_api_key, {}, "Key for it; empty: none is sent");
ABSL_FLAG(std::string, openai_api_key_file, "", "File with that key, instead");
ABSL_FLAG(std::string, openai_ca_file, "",
          "PEM file of the certificate authorities that are trusted; empty: the system's");
ABSL_FLAG(std::string, openai_transcription_base_url, "",
          "URL of another endpoint, for speech alone; empty: the same");
ABSL_FLAG(SecretFlag, openai_transcription_api_key, {}, "Key for that one; empty: none is sent");

ABSL_FLAG(std::string, openai_structuring_model, "gpt-4o-mini",
          "Model that writes notes; empty: none");
ABSL_FLAG(std::string, openai_vision_model, "gpt-4o",
          "Model that improves notes by frames; empty: none");
ABSL_FLAG(std::string, openai_transcription_model, "whisper-1",
          "Model that transcribes speech; empty: none");
ABSL_FLAG(double, openai_structuring_temperature, 0.3,
          "Sampling temperature of the model that writes notes, 0 to 2");
ABSL_FLAG(double, openai_vision_temperature, 0.7,
          "The same for the model that improves notes by frames");
ABSL_FLAG(int, openai_structuring_max_tokens, 150, "Longest note, in tokens");
ABSL_FLAG(int, openai_vision_max_tokens, 150,
          "The same for the model that improves notes by frames");
ABSL_FLAG(int, openai_retry_max_tokens, 2'000,
          "Longest second answer, in tokens, after the first answer of a chat model was cut");
ABSL_FLAG(std::string, openai_transcription_language, "en",
          "Language of the speech; empty: the model detects it");

ABSL_FLAG(bool, openai_transcription_wav, false,
          "Always send speech as WAV; false: after the endpoint rejected another format and "
          "accepted WAV");

ABSL_FLAG(int, openai_structuring_first_ms, 4'000,
          "Time limit of the first try to write a note, in ms");
ABSL_FLAG(int, openai_structuring_ms, 15'000, "Time limit of each later try, in ms");
ABSL_FLAG(int, openai_vision_ms, 30'000, "Time limit of a try to improve a note by a frame, in ms");
ABSL_FLAG(int, openai_transcription_ms, 30'000, "Time limit of a try to transcribe speech, in ms");
ABSL_FLAG(int, openai_max_tries, 3,
          "Largest number of tries of a call, and of answers about one utterance, each of which "
          "may have a price");
ABSL_FLAG(int, openai_max_calls, 32,
          "Largest number of calls at the same time, of each kind, and of idle connections");
ABSL_FLAG(int, openai_idle_seconds, 30, "Time for which an idle connection is kept, in s");
ABSL_FLAG(int, openai_max_answer_bytes, 1 << 20, "Longest answer, in bytes");
ABSL_FLAG(int, openai_breaker_failures, 5,
          "Failures in a row after which calls of that kind fail at once");
ABSL_FLAG(int, openai_breaker_seconds, 5,
          "Time for which calls fail at once, in seconds; then one call tries the endpoint");

ABSL_FLAG(double, openai_structuring_input_price, 0.15, "US dollars per million tokens read");
ABSL_FLAG(double, openai_structuring_output_price, 0.6, "US dollars per million tokens written");
ABSL_FLAG(double, openai_vision_input_price, 2.5,
          "The same for the model that improves notes by frames");
ABSL_FLAG(double, openai_vision_output_price, 10,
          "The same for the model that improves notes by frames");
ABSL_FLAG(double, openai_transcription_minute_price, 0.006, "US dollars per minute of speech");

LOSSY_FLAG_RANGE(openai_structuring_temperature, 0, 2);
LOSSY_FLAG_RANGE(openai_vision_temperature, 0, 2);
LOSSY_FLAG_RANGE(openai_structuring_max_tokens, 1, 1'000'000);
LOSSY_FLAG_RANGE(openai_vision_max_tokens, 1, 1'000'000);
LOSSY_FLAG_RANGE(openai_retry_max_tokens, 1, 1'000'000);
LOSSY_FLAG_RANGE(openai_structuring_first_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(openai_structuring_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(openai_vision_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(openai_transcription_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(openai_max_tries, 1, 100);
LOSSY_FLAG_RANGE(openai_max_calls, 1, 10'000);
LOSSY_FLAG_RANGE(openai_idle_seconds, 0, 3600);
LOSSY_FLAG_RANGE(openai_max_answer_bytes, 1024, 1 << 30);
LOSSY_FLAG_RANGE(openai_breaker_failures, 1, 1'000'000);
LOSSY_FLAG_RANGE(openai_breaker_seconds, 0, 86'400);
LOSSY_FLAG_RANGE(openai_structuring_input_price, 0, 1e6);
LOSSY_FLAG_RANGE(openai_structuring_output_price, 0, 1e6);
LOSSY_FLAG_RANGE(openai_vision_input_price, 0, 1e6);
LOSSY_FLAG_RANGE(openai_vision_output_price, 0, 1e6);
LOSSY_FLAG_RANGE(openai_transcription_minute_price, 0, 1e6);

namespace lossy::agent {
namespace {

// The message may contain every value except a key.
template <typename T>
absl::Status Check(bool holds, const absl::Flag<T>& flag, absl::string_view problem) {
  if (holds) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("--", absl::GetFlagReflectionHandle(flag).Name(), ": ", problem));
}

template <typename T>
absl::Status Wrong(const absl::Flag<T>& flag, const absl::Status& status) {
  return Check(status.ok(), flag, status.message());
}

// The key must be valid in a header.
template <typename T>
absl::Status CheckKey(absl::string_view key, const absl::Flag<T>& flag) {
  const bool plain =
      std::all_of(key.begin(), key.end(), [](unsigned char c) { return absl::ascii_isgraph(c); });
  return Check(plain, flag, "the key has a space, or a character that is not ASCII");
}

absl::StatusOr<std::string> ApiKey() {
  std::string key = absl::GetFlag(FLAGS_openai_api_key).value;
  const std::string path = absl::GetFlag(FLAGS_openai_api_key_file);
  absl::Status status = CheckKey(key, FLAGS_openai_api_key);
  if (!status.ok()) return status;
  if (path.empty()) return key;
  status = Check(key.empty(), FLAGS_openai_api_key_file,
                 "--openai_api_key is set, too; only one may be");
  if (!status.ok()) return status;
  absl::StatusOr<std::string> contents = base::ReadKeyFile(path);
  if (!contents.ok()) return Wrong(FLAGS_openai_api_key_file, contents.status());
  key = std::string(absl::StripAsciiWhitespace(*contents));
  status = CheckKey(key, FLAGS_openai_api_key_file);
  if (!status.ok()) return status;
  return key;
}

absl::StatusOr<std::string> SpeechKey() {
  std::string key = absl::GetFlag(FLAGS_openai_transcription_api_key).value;
  absl::Status status = CheckKey(key, FLAGS_openai_transcription_api_key);
  if (!status.ok()) return status;
  return key;
}

// Nullopt: the flag is empty.
absl::StatusOr<absl::optional<HttpClient::Options>> ClientOptions(
    const absl::Flag<std::string>& url_flag, std::string api_key) {
  const std::string text = absl::GetFlag(url_flag);
  if (text.empty()) return absl::nullopt;
  absl::StatusOr<BaseUrl> url = ParseBaseUrl(text);
  if (!url.ok()) return Wrong(url_flag, url.status());
  const bool hides_key = api_key.empty() || url->tls || base::IsLoopbackHost(url->host);
  const absl::Status safe = Check(hides_key, url_flag,
                                  "its API key would cross the network unencrypted; use https, an "
                                  "endpoint on this machine, or no key");
  if (!safe.ok()) return safe;
  return HttpClient::Options{
      .url = *std::move(url),
      .api_key = std::move(api_key),
      .ca_file = absl::GetFlag(FLAGS_openai_ca_file),
      .max_body_bytes = static_cast<std::size_t>(absl::GetFlag(FLAGS_openai_max_answer_bytes)),
      .max_idle = static_cast<std::size_t>(absl::GetFlag(FLAGS_openai_max_calls)),
      .idle_limit = absl::Seconds(absl::GetFlag(FLAGS_openai_idle_seconds))};
}

ModelEndpoint::Options EndpointOptions(const absl::Flag<int>& first_ms,
                                       const absl::Flag<int>& later_ms) {
  return {.max_calls = absl::GetFlag(FLAGS_openai_max_calls),
          .max_tries = absl::GetFlag(FLAGS_openai_max_tries),
          .first_try = absl::Milliseconds(absl::GetFlag(first_ms)),
          .later_try = absl::Milliseconds(absl::GetFlag(later_ms)),
          .breaker = {.failures = absl::GetFlag(FLAGS_openai_breaker_failures),
                      .rest = absl::Seconds(absl::GetFlag(FLAGS_openai_breaker_seconds))}};
}

OpenAiModels::Chat Structuring() {
  OpenAiModels::Chat chat{
      .model = {.model = absl::GetFlag(FLAGS_openai_structuring_model),
                .temperature = absl::GetFlag(FLAGS_openai_structuring_temperature),
                .max_tokens = absl::GetFlag(FLAGS_openai_structuring_max_tokens),
                .retry_max_tokens = absl::GetFlag(FLAGS_openai_retry_max_tokens),
                .prices = {.million_input_tokens =
                               absl::GetFlag(FLAGS_openai_structuring_input_price),
                           .million_output_tokens =
                               absl::GetFlag(FLAGS_openai_structuring_output_price)}},
      .endpoint = EndpointOptions(FLAGS_openai_structuring_first_ms, FLAGS_openai_structuring_ms)};
  // The stages count the answers about an utterance.
  chat.endpoint.repeat_broken = false;
  return chat;
}

OpenAiModels::Chat Vision() {
  return {
      .model = {.model = absl::GetFlag(FLAGS_openai_vision_model),
                .temperature = absl::GetFlag(FLAGS_openai_vision_temperature),
                .max_tokens = absl::GetFlag(FLAGS_openai_vision_max_tokens),
                .retry_max_tokens = absl::GetFlag(FLAGS_openai_retry_max_tokens),
                .prices = {.million_input_tokens = absl::GetFlag(FLAGS_openai_vision_input_price),
                           .million_output_tokens =
                               absl::GetFlag(FLAGS_openai_vision_output_price)}},
      .endpoint = EndpointOptions(FLAGS_openai_vision_ms, FLAGS_openai_vision_ms)};
}

OpenAiModels::Speech TranscriptionOptions() {
  return {
      .model = {.model = absl::GetFlag(FLAGS_openai_transcription_model),
                .language = absl::GetFlag(FLAGS_openai_transcription_language),
                .prices = {.audio_minute = absl::GetFlag(FLAGS_openai_transcription_minute_price)},
                .always_wav = absl::GetFlag(FLAGS_openai_transcription_wav)},
      .endpoint = EndpointOptions(FLAGS_openai_transcription_ms, FLAGS_openai_transcription_ms)};
}

}  // namespace

absl::StatusOr<OpenAiModels::Options> OpenAiOptionsFromFlags() {
  absl::StatusOr<std::string> key = ApiKey();
  if (!key.ok()) return key.status();
  auto client = ClientOptions(FLAGS_openai_base_url, *std::move(key));
  if (!client.ok()) return client.status();
  key = SpeechKey();
  if (!key.ok()) return key.status();
  auto speech_client = ClientOptions(FLAGS_openai_transcription_base_url, *std::move(key));
  if (!speech_client.ok()) return speech_client.status();
  return OpenAiModels::Options{.client = *std::move(client),
                               .speech_client = *std::move(speech_client),
                               .structuring = Structuring(),
                               .vision = Vision(),
                               .transcription = TranscriptionOptions()};
}

namespace {

LOSSY_FLAG_CHECK(openai_base_url, [] { return OpenAiOptionsFromFlags().status(); });

}  // namespace

int OpenAiMaxAnswers() { return absl::GetFlag(FLAGS_openai_max_tries); }

std::unique_ptr<OpenAiModels> OpenAiModelsFromFlags(prometheus::Registry& registry,
                                                    SoundDecoder* decoder) {
  absl::StatusOr<OpenAiModels::Options> options = OpenAiOptionsFromFlags();
  if (!options.ok()) base::RefuseStart(options.status().message());
  options->transcription.model.decoder = decoder;
  const absl::Status decodes =
      Check(decoder != nullptr || !absl::GetFlag(FLAGS_openai_transcription_wav),
            FLAGS_openai_transcription_wav, "needs the program speech_worker, which decodes");
  if (!decodes.ok()) base::RefuseStart(decodes.message());
  absl::StatusOr<std::unique_ptr<OpenAiModels>> models =
      OpenAiModels::Make(*std::move(options), registry);
  if (!models.ok()) base::RefuseStart(Wrong(FLAGS_openai_ca_file, models.status()).message());
  return *std::move(models);
}

}  // namespace lossy::agent
