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

// A recognising process that is ready for requests. It ends with this object, or with the thread
// that started it. One thread at a time, but for Interrupt.
//
// Errors say what became of it, and leave it without use:
//   DEADLINE_EXCEEDED   it did not answer in time
//   RESOURCE_EXHAUSTED  it took more memory or processor time than it may
//   PERMISSION_DENIED   the kernel killed it for a system call that it must not make
//   ABORTED             it ended, by itself or by a signal
//   DATA_LOSS           what it said was no answer
class SpeechProcess {
 public:
  // `command` is the program's path and its arguments. Also UNAVAILABLE: it cannot be started, or
  // says why it cannot serve.
  static absl::StatusOr<std::unique_ptr<SpeechProcess>> Start(
      const std::vector<std::string>& command, absl::Time deadline);
  ~SpeechProcess();
  SpeechProcess(const SpeechProcess&) = delete;
  SpeechProcess& operator=(const SpeechProcess&) = delete;

  // kHeard or kRefused. `audio` has kMaxAudioBytes at most.
  absl::StatusOr<Answer> Ask(absl::string_view audio, absl::Time deadline);

  // Whether it runs and is silent, as one that nothing was asked should be.
  bool IsIdle() const;

  // Makes whatever is asked of it fail, with ABORTED. Thread-safe.
  void Interrupt() const;

  pid_t pid() const { return pid_; }

  // How it is confined, in its own words.
  const std::string& confinement() const { return confinement_; }

 private:
  SpeechProcess(pid_t pid, int socket) : pid_(pid), socket_(socket) {}

  absl::StatusOr<Answer> AwaitAnswer(absl::Time deadline);
  // Makes of what the socket says of its end what the kernel says.
  absl::Status Explain(const absl::Status& status);
  // Ends it, if it has not ended. Its ending, as waitpid gives it.
  int Reap();

  const pid_t pid_;
  const int socket_;
  std::uint32_t number_ = 0;  // Of the last request.
  bool reaped_ = false;
  std::string confinement_;
};

}  // namespace lossy::agent
