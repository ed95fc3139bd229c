#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/agent/models/pocketsphinx/recogniser.h"

namespace lossy::agent {

struct AnsweringOptions {
  std::string confinement;                       // What ForbidTheOutside says, for the agent's log.
  double max_seconds = 120;                      // Of a recording.
  absl::Duration max_work = absl::Seconds(120);  // Of the processor, for one recording.
};

// Says that it is ready, then answers the requests that come through the socket, one after the
// other, until the other side is gone: OK. Other errors: the socket is of no more use. A null
// `recogniser` decodes recordings, and no more.
absl::Status AnswerRequests(int socket, Recogniser* recogniser, const AnsweringOptions& options);

// Says why there will be no answers.
void SayFailed(int socket, const absl::Status& status);

}  // namespace lossy::agent
