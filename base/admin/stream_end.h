#pragma once

#include <memory>

#include "absl/time/time.h"
#include "grpcpp/alarm.h"
#include "grpcpp/server_context.h"

namespace lossy::base {

// Cancels a call at a time, for a method that may block in a write to a caller who does not read.
// Belongs to the thread of the call.
class StreamEnd {
 public:
  // `context` must outlive the object.
  explicit StreamEnd(grpc::ServerContext& context);
  // Afterwards the call is not cancelled.
  ~StreamEnd();
  StreamEnd(const StreamEnd&) = delete;
  StreamEnd& operator=(const StreamEnd&) = delete;

  // Cancels the call at the steady time `time`, unless the object is destroyed before. Call at most
  // once.
  void Set(absl::Time time);

 private:
  struct State;

  const std::shared_ptr<State> state_;
  grpc::Alarm alarm_;
};

}  // namespace lossy::base
