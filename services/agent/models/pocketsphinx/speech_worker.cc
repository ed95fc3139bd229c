// Recognises, or only decodes, recordings for the agent, which starts it and sends requests through
// its standard input (protocol.h). It decodes bytes of clients, so it is a process of its own with
// few rights. A crash or a takeover costs one recording.
#include <unistd.h>

#include <cstdint>
#include <string>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/flags/usage.h"
#include "absl/types/optional.h"
#include "base/flags/command_line.h"
#include "base/flags/flag_range.h"
#include "services/agent/models/pocketsphinx/answering.h"
#include "services/agent/models/pocketsphinx/confinement.h"
#include "services/agent/models/pocketsphinx/recogniser.h"

ABSL_FLAG(std::string, model, "",
          "Folder of PocketSphinx's model; empty: the process only decodes recordings");
ABSL_FLAG(std::uint64_t, memory_mb, 512, "Largest memory, in MiB");
ABSL_FLAG(double, max_seconds, 120, "Longest recording, in seconds");
ABSL_FLAG(double, max_work_seconds, 120, "Largest processor time for one recording, in seconds");
ABSL_FLAG(bool, unconfined, false,
          "Run even where the kernel cannot filter system calls: a recording that takes over the "
          "decoder can then do all that this user can");

LOSSY_FLAG_RANGE(memory_mb, 1, 1'048'576);
LOSSY_FLAG_RANGE(max_seconds, 0, 86'400);
LOSSY_FLAG_RANGE(max_work_seconds, 0, 86'400);

namespace lossy::agent {
namespace {

absl::Status Serve(int socket) {
  absl::Status status = Confine(absl::GetFlag(FLAGS_memory_mb) << 20);
  if (!status.ok()) return status;
  const std::string model = absl::GetFlag(FLAGS_model);
  absl::optional<Recogniser> recogniser;
  if (!model.empty()) {
    absl::StatusOr<Recogniser> loaded = Recogniser::Load(model);
    if (!loaded.ok()) return loaded.status();
    recogniser = *std::move(loaded);
  }
  const absl::StatusOr<std::string> confined = ForbidTheOutside(
      absl::GetFlag(FLAGS_unconfined) ? WithoutFilter::kAccept : WithoutFilter::kRefuse);
  if (!confined.ok()) return confined.status();
  return AnswerRequests(socket, recogniser ? &*recogniser : nullptr,
                        {.confinement = *confined,
                         .max_seconds = absl::GetFlag(FLAGS_max_seconds),
                         .max_work = absl::Seconds(absl::GetFlag(FLAGS_max_work_seconds))});
}

}  // namespace
}  // namespace lossy::agent

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("Lossy's recogniser of speech. The agent starts it.");
  lossy::base::ReadToolFlags(argc, argv);
  const absl::Status status = lossy::agent::Serve(STDIN_FILENO);
  if (!status.ok()) lossy::agent::SayFailed(STDIN_FILENO, status);
  // Skips the exit handlers of libraries, which the filter would kill.
  _exit(status.ok() ? 0 : 1);
}
