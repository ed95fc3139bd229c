#pragma once

#include "absl/container/flat_hash_set.h"
#include "base/rpc/caller.h"
#include "base/sync/mutex.h"
#include "base/workers/workers.h"
#include "prometheus/gauge.h"
#include "prometheus/registry.h"
#include "services/agent/session/session_call.h"

namespace lossy::agent {

// SessionStreams opens the session streams of this process, and ends them when the process stops.
// Thread-safe.
class SessionStreams {
 public:
  // All references must outlive the object. Events are handled on the threads of `workers`.
  SessionStreams(SessionCall::MakeConversation make_conversation, base::Workers& workers,
                 prometheus::Registry& registry);

  // Opens a stream for the authenticated caller, and returns its reactor for gRPC.
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Open(
      grpc::CallbackServerContext& context, base::Caller caller);

  // Ends every stream with UNAVAILABLE, so that its client joins on another replica. Later streams
  // are refused.
  void Stop();

 private:
  void Remove(SessionCall& call);

  const SessionCall::MakeConversation make_conversation_;
  base::Workers& workers_;
  prometheus::Gauge& open_;

  base::Mutex mutex_;
  absl::flat_hash_set<SessionCall*> calls_ LOSSY_GUARDED_BY(mutex_);
  bool stopped_ LOSSY_GUARDED_BY(mutex_) = false;
};

}  // namespace lossy::agent
