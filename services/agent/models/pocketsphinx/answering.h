#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/agent/models/pocketsphinx/recogniser.h"

namespace lossy::agent {

struct AnsweringOptions {
  std::string confinement;                       // The result of ForbidTheOutside, for a log.
  double max_seconds = 120;                      // Of a recording.
  absl::Duration max_work = absl::Seconds(120);  // Of the processor, for one recording.
};

// Sends kReady, then answers the requests of the socket one after the other. Returns OK when the
// other side closes it. After an error the socket is unusable. Without a `recogniser` (nullptr) it
// only decodes recordings.
absl::Status AnswerRequests(int socket, Recogniser* recogniser, const AnsweringOptions& options);

// Sends kFailed with the reason why there will be no answers.
void SayFailed(int socket, const absl::Status& status);

}  // namespace lossy::agent
