#pragma once

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/outbox/outbox.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/storage/transcript.h"

namespace lossy::agent {

// Returns the outbox item of an event for the session of the transcript, without a trace.
// `acted_at`: see base::QueueEvent.
base::Outgoing SessionEventItem(const Transcript& transcript, const v1::SessionEvent& event,
                                absl::optional<absl::Time> acted_at = absl::nullopt);

// Returns the event of words that became known.
v1::SessionEvent TranscriptReady(const Transcript& transcript);

}  // namespace lossy::agent
