#include "services/agent/models/pocketsphinx/answering.h"

#include <string>

#include "base/time/clock.h"
#include "services/agent/models/api/samples.h"
#include "services/agent/models/media/audio_decoder.h"
#include "services/agent/models/pocketsphinx/confinement.h"
#include "services/agent/models/pocketsphinx/framed_socket.h"
#include "services/agent/models/pocketsphinx/protocol.h"

namespace lossy::agent {
namespace {

Answer WithoutWords(std::uint32_t number, const absl::Status& status) {
  return {.number = number,
          .outcome = absl::IsInvalidArgument(status) ? Outcome::kRefused : Outcome::kFailed,
          .text = std::string(status.message())};
}

// The bytes of the samples in memory.
std::string BytesOf(const Samples& samples) {
  return {reinterpret_cast<const char*>(samples.data()), samples.size() * sizeof(samples[0])};
}

Answer Hear(const Request& request, Recogniser* recogniser, const AnsweringOptions& options) {
  const absl::Time began = base::SteadyNow();
  absl::StatusOr<Samples> samples = DecodeAudio(request.audio, options.max_seconds);
  if (!samples.ok()) return WithoutWords(request.number, samples.status());
  const bool decodes = recogniser == nullptr;
  if (decodes && samples->size() > kMaxAnswerSamples) {
    return WithoutWords(request.number, absl::InvalidArgumentError("is longer than an answer"));
  }
  std::string text = decodes ? BytesOf(*samples) : recogniser->Understand(*samples);
  return {
      .number = request.number,
      .outcome = decodes ? Outcome::kDecoded : Outcome::kRecognised,
      .audio_ms = static_cast<std::uint32_t>(samples->size() * 1000 / kSampleRate),
      .work_ms = static_cast<std::uint32_t>(absl::ToInt64Milliseconds(base::SteadyNow() - began)),
      .text = std::move(text)};
}

absl::Status Say(int socket, const Answer& answer) {
  return SendFrame(socket, EncodeAnswer(answer), absl::InfiniteFuture());
}

}  // namespace

absl::Status AnswerRequests(int socket, Recogniser* recogniser, const AnsweringOptions& options) {
  absl::Status status = Say(socket, {.outcome = Outcome::kReady, .text = options.confinement});
  while (status.ok()) {
    const absl::StatusOr<std::string> body =
        ReceiveFrame(socket, kMaxRequestBytes, absl::InfiniteFuture());
    if (!body.ok()) return absl::IsUnavailable(body.status()) ? absl::OkStatus() : body.status();
    const absl::StatusOr<Request> request = DecodeRequest(*body);
    if (!request.ok()) return request.status();
    status = AllowWork(options.max_work);
    if (status.ok()) status = Say(socket, Hear(*request, recogniser, options));
  }
  return status;
}

void SayFailed(int socket, const absl::Status& status) {
  Say(socket, WithoutWords(0, absl::InternalError(status.message()))).IgnoreError();
}

}  // namespace lossy::agent
