#include "services/agent/models/pocketsphinx/worker_decoder.h"

#include <cstring>

#include "base/error/error.h"

namespace lossy::agent {

absl::StatusOr<Samples> WorkerDecoder::Decode(absl::string_view recording, absl::Time deadline) {
  const absl::StatusOr<Answer> answer = workers_.Ask(recording, deadline);
  if (!answer.ok()) return answer.status();
  if (answer->outcome != Outcome::kDecoded) return base::Unavailable("the decoder did not decode");
  Samples samples(answer->text.size() / sizeof(Samples::value_type));
  std::memcpy(samples.data(), answer->text.data(), samples.size() * sizeof(Samples::value_type));
  return samples;
}

}  // namespace lossy::agent
