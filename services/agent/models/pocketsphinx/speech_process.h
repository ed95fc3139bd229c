#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/agent/models/pocketsphinx/protocol.h"

namespace lossy::agent {

// A started worker process, which recognises or decodes recordings, and the socket to it. The
// process ends with this object, or with the thread that started it. Not thread-safe, except
// Interrupt. All deadlines are steady times.
//
// After an error the process is unusable:
//   DEADLINE_EXCEEDED   it did not answer in time
//   RESOURCE_EXHAUSTED  it exceeded its limit of memory or processor time
//   PERMISSION_DENIED   the kernel killed it for a forbidden system call
//   ABORTED             it ended, by itself or by a signal
//   DATA_LOSS           it sent bytes that are no answer
class SpeechProcess {
 public:
  // Starts a process and blocks until it is ready. `command` is the program's path and its
  // arguments. Also returns UNAVAILABLE if the process cannot be started, or sent kFailed.
  static absl::StatusOr<std::unique_ptr<SpeechProcess>> Start(
      const std::vector<std::string>& command, absl::Time deadline);
  ~SpeechProcess();
  SpeechProcess(const SpeechProcess&) = delete;
  SpeechProcess& operator=(const SpeechProcess&) = delete;

  // Sends a recording and returns the answer: kRecognised, kDecoded or kRefused. `audio` has at
  // most kMaxAudioBytes.
  absl::StatusOr<Answer> Ask(absl::string_view audio, absl::Time deadline);

  // True if the process runs and sent nothing since its last answer.
  bool IsIdle() const;

  // Makes the present and all later requests fail with ABORTED. Thread-safe.
  void Interrupt() const;

  pid_t pid() const { return pid_; }

  // The list of the process's limits, from its kReady.
  const std::string& confinement() const { return confinement_; }

 private:
  SpeechProcess(pid_t pid, int socket) : pid_(pid), socket_(socket) {}

  absl::StatusOr<Answer> AwaitAnswer(absl::Time deadline);
  // Returns the error that states how the process ended, in place of an error of the socket.
  absl::Status Explain(const absl::Status& status);
  // Ends the process, if it still runs. Returns the status of waitpid.
  int Reap();

  const pid_t pid_;
  const int socket_;
  std::uint32_t number_ = 0;  // The number of the last request.
  bool reaped_ = false;
  std::string confinement_;
};

}  // namespace lossy::agent
