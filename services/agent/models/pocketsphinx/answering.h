#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/agent/models/pocketsphinx/recogniser.h"

namespace lossy::agent {

// The limits of a worker process of the recogniser.
struct AnsweringOptions {
  std::string confinement;                       // The result of ForbidTheOutside, for the log.
  double max_seconds = 120;                      // The longest accepted recording.
  absl::Duration max_work = absl::Seconds(120);  // The processor time for one recording.
};

// The main loop of a worker process. Sends kReady, then answers the requests on `socket` one after
// the other (protocol.h). Returns OK when the agent closes the socket. After an error the socket is
// unusable. If `recogniser` is nullptr, the answers have decoded sound in place of words.
absl::Status AnswerRequests(int socket, Recogniser* recogniser, const AnsweringOptions& options);

// Sends kFailed with the reason why the process answers no requests.
void SayFailed(int socket, const absl::Status& status);

}  // namespace lossy::agent
